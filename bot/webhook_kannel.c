/* Kannel's smsbox: a GET (get-url, dlr-url) without any signature. So the caller must be near, and know the secret.
 * The bytes of %b are as the phone sent them: coding 2 is UTF-16BE, else what %C says, else UTF-8. */
#include "bot/webhook.h"
#include "parsers/charset.h"

enum { DLR_DELIVERED = 1, DLR_FAILED = 2, DLR_REJECTED = 16 };

static void read_report(struct arena *arena, const struct form *form,
                        struct webhook_reading *reading)
{
    int64_t status;
    struct view id = form_get(form, "id");
    if (!view_int(form_get(form, "status"), &status) || !id.len || id.len > 64) {
        webhook_bad(reading, "a report without status and id");
        return;
    }
    reading->kind = WEBHOOK_REPORT;
    reading->report.provider_id = "";
    reading->report.client_id = arena_copy(arena, id.at, id.len);
    reading->report.delivery = status == DLR_DELIVERED ? SMS_DELIVERED : SMS_FAILED;
    if (status != DLR_DELIVERED && status != DLR_FAILED && status != DLR_REJECTED)
        reading->kind = WEBHOOK_NOTHING; /* buffered, sent on: not the end */
}

static void read_text(struct arena *arena, const struct form *form, int64_t now,
                      struct webhook_reading *reading)
{
    struct view from = form_get(form, "from"), id = form_get(form, "id");
    bool wide = view_is(form_get(form, "coding"), "2");
    if (!from.len) {
        webhook_bad(reading, "no sender");
        return;
    }
    reading->kind = WEBHOOK_TEXT;
    reading->text = (struct sms_in){
        .gateway = "kannel",
        .provider_id = arena_copy(arena, id.at, id.len),
        .from = arena_copy(arena, from.at, from.len),
        .text = charset_utf8(arena, wide ? VIEW("UTF-16BE") : form_get(form, "charset"),
                             form_get(form, "text")),
        .received = webhook_instant(form_get(form, "time"), now),
    };
}

static void read_call(struct arena *arena, const struct webhook_keys *keys,
                      const struct webhook_call *call, int64_t now, struct webhook_reading *reading)
{
    struct form form = {0};
    struct error error;
    struct view rest = call->rest;
    if (!call->near) {
        webhook_deny(reading, "not from this machine, nor from [http] allow");
        return;
    }
    bool failed = form_read(arena, call->query, &form, &error);
    if (!webhook_knows_secret(keys, &rest, &form)) {
        webhook_deny(reading, "wrong or missing secret");
        return;
    }
    if (failed)
        webhook_bad(reading, "too many fields");
    else if (call->post)
        reading->kind = WEBHOOK_METHOD;
    else if (view_is(rest, "/report"))
        read_report(arena, &form, reading);
    else if (rest.len && !view_is(rest, "/"))
        webhook_bad(reading, "no such path");
    else
        read_text(arena, &form, now, reading);
}

const struct webhook webhook_kannel = {
    .gateway = "kannel",
    .reply_type = "text/plain",
    .reply = "",
    .unsafe = "its calls are not signed: only this machine and [http] allow may call",
    .read = read_call,
};
