/* debit: direct debit runs as they were issued, kept for good.
 *
 * Job: stores a run with all that its file says, and loads it again. Caller: bot/sepa inside its transaction,
 * db/snapshot. Promise: a stored run gives the same file for ever: names, amounts, texts and dates are copies of
 * the moment; only the account number is looked up, sealed, with its mandate, which is never deleted.
 */
#ifndef DB_DEBIT_H
#define DB_DEBIT_H

#include "db/db.h"
#include "db/model.h"

/* One subscriber's debit. */
struct debit {
    int64_t subscriber, amount;
    const char *mandate, *sealed, *bic; /* bic: of the subscriber's bank, "" when unknown */
    int signed_day;
    bool recurrent;
    const char *name, *note; /* as the file has them */
    struct collection_item *items;
    int item_count;
};

struct debit_run {
    int64_t id;
    int month, nth; /* month: its first day; nth: 1 is the month's first run */
    int64_t made;
    int made_day, day; /* day: of the collection */
    const char *creditor, *creditor_id, *iban, *bic;
    struct debit *debits; /* by subscriber */
    int count;
};

/* Its id and nth are filled in; the mandates are recurrent from now on. */
int debit_run_store(struct arena *arena, struct db *db, struct debit_run *run, struct error *error);
/* *run is NULL when the month has no run of that number. */
int debit_run_load(struct arena *arena, struct db *db, int month, int nth, struct debit_run **run,
                   struct error *error);
/* How many runs the month has; -1: failed. */
int debit_run_count(struct arena *arena, struct db *db, int month, struct error *error);
/* Notes that a debit came back, once. -1: there is none, or it was noted before. */
int debit_set_back(struct arena *arena, struct db *db, int month, int nth, int64_t subscriber,
                   int64_t now, const char *reason, struct error *error);
/* The last day on which the mandate was used; DATE_NONE: never. */
int debit_last_day(struct db *db, const char *mandate, int *day, struct error *error);
/* What was asked of the bank for a subscriber and did not come back, oldest first. */
int debit_load_collections(struct arena *arena, struct db *db, int64_t subscriber,
                           struct collection **list, int *count, struct error *error);

#endif
