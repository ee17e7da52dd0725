/* bounce: what a status says of an address, and what a server's refusal does. */
#include "bot/bounce.h"
#include "db/outbox.h"
#include "tests/bot/sample.h"

static void check_weights(void)
{
    static const struct {
        int class, subject, detail;
        enum dsn_action action;
        const char *want;
    } rows[] = {
        {5, 1, 1, DSN_FAILED, "gone"},   {5, 1, 10, DSN_FAILED, "gone"},
        {5, 1, 2, DSN_FAILED, "gone"},   {5, 1, 6, DSN_FAILED, "gone"},
        {5, 1, 7, DSN_FAILED, "policy"}, {5, 1, 8, DSN_FAILED, "policy"},
        {5, 1, 0, DSN_FAILED, "failed"}, {5, 2, 1, DSN_FAILED, "failed"},
        {5, 2, 2, DSN_FAILED, "failed"}, {5, 2, 3, DSN_FAILED, "policy"},
        {5, 5, 0, DSN_FAILED, "failed"}, {5, 0, 0, DSN_FAILED, "failed"},
        {5, 4, 1, DSN_FAILED, "failed"}, {5, 4, 5, DSN_FAILED, "policy"},
        {5, 7, 1, DSN_FAILED, "policy"}, {5, 7, 26, DSN_FAILED, "policy"},
        {5, 3, 4, DSN_FAILED, "policy"}, {5, 6, 0, DSN_FAILED, "policy"},
        {0, 0, 0, DSN_FAILED, "policy"}, {4, 2, 2, DSN_FAILED, "later"},
        {4, 4, 1, DSN_DELAYED, "later"}, {5, 1, 1, DSN_DELAYED, "later"},
        {2, 0, 0, DSN_OTHER, ""},        {5, 1, 1, DSN_OTHER, ""},
        {2, 1, 5, DSN_FAILED, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dsn_status status = {rows[i].class, rows[i].subject, rows[i].detail};
        CHECK_TEXT(bounce_weight_name(bounce_weigh(status, rows[i].action)), rows[i].want,
                   "%d.%d.%d, action %d", status.class, status.subject, status.detail,
                   (int)rows[i].action);
    }
}

static void check_refusals(struct arena *arena, struct db *db)
{
    static const struct {
        const char *reply;
        bool suspends;
    } rows[] = {
        {"550 5.1.1 <x>: User unknown", true},
        {"550 Utilisateur inconnu", true},
        {"550 5.4.5 Daily user sending quota exceeded", false},
        {"554 5.7.1 spam", false},
        {"535 5.7.8 authentication failed", false},
        {"550 5.2.2 mailbox full", false},
        {"the recipient's address is not one", false},
        {"the address does not exist", false},
    };
    struct error error;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *address = arena_print(arena, "x%zu@example.org", i);
        struct outbox_new letter = {.kind = "answer",
                                    .message_id = address,
                                    .sender = "",
                                    .recipient = address,
                                    .cause = "",
                                    .created = 1000,
                                    .bytes = VIEW("Subject: x\r\n\r\nx\r\n")};
        struct verdict verdict = verdict_make(VERDICT_NEVER, "%s", rows[i].reply);
        bool suspended = !rows[i].suspends;
        if (outbox_add(db, &letter, &error) ||
            bounce_refused(db, db_last_id(db), address, &verdict, 2000, &error) ||
            bounce_is_suspended(db, address, &suspended, &error))
            sample_die("refusal", error.text);
        CHECK(suspended == rows[i].suspends, "\"%s\" %s", rows[i].reply,
              rows[i].suspends ? "suspends" : "suspends nobody");
    }
}

static void check_list(struct arena *arena, struct db *db)
{
    struct bounce_row *rows;
    struct error error;
    int count = 0;
    CHECK(!bounce_list(db, arena, 0, &rows, &count, &error) && count == 2, "two are listed: %d",
          count);
    if (count == 2) {
        CHECK(rows[0].suspended && rows[0].outbox && rows[0].at == 2000, "with the letter");
        CHECK_TEXT(rows[0].status, "5.1.1", "the status");
        CHECK_TEXT(rows[0].reason, "550 5.1.1 <x>: User unknown", "and the server's words");
    }
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    struct db *db = sample_db(arena, arena_print(arena, "%s/cabas.db", folder));
    check_weights();
    check_refusals(arena, db);
    check_list(arena, db);
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
