/* OVH: its calls carry no signature, so that nothing they say is believed. They are only a hint that something waits
 * at `incoming`, which bot/sms_ovh asks for itself. The secret keeps strangers from making us ask. */
#include "bot/webhook.h"

static void read_call(struct arena *arena, const struct webhook_keys *keys,
                      const struct webhook_call *call, int64_t now, struct webhook_reading *reading)
{
    struct form form = {0};
    struct error error;
    struct view rest = call->rest;
    (void)now;
    bool failed = form_read(arena, call->query, &form, &error);
    if (!webhook_knows_secret(keys, &rest, &form))
        webhook_deny(reading, "wrong or missing secret");
    else if (failed)
        webhook_bad(reading, "too many fields");
    else
        reading->kind = WEBHOOK_POLL;
}

const struct webhook webhook_ovh = {
    .gateway = "ovh",
    .reply_type = "text/plain",
    .reply = "",
    .read = read_call,
};
