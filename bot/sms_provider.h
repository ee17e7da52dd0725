/* sms_provider: what the program asks of each SMS gateway.
 *
 * One const struct a gateway (sms_spool.c, sms_kannel.c, …), found by its name in [sms] provider; bot/deliver_sms
 * and the daemon's SMS thread call it, one call at a time, and only on the thread that opened it. What comes by
 * webhook goes to sms_take (bot/sms.h) on the web server's thread instead.
 */
#ifndef BOT_SMS_PROVIDER_H
#define BOT_SMS_PROVIDER_H

#include "bot/config.h"
#include "bot/verdict.h"
#include "db/db.h"

enum { SMS_SEND_BATCH = 16, SMS_ID_MAX = 96 };

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

/* A text on its way out. It is folded already: `text` is what the phone shows, letter by letter. */
struct sms_out {
    int64_t id;            /* of the outbox row */
    const char *client_id; /* the same at every attempt and in no other text: 32 hex digits */
    const char *to;        /* E.164, "+33…" */
    struct view text;      /* UTF-8, NUL-terminated after len */
    enum sms_encoding encoding;
    int segments;
    int64_t created;
    /* out */
    struct verdict verdict; /* OK: the gateway has it; UNSURE: perhaps it has */
    bool offered;           /* the gateway was asked about this text; if not, the way was shut */
    char provider_id
        [SMS_ID_MAX]; /* the gateway's own id, "" when it gives none; in: what is known for lookup */
};

/* What lookup() finds out about a text in doubt. */
enum sms_fate {
    SMS_FATE_TAKEN,  /* the gateway has it: it is sent; provider_id may be filled */
    SMS_FATE_ABSENT, /* the gateway surely never got it: it may be sent again */
    SMS_FATE_UNKNOWN /* it cannot say, now (out->verdict RETRY) or ever (NEVER) */
};

struct sms_provider {
    const char *name; /* as in [sms] provider */
    /* Sending the same client_id again is no second text: what is in doubt is simply sent again. */
    bool idempotent;
    void *(*open)(const struct config *config); /* never NULL; faults come with the first call */
    void (*close)(void *state);
    /* Fills verdict, offered and provider_id of each. They come with verdict RETRY "not offered". */
    void (*send)(void *state, struct sms_out *const *texts, int count);
    /* NULL: this gateway can't be asked; what is in doubt is then for staff. */
    enum sms_fate (*lookup)(void *state, struct sms_out *text);
    /* Takes what waits at the gateway and hands it to sms_take_all; NULL: texts come by webhook. What was taken
     * is removed there only after sms_take_all. *taken: how many were new. `wake` as in sms_take_all. */
    struct verdict (*fetch)(void *state, struct db *db, int64_t now, int wake, int *taken);
    /* A descriptor that is readable when fetch has something to do; NULL or -1: every poll_seconds. */
    int (*watch)(void *state);
    /* For `cabas check`: reach it, log in, send nothing. `report`: a line for when all is well. */
    struct verdict (*check)(void *state, struct arena *arena, const char **report);
};

/* The one that [sms] provider names; NULL: none, texts neither come nor go. */
const struct sms_provider *sms_provider_of(const struct config *config);

#endif
