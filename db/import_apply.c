#include <stdlib.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/date.h"
#include "parsers/number.h"

/* Counts what an upsert did; `before` is what stood there: 0 or 1. */
static void count(struct import *import, const struct db *db, int64_t before)
{
    if (!before)
        import->added++;
    else if (db_changed(db))
        import->changed++;
    else
        import->unchanged++;
}

static const char *text_or_null(const struct import_cell *cell)
{
    return cell->filled ? cell->text : NULL;
}

static int put_formula(struct db *db, const struct import_cell *c, struct error *error)
{
    return db_run(db, SQL_FORMULA_PUT, error, "ttiit", c[0].text, c[1].text, c[2].number,
                  c[3].number, c[4].text);
}

static int put_depot(struct db *db, const struct import_cell *c, struct error *error)
{
    return db_run(db, SQL_DEPOT_PUT, error, "tttttitttt", c[0].text, c[1].text, c[2].text,
                  c[3].text, c[4].text, c[5].number, c[6].text, text_or_null(&c[7]),
                  text_or_null(&c[8]), c[9].text);
}

static int put_product(struct db *db, const struct import_cell *c, struct error *error)
{
    return db_run(db, SQL_PRODUCT_PUT, error, "ttitiit", c[0].text, c[1].text, c[2].number,
                  c[3].text, c[4].number, c[5].number, c[6].text);
}

static int put_closure(struct db *db, const struct import_cell *c, struct error *error)
{
    return db_run(db, SQL_CLOSURE_PUT, error, "tt", c[0].text, c[1].text);
}

/* Kinds whose rows are one table's rows with the first column as key. */
static int apply_simple(struct import *import, struct db *db, const struct import_rows *rows,
                        int today, struct error *error)
{
    static const struct {
        enum sql exists;
        int (*put)(struct db *, const struct import_cell *, struct error *);
    } ways[IMPORT_KINDS] = {
        [IMPORT_FORMULAS] = {SQL_FORMULA_EXISTS, put_formula},
        [IMPORT_DEPOTS] = {SQL_DEPOT_EXISTS, put_depot},
        [IMPORT_PRODUCTS] = {SQL_PRODUCT_EXISTS, put_product},
        [IMPORT_CLOSURES] = {SQL_CLOSURE_EXISTS, put_closure},
    };
    int failed = 0;
    for (int i = 0; i < rows->count; i++) {
        const struct import_cell *cells = rows->items[i].cells;
        int64_t before =
            db_int(db, ways[import->kind].exists, 0, &failed, error, "t", cells[0].text);
        if (failed || ways[import->kind].put(db, cells, error))
            return -1;
        count(import, db, before);
        if (import->kind == IMPORT_FORMULAS && before &&
            db_run(db, SQL_FORMULA_PRICED, error, "td", cells[0].text, today))
            return -1; /* what was delivered before today keeps its price */
    }
    return 0;
}

/* Orders, suspensions and changes for once that a closed day takes: none of it goes without a word. */
static int note_closed(struct import *import, struct db *db, const struct import_row *row,
                       struct error *error)
{
    const struct import_cell *cell = &row->cells[0];
    int day = (int)cell->number, monday = date_monday(day), failed = 0;
    int64_t orders = db_int(db, SQL_PURCHASES_ON, 0, &failed, error, "d", day);
    int64_t off = failed ? 0 : db_int(db, SQL_CLOSURE_SUSPENSIONS, 0, &failed, error, "d", day);
    int64_t once = failed ? 0
                          : db_int(db, SQL_CLOSURE_ONCE, 0, &failed, error, "dddi", day, monday,
                                   monday + 6, (int64_t)date_weekday(day));
    if (failed)
        return -1;
    if (orders > 0)
        import_note(import, row->line,
                    "%s: %lld orders are for that day and go with no delivery: refuse them, or "
                    "agree another day",
                    cell->text, (long long)orders);
    if (off > 0)
        import_note(import, row->line, "%s: %lld deliveries of that day were suspended already",
                    cell->text, (long long)off);
    if (once > 0)
        import_note(import, row->line,
                    "%s: %lld deliveries with another formula or depot for once are lost to it: "
                    "tell their subscribers",
                    cell->text, (long long)once);
    return 0;
}

static int note_closures(struct import *import, struct db *db, const struct import_rows *rows,
                         int today, struct error *error)
{
    for (int i = 0; i < rows->count; i++)
        if (rows->items[i].cells[0].number >= today &&
            note_closed(import, db, &rows->items[i], error))
            return -1;
    return 0;
}

static int compare_lists(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    for (int column = 0; column < 3; column++) {
        int order = strcmp((*a)->cells[column].text, (*b)->cells[column].text);
        if (order)
            return order;
    }
    return 0;
}

