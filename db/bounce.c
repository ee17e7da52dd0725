#include "db/bounce.h"

static const char *const names[] = {"",          "later",  "policy", "elsewhere",
                                    "complaint", "failed", "gone"};

const char *bounce_weight_name(enum bounce_weight weight)
{
    return names[weight];
}

int bounce_letter(struct db *db, struct arena *arena, const char *message_id,
                  struct bounce_letter *letter, struct error *error)
{
    *letter = (struct bounce_letter){.kind = "", .recipient = ""};
    struct rows rows = db_rows(db, SQL_BOUNCE_LETTER, error, "t", message_id);
    int more = rows_next(&rows);
    if (more == 1) {
        letter->id = rows_int(&rows, 0);
        letter->subscriber = rows_int(&rows, 1);
        letter->kind = rows_text(&rows, 2, arena);
        letter->recipient = rows_text(&rows, 3, arena);
        rows_end(&rows);
        more = 0;
    }
    return more;
}

/* Names are ordered by weight here, not in SQL: what is known of the letter is read first. */
static enum bounce_weight known(struct db *db, int64_t outbox, int *failed, struct error *error)
{
    enum bounce_weight weight = BOUNCE_NONE;
    struct rows rows = db_rows(db, SQL_BOUNCE_GET, error, "i", outbox);
    int more = rows_next(&rows);
    if (more == 1) {
        struct view name = rows_view(&rows, 0);
        for (int i = BOUNCE_LATER; i <= BOUNCE_GONE; i++)
            if (view_is(name, names[i]))
                weight = (enum bounce_weight)i;
        rows_end(&rows);
    }
    *failed = more < 0 ? -1 : 0;
    return weight;
}

int bounce_add(struct db *db, const struct bounce_new *bounce, struct error *error)
{
    int failed;
    enum bounce_weight before = known(db, bounce->outbox, &failed, error);
    if (failed || before >= bounce->weight)
        return failed;
    struct arena *arena = arena_new();
    const char *inbox = bounce->inbox ? arena_print(arena, "%lld", (long long)bounce->inbox) : NULL;
    int result =
        db_run(db, SQL_BOUNCE_ADD, error, "itittttt", bounce->outbox, bounce->address, bounce->at,
               names[bounce->weight], bounce->status, bounce->reason, inbox, "0");
    arena_free(&arena);
    return result;
}

int bounce_count(struct db *db, const char *address, int64_t since, int64_t *failed, int64_t *gone,
                 struct error *error)
{
    int broken = 0;
    *failed = db_int(db, SQL_BOUNCE_FAILED, 0, &broken, error, "ti", address, since);
    *gone = db_int(db, SQL_BOUNCE_GONE, 0, &broken, error, "ti", address, since);
    return broken;
}

int bounce_suspend(struct db *db, const char *address, int64_t at, const char *reason, bool *fresh,
                   struct error *error)
{
    if (db_run(db, SQL_BOUNCE_SUSPEND, error, "tit", address, at, reason))
        return -1;
    *fresh = db_changed(db) > 0;
    return db_run(db, SQL_BOUNCE_WITHHOLD_ALL, error, "t", address);
}

int bounce_heard(struct db *db, const char *address, int64_t received, bool *was,
                 struct error *error)
{
    if (db_run(db, SQL_BOUNCE_RESUME, error, "ti", address, received))
        return -1;
    *was = db_changed(db) > 0;
    return db_run(db, SQL_BOUNCE_HEARD, error, "ti", address, received);
}

int bounce_is_suspended(struct db *db, const char *address, bool *suspended, struct error *error)
{
    int failed = 0;
    *suspended = db_int(db, SQL_BOUNCE_IS_SUSPENDED, 0, &failed, error, "t", address) > 0;
    return failed;
}

int bounce_list(struct db *db, struct arena *arena, int64_t since, struct bounce_row **rows,
                int *count, struct error *error)
{
    struct rows list = db_rows(db, SQL_BOUNCE_LIST, error, "i", since);
    int more;
    *rows = NULL;
    *count = 0;
    while ((more = rows_next(&list)) == 1) {
        struct bounce_row *row = arena_one_more(arena, rows, count, sizeof *row);
        row->address = rows_text(&list, 0, arena);
        row->subscriber = rows_int(&list, 1);
        row->at = rows_int(&list, 2);
        row->weight = rows_text(&list, 3, arena);
        row->status = rows_text(&list, 4, arena);
        row->reason = rows_text(&list, 5, arena);
        row->outbox = rows_int(&list, 6);
        row->suspended = rows_int(&list, 7) != 0;
    }
    return more;
}
