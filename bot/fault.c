#include "bot/fault.h"

#ifdef CABAS_FAULTS
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fault_point(const char *name)
{
    static _Atomic int passed;
    const char *wanted = getenv("CABAS_FAULT");
    size_t len = strlen(name);
    if (!wanted || strncmp(wanted, name, len) || (wanted[len] && wanted[len] != ':'))
        return;
    if (++passed == (wanted[len] ? atoi(wanted + len + 1) : 1))
        kill(getpid(), SIGKILL);
}

void fault_poison(struct view mail)
{
    const char *marker = getenv("CABAS_POISON");
    if (marker && *marker && view_find(mail, marker) != SIZE_MAX)
        kill(getpid(), SIGKILL);
}

int fault_seconds(int most)
{
    const char *seconds = getenv("CABAS_SECONDS");
    return seconds ? atoi(seconds) : most;
}
#else
/* ISO C wants a declaration in every file. */
extern const int fault_none;
const int fault_none = 0;
#endif
