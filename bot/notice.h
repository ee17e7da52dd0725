/* notice: what a subscriber is told without having asked: a change by staff, a closure, an order's state.
 *
 * Caller: bot/settle, bot/staff_*, inside the transaction that holds the change. Promise: one mail to each address on
 * file, or where there is none one text to each number that did not write STOP; the seed makes its Message-ID, so that
 * the same notice is the same mail.
 */
#ifndef BOT_NOTICE_H
#define BOT_NOTICE_H

#include "bot/config.h"
#include "bot/converse.h"
#include "db/db.h"

struct notice {
    const struct subscriber *subscriber;
    const struct block *blocks;
    int block_count;
    const char *seed;
    const char *subject; /* NULL: the first block's */
    int64_t inbox;       /* the message that caused it, 0: none */
    int64_t now;
    int64_t expires; /* of no use after this instant; 0: it always is */
};

/* *told: letters that will leave; 0: the subscriber can't be reached. */
int notice_send(struct arena *arena, struct db *db, const struct config *config,
                const struct notice *notice, int *told, struct error *error);

/* Only texts, to each number on file; `kind` of the outbox ("notice", "reminder"). *told: how many. Without
 * [sms] provider there are none. */
int notice_text(struct arena *arena, struct db *db, const struct config *config,
                const struct notice *notice, const char *kind, int *told, struct error *error);

#endif
