/* webhook: what a gateway's HTTP call says, and whether it is the gateway that says it.
 *
 * Job: authenticate the raw bytes as each gateway's documentation says, then read them. Caller: bot/http,
 * with a call that is bounded already. Promise: pure (no clock, no I/O, no database); nothing is read before it
 * is authentic; without a configured secret nothing is; secrets are compared in constant time.
 */
#ifndef BOT_WEBHOOK_H
#define BOT_WEBHOOK_H

#include "bot/sms.h"
#include "parsers/form.h"

enum { WEBHOOK_SECRET_LEAST = 16 }; /* letters; `cabas check` complains of shorter ones */

/* A request as it came, nothing decoded. */
struct webhook_call {
    struct view target; /* "/sms/kannel?from=…" */
    struct view rest;   /* of the path, behind "/sms/kannel": "", "/SECRET", "/report", … */
    struct view query;  /* behind "?" */
    struct view body;
    bool post;
    bool near; /* from this machine, or from a host of [http] allow */
    const char *type, *twilio_signature, *signature, *timestamp; /* headers; "" when missing */
};

struct webhook_keys {
    const char *secret;     /* "": nothing is authentic */
    const char *public_url; /* as the gateway calls us, without "/" at its end */
};

enum webhook_kind {
    WEBHOOK_DENIED,  /* 403: not authentic; nothing of it is kept */
    WEBHOOK_BAD,     /* 400: authentic, but no such call exists */
    WEBHOOK_METHOD,  /* 405: this gateway calls otherwise */
    WEBHOOK_NOTHING, /* 2xx: authentic, nothing for us */
    WEBHOOK_TEXT,    /* `text` came */
    WEBHOOK_REPORT,  /* what became of a text of ours */
    WEBHOOK_POLL,    /* something waits at the gateway */
};

struct webhook_reading {
    enum webhook_kind kind;
    const char *reason; /* for DENIED and BAD: ours, safe to log */
    struct sms_in text;
    struct {
        const char *provider_id, *client_id;
        enum sms_delivery delivery;
    } report;
};

struct webhook {
    const char *gateway;    /* as in [sms] provider, and in the path */
    const char *reply_type; /* of what we answer to what was taken */
    const char *reply;      /* never a text: some gateways would send it to the sender */
    const char *unsafe;     /* NULL, or what `cabas check` says of this gateway's weak point */
    void (*read)(struct arena *arena, const struct webhook_keys *keys,
                 const struct webhook_call *call, int64_t now, struct webhook_reading *reading);
};

/* NULL: this gateway (none, spool) calls nobody. */
const struct webhook *webhook_of(const char *gateway);

extern const struct webhook webhook_kannel, webhook_twilio, webhook_ovh, webhook_android;

/* For the gateways' own files. */
void webhook_deny(struct webhook_reading *reading, const char *reason);
void webhook_bad(struct webhook_reading *reading, const char *reason);
/* The secret as the path's next part ("/SECRET", taken off `rest`) or as the field `secret`. */
bool webhook_knows_secret(const struct webhook_keys *keys, struct view *rest,
                          const struct form *form);
/* A gateway's time, used when it is sane: seconds since 1970, or ISO 8601 with its offset ("2026-03-01T08:00:00+01:00",
 * "Z"; without one it is UTC). 0: none, before 2020, or later than now. */
int64_t webhook_instant(struct view text, int64_t now);

#endif
