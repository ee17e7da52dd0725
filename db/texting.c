#include "db/texting.h"

int texting_set(struct db *db, const char *number, bool stop, int64_t subscriber, int64_t received,
                int64_t now, struct error *error)
{
    if (stop ? db_run(db, SQL_SMS_STOP, error, "ti", number, received)
             : db_run(db, SQL_SMS_START, error, "t", number))
        return -1;
    if (!db_changed(db))
        return 0;
    struct arena *arena = arena_new();
    const char *owner = subscriber ? arena_print(arena, "%lld", (long long)subscriber) : NULL;
    /* batch 0: nothing that ANNULER takes back */
    int result = db_run(db, SQL_JOURNAL_ADD, error, "iittittit", now, received, number, owner,
                        (int64_t)0, stop ? "sms_stop" : "sms_start", "{}", (int64_t)0, NULL);
    arena_free(&arena);
    return result;
}

int texting_stopped(struct db *db, const char *number, bool *stopped, struct error *error)
{
    int failed = 0;
    *stopped = db_int(db, SQL_SMS_STOPPED, 0, &failed, error, "t", number) > 0;
    return failed;
}

int texting_rest_put(struct db *db, const char *number, struct view rest, int64_t now,
                     struct error *error)
{
    if (!rest.len)
        return db_run(db, SQL_SMS_REST_DROP, error, "t", number);
    return db_run(db, SQL_SMS_REST_PUT, error, "tvi", number, rest, now);
}

int texting_rest(struct db *db, struct arena *arena, const char *number, int64_t now,
                 struct view *rest, struct error *error)
{
    *rest = (struct view){NULL, 0};
    struct rows rows =
        db_rows(db, SQL_SMS_REST_GET, error, "ti", number, now - TEXTING_REST_SECONDS);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    *rest = view_of(rows_text(&rows, 0, arena));
    rows_end(&rows);
    return 0;
}
