#include "db/outbox.h"

#include "parsers/arena.h"

int outbox_add(struct db *db, const struct outbox_new *message, struct error *error)
{
    struct arena *arena = arena_new();
    const char *inbox =
        message->inbox ? arena_print(arena, "%lld", (long long)message->inbox) : NULL;
    const char *subscriber =
        message->subscriber ? arena_print(arena, "%lld", (long long)message->subscriber) : NULL;
    int result = db_run(db, SQL_OUTBOX_ADD, error, "ttttttttii", message->segments ? "sms" : "mail",
                        message->kind, inbox, subscriber, message->message_id, message->sender,
                        message->recipient, message->cause, message->created, message->created);
    int64_t id = db_last_id(db);
    if (!result)
        result = db_run(db, SQL_OUTBOX_RAW_ADD, error, "ib", id, message->bytes);
    if (!result && message->segments)
        result = db_run(db, SQL_OUTBOX_SMS_ADD, error, "iti", id, message->ucs2 ? "ucs2" : "gsm7",
                        (int64_t)message->segments);
    if (!result && message->expires)
        result = db_run(db, SQL_OUTBOX_EXPIRES, error, "ii", id, message->expires);
    if (!result && !message->segments) /* what an address that fails did not ask for is not sent */
        result = db_run(db, SQL_BOUNCE_WITHHOLD, error, "i", id);
    arena_free(&arena);
    return result;
}

int outbox_recover(struct db *db, int64_t now, struct error *error)
{
    return db_run(db, SQL_OUTBOX_RECOVER, error, "i", now);
}

int outbox_load(struct db *db, struct arena *arena, int64_t now, int limit,
                struct outbox_row **rows, int *count, struct error *error)
{
    struct rows list = db_rows(db, SQL_OUTBOX_DUE, error, "ii", now, (int64_t)limit);
    int more;
    *rows = NULL;
    *count = 0;
    while ((more = rows_next(&list)) == 1) {
        struct outbox_row *row = arena_one_more(arena, rows, count, sizeof *row);
        row->id = rows_int(&list, 0);
        row->sender = rows_text(&list, 1, arena);
        row->recipient = rows_text(&list, 2, arena);
        row->attempts = (int)rows_int(&list, 3);
        row->created = rows_int(&list, 4);
        struct view bytes = rows_view(&list, 5);
        row->bytes = view_make(arena_copy(arena, bytes.at, bytes.len), bytes.len);
    }
    return more;
}

/* The last letter to somebody who was erased is not kept. */
static int forget(struct db *db, int64_t id, struct error *error)
{
    if (db_run(db, SQL_ERASE_SENT, error, "i", id))
        return -1;
    return db_changed(db) ? db_run(db, SQL_ERASE_SENT_RAW, error, "i", id) : 0;
}

int outbox_set(struct db *db, int64_t id, enum outbox_state state, int64_t at, const char *reason,
               struct error *error)
{
    int result = 0;
    switch (state) {
    case OUTBOX_SENDING:
        result = db_run(db, SQL_OUTBOX_SENDING, error, "i", id);
        break;
    case OUTBOX_SENT:
        result = db_run(db, SQL_OUTBOX_SENT, error, "ii", id, at);
        break;
    case OUTBOX_DUE:
        result = db_run(db, SQL_OUTBOX_LATER, error, "iit", id, at, reason);
        break;
    case OUTBOX_DEAD:
        result = db_run(db, SQL_OUTBOX_DEAD, error, "it", id, reason);
        break;
    }
    if (!result && db_changed(db) != 1)
        return error_set(error, "outbox %lld: its state does not allow that", (long long)id);
    if (!result && (state == OUTBOX_SENT || state == OUTBOX_DEAD))
        result = forget(db, id, error);
    return result;
}

int outbox_put_back(struct db *db, int64_t id, int64_t due, const char *reason, struct error *error)
{
    if (db_run(db, SQL_OUTBOX_PUT_BACK, error, "iit", id, due, reason))
        return -1;
    if (db_changed(db) != 1)
        return error_set(error, "outbox %lld: it is not being sent", (long long)id);
    return 0;
}

int64_t outbox_next(struct db *db, struct error *error)
{
    int failed = 0;
    int64_t due = db_int(db, SQL_OUTBOX_NEXT_DUE, 0, &failed, error, "");
    return failed ? -1 : due;
}

int outbox_count(struct db *db, const char *cause, enum outbox_cause as, int64_t since,
                 int64_t *count, struct error *error)
{
    static const enum sql statements[] = {SQL_OUTBOX_BY_CAUSE, SQL_OUTBOX_UNPROVEN,
                                          SQL_OUTBOX_STRANGER};
    int failed = 0;
    *count = db_int(db, statements[as], 0, &failed, error, "ti", cause, since);
    return failed;
}

int outbox_retry(struct db *db, int64_t id, int64_t now, struct error *error)
{
    if (!id)
        return db_run(db, SQL_OUTBOX_RETRY_ALL, error, "i", now);
    if (db_run(db, SQL_OUTBOX_RETRY, error, "ii", id, now))
        return -1;
    if (db_changed(db) != 1)
        return error_set(error, "outbox %lld: nothing of that number waits", (long long)id);
    return db_run(db, SQL_OUTBOX_SMS_DOUBT, error, "ii", id, (int64_t)0);
}
