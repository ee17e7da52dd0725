#include "bot/tally.h"

#include <stdatomic.h>

static _Atomic int64_t table[TALLY_RESULTS];

void tally_add(const int counts[TALLY_RESULTS])
{
    for (int i = 0; i < TALLY_RESULTS; i++)
        table[i] += counts[i];
}

void tally_read(int64_t counts[TALLY_RESULTS])
{
    for (int i = 0; i < TALLY_RESULTS; i++)
        counts[i] = table[i];
}
