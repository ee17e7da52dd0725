/* sms: a text message that came in, committed before anybody is told so.
 *
 * Caller: whoever receives texts (spool, webhook, poll), from any thread, each with its own database
 * connection. Promise: what is SMS_ADDED or SMS_DUPLICATE is on disk when the call returns: then a webhook
 * may say 2xx. The same message again (rule D2) has no second effect. A report of delivery is stored likewise.
 */
#ifndef BOT_SMS_H
#define BOT_SMS_H

#include "db/db.h"

enum {
    SMS_TEXT_MAX =
        16 * 1024, /* bytes of one text as UTF-8; the longest that phones make is about 6 kB */
    SMS_FROM_MAX = 64,
    SMS_BATCH = 256,        /* texts that one call takes, in one transaction */
    SMS_WAITING_MAX = 20000 /* undecided messages from which on nothing more is taken */
};

/* One text as the gateway gave it: nothing of it is trusted, but that it is from this gateway. */
struct sms_in {
    const char *gateway;     /* "spool", "kannel", …: the name of its sms_provider */
    const char *provider_id; /* the gateway's own id of this message; "" or NULL: it has none */
    const char *from;        /* the sender as the gateway wrote it, in any spelling */
    const char *sim;         /* which of the gateway's cards took it; "" or NULL */
    struct view text;        /* UTF-8 */
    int64_t received;        /* the gateway's own receipt time; 0: now */
};

enum sms_taken {
    SMS_ADDED,
    SMS_DUPLICATE, /* known already: as good as added */
    SMS_BAD,       /* too long, no sender, not UTF-8: it can never be taken (400); error says why */
    SMS_BUSY,      /* the database is locked or full, or too much waits: later (503) */
};

/* Commits up to SMS_BATCH texts in one transaction; each gets its own end in `taken`. `wake`: the worker's
 * descriptor (bot/wake.h), set when something was added; -1: nobody is to be woken. Gives the worst of them, as
 * SMS_ADDED < SMS_DUPLICATE < SMS_BAD < SMS_BUSY; `error` is set for the last two. */
enum sms_taken sms_take_all(struct db *db, const struct sms_in *texts, int count, int64_t now,
                            int wake, enum sms_taken *taken, struct error *error);
/* The same for one. */
enum sms_taken sms_take(struct db *db, const struct sms_in *text, int64_t now, int wake,
                        struct error *error);

/* What a gateway tells later of a text that it took. */
enum sms_delivery { SMS_DELIVERED, SMS_FAILED };
/* Found by the gateway's id (`provider_id`, what send() gave), or by our own (`client_id`, sms_out.client_id); the
 * other is "". 0: stored, or none of ours (*known false); -1: the database could not take it. A report about a
 * text that was in doubt settles it. */
int sms_report(struct db *db, const char *gateway, const char *provider_id, const char *client_id,
               enum sms_delivery delivery, int64_t at, bool *known, struct error *error);

#endif
