/* throttle: how often one source may fail before it is told to stay away for a while.
 *
 * Caller: bot/reception, for calls that are not authentic (rule P3); what is authentic is never slowed down.
 * Promise: memory does not grow with the number of sources; two sources that share a place are counted together.
 */
#ifndef BOT_THROTTLE_H
#define BOT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum { THROTTLE_PLACES = 256, THROTTLE_MOST = 60, THROTTLE_SECONDS = 60 };

struct throttle {
    struct {
        int64_t since;
        int count;
    } places[THROTTLE_PLACES];
};

/* Counts one failure of `source` at `now`; false: it has failed more than THROTTLE_MOST times within the minute. */
bool throttle_count(struct throttle *throttle, const char *source, int64_t now);

#endif
