#include "db/question.h"

#include <string.h>

int question_add(struct db *db, const struct question_new *question, struct error *error)
{
    bool replaces = !strcmp(question->kind, "choice") || !strcmp(question->kind, "yes");
    if (replaces && db_run(db, SQL_QUESTION_REPLACE, error, "t", question->sender))
        return -1;
    struct arena *arena = arena_new();
    const char *inbox =
        question->inbox ? arena_print(arena, "%lld", (long long)question->inbox) : NULL;
    int result = db_run(db, SQL_QUESTION_ADD, error, "ittttiit", question->subscriber,
                        question->sender, question->kind, tree_write(arena, question->options),
                        question->token_hash, question->created, question->expires, inbox);
    arena_free(&arena);
    return result;
}

static struct question_row *read_row(struct rows *rows, struct arena *arena, struct error *error)
{
    struct question_row *found = arena_alloc(arena, sizeof *found);
    found->id = rows_int(rows, 0);
    found->kind = rows_text(rows, 1, arena);
    found->options = tree_read(arena, rows_view(rows, 2), error);
    found->expires = rows_int(rows, 3);
    found->subscriber = rows_int(rows, 4);
    found->open = true;
    return found;
}

int question_find(struct db *db, struct arena *arena, const char *sender, bool reason, int64_t now,
                  struct question_row **row, struct error *error)
{
    *row = NULL;
    struct rows rows =
        db_rows(db, reason ? SQL_QUESTION_REASON : SQL_QUESTION_OPEN, error, "ti", sender, now);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    *row = read_row(&rows, arena, error);
    rows_end(&rows);
    return (*row)->options ? 0 : -1;
}

int question_elsewhere(struct db *db, struct arena *arena, int64_t subscriber, const char *sender,
                       int64_t now, struct question_row **row, struct error *error)
{
    *row = NULL;
    struct rows rows = db_rows(db, SQL_QUESTION_ELSEWHERE, error, "iti", subscriber, sender, now);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    *row = read_row(&rows, arena, error);
    (*row)->sender = rows_text(&rows, 5, arena);
    rows_end(&rows);
    return (*row)->options ? 0 : -1;
}

int question_mailed(struct db *db, struct arena *arena, const char *sender, const char *answers,
                    int64_t now, struct question_row **row, struct error *error)
{
    *row = NULL;
    struct rows rows = db_rows(db, SQL_QUESTION_MAILED, error, "tit", sender, now, answers);
    struct question_row *found = NULL;
    int more, count = 0;
    while ((more = rows_next(&rows)) == 1)
        if (!count++)
            found = read_row(&rows, arena, error);
    if (more || count != 1)
        return more;
    *row = found;
    return found->options ? 0 : -1;
}

int question_waits(struct db *db, const char *sender, int64_t now, bool *waits, struct error *error)
{
    int failed = 0;
    *waits = db_int(db, SQL_QUESTION_WAITS, 0, &failed, error, "ti", sender, now) > 0;
    return failed;
}

int question_by_token(struct db *db, struct arena *arena, const char *token_hash,
                      struct question_row **row, struct error *error)
{
    *row = NULL;
    struct rows rows = db_rows(db, SQL_QUESTION_TOKEN, error, "t", token_hash);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    struct question_row *found = arena_alloc(arena, sizeof *found);
    found->id = rows_int(&rows, 0);
    found->subscriber = rows_int(&rows, 1);
    found->kind = "token";
    found->options = tree_read(arena, rows_view(&rows, 2), error);
    found->expires = rows_int(&rows, 3);
    found->open = view_is(rows_view(&rows, 4), "open");
    rows_end(&rows);
    *row = found;
    return found->options ? 0 : -1;
}

int question_close(struct db *db, int64_t id, bool used, struct error *error)
{
    if (db_run(db, SQL_QUESTION_STATE, error, "it", id, used ? "used" : "denied"))
        return -1;
    if (db_changed(db) != 1)
        return error_set(error, "question %lld: it is not open any more", (long long)id);
    return 0;
}
