#include "db/debit.h"

#include "db/mandate.h"
#include "parsers/date.h"

static char *month_text(struct arena *arena, int month)
{
    char *text = date_iso(arena, month);
    text[7] = '\0'; /* "2026-03" */
    return text;
}

static int store_debit(struct db *db, int64_t run, const struct debit *debit, struct error *error)
{
    if (db_run(db, SQL_DEBIT_ADD, error, "iitttti", run, debit->subscriber, debit->mandate,
               debit->recurrent ? "recurrent" : "first", debit->name, debit->note, debit->amount))
        return -1;
    for (int i = 0; i < debit->item_count; i++)
        if (db_run(db, SQL_DEBIT_ITEM_ADD, error, "iiti", run, debit->subscriber,
                   debit->items[i].invoice, debit->items[i].amount))
            return -1;
    return mandate_debited(db, debit->mandate, error);
}

int debit_run_count(struct arena *arena, struct db *db, int month, struct error *error)
{
    int failed = 0;
    int64_t count =
        db_int(db, SQL_DEBIT_RUN_COUNT, 0, &failed, error, "t", month_text(arena, month));
    return failed ? -1 : (int)count;
}

int debit_run_store(struct arena *arena, struct db *db, struct debit_run *run, struct error *error)
{
    int count = debit_run_count(arena, db, run->month, error);
    if (count < 0)
        return -1;
    run->nth = count + 1;
    if (db_run(db, SQL_DEBIT_RUN_ADD, error, "tiiddtttt", month_text(arena, run->month),
               (int64_t)run->nth, run->made, run->made_day, run->day, run->creditor,
               run->creditor_id, run->iban, run->bic))
        return -1;
    run->id = db_last_id(db);
    for (int i = 0; i < run->count; i++)
        if (store_debit(db, run->id, &run->debits[i], error))
            return -1;
    return 0;
}

static int load_debits(struct arena *arena, struct db *db, struct debit_run *run,
                       struct error *error)
{
    struct rows rows = db_rows(db, SQL_DEBITS, error, "i", run->id);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct debit *debit = arena_one_more(arena, &run->debits, &run->count, sizeof *debit);
        *debit = (struct debit){
            .subscriber = rows_int(&rows, 0),
            .mandate = rows_text(&rows, 1, arena),
            .recurrent = view_is(rows_view(&rows, 2), "recurrent"),
            .name = rows_text(&rows, 3, arena),
            .note = rows_text(&rows, 4, arena),
            .amount = rows_int(&rows, 5),
            .signed_day = rows_day(&rows, 6),
            .sealed = rows_text(&rows, 7, arena),
            .bic = rows_text(&rows, 8, arena),
        };
    }
    return more;
}

int debit_run_load(struct arena *arena, struct db *db, int month, int nth, struct debit_run **run,
                   struct error *error)
{
    struct rows rows =
        db_rows(db, SQL_DEBIT_RUN_GET, error, "ti", month_text(arena, month), (int64_t)nth);
    int more = rows_next(&rows);
    *run = NULL;
    if (more != 1)
        return more;
    struct debit_run *found = arena_alloc(arena, sizeof *found);
    *found = (struct debit_run){
        .id = rows_int(&rows, 0),
        .month = month,
        .nth = nth,
        .made = rows_int(&rows, 1),
        .made_day = rows_day(&rows, 2),
        .day = rows_day(&rows, 3),
        .creditor = rows_text(&rows, 4, arena),
        .creditor_id = rows_text(&rows, 5, arena),
        .iban = rows_text(&rows, 6, arena),
        .bic = rows_text(&rows, 7, arena),
    };
    rows_end(&rows);
    *run = found;
    return load_debits(arena, db, found, error);
}

int debit_set_back(struct arena *arena, struct db *db, int month, int nth, int64_t subscriber,
                   int64_t now, const char *reason, struct error *error)
{
    if (db_run(db, SQL_DEBIT_BACK_ADD, error, "tiiit", month_text(arena, month), (int64_t)nth,
               subscriber, now, reason))
        return -1;
    if (db_changed(db) != 1)
        return error_set(error,
                         "%s, run %d: %lld was not debited in it, or that it came back is noted "
                         "already",
                         month_text(arena, month), nth, (long long)subscriber);
    return 0;
}

int debit_last_day(struct db *db, const char *mandate, int *day, struct error *error)
{
    struct rows rows = db_rows(db, SQL_DEBIT_LAST_DAY, error, "t", mandate);
    if (rows_next(&rows) != 1)
        return -1;
    *day = rows_day(&rows, 0);
    rows_end(&rows);
    return 0;
}

int debit_load_collections(struct arena *arena, struct db *db, int64_t subscriber,
                           struct collection **list, int *count, struct error *error)
{
    struct rows rows = db_rows(db, SQL_COLLECTIONS, error, "i", subscriber);
    struct collection *now = NULL;
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int64_t run = rows_int(&rows, 0);
        if (!now || now->run != run) {
            now = arena_one_more(arena, list, count, sizeof *now);
            *now = (struct collection){.run = run,
                                       .day = rows_day(&rows, 1),
                                       .amount = rows_int(&rows, 2),
                                       .received = rows_int(&rows, 3)};
        }
        struct collection_item *item =
            arena_one_more(arena, &now->items, &now->item_count, sizeof *item);
        *item = (struct collection_item){rows_text(&rows, 4, arena), rows_int(&rows, 5)};
    }
    return more;
}
