/* webhook: signatures against published vectors, and what each gateway's call says. */
#include "bot/webhook.h"

#include "bot/secret.h"
#include "tests/tap.h"

static struct arena *arena;
enum { NOW = 1772721971 /* 2026-03-05T14:46:11Z */ };

/* Published vectors: hash, form, key (text), bytes, signature. */
static const struct {
    const char *name;
    enum secret_hash hash;
    enum secret_form form;
    const char *key, *bytes, *want;
} signatures[] = {
    {"RFC 4231, 2", SECRET_SHA256, SECRET_HEX, "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"RFC 2202, 2", SECRET_SHA1, SECRET_HEX, "Jefe", "what do ya want for nothing?",
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {"of the body, as GitHub signs", SECRET_SHA256, SECRET_HEX, "It's a Secret to Everybody",
     "Hello, World!", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
    {"Standard Webhooks", SECRET_SHA256, SECRET_BASE64,
     "\x31\xf2\x90\xf6\xbf\x06\x29\x8a\xab\x4f\x08\xd4\x3c\x3f\x08\x2c"
     "\xf6\x48\xa3\x62\xda\x2d\xa4\xb0",
     "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}",
     "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"Twilio, its documentation", SECRET_SHA1, SECRET_BASE64, "12345",
     "https://mycompany.com/myapp.php?foo=1&bar=2CallSidCA1234567890ABCDECaller+12349013030Digits1"
     "234From+12349013030To+18005551212",
     "0/KCTR6DLpKmkAf8muzZqo1nDgQ="},
    {"Twilio, an older one", SECRET_SHA1, SECRET_BASE64, "12345",
     "https://mycompany.com/myapp.php?foo=1&bar=2CallSidCA1234567890ABCDECaller+14158675309Digits1"
     "234From+14158675309To+18005551212",
     "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
};

/* Instants of gateways, 0 for what is not sane at NOW. */
static const struct {
    const char *text;
    int64_t want;
} instants[] = {
    {"1772721900", 1772721900},
    {"2026-03-05T14:46:11Z", NOW},
    {"2026-03-05 14:46:11", NOW},
    {"2026-03-05T15:46:11.000+01:00", NOW},
    {"2026-03-05T15:46:11+0100", NOW},
    {"2026-03-05T09:16:11.123456-05:30", NOW},
    {"2026-03-05T14:46:12Z", 0},
    {"1772721972", 0},
    {"99999999999", 0},
    {"-5", 0},
    {"1999-12-31T23:59:59Z", 0},
    {"2026-02-30T10:00:00Z", 0},
    {"2026-03-05T25:00:00Z", 0},
    {"2026-03-05T14:46", 0},
    {"2026-03-05T14:46:11+1", 0},
    {"demain", 0},
    {"", 0},
};

static const struct webhook_keys keys = {.secret = "un-secret-assez-long",
                                         .public_url = "https://ferme.example"};

static void split(struct webhook_call *call, const char *path, const char *target)
{
    call->target = view_of(target);
    size_t mark = view_find_byte(call->target, '?');
    call->query = mark == SIZE_MAX ? (struct view){"", 0}
                                   : view_cut(call->target, mark + 1, call->target.len);
    call->rest = view_cut(view_cut(call->target, 0, mark), strlen(path), call->target.len);
    if (!call->type)
        call->type = "";
    if (!call->signature)
        call->signature = "";
    if (!call->timestamp)
        call->timestamp = "";
    if (!call->twilio_signature)
        call->twilio_signature = "";
}

static const char *say(const struct webhook_reading *reading)
{
    static const char *const names[] = {"denied", "bad",    "method", "nothing",
                                        "text",   "report", "poll"};
    const struct sms_in *text = &reading->text;
    if (reading->kind == WEBHOOK_TEXT)
        return arena_print(arena, "text from=%s id=%s at=%lld sim=%s \"%.*s\"", text->from,
                           text->provider_id ? text->provider_id : "", (long long)text->received,
                           text->sim ? text->sim : "", (int)text->text.len, text->text.at);
    if (reading->kind == WEBHOOK_REPORT)
        return arena_print(arena, "report %s%s %s", reading->report.provider_id,
                           reading->report.client_id,
                           reading->report.delivery == SMS_DELIVERED ? "delivered" : "failed");
    return names[reading->kind];
}

static const char *read_with(const struct webhook *webhook, const struct webhook_keys *with,
                             struct webhook_call call, const char *target, int64_t now)
{
    struct webhook_reading reading = {0};
    split(&call, arena_print(arena, "/sms/%s", webhook->gateway), target);
    webhook->read(arena, with, &call, now, &reading);
    return say(&reading);
}

#define SECRET "secret=un-secret-assez-long"

static const struct {
    const char *name, *target;
    bool near, post;
    const char *want;
} kannel[] = {
    {"a text",
     "/sms/kannel?" SECRET "&from=%2B33639980101&text=SUSPENDRE+12%2F03&id=k1&time=1772721900",
     true, false, "text from=+33639980101 id=k1 at=1772721900 sim= \"SUSPENDRE 12/03\""},
    {"the secret in the path",
     "/sms/kannel/un-secret-assez-long?from=33639980101&text=AIDE&id=k2&time=2026-03-05+14:00:00",
     true, false, "text from=33639980101 id=k2 at=1772719200 sim= \"AIDE\""},
    {"UTF-8 by default", "/sms/kannel?" SECRET "&from=1&text=%C3%A9t%C3%A9", true, false,
     "text from=1 id= at=0 sim= \"été\""},
    {"Latin-1", "/sms/kannel?" SECRET "&from=1&coding=0&charset=ISO-8859-1&text=%E9t%E9", true,
     false, "text from=1 id= at=0 sim= \"été\""},
    {"windows-1252", "/sms/kannel?" SECRET "&from=1&charset=WINDOWS-1252&text=5+%80", true, false,
     "text from=1 id= at=0 sim= \"5 €\""},
    {"UCS-2", "/sms/kannel?" SECRET "&from=1&coding=2&text=%00o%00%F9%20%26", true, false,
     "text from=1 id= at=0 sim= \"où…\""},
    {"an empty text", "/sms/kannel?" SECRET "&from=1&text=", true, false,
     "text from=1 id= at=0 sim= \"\""},
    {"a future time is not believed", "/sms/kannel?" SECRET "&from=1&text=a&time=1772721999", true,
     false, "text from=1 id= at=0 sim= \"a\""},
    {"no sender", "/sms/kannel?" SECRET "&text=a", true, false, "bad"},
    {"not near", "/sms/kannel?" SECRET "&from=1&text=a", false, false, "denied"},
    {"no secret", "/sms/kannel?from=1&text=a", true, false, "denied"},
    {"a wrong one", "/sms/kannel?secret=un-secret-assez-lonG&from=1&text=a", true, false, "denied"},
    {"an empty one", "/sms/kannel?secret=&from=1&text=a", true, false, "denied"},
    {"a wrong one in the path", "/sms/kannel/un-secret?from=1&text=a", true, false, "denied"},
    {"posted", "/sms/kannel?" SECRET "&from=1&text=a", true, true, "method"},
    {"another path", "/sms/kannel/un-secret-assez-long/x?from=1&text=a", true, false, "bad"},
    {"delivered", "/sms/kannel/report?" SECRET "&id=abc&status=1", true, false,
     "report abc delivered"},
    {"not delivered", "/sms/kannel/un-secret-assez-long/report?id=abc&status=2", true, false,
     "report abc failed"},
    {"rejected", "/sms/kannel/report?" SECRET "&id=abc&status=16", true, false,
     "report abc failed"},
    {"buffered", "/sms/kannel/report?" SECRET "&id=abc&status=4", true, false, "nothing"},
    {"a report about nothing", "/sms/kannel/report?" SECRET "&status=1", true, false, "bad"},
    {"a report without secret", "/sms/kannel/report?id=abc&status=1", true, false, "denied"},
};

static void test_kannel(void)
{
    static const struct webhook_keys none = {.secret = "", .public_url = "https://ferme.example"};
    for (size_t i = 0; i < sizeof kannel / sizeof *kannel; i++) {
        struct webhook_call call = {.near = kannel[i].near, .post = kannel[i].post};
        CHECK_TEXT(read_with(&webhook_kannel, &keys, call, kannel[i].target, NOW), kannel[i].want,
                   "kannel: %s", kannel[i].name);
        CHECK_TEXT(read_with(&webhook_kannel, &none, call, kannel[i].target, NOW), "denied",
                   "kannel: %s, no secret configured", kannel[i].name);
    }
    struct text many = text_in(arena);
    text_add(&many, "/sms/kannel?" SECRET "&from=1");
    for (int i = 0; i < FORM_FIELDS; i++)
        text_add(&many, "&a=1");
    CHECK_TEXT(read_with(&webhook_kannel, &keys, (struct webhook_call){.near = true}, many.at, NOW),
               "bad", "kannel: a hundred fields");
}

static const char *twilio(const char *target, const char *body, const char *signature, bool post,
                          const struct webhook_keys *with)
{
    struct webhook_call call = {.post = post, .body = view_of(body), .twilio_signature = signature};
    return read_with(&webhook_twilio, with, call, target, NOW);
}

static const char *sign_twilio(const char *base)
{
    return secret_sign(arena, SECRET_SHA1, SECRET_BASE64, view_of(keys.secret), view_of(base));
}

static void test_twilio(void)
{
    static const char body[] =
        "ToCountry=FR&MessageSid=SM1&Body=D%C3%A9sabonnement&From=%2B33639980101"
        "&To=%2B33939000000&NumMedia=0";
    const char *good =
        sign_twilio("https://ferme.example/sms/twilioBodyDésabonnementFrom+33639980101"
                    "MessageSidSM1NumMedia0To+33939000000ToCountryFR");
    static const struct webhook_keys none = {.secret = "", .public_url = "https://ferme.example"};
    static const struct webhook_keys moved = {.secret = "un-secret-assez-long",
                                              .public_url = "http://ferme.example"};
    CHECK_TEXT(twilio("/sms/twilio", body, good, true, &keys),
               "text from=+33639980101 id=SM1 at=0 sim= \"Désabonnement\"", "twilio: a text");
    CHECK_TEXT(twilio("/sms/twilio", body, "", true, &keys), "denied", "twilio: no signature");
    CHECK_TEXT(twilio("/sms/twilio", body, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", true, &keys), "denied",
               "twilio: a wrong signature");
    CHECK_TEXT(twilio("/sms/twilio?x=1", body, good, true, &keys), "denied",
               "twilio: signed for another address");
    CHECK_TEXT(twilio("/sms/twilio", body, good, true, &moved), "denied",
               "twilio: another public_url");
    CHECK_TEXT(twilio("/sms/twilio", body, sign_twilio(""), true, &none), "denied",
               "twilio: no secret configured");
    CHECK_TEXT(twilio("/sms/twilio", "From=1&Body=a",
                      sign_twilio("https://ferme.example/sms/twilioBodyaFrom1"), true, &keys),
               "bad", "twilio: without MessageSid");
    CHECK_TEXT(
        twilio("/sms/twilio/report", "MessageStatus=delivered&MessageSid=SM9",
               sign_twilio(
                   "https://ferme.example/sms/twilio/reportMessageSidSM9MessageStatusdelivered"),
               true, &keys),
        "report SM9 delivered", "twilio: delivered");
    CHECK_TEXT(
        twilio("/sms/twilio/report", "MessageStatus=undelivered&MessageSid=SM9",
               sign_twilio(
                   "https://ferme.example/sms/twilio/reportMessageSidSM9MessageStatusundelivered"),
               true, &keys),
        "report SM9 failed", "twilio: undelivered");
    CHECK_TEXT(
        twilio("/sms/twilio/report", "MessageStatus=sent&MessageSid=SM9",
               sign_twilio("https://ferme.example/sms/twilio/reportMessageSidSM9MessageStatussent"),
               true, &keys),
        "nothing", "twilio: sent, but not yet delivered");
    CHECK_TEXT(
        twilio("/sms/twilio", "", sign_twilio("https://ferme.example/sms/twilio"), false, &keys),
        "method", "twilio: a GET");
    static const struct webhook_keys theirs = {.secret = "12345",
                                               .public_url = "https://mycompany.com"};
    struct webhook_call call = {.post = true,
                                .target = VIEW("/myapp.php?foo=1&bar=2"),
                                .rest = {"", 0},
                                .body =
                                    VIEW("Digits=1234&To=%2B18005551212&From=%2B12349013030&Caller="
                                         "%2B12349013030&CallSid=CA1234567890ABCDE"),
                                .twilio_signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="};
    struct webhook_reading reading = {0};
    webhook_twilio.read(arena, &theirs, &call, NOW, &reading);
    CHECK_TEXT(say(&reading), "bad", "twilio: its own example is authentic (and no text)");
}

static const char *android(const char *key, const char *body, const char *stamp,
                           const char *signature)
{
    struct webhook_keys with = {.secret = key, .public_url = ""};
    struct webhook_call call = {
        .post = true, .body = view_of(body), .timestamp = stamp, .signature = signature};
    return read_with(&webhook_android, &with, call, "/sms/android", NOW);
}

static const char *android_signed(const char *body, int64_t at)
{
    const char *stamp = arena_print(arena, "%lld", (long long)at);
    return android("testkey", body, stamp,
                   secret_sign(arena, SECRET_SHA256, SECRET_HEX, VIEW("testkey"),
                               view_of(arena_print(arena, "%s%s", body, stamp))));
}

static void test_android(void)
{
    static const char body[] =
        "{\"event\":\"sms:received\",\"id\":\"E1\",\"payload\":{\"messageId\":"
        "\"abc123\",\"message\":\"SUSPENDRE 12/03\",\"sender\":\"+33612345678\"}}";
    static const char sign[] = "12a16e87046f74935ead2924f2e5190fde826437a2fc06bb859c9ecb4af53c8c";
    const char *text = android("testkey", body, "1772721971", sign);
    CHECK(!strncmp(text, "text from=+33612345678 id=", 26) && strstr(text, "\"SUSPENDRE 12/03\""),
          "android: the vector");
    CHECK_TEXT(android("testkey", body, "1772721971",
                       "12A16E87046F74935EAD2924F2E5190FDE826437A2FC06BB859C9ECB4AF53C8C"),
               text, "android: in capitals");
    CHECK_TEXT(android("testkey", body, "1772721972", sign), "denied", "android: another time");
    CHECK_TEXT(android("testkey2", body, "1772721971", sign), "denied", "android: another key");
    CHECK_TEXT(android("", body, "1772721971", sign), "denied", "android: no secret configured");
    CHECK_TEXT(android("testkey", body, "", sign), "denied", "android: no time");
    CHECK_TEXT(android("testkey", body, "1772721971", ""), "denied", "android: no signature");
    CHECK_TEXT(android_signed(body, NOW - 300), text, "android: five minutes old");
    CHECK_TEXT(android_signed(body, NOW - 301), "denied", "android: older");
    CHECK_TEXT(android_signed(body, NOW + 301), "denied", "android: from the future");
    static const char shape[] =
        "{\"event\":\"sms:received\",\"id\":\"E%d\",\"payload\":{\"message\":\"AIDE\","
        "\"phoneNumber\":\"+33612345678\",\"simNumber\":%d,\"receivedAt\":\"%s\"}}";
    const char *first =
        android_signed(arena_print(arena, shape, 1, 2, "2026-03-05T15:46:00.000+01:00"), NOW);
    CHECK(strstr(first, "at=1772721960 sim=2 \"AIDE\"") != NULL, "android: time and card");
    CHECK_TEXT(
        android_signed(arena_print(arena, shape, 2, 2, "2026-03-05T15:46:00.000+01:00"), NOW - 5),
        first, "android: the same again, another event (nasty 36): one identity");
    CHECK(strcmp(
              android_signed(arena_print(arena, shape, 3, 2, "2026-03-05T15:46:09.000+01:00"), NOW),
              first) != 0,
          "android: the same text received later (nasty 37): another");
    const char *early =
        android_signed(arena_print(arena, shape, 3, 2, "2026-03-05T15:47:09.000+01:00"), NOW);
    CHECK(strstr(early, "at=0 ") != NULL, "android: a phone's clock that is ahead is not believed");
    CHECK_TEXT(
        android_signed("{\"event\":\"sms:delivered\",\"payload\":{\"messageId\":\"a1\"}}", NOW),
        "report a1 delivered", "android: delivered");
    CHECK_TEXT(android_signed("{\"event\":\"sms:failed\",\"payload\":{\"messageId\":\"a1\"}}", NOW),
               "report a1 failed", "android: failed");
    CHECK_TEXT(android_signed("{\"event\":\"system:ping\",\"payload\":{}}", NOW), "nothing",
               "android: a ping");
    CHECK_TEXT(android_signed("{\"event\":\"sms:received\",\"payload\":{\"message\":1}}", NOW),
               "bad", "android: a text that is none");
    CHECK_TEXT(android_signed("{\"event\":\"sms:received\"}", NOW), "bad", "android: no payload");
    CHECK_TEXT(android_signed("bonjour", NOW), "bad", "android: no JSON");
    CHECK_TEXT(android_signed("", NOW), "bad", "android: nothing");
}

int main(void)
{
    arena = arena_new();
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        CHECK_TEXT(secret_sign(arena, signatures[i].hash, signatures[i].form,
                               view_of(signatures[i].key), view_of(signatures[i].bytes)),
                   signatures[i].want, "signature: %s", signatures[i].name);
    CHECK_TEXT(
        secret_hash(arena, SECRET_SHA1,
                    VIEW("EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF+MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1+GET+"
                         "https://eu.api.ovh.com/1.0/domains/++1366560945")),
        "d3705e8afb27a0d2970a322b96550abfc67bb798", "OVH's call");
    CHECK(secret_same(VIEW("abc"), VIEW("abc")) && !secret_same(VIEW("abc"), VIEW("abd")) &&
              !secret_same(VIEW("abc"), VIEW("ab")) && secret_same(VIEW(""), VIEW("")),
          "texts are compared");
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        CHECK(webhook_instant(view_of(instants[i].text), NOW) == instants[i].want,
              "instant: \"%s\"", instants[i].text);
    test_kannel();
    test_twilio();
    test_android();
    CHECK_TEXT(read_with(&webhook_ovh, &keys, (struct webhook_call){.post = true},
                         "/sms/ovh?" SECRET "&id=1&message=SUSPENDRE", NOW),
               "poll", "ovh: a hint, whatever it says");
    CHECK_TEXT(
        read_with(&webhook_ovh, &keys, (struct webhook_call){.post = true}, "/sms/ovh?id=1", NOW),
        "denied", "ovh: without secret");
    CHECK(webhook_of("kannel") == &webhook_kannel && !webhook_of("spool") && !webhook_of("none"),
          "webhooks by name");
    arena_free(&arena);
    return tap_done();
}
