/* roster: every subscriber at once, for what looks at the whole farm: pick lists, the digest.
 *
 * The same snapshots that decisions are made on, so that a list can't say anything else than an answer does.
 * Everything belongs to the arena.
 */
#ifndef DB_ROSTER_H
#define DB_ROSTER_H

#include "db/calendar.h"
#include "db/db.h"
#include "db/model.h"

struct roster {
    const struct farm *farm;
    struct snapshot **members; /* by number */
    int count;
};

/* Orders of deliveries from `from` on. NULL: error is set. */
struct roster *roster_load(struct arena *arena, struct db *db, const struct farm *farm, int from,
                           struct error *error);
/* Only these, by number, each once. */
struct roster *roster_load_some(struct arena *arena, struct db *db, const struct farm *farm,
                                const int64_t *numbers, int count, int from, struct error *error);
/* NULL when there is no such number. */
const struct snapshot *roster_find(const struct roster *roster, int64_t number);

#endif
