/* Gateways' calls, as they come and rightly signed: nothing crashes, and what is not authentic gives no text. */
#include <stdlib.h>
#include <string.h>

#include "bot/secret.h"
#include "bot/webhook.h"

static const struct webhook_keys keys = {.secret = "un-secret-de-passerelle",
                                         .public_url = "https://sms.ferme.example"};
enum { NOW = 1773046800 };

static void must(bool good)
{
    if (!good)
        abort();
}

static void check(const struct webhook_reading *reading)
{
    if (reading->kind == WEBHOOK_TEXT) {
        must(reading->text.from && view_is_utf8(reading->text.text));
        must(!reading->text.received || reading->text.received <= NOW);
    }
    if (reading->kind == WEBHOOK_DENIED || reading->kind == WEBHOOK_BAD)
        must(reading->reason != NULL);
}

static void read_one(struct arena *arena, const struct webhook *webhook, struct webhook_call call)
{
    struct webhook_reading reading = {0};
    webhook->read(arena, &keys, &call, NOW, &reading);
    check(&reading);
    struct webhook_keys none = {.secret = "", .public_url = keys.public_url};
    memset(&reading, 0, sizeof reading);
    webhook->read(arena, &none, &call, NOW, &reading);
    must(reading.kind == WEBHOOK_DENIED);
}

/* The form's fields in Twilio's order, signed. */
static const char *sign_twilio(struct arena *arena, struct view target, struct view body)
{
    struct form form = {0};
    struct error error;
    struct text base = text_in(arena);
    if (form_read(arena, body, &form, &error) || form.count > 1)
        return "";
    text_add(&base, keys.public_url);
    text_add_view(&base, target);
    for (int i = 0; i < form.count; i++) {
        text_add_view(&base, form.fields[i].name);
        text_add_view(&base, form.fields[i].value);
    }
    return secret_sign(arena, SECRET_SHA1, SECRET_BASE64, view_of(keys.secret), text_view(&base));
}

/* The first line is the query, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct view all = view_make((const char *)data, size), rest = all, query = {"", 0};
    if (!view_line(&rest, &query))
        query = rest = (struct view){"", 0};
    struct webhook_call call = {.target = query,
                                .query = query,
                                .body = rest,
                                .near = true,
                                .rest = {"", 0},
                                .type = "",
                                .twilio_signature = "",
                                .signature = "",
                                .timestamp = "1773046800"};
    struct text signed_query = text_in(arena);
    text_add(&signed_query, "secret=un-secret-de-passerelle&");
    text_add_view(&signed_query, query);
    call.query = text_view(&signed_query);
    read_one(arena, &webhook_kannel, call);
    read_one(arena, &webhook_ovh, call);
    call.rest = VIEW("/report");
    read_one(arena, &webhook_kannel, call);
    call.rest = query;
    read_one(arena, &webhook_kannel, call);
    call.rest = (struct view){"", 0};
    call.post = true;
    call.twilio_signature = sign_twilio(arena, call.target, rest);
    read_one(arena, &webhook_twilio, call);
    struct text base = text_in(arena);
    text_add_view(&base, rest);
    text_add(&base, call.timestamp);
    call.signature =
        secret_sign(arena, SECRET_SHA256, SECRET_HEX, view_of(keys.secret), text_view(&base));
    read_one(arena, &webhook_android, call);
    must(webhook_instant(all, NOW) <= NOW);
    arena_free(&arena);
    return 0;
}