static bool same_list(const struct import_row *a, const struct import_row *b)
{
    return !strcmp(a->cells[0].text, b->cells[0].text) &&
           !strcmp(a->cells[1].text, b->cells[1].text);
}

/* Products that the list of that day and formula no longer has. */
static int drop_products(struct import *import, struct db *db, const struct import_row **list,
                         int count_, struct error *error)
{
    const char **gone = NULL;
    int gone_count = 0, more;
    const struct import_cell *head = list[0]->cells;
    struct rows rows =
        db_rows(db, SQL_COMPOSITION_PRODUCTS, error, "tt", head[0].text, head[1].text);
    while ((more = rows_next(&rows)) == 1) {
        struct import_row wanted = {.cells = {head[0], head[1]}};
        wanted.cells[2].text = rows_text(&rows, 0, import->arena);
        const struct import_row *key = &wanted;
        if (bsearch(&key, list, (size_t)count_, sizeof *list, compare_lists))
            continue;
        *(const char **)arena_one_more(import->arena, &gone, &gone_count, sizeof *gone) =
            wanted.cells[2].text;
    }
    for (int i = 0; i < gone_count && !more; i++) {
        more = db_run(db, SQL_COMPOSITION_DROP, error, "ttt", head[0].text, head[1].text, gone[i]);
        import->removed++;
        import_note(import, list[0]->line, "%s %s: \"%s\" is no longer in the list: taken out",
                    head[0].text, head[1].text, gone[i]);
    }
    return more;
}

static int apply_compositions(struct import *import, struct db *db, const struct import_rows *rows,
                              struct error *error)
{
    const struct import_row **sorted =
        arena_array(import->arena, (size_t)rows->count, sizeof *sorted);
    for (int i = 0; i < rows->count; i++)
        sorted[i] = &rows->items[i];
    if (rows->count)
        qsort(sorted, (size_t)rows->count, sizeof *sorted, compare_lists);
    for (int i = 0, next; i < rows->count; i = next) {
        for (next = i + 1; next < rows->count && same_list(sorted[i], sorted[next]);)
            next++;
        if (drop_products(import, db, sorted + i, next - i, error))
            return -1;
    }
    int failed = 0;
    for (int i = 0; i < rows->count; i++) { /* in the file's order: so the basket is shown */
        const struct import_cell *c = rows->items[i].cells;
        int64_t before = db_int(db, SQL_COMPOSITION_EXISTS, 0, &failed, error, "ttt", c[0].text,
                                c[1].text, c[2].text);
        if (failed || db_run(db, SQL_COMPOSITION_PUT, error, "tttit", c[0].text, c[1].text,
                             c[2].text, c[3].number, c[4].text))
            return -1;
        count(import, db, before);
    }
    return 0;
}

static int compare_payments(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    for (int column = 0; column < 5; column++) {
        int order = strcmp((*a)->cells[column].text, (*b)->cells[column].text);
        if (order)
            return order;
    }
    return 0;
}

/* Equal rows of one file are as many payments; the first, second, … of them are known again. */
static int apply_payments(struct import *import, struct db *db, const struct import_rows *rows,
                          struct error *error)
{
    const struct import_row **sorted =
        arena_array(import->arena, (size_t)rows->count, sizeof *sorted);
    for (int i = 0; i < rows->count; i++)
        sorted[i] = &rows->items[i];
    if (rows->count)
        qsort(sorted, (size_t)rows->count, sizeof *sorted, compare_payments);
    int64_t nth = 0;
    for (int i = 0; i < rows->count; i++) {
        const struct import_cell *c = sorted[i]->cells;
        nth = i && !compare_payments(&sorted[i - 1], &sorted[i]) ? nth + 1 : 1;
        if (db_run(db, SQL_PAYMENT_ADD, error, "ititti", c[0].number, c[1].text, c[2].number,
                   c[3].text, c[4].text, nth))
            return -1;
        count(import, db, !db_changed(db));
    }
    return 0;
}

int import_apply(struct import *import, struct db *db, const struct import_rows *rows, int today,
                 struct error *error)
{
    switch (import->kind) {
    case IMPORT_SUBSCRIBERS:
        return import_subscribers(import, db, rows, error);
    case IMPORT_SUBSCRIPTIONS:
        return import_subscriptions(import, db, rows, today, error);
    case IMPORT_COMPOSITIONS:
        return apply_compositions(import, db, rows, error);
    case IMPORT_PAYMENTS:
        return apply_payments(import, db, rows, error);
    case IMPORT_CLOSURES:
        return apply_simple(import, db, rows, today, error) ||
                       note_closures(import, db, rows, today, error)
                   ? -1
                   : 0;
    case IMPORT_FORMULAS:
    case IMPORT_DEPOTS:
    case IMPORT_PRODUCTS:
    case IMPORT_KINDS:
        break;
    }
    return apply_simple(import, db, rows, today, error);
}
