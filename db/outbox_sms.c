#include "db/outbox_sms.h"

int outbox_sms_load(struct db *db, struct arena *arena, int64_t now, int limit,
                    struct outbox_sms_row **rows, int *count, struct error *error)
{
    struct rows list = db_rows(db, SQL_OUTBOX_SMS_DUE, error, "ii", now, (int64_t)limit);
    int more;
    *rows = NULL;
    *count = 0;
    while ((more = rows_next(&list)) == 1) {
        struct outbox_sms_row *row = arena_one_more(arena, rows, count, sizeof *row);
        row->id = rows_int(&list, 0);
        row->message_id = rows_text(&list, 1, arena);
        row->recipient = rows_text(&list, 2, arena);
        row->kind = rows_text(&list, 3, arena);
        row->attempts = (int)rows_int(&list, 4);
        row->created = rows_int(&list, 5);
        row->ucs2 = view_is(rows_view(&list, 6), "ucs2");
        row->segments = (int)rows_int(&list, 7);
        row->provider = rows_text(&list, 8, arena);
        row->provider_id = rows_text(&list, 9, arena);
        row->doubt = rows_int(&list, 10) != 0;
        row->stopped = rows_int(&list, 11) != 0;
        struct view text = rows_view(&list, 12);
        row->text = view_make(arena_copy(arena, text.at, text.len), text.len);
    }
    return more;
}

int outbox_sms_recover(struct db *db, int64_t now, struct error *error)
{
    return db_run(db, SQL_OUTBOX_SMS_RECOVER_DOUBT, error, "") ||
                   db_run(db, SQL_OUTBOX_SMS_RECOVER, error, "i", now)
               ? -1
               : 0;
}

int64_t outbox_sms_next(struct db *db, struct error *error)
{
    int failed = 0;
    int64_t due = db_int(db, SQL_OUTBOX_SMS_NEXT_DUE, 0, &failed, error, "");
    return failed ? -1 : due;
}

int outbox_sms_offered(struct db *db, int64_t id, const char *provider, struct error *error)
{
    return db_run(db, SQL_OUTBOX_SMS_OFFERED, error, "it", id, provider);
}

int outbox_sms_taken(struct db *db, int64_t id, const char *provider_id, struct error *error)
{
    return db_run(db, SQL_OUTBOX_SMS_TAKEN, error, "it", id, provider_id);
}

int outbox_sms_is_others(struct db *db, int64_t id, const char *provider, const char *provider_id,
                         struct error *error)
{
    int failed = 0;
    if (!*provider_id)
        return 0;
    int64_t count =
        db_int(db, SQL_OUTBOX_SMS_IS_OTHERS, 0, &failed, error, "itt", id, provider_id, provider);
    return failed ? -1 : count > 0;
}

int outbox_sms_doubt(struct db *db, int64_t id, bool doubt, struct error *error)
{
    return db_run(db, SQL_OUTBOX_SMS_DOUBT, error, "ii", id, (int64_t)doubt);
}

int outbox_sms_report(struct db *db, const char *provider, const char *provider_id,
                      const char *message_id, bool delivered, int64_t at, bool *known,
                      struct error *error)
{
    bool own = !*provider_id;
    *known = false;
    if (own && !*message_id)
        return 0;
    struct rows rows = db_rows(db, own ? SQL_OUTBOX_SMS_FIND_OWN : SQL_OUTBOX_SMS_FIND, error, "tt",
                               own ? message_id : provider_id, provider);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    int64_t id = rows_int(&rows, 0);
    bool arrived = view_is(rows_view(&rows, 1), "delivered");
    rows_end(&rows);
    *known = true;
    if (arrived && !delivered) /* reports overtake each other */
        return 0;
    if (db_run(db, SQL_OUTBOX_SMS_SETTLE, error, "ii", id, at))
        return -1;
    return db_run(db, SQL_OUTBOX_SMS_REPORT, error, "iti", id, delivered ? "delivered" : "failed",
                  at);
}
