/* deliver_sms: a gateway that answers as each row says; what is in doubt is never sent twice; quiet hours; STOP. */
#include "bot/deliver_sms.h"

#include "bot/log.h"
#include "db/outbox.h"
#include "db/outbox_sms.h"
#include "db/texting.h"
#include "tests/bot/sample.h"

#define MONDAY 1773050400 /* 2026-03-09T11:00 */

static struct db *db;
static const char *path;
static struct arena *arena;
static struct config *config;

/* The gateway: what it will say, and how often it was asked. */
static struct {
    enum verdict_kind send;
    bool shut;
    enum sms_fate fate;
    int sends, lookups;
    char last[64];
    const char *found; /* the id that it names for a text in doubt; NULL: the text's own */
} gateway;

static void *gateway_open(const struct config *unused)
{
    (void)unused;
    return &gateway;
}

static void gateway_close(void *state)
{
    (void)state;
}

static void gateway_send(void *state, struct sms_out *const *texts, int count)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        gateway.sends++;
        texts[i]->offered = !gateway.shut;
        texts[i]->verdict =
            gateway.send == VERDICT_OK ? verdict_ok() : verdict_make(gateway.send, "it says so");
        snprintf(texts[i]->provider_id, sizeof texts[i]->provider_id, "G%lld",
                 (long long)texts[i]->id);
        snprintf(gateway.last, sizeof gateway.last, "%s", texts[i]->client_id);
    }
}

static enum sms_fate gateway_lookup(void *state, struct sms_out *text)
{
    (void)state;
    gateway.lookups++;
    if (gateway.fate == SMS_FATE_UNKNOWN)
        text->verdict = verdict_make(VERDICT_RETRY, "not yet");
    if (gateway.found)
        snprintf(text->provider_id, sizeof text->provider_id, "%s", gateway.found);
    return gateway.fate;
}

static const struct sms_provider asked = {.name = "asked",
                                          .open = gateway_open,
                                          .close = gateway_close,
                                          .send = gateway_send,
                                          .lookup = gateway_lookup};
static const struct sms_provider mute = {
    .name = "mute", .open = gateway_open, .close = gateway_close, .send = gateway_send};
static const struct sms_provider twice = {.name = "twice",
                                          .idempotent = true,
                                          .open = gateway_open,
                                          .close = gateway_close,
                                          .send = gateway_send};

static void add(const char *kind, int64_t created)
{
    static int number;
    struct error error;
    struct outbox_new letter = {.kind = kind,
                                .message_id = arena_print(arena, "sms.%032d", ++number),
                                .sender = "",
                                .recipient = "+33639980101",
                                .cause = "",
                                .created = created,
                                .bytes = VIEW("Bonjour"),
                                .segments = 1};
    if (outbox_add(db, &letter, &error))
        sample_die("outbox", error.text);
}

static void turn(const struct sms_provider *provider, int64_t now)
{
    struct deliver_sms *deliver = deliver_sms_open_with(config, db, provider);
    int tried, sent;
    deliver_sms_turn(deliver, now, &tried, &sent);
    deliver_sms_close(&deliver);
}

static void recover(int64_t now)
{
    struct error error;
    if (db_begin(db, &error) || outbox_sms_recover(db, now, &error) || db_commit(db, &error))
        sample_die("recover", error.text);
}

static const char *state(void)
{
    return sample_value(
        arena, path, "SELECT o.state, s.doubt FROM outbox o JOIN outbox_sms s ON s.outbox = o.id");
}

static void clear(void)
{
    sample_sql(path, "DELETE FROM outbox_sms; DELETE FROM outbox_raw; DELETE FROM outbox; DELETE "
                     "FROM sms_optout");
    memset(&gateway, 0, sizeof gateway);
}

