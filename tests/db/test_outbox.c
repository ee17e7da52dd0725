/* outbox: DUE -> SENDING -> SENT | DUE (later) | DEAD; nothing else, and no letter is lost or doubled. */
#include "db/outbox.h"

#include "tests/tap.h"

static struct db *db;
static struct arena *arena;
static struct error error;

static int add_as(const char *message_id, const char *kind, const char *cause, int64_t created)
{
    struct outbox_new letter = {.kind = kind,
                                .message_id = message_id,
                                .sender = "farm@example.org",
                                .recipient = "a@example.org",
                                .cause = cause,
                                .created = created,
                                .bytes = view_of("Subject: x\r\n\r\nbody")};
    return outbox_add(db, &letter, &error);
}

/* -1: refused. */
static int64_t add(const char *message_id)
{
    struct outbox_row *rows;
    int64_t newest = -1;
    int count = 0;
    if (add_as(message_id, "answer", "a@example.org", 1000) ||
        outbox_load(db, arena, 1000, 1000, &rows, &count, &error))
        return -1;
    for (int i = 0; i < count; i++)
        newest = rows[i].id > newest ? rows[i].id : newest;
    return newest;
}

static int set(int64_t id, enum outbox_state state)
{
    return outbox_set(db, id, state, 5000, "why", &error);
}

/* Brings a letter into a state by the edges there are. */
static int64_t make(const char *message_id, enum outbox_state state)
{
    int64_t id = add(message_id);
    if (state != OUTBOX_DUE)
        set(id, OUTBOX_SENDING);
    if (state == OUTBOX_SENT || state == OUTBOX_DEAD)
        set(id, state);
    return id;
}

static void check_edges(void)
{
    static const char *const names[] = {"DUE", "SENDING", "SENT", "DEAD"};
    for (int from = OUTBOX_DUE; from <= OUTBOX_DEAD; from++)
        for (int to = OUTBOX_DUE; to <= OUTBOX_DEAD; to++) {
            int64_t id = make(arena_print(arena, "e%d%d@x", from, to), (enum outbox_state)from);
            bool legal = (from == OUTBOX_DUE && to == OUTBOX_SENDING) ||
                         (from == OUTBOX_SENDING && to != OUTBOX_SENDING);
            CHECK(!set(id, (enum outbox_state)to) == legal, "%s -> %s is %s", names[from],
                  names[to], legal ? "an edge" : "none");
        }
    CHECK(set(999999, OUTBOX_SENDING) == -1, "no such letter: %s", error.text);
    CHECK(add("e00@x") == -1, "a Message-ID leaves once: %s", error.text);
}

static int load(struct outbox_row **rows, int64_t now)
{
    int count = 0;
    return outbox_load(db, arena, now, 1000, rows, &count, &error) ? -1 : count;
}

static int find(int64_t id, int64_t now, struct outbox_row **row)
{
    struct outbox_row *rows;
    int count = load(&rows, now);
    for (int i = 0; i < count; i++)
        if (rows[i].id == id) {
            *row = &rows[i];
            return 1;
        }
    return 0;
}

static void check_life(void)
{
    struct outbox_row *row = NULL;
    int64_t id = add("life@x");
    CHECK(!find(id, 999, &row) && find(id, 1000, &row), "due from the instant it is made");
    CHECK(view_is(row->bytes, "Subject: x\r\n\r\nbody") && row->attempts == 0 &&
              !strcmp(row->recipient, "a@example.org"),
          "its bytes");
    set(id, OUTBOX_SENDING);
    CHECK(!find(id, 9999, &row), "what is being sent is not taken again");
    outbox_set(db, id, OUTBOX_DUE, 7000, "452 later", &error);
    CHECK(!find(id, 6999, &row) && find(id, 7000, &row) && row->attempts == 1,
          "later, one attempt");
    set(id, OUTBOX_SENDING);
    CHECK(!outbox_recover(db, 8000, &error) && find(id, 9999, &row) && row->attempts == 2,
          "found in SENDING at start: sent again, the same bytes");
    set(id, OUTBOX_SENDING);
    CHECK(!outbox_recover(db, 8000, &error) && !find(id, 8000 + 539, &row) &&
              find(id, 8000 + 540, &row) && row->attempts == 3,
          "the third time it waits");
    set(id, OUTBOX_SENDING);
    CHECK(!outbox_put_back(db, id, 7500, "no server", &error) && !find(id, 7499, &row) &&
              find(id, 7500, &row) && row->attempts == 3,
          "nobody was there to ask: no attempt");
    CHECK(outbox_put_back(db, id, 7500, "", &error) == -1, "only while it is being sent");
    set(id, OUTBOX_SENDING);
    set(id, OUTBOX_DEAD);
    CHECK(!find(id, 9999, &row), "dead is dead");
    CHECK(!outbox_retry(db, id, 8000, &error) && find(id, 8000, &row) && row->attempts == 0,
          "until a person tries again");
    set(id, OUTBOX_SENDING);
    CHECK(outbox_retry(db, id, 8000, &error) == -1, "not while it is being sent");
    set(id, OUTBOX_SENT);
    CHECK(outbox_retry(db, id, 8000, &error) == -1, "nor once it is sent: %s", error.text);
    CHECK(!outbox_recover(db, 9000, &error) && !find(id, 9999, &row), "sent is sent");
}

static void check_next(void)
{
    struct outbox_row *rows;
    int count = load(&rows, 1 << 30);
    for (int i = 0; i < count; i++) {
        set(rows[i].id, OUTBOX_SENDING);
        set(rows[i].id, OUTBOX_SENT);
    }
    CHECK(outbox_next(db, &error) == 0, "nothing waits");
    add_as("n1@x", "answer", "", 4000);
    add_as("n2@x", "answer", "", 3000);
    CHECK(outbox_next(db, &error) == 3000, "the next one");
    CHECK(load(&rows, 5000) == 2 && rows[0].created == 3000, "the one that waits longest first");
}

static int64_t count(const char *cause, enum outbox_cause kind, int64_t since)
{
    int64_t found = -1;
    outbox_count(db, cause, kind, since, &found, &error);
    return found;
}

static void check_limits(void)
{
    add_as("c1@x", "answer", "b@x", 100);
    add_as("c2@x", "stranger", "b@x", 200);
    add_as("c3@x", "notice", "", 200);
    CHECK(count("b@x", OUTBOX_PROVEN, 0) == 2 && count("b@x", OUTBOX_PROVEN, 100) == 1 &&
              count("b@x", OUTBOX_PROVEN, 200) == 0,
          "answers that a sender caused since");
    CHECK(count("b@x", OUTBOX_STRANGER, 0) == 1 && count("c@x", OUTBOX_STRANGER, 0) == 0,
          "of them those to a stranger");
    CHECK(outbox_retry(db, 0, 9000, &error) == 0, "all at once");
}

int main(void)
{
    arena = arena_new();
    db = db_open(":memory:", true, &error);
    if (!db || db_begin(db, &error))
        return 1;
    check_edges();
    check_life();
    check_next();
    check_limits();
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
