/* tally: how many requests ended how, since the start. Counted by the worker after each commit, read by /metrics. */
#ifndef BOT_TALLY_H
#define BOT_TALLY_H

#include <stdint.h>

#include "bot/decide.h"

enum { TALLY_RESULTS = RESULT_IGNORED + 1 };

void tally_add(const int counts[TALLY_RESULTS]);
void tally_read(int64_t counts[TALLY_RESULTS]);

#endif
