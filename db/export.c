#include "db/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/csv_write.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "parsers/phone.h"

static const enum sql lists[IMPORT_KINDS] = {
    [IMPORT_FORMULAS] = SQL_EXPORT_FORMULAS,
    [IMPORT_DEPOTS] = SQL_EXPORT_DEPOTS,
    [IMPORT_SUBSCRIBERS] = SQL_EXPORT_SUBSCRIBERS,
    [IMPORT_SUBSCRIPTIONS] = SQL_EXPORT_SUBSCRIPTIONS,
    [IMPORT_PRODUCTS] = SQL_EXPORT_PRODUCTS,
    [IMPORT_COMPOSITIONS] = SQL_EXPORT_COMPOSITIONS,
    [IMPORT_PAYMENTS] = SQL_EXPORT_PAYMENTS,
    [IMPORT_CLOSURES] = SQL_EXPORT_CLOSURES,
};

bool export_has_days(enum import_kind kind)
{
    return kind == IMPORT_COMPOSITIONS || kind == IMPORT_PAYMENTS || kind == IMPORT_CLOSURES;
}

static void put_header(enum import_kind kind, struct text *out, struct arena *arena)
{
    struct text header = text_in(arena);
    for (int i = 0; i < import_column_count(kind); i++)
        text_print(&header, "%s%s", i ? ";" : "", import_columns[kind][i].name);
    csv_begin(out, header.at);
}

/* The shortest decimals that are the same number again. */
static const char *degrees(struct arena *arena, double value)
{
    for (int digits = 1;; digits++) {
        char *text = arena_print(arena, "%.*f", digits, value);
        if (digits == 15 || strtod(text, NULL) == value) {
            for (char *at = text; *at; at++)
                if (*at == '.')
                    *at = ',';
            return text;
        }
    }
}

static const char *phones(struct arena *arena, struct view list)
{
    struct text text = text_in(arena);
    for (struct view item; view_item(&list, '|', &item);)
        text_print(&text, "%s%s", text.len ? "|" : "",
                   phone_say(arena, arena_copy(arena, item.at, item.len)));
    return text.at;
}

static void put_cell(struct arena *arena, const struct rows *rows, int column, enum cell_kind kind,
                     struct text *out)
{
    if (rows_null(rows, column)) {
        csv_value(out, "");
        return;
    }
    switch (kind) {
    case CELL_MONEY:
    case CELL_AMOUNT:
        csv_money(out, rows_int(rows, column));
        break;
    case CELL_VAT:
        csv_value(out, number_say_quantity(arena, "fr", rows_int(rows, column) * 10));
        break;
    case CELL_QUANTITY:
        csv_value(out, number_say_quantity(arena, "fr", rows_int(rows, column)));
        break;
    case CELL_WEEKDAY:
        csv_value(out, date_weekday_name("fr", (int)rows_int(rows, column)));
        break;
    case CELL_LATITUDE:
    case CELL_LONGITUDE:
        csv_value(out, degrees(arena, rows_real(rows, column)));
        break;
    case CELL_PHONES:
        csv_text(out, phones(arena, rows_view(rows, column)));
        break;
    case CELL_NUMBER:
    case CELL_COUNT:
        csv_value(out, arena_print(arena, "%lld", (long long)rows_int(rows, column)));
        break;
    case CELL_YES_NO:
        csv_value(out, rows_int(rows, column) ? "oui" : "non");
        break;
    case CELL_TEXT:
    case CELL_CODE:
    case CELL_ALIASES:
    case CELL_ADDRESS:
    case CELL_POSTCODE:
    case CELL_EMAILS:
    case CELL_FREQUENCY:
    case CELL_DAY:
        csv_text(out, rows_text(rows, column, arena));
        break;
    }
}

/* The code whose fingerprint the last file left in the depot's column; NULL: none of today's. */
static const char *depot_of_file(struct arena *arena, struct db *db, struct view cells,
                                 struct error *error)
{
    const char *found = NULL;
    struct view print = {NULL, 0};
    for (int i = 0; i < 3 && view_item(&cells, ' ', &print); i++)
        ;
    struct rows rows = db_rows(db, SQL_DEPOTS, error, "");
    while (rows_next(&rows) == 1) {
        struct text text = text_in(arena);
        const char *code = rows_text(&rows, 0, arena);
        import_fingerprint(&text, code);
        if (view_is(print, text.at))
            found = code;
    }
    return found;
}

static void put_subscription(struct arena *arena, struct db *db, const struct rows *rows,
                             struct text *out, struct error *error)
{
    const struct import_column *columns = import_columns[IMPORT_SUBSCRIPTIONS];
    bool changes = rows_int(rows, 7) != 0;
    const char *depot =
        changes && !rows_null(rows, 8) ? depot_of_file(arena, db, rows_view(rows, 8), error) : NULL;
    for (int i = 0; i < import_column_count(IMPORT_SUBSCRIPTIONS); i++)
        if (i == 2 && depot)
            csv_text(out, depot);
        else
            put_cell(arena, rows, i, columns[i].kind, out);
    csv_end(out);
}

int export_kind(struct arena *arena, struct db *db, enum import_kind kind, int from, int to,
                int today, struct text *out, struct error *error)
{
    struct rows rows = export_has_days(kind) ? db_rows(db, lists[kind], error, "dd", from, to)
                       : kind == IMPORT_SUBSCRIPTIONS ? db_rows(db, lists[kind], error, "d", today)
                                                      : db_rows(db, lists[kind], error, "");
    int more;
    put_header(kind, out, arena);
    while ((more = rows_next(&rows)) == 1) {
        if (kind == IMPORT_SUBSCRIPTIONS) {
            put_subscription(arena, db, &rows, out, error);
            continue;
        }
        for (int i = 0; i < import_column_count(kind); i++)
            put_cell(arena, &rows, i, import_columns[kind][i].kind, out);
        csv_end(out);
    }
    return more;
}
