/* sms: texts are taken once (rule D2), whole batches at once; bad and busy ones are told apart; reports of delivery. */
#include "bot/sms.h"
#include "bot/wake.h"
#include "db/outbox.h"
#include "db/outbox_sms.h"
#include "tests/bot/sample.h"

#define NOW 1773050400 /* 2026-03-09T11:00 */

static struct db *db;
static const char *path;
static struct arena *arena;

static const struct {
    struct sms_in in;
    enum sms_taken want;
    const char *what;
} steps[] = {
    {{"kannel", "1", "+33639980101", "", {"OUI", 3}, NOW}, SMS_ADDED, "a text"},
    {{"kannel", "1", "+33639980101", "", {"OUI", 3}, NOW}, SMS_DUPLICATE, "the gateway repeats it"},
    {{"kannel", "1", "+33639980101", "", {"NON", 3}, NOW + 5}, SMS_DUPLICATE, "its id decides"},
    {{"kannel", "2", "+33639980101", "", {"OUI", 3}, NOW}, SMS_ADDED, "another id is another text"},
    {{"twilio", "1", "+33639980101", "", {"OUI", 3}, NOW}, SMS_ADDED, "another gateway's id too"},
    {{"spool", "", "+33639980101", "", {"OUI", 3}, NOW}, SMS_ADDED, "a text without id"},
    {{"spool", NULL, "06 39 98 01 01", NULL, {"OUI", 3}, NOW},
     SMS_DUPLICATE,
     "however the number is spelt"},
    {{"spool", "", "+33639980101", "", {"OUI", 3}, NOW + 1},
     SMS_ADDED,
     "a second later: another text"},
    {{"spool", "", "+33639980102", "", {"OUI", 3}, NOW}, SMS_ADDED, "another sender"},
    {{"spool", "", "+33639980101", "", {"OUI ", 4}, NOW}, SMS_ADDED, "another text"},
    {{"spool", "", "+33639980101", "2", {"OUI", 3}, NOW}, SMS_ADDED, "another card"},
    {{"spool", "", "FREE", "", {"promo", 5}, NOW},
     SMS_ADDED,
     "no number, but a sender: a person may look"},
    {{"spool", "", " ", "", {"x", 1}, NOW}, SMS_BAD, "no sender"},
    {{"spool", "", "+33639980101", "", {"\xFF", 1}, NOW}, SMS_BAD, "no UTF-8"},
    {{"spool", "", "+33639980101", "", {"a\0b", 3}, NOW}, SMS_BAD, "a NUL"},
};

static void test_steps(void)
{
    int wake = wake_new();
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct error error = {""};
        wake_clear(wake);
        enum sms_taken taken = sms_take(db, &steps[i].in, NOW + 10, wake, &error);
        CHECK(taken == steps[i].want, "%s %s", steps[i].what, error.text);
        CHECK(wake_wait(wake, 0) == (taken == SMS_ADDED), "the worker is woken for what is new");
        CHECK(taken != SMS_BAD || error.text[0], "what is bad is said");
    }
    CHECK_TEXT(sample_value(arena, path,
                            "SELECT count(*), sum(channel = 'sms'), min(received), count(DISTINCT "
                            "source_key) FROM inbox"),
               "9 9 1773050400 9", "each is one row");
    CHECK_TEXT(sample_value(arena, path,
                            "SELECT CAST(bytes AS TEXT) FROM inbox_raw ORDER BY inbox LIMIT 1"),
               "From: +33639980101\nReceived: 2026-03-09T11:00:00\n\nOUI\n", "kept as it came");
}

static void test_batch(void)
{
    struct sms_in texts[3] = {
        {.gateway = "b", .provider_id = "1", .from = "+33639980101", .text = VIEW("a")},
        {.gateway = "b", .provider_id = "2", .from = "", .text = VIEW("b")},
        {.gateway = "b", .provider_id = "1", .from = "+33639980101", .text = VIEW("a")}};
    enum sms_taken taken[3];
    struct error error = {""};
    CHECK(sms_take_all(db, texts, 3, NOW, -1, taken, &error) == SMS_BAD, "the worst of a batch");
    CHECK(taken[0] == SMS_ADDED && taken[1] == SMS_BAD && taken[2] == SMS_DUPLICATE,
          "each its own end");
}

