/* erase: a former subscriber is forgotten, but for what accounting law keeps (GDPR art. 17(3)(b)).
 *
 * Job: deletes what says who somebody is, wherever it is stored: contacts, details, messages in and out, questions,
 * texts of the journal. Caller: bot/erase, in a transaction. Promise: invoices, credit notes, payments, orders and
 * deliveries stay with the number; the journal keeps when and what kind; a second time changes nothing.
 */
#ifndef DB_ERASE_H
#define DB_ERASE_H

#include "db/db.h"

/* What there is to forget, and what stays. */
struct erase_counts {
    int64_t contacts, messages, letters, questions, changes; /* forgotten */
    int64_t invoices, payments;                              /* kept */
    int64_t sending;  /* letters on their way at this moment */
    int64_t unmailed; /* invoices whose mail is still to be written */
    bool erased;      /* was done before */
};
int erase_count(struct db *db, int64_t subscriber, struct erase_counts *counts,
                struct error *error);
/* Everything but the letter `keep` (a row of the outbox; 0: none), which goes once it has left. */
int erase_subscriber(struct db *db, int64_t subscriber, int64_t keep, int64_t now,
                     struct error *error);

#endif
