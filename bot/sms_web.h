/* sms_web: what the gateways that are spoken to by HTTP have in common.
 *
 * Job: keep one connection open, send texts one after another, look up what is in doubt; each gateway's file only
 * makes requests and reads answers (pure functions in a struct sms_web). Caller: the sms_provider tables of bot/sms_*.c.
 * Promise: the password is read anew for each batch; a gateway that is shut or refuses the login stops the batch, and
 * what was not offered says so.
 */
#ifndef BOT_SMS_WEB_H
#define BOT_SMS_WEB_H

#include "bot/fetch.h"
#include "bot/sms_provider.h"

/* All that a request is made of. */
struct sms_web_keys {
    const struct config *config;
    const char *url;      /* [sms] send_url, or the gateway's own, without "/" at its end */
    const char *password; /* "" when there is none */
    const char *
        secret; /* of our webhook, for the address that reports are sent to; "" when there is none */
    const char *report_url; /* "https://…/sms/NAME/report"; "" when nobody could call it */
    int64_t now;            /* the system's clock, for signatures */
};

struct sms_web {
    const char *name, *default_url; /* "": send_url must be set */
    bool needs_user;
    void (*send)(struct arena *arena, const struct sms_web_keys *keys, const struct sms_out *out,
                 struct fetch_request *request);
    /* An answer came: sets verdict and provider_id. */
    void (*sent)(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out);
    void (*ask)(struct arena *arena, const struct sms_web_keys *keys, const struct sms_out *out,
                struct fetch_request *request);
    enum sms_fate (*told)(struct arena *arena, const struct fetch_answer *answer, int64_t now,
                          struct sms_out *out);
    /* For `cabas check`: a harmless request that needs the login. NULL: the address is only reached. */
    void (*probe)(struct arena *arena, const struct sms_web_keys *keys,
                  struct fetch_request *request);
};

struct sms_web_state {
    const struct config *config;
    const struct sms_web *web;
    struct wire *wire;
    int timer;      /* of a gateway that is polled: readable when it is time */
    int64_t polled; /* when it was, monotonic seconds; 0: never */
};

extern const struct sms_web sms_web_kannel, sms_web_twilio, sms_web_ovh, sms_web_android;

/* The calls of struct sms_provider. */
void *sms_web_open(const struct config *config);
void sms_web_close(void *state);
void sms_web_send(void *state, struct sms_out *const *texts, int count);
enum sms_fate sms_web_lookup(void *state, struct sms_out *text);
struct verdict sms_web_check(void *state, struct arena *arena, const char **report);

int sms_web_keys_read(const struct sms_web_state *state, struct arena *arena,
                      struct sms_web_keys *keys, struct error *error);
void sms_web_keep_id(struct sms_out *out, struct view id);
/* fetch_judge, with the gateway's own words for its refusal (untrusted: one line, bounded) where there are any. */
struct verdict sms_web_judge(struct arena *arena, const struct fetch_answer *answer,
                             struct view words);

#endif
