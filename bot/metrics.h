/* metrics: the program's state as /metrics tells it (Prometheus text format 0.0.4).
 *
 * Caller: bot/reception. Promise: counts only, labels from closed lists: no names, numbers or texts.
 */
#ifndef BOT_METRICS_H
#define BOT_METRICS_H

#include "db/db.h"

/* Calls since the start, by how they ended. */
enum metrics_call {
    CALL_TAKEN,
    CALL_DUPLICATE,
    CALL_REPORT,
    CALL_HINT,
    CALL_IGNORED,
    CALL_DENIED,
    CALL_BAD,
    CALL_BUSY,
    CALLS
};

/* NULL: the database could not be read. */
char *metrics_text(struct arena *arena, struct db *db, const int64_t calls[CALLS], int64_t started,
                   int64_t now, struct error *error);

#endif
