/* gateways: signed calls, what answers mean, and how often strangers may fail. */
#include "bot/sms_ovh.h"
#include "bot/throttle.h"

#include "tests/tap.h"

/* A status, and what is to be made of the text. */
static const struct {
    int status;
    enum verdict_kind want;
} statuses[] = {
    {200, VERDICT_OK},     {202, VERDICT_OK},     {302, VERDICT_RETRY}, {400, VERDICT_NEVER},
    {401, VERDICT_RETRY},  {402, VERDICT_NEVER},  {403, VERDICT_RETRY}, {404, VERDICT_RETRY},
    {408, VERDICT_RETRY},  {422, VERDICT_NEVER},  {429, VERDICT_RETRY}, {500, VERDICT_UNSURE},
    {503, VERDICT_UNSURE}, {599, VERDICT_UNSURE},
};

/* Twilio's list, and whether our text is in it. */
static const struct {
    const char *name, *body;
    enum sms_fate want;
} lists[] = {
    {"empty", "{\"messages\":[]}", SMS_FATE_ABSENT},
    {"ours",
     "{\"messages\":[{\"sid\":\"SM3\",\"body\":\"Oui\",\"date_created\":\"Mon, 09 Mar 2026 "
     "09:00:05 "
     "+0000\"}]}",
     SMS_FATE_TAKEN},
    {"its clock is a minute behind",
     "{\"messages\":[{\"sid\":\"SM3\",\"body\":\"Oui\",\"date_created\":\"Mon, 09 Mar 2026 "
     "08:59:00 "
     "+0000\"}]}",
     SMS_FATE_TAKEN},
    {"the same words, an hour before",
     "{\"messages\":[{\"sid\":\"SM3\",\"body\":\"Oui\",\"date_created\":\"Mon, 09 Mar 2026 "
     "08:00:00 "
     "+0000\"}]}",
     SMS_FATE_ABSENT},
    {"other words",
     "{\"messages\":[{\"sid\":\"SM3\",\"body\":\"Non\",\"date_created\":\"Mon, 09 Mar 2026 "
     "09:00:05 "
     "+0000\"}]}",
     SMS_FATE_ABSENT},
    {"a date that is none", "{\"messages\":[{\"body\":\"Oui\",\"date_created\":\"hier\"}]}",
     SMS_FATE_ABSENT},
    {"more on the next page", "{\"messages\":[],\"next_page_uri\":\"/x\"}", SMS_FATE_UNKNOWN},
    {"no list", "{}", SMS_FATE_UNKNOWN},
    {"no JSON", "busy", SMS_FATE_UNKNOWN},
};

static void test_signature(struct arena *arena)
{
    struct fetch_request request = {.method = "GET", .url = "https://eu.api.ovh.com/1.0/domains/"};
    CHECK_TEXT(sms_ovh_sign(arena, VIEW("EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF"),
                            VIEW("MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1"), &request, 1366560945),
               "$1$d3705e8afb27a0d2970a322b96550abfc67bb798", "OVH's example");
}

static void test_throttle(void)
{
    struct throttle throttle = {0};
    int heard = 0;
    for (int i = 0; i < 100; i++)
        heard += throttle_count(&throttle, "192.0.2.1", 1000 + i / 10);
    CHECK(heard == THROTTLE_MOST, "sixty failures a minute");
    CHECK(!throttle_count(&throttle, "192.0.2.1", 1059), "no more within it");
    CHECK(throttle_count(&throttle, "192.0.2.1", 1060), "again in the next");
    CHECK(throttle_count(&throttle, "2001:db8::1", 1009), "another source is another");
    CHECK(throttle_count(&throttle, "2001:db8::1", 5), "a clock that goes back does not lock out");
}

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct fetch_answer answer = {.status = statuses[i].status};
        CHECK(fetch_judge(&answer).kind == statuses[i].want, "HTTP %d", statuses[i].status);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct sms_out out = {.text = VIEW("Oui"), .created = 1773046800 /* 09:00 UTC */};
        struct fetch_answer answer = {.status = 200, .body = view_of(lists[i].body)};
        CHECK(sms_web_twilio.told(arena, &answer, 0, &out) == lists[i].want, "Twilio's list: %s",
              lists[i].name);
        CHECK_TEXT(out.provider_id, lists[i].want == SMS_FATE_TAKEN ? "SM3" : "", "its id: %s",
                   lists[i].name);
    }
    struct fetch_answer none = {.status = 200, .body = VIEW("[]")};
    struct sms_out young = {.created = 1000};
    CHECK(sms_web_ovh.told(arena, &none, 1100, &young) == SMS_FATE_UNKNOWN &&
              sms_web_ovh.told(arena, &none, 2000, &young) == SMS_FATE_ABSENT,
          "OVH: a young text without trace may still wait there");
    test_signature(arena);
    test_throttle();
    arena_free(&arena);
    return tap_done();
}
