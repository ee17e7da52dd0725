/* sepa: issues direct debit runs, each once, and gives their file again.
 *
 * Job: a month's run takes what is owed of the invoices up to that month (after payments, credit notes and what is on its
 * way) from those who signed a mandate. Caller: `cabas sepa`. Promise: a run and its file's parts are stored in one
 * transaction, and only when its file can be made: accounts open, identifiers are there. The same run is the same bytes
 * for ever; what is in a run is in no other until it came back. A debit is no payment: balances change when the payment is imported.
 *
 * The day of the collection: the first TARGET day on or after the invoices' due day, and at least [billing]
 * sepa_days TARGET days after today. A mandate's first debit is FRST, the others RCUR. Another account is another
 * mandate (bot/requests/iban.c), so no mandate is ever amended.
 */
#ifndef BOT_SEPA_H
#define BOT_SEPA_H

#include "bot/config.h"
#include "bot/pain.h"
#include "db/db.h"

struct sepa {
    struct db *db;
    const struct config *config;
    int64_t now;
    int month; /* its first day */
    enum pain_version version;
};

enum sepa_why {
    SEPA_NO_MANDATE,
    SEPA_NOT_REACHED, /* the account's country takes no SEPA debits */
    SEPA_LAPSED,      /* not used for 36 months (EPC rulebook 4.1) */
    SEPA_COMING,      /* was asked for in an earlier run, and no payment is noted since */
};

/* Who owes and is not in the run. */
struct sepa_left {
    int64_t subscriber, amount;
    const char *name;
    enum sepa_why why;
};

struct sepa_file {
    const struct debit_run *run; /* NULL: nothing to collect, nothing stored */
    struct view bytes;
    bool before; /* the run was issued before */
    struct sepa_left *left;
    int left_count;
};

/* The month's first run: issued now, or as it was. `next`: one more, of what is owed now. */
int sepa_issue(struct arena *arena, const struct sepa *sepa, bool next, struct sepa_file *file,
               struct error *error);
/* A stored run. */
int sepa_again(struct arena *arena, const struct sepa *sepa, int nth, struct sepa_file *file,
               struct error *error);
/* That one debit (its end-to-end id) came back and was never noted as a payment: it is owed again. */
int sepa_back(struct arena *arena, const struct sepa *sepa, const char *id, const char *reason,
              struct error *error);

#endif
