#include "db/mandate.h"

#include <string.h>

static struct mandate read_row(struct rows *rows, struct arena *arena)
{
    return (struct mandate){
        .reference = rows_text(rows, 0, arena),
        .subscriber = rows_int(rows, 1),
        .signed_day = rows_day(rows, 2),
        .sealed = rows_text(rows, 3, arena),
        .bic = rows_text(rows, 4, arena),
        .last4 = rows_text(rows, 5, arena),
        .active = view_is(rows_view(rows, 6), "active"),
        .recurrent = view_is(rows_view(rows, 7), "recurrent"),
    };
}

static int load(struct db *db, struct arena *arena, int64_t subscriber, struct mandate **list,
                int *count, struct error *error)
{
    struct rows rows = db_rows(db, SQL_MANDATES, error, "i", subscriber);
    int more;
    *list = NULL;
    *count = 0;
    while ((more = rows_next(&rows)) == 1) {
        struct mandate *mandate = arena_one_more(arena, list, count, sizeof *mandate);
        *mandate = read_row(&rows, arena);
    }
    return more;
}

int mandate_load(struct db *db, struct arena *arena, int64_t subscriber,
                 const struct mandate **mandate, struct error *error)
{
    struct mandate *list;
    int count;
    if (load(db, arena, subscriber, &list, &count, error))
        return -1;
    *mandate = count ? &list[0] : NULL;
    return 0;
}

int mandate_all(struct db *db, struct arena *arena, struct mandate **list, int *count,
                struct error *error)
{
    return load(db, arena, 0, list, count, error);
}

int64_t mandate_count(struct db *db, int64_t subscriber, struct error *error)
{
    int failed = 0;
    int64_t count = db_int(db, SQL_MANDATE_COUNT, 0, &failed, error, "i", subscriber);
    return failed ? -1 : count;
}

int mandate_add(struct db *db, const struct mandate *mandate, int64_t now, struct error *error)
{
    if (strlen(mandate->reference) > MANDATE_REFERENCE)
        return error_set(error, "mandate %s: its reference is longer than %d characters",
                         mandate->reference, MANDATE_REFERENCE);
    if (db_run(db, SQL_MANDATE_REPLACE, error, "ii", mandate->subscriber, now))
        return -1;
    return db_run(db, SQL_MANDATE_ADD, error, "tidtttti", mandate->reference, mandate->subscriber,
                  mandate->signed_day, mandate->sealed, mandate->bic ? mandate->bic : "",
                  mandate->last4, mandate->active ? "active" : "details", now);
}

static int one(struct db *db, const char *reference, struct error *error)
{
    if (db_changed(db) != 1)
        return error_set(error, "mandate %s: it is not in force", reference);
    return 0;
}

int mandate_debited(struct db *db, const char *reference, struct error *error)
{
    return db_run(db, SQL_MANDATE_DEBITED, error, "t", reference) || one(db, reference, error) ? -1
                                                                                               : 0;
}

int mandate_reseal(struct db *db, const char *reference, const char *old, const char *sealed,
                   struct error *error)
{
    return db_run(db, SQL_MANDATE_RESEAL, error, "ttt", reference, old, sealed) ||
                   one(db, reference, error)
               ? -1
               : 0;
}
