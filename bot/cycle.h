/* cycle: one full turn of everything, in one thread: fetch, decide, do what time triggers, deliver, file away.
 *
 * Caller: `cabas once`, `cabas demo`; the daemon runs the same steps in three threads. The steps are
 * repeated until nothing is left that can be done now.
 */
#ifndef BOT_CYCLE_H
#define BOT_CYCLE_H

#include "bot/config.h"
#include "bot/verdict.h"
#include "db/db.h"

struct cycle_counts {
    int taken, decided, sent, filed;
};

/* The first verdict that is not OK is given back, but every step is tried. */
struct verdict cycle_once(struct db *db, const struct config *config, int64_t now,
                          struct cycle_counts *counts);

#endif
