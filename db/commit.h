/* commit: runs a list of changes and writes them into the journal.
 *
 * Caller: bot/pipeline, inside a transaction that also holds the answer and the inbox row. Promise:
 * a change that does not fit the state any more is an error (the transaction is rolled back and the
 * message decided again), never a silent half.
 */
#ifndef DB_COMMIT_H
#define DB_COMMIT_H

#include "db/change.h"
#include "db/db.h"

/* Who did it, when, in which message. */
struct batch {
    int64_t id;        /* the inbox row */
    const char *actor; /* the sender's address or number */
    int64_t subscriber;
    int64_t received, now; /* instants */
};

int commit_changes(struct db *db, const struct batch *batch, const struct change *changes,
                   int count, struct error *error);

#endif
