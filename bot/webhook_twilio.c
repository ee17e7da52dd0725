/* Twilio: a form by POST, signed over the public URL and its sorted fields (X-Twilio-Signature). A repeat is known by
 * MessageSid: what else tells repeats apart stands outside the signature. */
#include <stdlib.h>
#include <string.h>

#include "bot/secret.h"
#include "bot/webhook.h"
#include "parsers/charset.h"

static int compare(struct view a, struct view b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.at, b.at, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_name(const void *left, const void *right)
{
    const struct form_field *a = left, *b = right;
    int order = compare(a->name, b->name);
    return order ? order : compare(a->value, b->value);
}

static bool is_authentic(struct arena *arena, const struct webhook_keys *keys,
                         const struct webhook_call *call, const struct form *form)
{
    if (!*keys->secret || !*keys->public_url)
        return false;
    struct text base = text_in(arena);
    text_add(&base, keys->public_url);
    text_add_view(&base, call->target);
    struct form_field *sorted = arena_array(arena, (size_t)form->count + 1, sizeof *sorted);
    if (form->count)
        memcpy(sorted, form->fields, (size_t)form->count * sizeof *sorted);
    qsort(sorted, (size_t)form->count, sizeof *sorted, by_name);
    for (int i = 0; i < form->count; i++) {
        text_add_view(&base, sorted[i].name);
        text_add_view(&base, sorted[i].value);
    }
    const char *want =
        secret_sign(arena, SECRET_SHA1, SECRET_BASE64, view_of(keys->secret), text_view(&base));
    return secret_same(view_of(call->twilio_signature), view_of(want));
}

static const char *get(struct arena *arena, const struct form *form, const char *name)
{
    struct view value = form_get(form, name);
    return arena_copy(arena, value.at, value.len);
}

static void read_report(struct arena *arena, const struct form *form,
                        struct webhook_reading *reading)
{
    struct view status = form_get(form, "MessageStatus");
    bool delivered = view_is(status, "delivered");
    reading->kind = WEBHOOK_NOTHING; /* queued, sending, sent: not the end */
    if (!delivered && !view_is(status, "undelivered") && !view_is(status, "failed"))
        return;
    reading->kind = WEBHOOK_REPORT;
    reading->report.provider_id = get(arena, form, "MessageSid");
    reading->report.client_id = "";
    reading->report.delivery = delivered ? SMS_DELIVERED : SMS_FAILED;
}

static void read_text(struct arena *arena, const struct form *form, struct webhook_reading *reading)
{
    if (!form_get(form, "MessageSid").len || !form_get(form, "From").len) {
        webhook_bad(reading, "no MessageSid or no From");
        return;
    }
    reading->kind = WEBHOOK_TEXT;
    reading->text = (struct sms_in){
        .gateway = "twilio",
        .provider_id = get(arena, form, "MessageSid"),
        .from = get(arena, form, "From"),
        .text = charset_utf8(arena, VIEW("UTF-8"), form_get(form, "Body")),
    };
}

static void read_call(struct arena *arena, const struct webhook_keys *keys,
                      const struct webhook_call *call, int64_t now, struct webhook_reading *reading)
{
    struct form form = {0};
    struct error error;
    (void)now;
    bool bad = call->post && form_read(arena, call->body, &form, &error);
    if (bad || !is_authentic(arena, keys, call, &form))
        webhook_deny(reading, "wrong or missing X-Twilio-Signature (is [http] public_url right?)");
    else if (!call->post)
        reading->kind = WEBHOOK_METHOD;
    else if (view_is(call->rest, "/report"))
        read_report(arena, &form, reading);
    else if (call->rest.len)
        webhook_bad(reading, "no such path");
    else
        read_text(arena, &form, reading);
}

const struct webhook webhook_twilio = {
    .gateway = "twilio",
    .reply_type = "text/xml",
    .reply = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
    .read = read_call,
};
