/* mandate: bank accounts and the SEPA mandates that go with them.
 *
 * Job: the one in force of a subscriber, a new one in its place, and what a direct debit marks. Caller:
 * db/commit, db/snapshot, the direct debit file, `cabas check`. Promise: the account number is here only as
 * bot/seal.h made it; at most one mandate of a subscriber is in force, and none is ever deleted.
 */
#ifndef DB_MANDATE_H
#define DB_MANDATE_H

#include "db/db.h"
#include "db/model.h"

enum { MANDATE_REFERENCE = 35 }; /* characters of a reference, EPC rulebook AT-01 */

/* The one in force, or *mandate = NULL. */
int mandate_load(struct db *db, struct arena *arena, int64_t subscriber,
                 const struct mandate **mandate, struct error *error);
/* Every one in force, by subscriber. */
int mandate_all(struct db *db, struct arena *arena, struct mandate **list, int *count,
                struct error *error);
/* So many the subscriber ever had: the next reference's number is one more. -1: the database failed. */
int64_t mandate_count(struct db *db, int64_t subscriber, struct error *error);
/* Takes the place of the one in force. */
int mandate_add(struct db *db, const struct mandate *mandate, int64_t now, struct error *error);
/* The first debit was accepted: later ones are recurrent. */
int mandate_debited(struct db *db, const char *reference, struct error *error);
/* The sealed value once more, under another key; nothing else changes. */
int mandate_reseal(struct db *db, const char *reference, const char *old, const char *sealed,
                   struct error *error);

#endif