static const struct {
    const struct sms_provider *provider;
    enum verdict_kind send;
    bool shut, died; /* died: the program ended while it was being sent */
    enum sms_fate fate;
    const char *first;  /* state and doubt after the first turn */
    const char *second; /* after the second one, an hour later, when the gateway works */
    int sends;          /* in all */
} rows[] = {
    {&asked, VERDICT_OK, false, false, SMS_FATE_UNKNOWN, "SENT 0", "SENT 0", 1},
    {&asked, VERDICT_RETRY, false, false, SMS_FATE_UNKNOWN, "DUE 0", "SENT 0", 2},
    {&asked, VERDICT_RETRY, true, false, SMS_FATE_UNKNOWN, "DUE 0", "SENT 0", 2},
    {&asked, VERDICT_NEVER, false, false, SMS_FATE_UNKNOWN, "DEAD 0", "DEAD 0", 1},
    {&asked, VERDICT_UNSURE, false, false, SMS_FATE_TAKEN, "DUE 1", "SENT 0", 1},
    {&asked, VERDICT_UNSURE, false, false, SMS_FATE_ABSENT, "DUE 1", "SENT 0", 2},
    {&asked, VERDICT_UNSURE, false, false, SMS_FATE_UNKNOWN, "DUE 1", "DUE 1", 1},
    {&mute, VERDICT_UNSURE, false, false, SMS_FATE_UNKNOWN, "DEAD 1", "DEAD 1", 1},
    {&twice, VERDICT_UNSURE, false, false, SMS_FATE_UNKNOWN, "DUE 1", "SENT 0", 2},
    {&asked, VERDICT_OK, false, true, SMS_FATE_TAKEN, "SENT 0", "SENT 0", 0},
    {&asked, VERDICT_OK, false, true, SMS_FATE_ABSENT, "SENT 0", "SENT 0", 1},
    {&asked, VERDICT_OK, false, true, SMS_FATE_UNKNOWN, "DUE 1", "DUE 1", 0},
    {&mute, VERDICT_OK, false, true, SMS_FATE_UNKNOWN, "DEAD 1", "DEAD 1", 0},
    {&twice, VERDICT_OK, false, true, SMS_FATE_UNKNOWN, "SENT 0", "SENT 0", 1},
};

static void test_verdicts(void)
{
    static const char *const fates[] = {"taken", "absent", "unknown"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        clear();
        const char *what =
            arena_print(arena, "%s, %s%s, %s", rows[i].provider->name, verdict_name(rows[i].send),
                        rows[i].died   ? ", died"
                        : rows[i].shut ? ", shut"
                                       : "",
                        fates[rows[i].fate]);
        add("answer", MONDAY);
        if (rows[i].died) {
            sample_sql(
                path,
                arena_print(
                    arena,
                    "UPDATE outbox SET state = 'SENDING', attempts = 1; UPDATE outbox_sms SET "
                    "provider = '%s'",
                    rows[i].provider->name));
            recover(MONDAY);
        }
        gateway.send = rows[i].send;
        gateway.shut = rows[i].shut;
        gateway.fate = rows[i].fate;
        turn(rows[i].provider, MONDAY);
        CHECK_TEXT(state(), rows[i].first, "%s: first", what);
        gateway.send = VERDICT_OK;
        gateway.shut = false;
        turn(rows[i].provider, MONDAY + 3600);
        CHECK_TEXT(state(), rows[i].second, "%s: then", what);
        CHECK(gateway.sends == rows[i].sends, "%s: sent %d times", what, gateway.sends);
    }
}

static void test_person(void)
{
    struct error error;
    clear();
    add("answer", MONDAY);
    gateway.send = VERDICT_UNSURE;
    turn(&mute, MONDAY);
    gateway.send = VERDICT_OK;
    outbox_retry(db, 0, MONDAY, &error);
    turn(&mute, MONDAY);
    CHECK_TEXT(state(), "DEAD 1", "retry all leaves what is in doubt");
    int64_t id = atoll(sample_value(arena, path, "SELECT id FROM outbox"));
    CHECK(!outbox_retry(db, id, MONDAY, &error), "a person decides");
    turn(&mute, MONDAY);
    CHECK_TEXT(state(), "SENT 0", "and it is sent");
    CHECK_TEXT(gateway.last, sample_value(arena, path, "SELECT substr(message_id, 5) FROM outbox"),
               "under its one id");
    clear();
    add("answer", MONDAY);
    gateway.send = VERDICT_UNSURE;
    turn(&asked, MONDAY);
    gateway.send = VERDICT_OK;
    gateway.fate = SMS_FATE_ABSENT;
    turn(&mute, MONDAY + 3600);
    CHECK_TEXT(state(), "DEAD 1", "another gateway knows nothing of it");
    clear();
    add("answer", MONDAY);
    turn(&asked, MONDAY);
    add("answer", MONDAY + 60);
    gateway.send = VERDICT_UNSURE;
    turn(&asked, MONDAY + 60);
    gateway.send = VERDICT_OK;
    gateway.fate = SMS_FATE_TAKEN;
    gateway.found = sample_value(arena, path, "SELECT provider_id FROM outbox_sms LIMIT 1");
    turn(&asked, MONDAY + 3660);
    CHECK_TEXT(state(), "SENT 0\nSENT 0", "a twin's id is no proof");
    CHECK(gateway.sends == 3, "so it is sent: %d", gateway.sends);
    clear();
    for (int i = 0; i < 3; i++)
        add("answer", MONDAY);
    gateway.send = VERDICT_UNSURE;
    turn(&mute, MONDAY);
    CHECK_TEXT(state(), "DEAD 1\nDUE 0\nDUE 0", "who can't be asked gets one at a time");
    clear();
    add("answer", MONDAY);
    gateway.send = VERDICT_RETRY;
    turn(&asked, MONDAY + 3 * 86400);
    CHECK_TEXT(state(), "DEAD 0", "too old to be understood");
}

