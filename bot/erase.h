/* erase: forgets a former subscriber, as far as the law lets (GDPR art. 17; the accounts stay ten years, Code de
 * commerce L123-22).
 *
 * Callers: `cabas erase`, EFFACER by mail, in a transaction. Promise: refused, with every reason, while a subscription
 * runs, an order is open, money is owed in either direction or an invoice is still to come; once erased, a second time
 * changes nothing; it is in the journal.
 */
#ifndef BOT_ERASE_H
#define BOT_ERASE_H

#include "bot/config.h"
#include "db/erase.h"
#include "db/model.h"

struct erase {
    int64_t number;
    const char *actor; /* "staff", or an address */
    int64_t received, now;
    bool silent; /* no last mail */
};

/* What stands against it, and what would go. Texts belong to the arena. */
struct erase_look {
    bool unknown;                           /* no such subscriber */
    bool runs, orders, owes, owed, to_come, /* owes us; we owe; an invoice */
        busy;                               /* a letter is on its way at this moment */
    const char *name, *balance;             /* "Camille Roux"; "12,50 €", without its sign */
    struct erase_counts counts;
};
bool erase_allowed(const struct erase_look *look);
int erase_look(struct arena *arena, struct db *db, const struct config *config,
               const struct farm *farm, const struct erase *erase, struct erase_look *look,
               struct error *error);
/* After a look that allows it. *told: a last mail will leave. */
int erase_run(struct arena *arena, struct db *db, const struct config *config,
              const struct farm *farm, const struct erase *erase, bool *told, struct error *error);

#endif
