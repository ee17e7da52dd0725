#include "db/inbox.h"

#include <string.h>

static const char *const state_names[] = {"NEW",   "DONE",    "ASKED",
                                          "STAFF", "IGNORED", "QUARANTINED"};

const char *inbox_state_name(enum inbox_state state)
{
    return state_names[state];
}

static enum inbox_state state_read(struct view name)
{
    for (int i = 0; i < 6; i++)
        if (view_is(name, state_names[i]))
            return (enum inbox_state)i;
    return INBOX_QUARANTINED;
}

int inbox_add(struct db *db, const struct inbox_row *row, int64_t now, bool *added,
              struct error *error)
{
    if (db_run(db, SQL_INBOX_ADD, error, "ttiiii", row->sms ? "sms" : "mail", row->source_key,
               row->received, now, (int64_t)row->oversized, (int64_t)row->old))
        return -1;
    *added = db_changed(db) == 1;
    if (!*added)
        return 0;
    return db_run(db, SQL_INBOX_RAW_ADD, error, "ib", db_last_id(db), row->raw);
}

int inbox_load(struct db *db, struct arena *arena, int64_t after, int limit, size_t bytes,
               struct inbox_row **rows, int *count, struct error *error)
{
    struct rows list = db_rows(db, SQL_INBOX_NEW, error, "ii", after, (int64_t)limit);
    size_t taken = 0;
    int more;
    *rows = NULL;
    *count = 0;
    while ((more = rows_next(&list)) == 1) {
        struct view raw = rows_view(&list, 7);
        if (*count && taken + raw.len > bytes)
            break;
        taken += raw.len;
        struct inbox_row *row = arena_one_more(arena, rows, count, sizeof *row);
        *row = (struct inbox_row){
            .id = rows_int(&list, 0),
            .sms = view_is(rows_view(&list, 1), "sms"),
            .source_key = rows_text(&list, 2, arena),
            .received = rows_int(&list, 3),
            .attempts = (int)rows_int(&list, 4),
            .oversized = rows_int(&list, 5) != 0,
            .old = rows_int(&list, 6) != 0,
        };
        raw = rows_view(&list, 7); /* asked again: the calls above may have moved it */
        row->raw = view_make(arena_copy(arena, raw.at, raw.len), raw.len);
    }
    rows_end(&list);
    return more < 0 ? -1 : 0;
}

int inbox_count_attempt(struct db *db, int64_t first, int64_t last, int by, struct error *error)
{
    return db_run(db, SQL_INBOX_ATTEMPT, error, "iii", first, last, (int64_t)by);
}

int inbox_decide(struct db *db, int64_t id, const struct inbox_decision *decision,
                 struct error *error)
{
    struct arena *arena = arena_new();
    const char *subscriber =
        decision->subscriber ? arena_print(arena, "%lld", (long long)decision->subscriber) : NULL;
    int result = db_run(db, SQL_INBOX_STATE, error, "ittittttt", id, state_names[decision->state],
                        decision->reason, decision->decided, decision->sender, subscriber,
                        decision->subject, decision->message_id, decision->digest);
    arena_free(&arena);
    if (!result && db_changed(db) != 1)
        return error_set(error, "inbox %lld: it is not NEW any more", (long long)id);
    return result;
}

int inbox_set_raw(struct db *db, int64_t id, struct view raw, struct error *error)
{
    return db_run(db, SQL_INBOX_RAW_SET, error, "ib", id, raw);
}

int inbox_is_twin(struct db *db, int64_t id, const char *message_id, const char *digest, bool *twin,
                  struct error *error)
{
    int failed = 0;
    *twin = db_int(db, SQL_INBOX_TWIN, 0, &failed, error, "tti", digest, message_id, id) > 0;
    return failed;
}

int inbox_unfiled(struct db *db, struct arena *arena, int limit, struct inbox_unfiled **rows,
                  int *count, struct error *error)
{
    struct rows list = db_rows(db, SQL_INBOX_UNFILED, error, "i", (int64_t)limit);
    int more;
    *rows = NULL;
    *count = 0;
    while ((more = rows_next(&list)) == 1) {
        struct inbox_unfiled *row = arena_one_more(arena, rows, count, sizeof *row);
        *row = (struct inbox_unfiled){rows_int(&list, 0), rows_text(&list, 1, arena),
                                      state_read(rows_view(&list, 2))};
    }
    return more;
}

int inbox_set_filed(struct db *db, int64_t id, struct error *error)
{
    return db_run(db, SQL_INBOX_FILED, error, "i", id);
}

int inbox_reopen(struct db *db, int64_t id, struct error *error)
{
    if (db_run(db, SQL_INBOX_REOPEN, error, "i", id))
        return -1;
    if (db_changed(db) != 1)
        return error_set(error, "inbox %lld: no quarantined message has that number",
                         (long long)id);
    return 0;
}