static void test_busy(void)
{
    struct sms_in text = {
        .gateway = "c", .provider_id = "1", .from = "+33639980101", .text = VIEW("a")};
    struct error error = {""};
    sample_sql(
        path,
        arena_print(arena,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                    "INSERT INTO inbox "
                    "(channel, source_key, received, taken) SELECT 'sms', 'full' || i, 0, 0 FROM n",
                    SMS_WAITING_MAX));
    CHECK(sms_take(db, &text, NOW, -1, &error) == SMS_BUSY && error.text[0], "a full queue: %s",
          error.text);
    sample_sql(path, "DELETE FROM inbox WHERE source_key LIKE 'full%'");
    CHECK(sms_take(db, &text, NOW, -1, &error) == SMS_ADDED, "it is taken when there is room");
}

static int64_t send(const char *message_id, const char *provider_id)
{
    struct error error;
    struct outbox_new letter = {.kind = "answer",
                                .message_id = message_id,
                                .sender = "",
                                .recipient = "+33639980101",
                                .cause = "",
                                .created = NOW,
                                .bytes = VIEW("a"),
                                .segments = 1};
    struct outbox_sms_row *rows;
    int count;
    if (outbox_add(db, &letter, &error) ||
        outbox_sms_load(db, arena, NOW, 100, &rows, &count, &error) || !count)
        sample_die(message_id, "not added");
    int64_t id = rows[count - 1].id;
    if (outbox_set(db, id, OUTBOX_SENDING, 0, "", &error) ||
        outbox_sms_offered(db, id, "kannel", &error) ||
        (*provider_id && (outbox_sms_taken(db, id, provider_id, &error) ||
                          outbox_set(db, id, OUTBOX_SENT, NOW, "", &error))))
        sample_die(message_id, error.text);
    return id;
}

static const char *state_of(const char *message_id)
{
    return sample_value(
        arena, path,
        arena_print(arena,
                    "SELECT o.state, s.doubt, s.delivery, coalesce(s.reported, 0) FROM outbox o "
                    "JOIN outbox_sms s ON s.outbox = o.id WHERE o.message_id = '%s'",
                    message_id));
}

static void test_reports(void)
{
    struct error error;
    bool known;
    send("sms.aa", "K1");
    int64_t second = send("sms.bb", "");
    CHECK(!sms_report(db, "kannel", "nobody", "", SMS_DELIVERED, NOW, &known, &error) && !known,
          "a report of none of ours");
    CHECK(!sms_report(db, "twilio", "K1", "", SMS_DELIVERED, NOW, &known, &error) && !known,
          "of another gateway");
    CHECK(!sms_report(db, "kannel", "", "", SMS_DELIVERED, NOW, &known, &error) && !known,
          "of nothing");
    CHECK(!sms_report(db, "kannel", "K1", "", SMS_FAILED, NOW + 1, &known, &error) && known,
          "by the gateway's id");
    CHECK_TEXT(state_of("sms.aa"), "SENT 0 failed 1773050401", "failed");
    sms_report(db, "kannel", "K1", "", SMS_DELIVERED, NOW + 2, &known, &error);
    sms_report(db, "kannel", "K1", "", SMS_FAILED, NOW + 3, &known, &error);
    CHECK_TEXT(state_of("sms.aa"), "SENT 0 delivered 1773050402", "delivered is delivered");
    if (db_begin(db, &error) || outbox_sms_recover(db, NOW, &error) || db_commit(db, &error))
        sample_die("recover", error.text);
    CHECK_TEXT(state_of("sms.bb"), "DUE 1  0", "found while sending: in doubt");
    sms_report(db, "kannel", "", "bb", SMS_DELIVERED, NOW + 4, &known, &error);
    CHECK(known && second > 0, "by our own id");
    CHECK_TEXT(state_of("sms.bb"), "SENT 0 delivered 1773050404", "a report ends the doubt");
}

int main(void)
{
    arena = arena_new();
    const char *folder = sample_folder(arena);
    path = arena_print(arena, "%s/cabas.db", folder);
    sample_config(arena, "");
    db = sample_db(arena, path);
    test_steps();
    test_batch();
    test_busy();
    test_reports();
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
