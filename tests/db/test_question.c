/* question: open -> used | denied | replaced, one at a time of a sender, a token once. */
#include "db/question.h"

#include "tests/tap.h"

static struct db *db;
static struct arena *arena;
static struct error error;

static int add(const char *sender, const char *kind, const char *line, const char *hash,
               int64_t expires)
{
    struct tree *options = tree_new_list(arena);
    struct tree *option = tree_push_object(options);
    tree_put_text(option, "line", line);
    tree_put_text(option, "label", "label");
    struct question_new question = {.subscriber = 1001,
                                    .sender = sender,
                                    .kind = kind,
                                    .options = options,
                                    .token_hash = hash,
                                    .created = 1000,
                                    .expires = expires};
    return question_add(db, &question, &error);
}

/* The line of the open question, "" for none. */
static const char *open_line(const char *sender, bool reason, int64_t now, int64_t *id)
{
    struct question_row *row;
    *id = 0;
    if (question_find(db, arena, sender, reason, now, &row, &error))
        return error.text;
    if (!row)
        return "";
    *id = row->id;
    return tree_get_text(tree_at(row->options, 0), "line", "?");
}

static void check_one(void)
{
    int64_t id, second;
    CHECK_TEXT(open_line("a", false, 1000, &id), "", "nothing was asked");
    add("a", "choice", "SUSPEND next=1", NULL, 2000);
    CHECK_TEXT(open_line("a", false, 1999, &id), "SUSPEND next=1", "open until it expires");
    CHECK_TEXT(open_line("a", false, 2000, &id), "", "not a second longer");
    CHECK_TEXT(open_line("b", false, 1500, &id), "", "nobody else's");
    open_line("a", false, 1500, &id);
    add("a", "yes", "UNDO", NULL, 2000);
    CHECK_TEXT(open_line("a", false, 1500, &second), "UNDO", "a new one");
    CHECK(question_close(db, id, true, &error) == -1, "has replaced the old one: %s", error.text);
    CHECK(!question_close(db, second, true, &error), "used");
    CHECK(question_close(db, second, true, &error) == -1, "once");
    CHECK(question_close(db, second, false, &error) == -1, "and not denied afterwards");
    CHECK_TEXT(open_line("a", false, 1500, &id), "", "nothing waits any more");
    add("a", "yes", "UNDO", NULL, 2000);
    open_line("a", false, 1500, &id);
    CHECK(!question_close(db, id, false, &error), "denied");
    CHECK(question_close(db, id, true, &error) == -1, "and not used afterwards");
    CHECK(question_close(db, 999999, true, &error) == -1, "no such question");
}

static void check_reason(void)
{
    int64_t id, reason;
    add("r", "reason", "", NULL, 9000);
    add("r", "choice", "HELP", NULL, 9000);
    CHECK_TEXT(open_line("r", false, 1500, &id), "HELP", "a choice beside a reason");
    open_line("r", true, 1500, &reason);
    CHECK(reason && reason != id, "both wait");
    add("r", "choice", "PLANNING", NULL, 9000);
    open_line("r", true, 1500, &id);
    CHECK(id == reason, "a new choice replaces no reason");
    CHECK(!question_close(db, reason, true, &error), "given");
    open_line("r", true, 1500, &id);
    CHECK(id == 0, "once");
}

static void check_token(void)
{
    struct question_row *row;
    add("t", "choice", "HELP", NULL, 9000);
    add("t", "token", "UNSUBSCRIBE", "hash1", 3000);
    int64_t id;
    CHECK_TEXT(open_line("t", false, 1500, &id), "HELP", "a token replaces no choice and is none");
    CHECK(!question_by_token(db, arena, "hash1", &row, &error) && row && row->open &&
              row->subscriber == 1001 && row->expires == 3000,
          "found by its hash");
    CHECK_TEXT(tree_get_text(tree_at(row->options, 0), "line", "?"), "UNSUBSCRIBE", "its request");
    CHECK(!question_by_token(db, arena, "hash2", &row, &error) && !row, "another hash finds none");
    CHECK(add("t", "token", "HELP", "hash1", 3000) == -1, "a token is there once");
    CHECK(!question_mailed(db, arena, "t", "", 1500, &row, &error) && row,
          "the one mail that waits");
    CHECK(!question_mailed(db, arena, "t", "", 3000, &row, &error) && !row,
          "not when it is too old");
    CHECK(!question_mailed(db, arena, "u", "", 1500, &row, &error) && !row, "nor somebody else's");
    add("t", "token", "HELP", "hash3", 3000);
    CHECK(!question_mailed(db, arena, "t", "", 1500, &row, &error) && !row, "nor one of two");
    question_by_token(db, arena, "hash1", &row, &error);
    CHECK(!question_close(db, row->id, true, &error), "used");
    CHECK(!question_by_token(db, arena, "hash1", &row, &error) && row && !row->open,
          "known, but not open any more");
    CHECK(!question_mailed(db, arena, "t", "", 1500, &row, &error) && row,
          "and the other one waits");
}

int main(void)
{
    arena = arena_new();
    db = db_open(":memory:", true, &error);
    if (!db || db_begin(db, &error) ||
        db_run(db, SQL_SUBSCRIBER_PUT, &error, "ittttt", (int64_t)1001, "", "", "", "", ""))
        return 1;
    check_one();
    check_reason();
    check_token();
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