static const struct {
    const char *kind, *now, *due; /* due: when it may go; NULL: now */
} hours[] = {
    {"reminder", "2026-03-09T08:00", NULL},
    {"reminder", "2026-03-09T07:59", "2026-03-09T08:00:00"},
    {"notice", "2026-03-09T19:59:59", NULL},
    {"notice", "2026-03-09T20:00", "2026-03-10T08:00:00"},
    {"reminder", "2026-03-15T00:00",
     "2026-03-15T08:00:00"}, /* a Sunday's night: its cutoff is that day's end */
    {"reminder", "2026-03-15T12:00", NULL},
    {"notice", "2026-03-14T20:00", "2026-03-16T08:00:00"},    /* a Saturday evening */
    {"notice", "2026-03-15T12:00", "2026-03-16T08:00:00"},    /* a Sunday */
    {"notice", "2026-03-28T23:00", "2026-03-30T08:00:00"},    /* over a change of clocks */
    {"notice", "2026-03-29T01:59:59", "2026-03-30T08:00:00"}, /* that night */
    {"notice", "2026-03-29T03:00", "2026-03-30T08:00:00"},
    {"notice", "2026-10-24T20:30", "2026-10-26T08:00:00"}, /* the day of 25 hours */
    {"notice", "2026-10-25T02:30", "2026-10-26T08:00:00"}, /* an hour that comes twice */
    {"reminder", "2026-10-26T07:59:59", "2026-10-26T08:00:00"},
    {"notice", "2026-04-04T21:00", "2026-04-07T08:00:00"}, /* Easter and its Monday */
    {"notice", "2026-04-30T20:00", "2026-05-02T08:00:00"}, /* 1 May, a Friday */
    {"notice", "2026-12-24T21:00", "2026-12-26T08:00:00"}, /* Christmas, a Friday */
    {"notice", "2026-08-15T12:00", "2026-08-17T08:00:00"}, /* a holiday before a Sunday */
    {"reminder", "2026-07-14T12:00", NULL},
    {"notice", "2026-07-14T12:00", "2026-07-15T08:00:00"},
    {"answer", "2026-12-25T12:00", NULL},
    {"answer", "2026-03-15T03:00", NULL},
    {"stranger", "2026-03-09T23:00", NULL},
};

static void test_hours(void)
{
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        clear();
        int64_t now = sample_time(hours[i].now);
        add(hours[i].kind, now);
        turn(&asked, now);
        CHECK_TEXT(state(), hours[i].due ? "DUE 0" : "SENT 0", "%s at %s", hours[i].kind,
                   hours[i].now);
        if (!hours[i].due)
            continue;
        struct text due = text_in(arena);
        zone_write(&due, atoll(sample_value(arena, path, "SELECT due FROM outbox")));
        CHECK_TEXT(due.at, hours[i].due, "waits");
        CHECK(gateway.sends == 0 &&
                  atoi(sample_value(arena, path, "SELECT attempts FROM outbox")) == 0,
              "no attempt");
        turn(&asked, sample_time(hours[i].due));
        CHECK_TEXT(state(), "SENT 0", "and goes");
    }
    struct config *all_day = sample_config(arena, "[sms]\nquiet=00:00-00:00\n");
    CHECK(deliver_sms_after(all_day, "notice", MONDAY - 8 * 3600) == MONDAY - 8 * 3600,
          "no quiet hours");
    struct config *noon = sample_config(arena, "[sms]\nquiet=10:00-12:00\n");
    CHECK(deliver_sms_after(noon, "notice", MONDAY) == MONDAY + 3600, "within one day");
}

static void test_stop(void)
{
    struct error error;
    bool stopped;
    clear();
    if (texting_set(db, "+33639980101", true, 0, MONDAY, MONDAY, &error))
        sample_die("stop", error.text);
    CHECK(!texting_stopped(db, "+33639980101", &stopped, &error) && stopped, "STOP is kept");
    add("notice", MONDAY);
    turn(&asked, MONDAY);
    CHECK_TEXT(state(), "DEAD 0", "nothing by itself after STOP");
    add("answer", MONDAY);
    turn(&asked, MONDAY);
    CHECK_TEXT(state(), "DEAD 0\nSENT 0", "but an answer");
    texting_set(db, "+33639980101", false, 0, MONDAY, MONDAY, &error);
    add("notice", MONDAY);
    turn(&asked, MONDAY);
    CHECK_TEXT(state(), "DEAD 0\nSENT 0\nSENT 0", "START opens it again");
}

int main(void)
{
    arena = arena_new();
    log_set_level(LOG_LEVEL_ERROR);
    const char *folder = sample_folder(arena);
    path = arena_print(arena, "%s/cabas.db", folder);
    config = sample_config(arena, "");
    db = sample_db(arena, path);
    test_verdicts();
    test_person();
    test_hours();
    test_stop();
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
