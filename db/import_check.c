#include <stdlib.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/date.h"

/* The codes that the database knows, of one kind. */
struct codes {
    const char **items;
    int count;
};

static int load_codes(struct import *import, struct db *db, enum sql sql, struct codes *codes,
                      struct error *error)
{
    struct rows rows = db_rows(db, sql, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1)
        *(const char **)arena_one_more(import->arena, &codes->items, &codes->count,
                                       sizeof *codes->items) = rows_text(&rows, 0, import->arena);
    return more;
}

/* The code as the database writes it; upper and lower case count the same. NULL: there is none. */
static const char *find_code(const struct codes *codes, const char *code)
{
    for (int i = 0; i < codes->count; i++)
        if (view_is_nocase(view_of(code), codes->items[i]))
            return codes->items[i];
    return NULL;
}

static const char *say_codes(struct import *import, const struct codes *codes)
{
    struct text text = text_in(import->arena);
    for (int i = 0; i < codes->count && text.len < 150; i++)
        text_print(&text, "%s%s", i ? ", " : "", codes->items[i]);
    return codes->count ? text.at : "none yet";
}

static void check_code(struct import *import, struct import_row *row, int column,
                       const struct codes *codes, const char *kind)
{
    struct import_cell *cell = &row->cells[column];
    if (!cell->filled)
        return;
    const char *found = find_code(codes, cell->text);
    if (found)
        cell->text = found;
    else
        import_error(import, row->line, import_columns[import->kind][column].name,
                     "\"%s\" is not a code of %s: there are %s", cell->text, kind,
                     say_codes(import, codes));
}

/* A new code that differs from an old one, or from a code of `others`, by case only. */
static void check_new_code(struct import *import, struct import_row *row, const struct codes *own,
                           const struct codes *others, const char *others_kind)
{
    const char *code = row->cells[0].text, *found = find_code(own, code);
    if (found && strcmp(found, code))
        import_error(import, row->line, "code", "\"%s\" is written \"%s\" so far: keep that", code,
                     found);
    if (others && find_code(others, code))
        import_error(import, row->line, "code",
                     "\"%s\" is a code of %s: an order could not tell them apart", code,
                     others_kind);
}

static int check_depot_day(struct import *import, struct db *db, const struct import_row *row,
                           struct error *error)
{
    int failed = 0;
    int64_t used = db_int(db, SQL_DEPOT_USED, 0, &failed, error, "ti", row->cells[0].text,
                          row->cells[5].number);
    if (used > 0)
        import_error(
            import, row->line, "jour",
            "the day cannot change while %lld subscriptions take their basket there: give the "
            "new day a depot with a new code, and move them to it",
            (long long)used);
    return failed;
}

static int check_farm(struct import *import, struct db *db, const struct import_rows *rows,
                      struct error *error)
{
    struct codes formulas = {0}, depots = {0}, products = {0};
    if (load_codes(import, db, SQL_FORMULAS, &formulas, error) ||
        load_codes(import, db, SQL_DEPOTS, &depots, error) ||
        load_codes(import, db, SQL_PRODUCTS, &products, error))
        return -1;
    for (int i = 0; i < rows->count; i++) {
        struct import_row *row = &rows->items[i];
        if (import->kind == IMPORT_FORMULAS)
            check_new_code(import, row, &formulas, &products, "produits");
        else if (import->kind == IMPORT_PRODUCTS)
            check_new_code(import, row, &products, &formulas, "formules");
        else if (import->kind == IMPORT_DEPOTS) {
            check_new_code(import, row, &depots, NULL, NULL);
            if (row->cells[5].filled && check_depot_day(import, db, row, error))
                return -1;
        } else if (import->kind == IMPORT_COMPOSITIONS)
            check_code(import, row, 1, &formulas, "formules");
        else if (import->kind == IMPORT_SUBSCRIPTIONS) {
            check_code(import, row, 1, &formulas, "formules");
            check_code(import, row, 2, &depots, "depots");
        }
    }
    return 0;
}

