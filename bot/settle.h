/* settle: staff accept or refuse an order, and the subscriber is told.
 *
 * Caller: `cabas accept`, `cabas refuse`, and staff's mails, inside a transaction. Promise: the state, the
 * journal and the mails are one; an order that is not pending (any more) is an error that says what it is.
 */
#ifndef BOT_SETTLE_H
#define BOT_SETTLE_H

#include "bot/config.h"
#include "db/db.h"

enum { SETTLE_REASON_BYTES = 500 };

struct settle {
    int64_t number;
    bool accept;
    const char
        *reason; /* of a refusal, may be ""; untrusted, cut at SETTLE_REASON_BYTES, one line */
    const char *actor; /* who decides: "staff", or an address */
    int64_t batch;     /* the inbox row, 0: none */
    int64_t now;
};

enum settle_refusal {
    SETTLE_DONE,
    SETTLE_UNKNOWN,   /* no order of that number */
    SETTLE_DECIDED,   /* it is not pending (any more) */
    SETTLE_PAST,      /* its delivery was before today: only a refusal is left */
    SETTLE_NO_BASKET, /* nothing is delivered to its subscriber that day: only a refusal is left */
};

/* How it went, for who asked. Texts belong to the arena. */
struct settled {
    enum settle_refusal refusal;
    int told;                         /* mails that will leave (0: the subscriber has no address) */
    int64_t subscriber;               /* 0: unknown */
    const char *name;                 /* the subscriber's, "" */
    const char *state;                /* the order's before, "" */
    const char *items, *total, *date; /* in words, "" */
};

/* -1: refused (settled->refusal, and `error` says it in words), or the database failed (SETTLE_DONE). */
int settle_order(struct arena *arena, struct db *db, const struct config *config,
                 const struct settle *settle, struct settled *settled, struct error *error);

#endif
