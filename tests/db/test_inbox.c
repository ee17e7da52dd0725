/* inbox: NEW -> DONE | ASKED | STAFF | IGNORED | QUARANTINED, and back from QUARANTINED only. */
#include "db/inbox.h"

#include "tests/tap.h"

static struct db *db;
static struct arena *arena;
static struct error error;

static int64_t add(const char *key, const char *raw)
{
    struct inbox_row row = {.source_key = key, .received = 1000, .raw = view_of(raw)};
    bool added = false;
    int failed = 0;
    if (inbox_add(db, &row, 2000, &added, &error) || !added)
        return -1;
    return db_int(db, SQL_INBOX_LAST, 0, &failed, &error, "");
}

static int decide(int64_t id, enum inbox_state state, const char *message_id, const char *digest)
{
    struct inbox_decision decision = {.state = state,
                                      .reason = "why",
                                      .decided = 3000,
                                      .sender = "a@example.org",
                                      .subject = "s",
                                      .message_id = message_id,
                                      .digest = digest};
    return inbox_decide(db, id, &decision, &error);
}

static int load(struct inbox_row **rows, int limit, size_t bytes)
{
    int count = 0;
    return inbox_load(db, arena, 0, limit, bytes, rows, &count, &error) ? -1 : count;
}

/* From each state to each: what is decided stays decided. */
static void check_edges(void)
{
    for (int from = INBOX_NEW; from <= INBOX_QUARANTINED; from++)
        for (int to = INBOX_DONE; to <= INBOX_QUARANTINED; to++) {
            int64_t id = add(arena_print(arena, "edge %d %d", from, to), "x");
            if (from != INBOX_NEW)
                decide(id, (enum inbox_state)from, "", "");
            bool done = !decide(id, (enum inbox_state)to, "", "");
            CHECK(done == (from == INBOX_NEW), "%s -> %s is %s",
                  inbox_state_name((enum inbox_state)from), inbox_state_name((enum inbox_state)to),
                  from == INBOX_NEW ? "an edge" : "none");
        }
    for (int from = INBOX_NEW; from <= INBOX_QUARANTINED; from++) {
        int64_t id = add(arena_print(arena, "again %d", from), "x");
        if (from != INBOX_NEW)
            decide(id, (enum inbox_state)from, "", "");
        inbox_count_attempt(db, id, id, 1, &error);
        CHECK(!inbox_reopen(db, id, &error) == (from == INBOX_QUARANTINED), "%s -> NEW is %s",
              inbox_state_name((enum inbox_state)from),
              from == INBOX_QUARANTINED ? "an edge" : "none");
    }
    CHECK(decide(999999, INBOX_DONE, "", "") == -1, "no such message: %s", error.text);
    CHECK(inbox_reopen(db, 999999, &error) == -1, "no such message: %s", error.text);
}

static void check_load(void)
{
    struct inbox_row *rows,
        row = {.sms = true, .source_key = "k1", .received = 1, .raw = view_of("")};
    bool added = true;
    int64_t first = add("k1", "aaaa"), second = add("k2", "bbbb\0cc"), third = add("k3", "dddd");
    CHECK(add("k1", "zzzz") == -1, "the same key of the same channel: known");
    CHECK(!inbox_add(db, &row, 1, &added, &error) && added, "the same key of another channel: new");
    CHECK(load(&rows, 10, 1 << 20) == 6, "all that is NEW (%d)", load(&rows, 10, 1 << 20));
    /* of check_edges there are the one that stayed NEW and the reopened one */
    CHECK(rows[0].attempts == 1 && rows[1].attempts == 0, "a reopened one begins at no attempt");
    CHECK(rows[2].id == first && view_is(rows[2].raw, "aaaa") && rows[2].received == 1000,
          "its bytes and its time");
    CHECK(rows[3].id == second && rows[5].sms, "in the order they came");
    CHECK(load(&rows, 2, 1 << 20) == 2, "no more than asked");
    CHECK(load(&rows, 10, 6) == 3 && load(&rows, 10, 0) == 1,
          "about so many bytes, never none at all");
    inbox_count_attempt(db, first, second, 1, &error);
    inbox_count_attempt(db, first, first, 1, &error);
    load(&rows, 10, 1 << 20);
    CHECK(rows[2].attempts == 2 && rows[3].attempts == 1 && rows[4].attempts == 0,
          "attempts of a range");
    inbox_count_attempt(db, first, third, -1, &error);
    load(&rows, 10, 1 << 20);
    CHECK(rows[2].attempts == 1 && rows[3].attempts == 0 && rows[4].attempts == 0,
          "taken back, never below none");
    decide(first, INBOX_DONE, "", "");
    CHECK(load(&rows, 10, 1 << 20) == 5 && rows[2].id == second, "what is decided is not loaded");
    CHECK(inbox_load(db, arena, second, 10, 1 << 20, &rows, &(int){0}, &error) == 0 &&
              rows[0].id == third,
          "after an id");
}

static bool is_twin(int64_t id, const char *message_id, const char *digest)
{
    bool twin = false;
    if (inbox_is_twin(db, id, message_id, digest, &twin, &error))
        CHECK(false, "twin: %s", error.text);
    return twin;
}

static void check_twins(void)
{
    int64_t first = add("t1", "x"), second = add("t2", "x");
    CHECK(!is_twin(first, "id@a", "d1"), "the first of its kind");
    CHECK(!is_twin(second, "id@a", "d1"), "and while that one is NEW, the other too");
    decide(first, INBOX_IGNORED, "id@a", "d1");
    CHECK(!is_twin(second, "id@a", "d1"), "what was ignored is no twin");
    int64_t third = add("t3", "x");
    decide(third, INBOX_DONE, "id@a", "d1");
    CHECK(is_twin(second, "id@a", "d1"), "the same id and the same bytes: a twin");
    CHECK(!is_twin(third, "id@a", "d1"), "not of itself");
    CHECK(!is_twin(second, "id@a", "d2") && !is_twin(second, "id@b", "d1"),
          "another id, or other bytes: none");
    CHECK(!is_twin(second, "", "d1"), "no id is another id");
}

static void check_filed(void)
{
    struct inbox_unfiled *rows;
    int before, count;
    inbox_unfiled(db, arena, 1000, &rows, &before, &error);
    int64_t id = add("f1", "x");
    inbox_unfiled(db, arena, 1000, &rows, &count, &error);
    CHECK(count == before, "what is NEW is not filed");
    decide(id, INBOX_STAFF, "", "");
    inbox_unfiled(db, arena, 1000, &rows, &count, &error);
    CHECK(count == before + 1 && rows[count - 1].state == INBOX_STAFF &&
              !strcmp(rows[count - 1].source_key, "f1"),
          "what is decided is");
    CHECK(!inbox_set_filed(db, id, &error), "filed");
    inbox_unfiled(db, arena, 1000, &rows, &count, &error);
    CHECK(count == before, "once");
    CHECK(!inbox_unfiled(db, arena, 1, &rows, &count, &error) && count == 1, "no more than asked");
}

int main(void)
{
    arena = arena_new();
    db = db_open(":memory:", true, &error);
    if (!db || db_begin(db, &error))
        return 1;
    check_edges();
    check_load();
    check_twins();
    check_filed();
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