static int check_numbers(struct import *import, struct db *db, const struct import_rows *rows,
                         struct error *error)
{
    int failed = 0;
    for (int i = 0; i < rows->count && !failed; i++) {
        const struct import_row *row = &rows->items[i];
        if (row->cells[0].filled &&
            !db_int(db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", row->cells[0].number) &&
            !failed)
            import_error(import, row->line, "numero_abonne",
                         "\"%s\" is not a subscriber's number: import abonnes first",
                         row->cells[0].text);
    }
    return failed;
}

static int compare_numbers(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    return (*a)->cells[0].number < (*b)->cells[0].number
               ? -1
               : (*a)->cells[0].number > (*b)->cells[0].number;
}

/* Whether this file gives that subscriber another list of that column, so that what it had is free. */
static int lets_go(struct import *import, struct db *db, const struct import_row **sorted,
                   int count, int64_t number, int column, bool *free_, struct error *error)
{
    struct import_row wanted = {.cells = {{.number = number}}};
    const struct import_row *key = &wanted;
    const struct import_row **found =
        bsearch(&key, sorted, (size_t)count, sizeof *sorted, compare_numbers);
    *free_ = false;
    if (!found)
        return 0;
    int bits;
    int64_t id;
    if (import_differs(import, db, *found, &bits, &id, error))
        return -1;
    *free_ = bits >> column & 1;
    return 0;
}

static int check_contacts(struct import *import, struct db *db, const struct import_rows *rows,
                          struct error *error)
{
    const struct import_row **sorted =
        arena_array(import->arena, (size_t)rows->count, sizeof *sorted);
    for (int i = 0; i < rows->count; i++)
        sorted[i] = &rows->items[i];
    if (rows->count)
        qsort(sorted, (size_t)rows->count, sizeof *sorted, compare_numbers);
    for (int i = 0; i < rows->count; i++) {
        const struct import_row *row = &rows->items[i];
        int bits;
        int64_t id;
        if (import_differs(import, db, row, &bits, &id, error))
            return -1;
        for (int column = 3; column <= 4; column++)
            for (int j = 0; (bits >> column & 1) && j < row->cells[column].item_count; j++) {
                const char *value = row->cells[column].items[j];
                int failed = 0;
                bool is_free = false;
                int64_t owner = db_int(db, SQL_CONTACT_OWNER, 0, &failed, error, "tt",
                                       column == 3 ? "email" : "phone", value);
                if (!failed && owner && owner != row->cells[0].number)
                    failed =
                        lets_go(import, db, sorted, rows->count, owner, column, &is_free, error);
                if (failed)
                    return -1;
                if (owner && owner != row->cells[0].number && !is_free)
                    import_error(
                        import, row->line, import_columns[IMPORT_SUBSCRIBERS][column].name,
                        "\"%s\" belongs to subscriber %lld: it belongs to one subscriber only",
                        value, (long long)owner);
            }
    }
    return 0;
}

/* Who was erased does not come back with an old spreadsheet. */
static int check_erased(struct import *import, struct db *db, const struct import_rows *rows,
                        struct error *error)
{
    int failed = 0;
    for (int i = 0; i < rows->count && !failed; i++) {
        const struct import_row *row = &rows->items[i];
        if (row->cells[0].filled &&
            db_int(db, SQL_ERASED, 0, &failed, error, "i", row->cells[0].number))
            import_error(import, row->line, "numero",
                         "subscriber %s was erased: take the row out of the file, or give "
                         "somebody who comes back a new number",
                         row->cells[0].text);
    }
    return failed;
}

int import_check(struct import *import, struct db *db, const struct import_rows *rows,
                 struct error *error)
{
    if (check_farm(import, db, rows, error))
        return -1;
    if ((import->kind == IMPORT_SUBSCRIPTIONS || import->kind == IMPORT_PAYMENTS) &&
        check_numbers(import, db, rows, error))
        return -1;
    /* With errors already, keys may be missing: contacts are looked at once the file is sound. */
    if (import->kind == IMPORT_SUBSCRIBERS && check_erased(import, db, rows, error))
        return -1;
    if (import->kind == IMPORT_SUBSCRIBERS && !import->error_count)
        return check_contacts(import, db, rows, error);
    return 0;
}
