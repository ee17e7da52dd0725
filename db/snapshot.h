/* snapshot: all that a decision needs of one subscriber, read in one go.
 *
 * Caller: bot/pipeline, inside its transaction, so that a decision sees what earlier requests of the
 * same message changed. Everything belongs to the arena.
 */
#ifndef DB_SNAPSHOT_H
#define DB_SNAPSHOT_H

#include "db/db.h"
#include "db/model.h"

enum snapshot_need {
    SNAPSHOT_BASE = 0,
    SNAPSHOT_FORECASTS = 1, /* compositions of the next 60 days */
    SNAPSHOT_LAST = 2,      /* the last message's changes, for undo */
    SNAPSHOT_MONEY = 4,     /* balance */
    SNAPSHOT_PAYMENTS = 8,
    SNAPSHOT_INVOICES = 16,
    SNAPSHOT_NEXT = 32,   /* next_purchase, next_subscription */
    SNAPSHOT_BANK = 1024, /* mandate */
    SNAPSHOT_ORDERS = 64, /* orders of past deliveries as well */
};

/* `today`: farm's civil date. NULL: error is set (also when there is no such subscriber). */
struct snapshot *snapshot_load(struct arena *arena, struct db *db, const struct farm *farm,
                               int64_t subscriber, int today, int needs, struct error *error);

/* Whose address or number this is; 0: nobody's. -1: the database failed. */
int64_t snapshot_owner(struct db *db, enum contact_kind kind, const char *value,
                       struct error *error);

#endif
