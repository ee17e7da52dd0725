/* SMS Gateway for Android: JSON by POST, signed by X-Signature over the body and X-Timestamp. Its ids of received texts
 * are made of their content, and a repeated call has a new event id: sender, text, time and card tell repeats apart. */
#include "bot/secret.h"
#include "bot/webhook.h"
#include "parsers/tree.h"

enum { CLOCKS_APART = 300 };

static bool is_authentic(struct arena *arena, const struct webhook_keys *keys,
                         const struct webhook_call *call, int64_t now, const char **reason)
{
    int64_t at;
    *reason = "wrong or missing X-Signature";
    if (!*keys->secret || !view_int(view_of(call->timestamp), &at))
        return false;
    struct text base = text_in(arena);
    text_add_view(&base, call->body);
    text_add(&base, call->timestamp);
    const char *want =
        secret_sign(arena, SECRET_SHA256, SECRET_HEX, view_of(keys->secret), text_view(&base));
    struct text given = text_in(arena);
    for (const char *byte = call->signature; *byte; byte++)
        text_add_byte(&given, byte_lower(*byte));
    if (!secret_same(text_view(&given), view_of(want)))
        return false;
    *reason = "its X-Timestamp is more than five minutes from our clock";
    return at >= now - CLOCKS_APART && at <= now + CLOCKS_APART;
}

static const char *sender_of(const struct tree *payload)
{
    return tree_get_text(payload, "sender", tree_get_text(payload, "phoneNumber", ""));
}

/* The time as it is written: also one that is not sane, as a phone's clock may be, tells two texts apart. */
static const char *name_text(struct arena *arena, const struct tree *payload, const char *text,
                             const char *at, int64_t sim)
{
    const char *all =
        arena_print(arena, "%s\n%s\n%lld\n%s", sender_of(payload), at, (long long)sim, text);
    return arena_print(arena, "%.32s", secret_digest(arena, view_of(all)));
}

static void read_text(struct arena *arena, const struct tree *payload, int64_t now,
                      struct webhook_reading *reading)
{
    const char *text = tree_get_text(payload, "message", NULL);
    const char *at = tree_get_text(payload, "receivedAt", "");
    int64_t sim = tree_get_int(payload, "simNumber", 0);
    if (!text || !*sender_of(payload)) {
        webhook_bad(reading, "no message or no sender");
        return;
    }
    reading->kind = WEBHOOK_TEXT;
    reading->text = (struct sms_in){
        .gateway = "android",
        .provider_id = name_text(arena, payload, text, at, sim),
        .from = sender_of(payload),
        .sim = sim ? arena_print(arena, "%lld", (long long)sim) : "",
        .text = view_of(text),
        .received = webhook_instant(view_of(at), now),
    };
}

static void read_report(const struct tree *payload, bool delivered, struct webhook_reading *reading)
{
    reading->kind = WEBHOOK_REPORT;
    reading->report.provider_id = "";
    reading->report.client_id = tree_get_text(payload, "messageId", "");
    reading->report.delivery = delivered ? SMS_DELIVERED : SMS_FAILED;
}

static void read_call(struct arena *arena, const struct webhook_keys *keys,
                      const struct webhook_call *call, int64_t now, struct webhook_reading *reading)
{
    struct error error;
    const char *reason;
    if (!is_authentic(arena, keys, call, now, &reason)) {
        webhook_deny(reading, reason);
        return;
    }
    if (!call->post) {
        reading->kind = WEBHOOK_METHOD;
        return;
    }
    const struct tree *root = tree_read(arena, call->body, &error);
    const struct tree *payload = root ? tree_get(root, "payload") : NULL;
    if (!payload || tree_kind(payload) != TREE_OBJECT) {
        webhook_bad(reading, "no JSON with a payload");
        return;
    }
    struct view event = view_of(tree_get_text(root, "event", ""));
    if (view_is(event, "sms:received"))
        read_text(arena, payload, now, reading);
    else if (view_is(event, "sms:delivered") || view_is(event, "sms:failed"))
        read_report(payload, view_is(event, "sms:delivered"), reading);
    else
        reading->kind = WEBHOOK_NOTHING; /* sms:sent, system:ping, … */
}

const struct webhook webhook_android = {
    .gateway = "android",
    .reply_type = "text/plain",
    .reply = "",
    .read = read_call,
};
