#include <stdlib.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/csv.h"
#include "parsers/date.h"

const struct import_column import_columns[IMPORT_KINDS][IMPORT_COLUMNS] = {
    [IMPORT_FORMULAS] = {{"code", CELL_CODE, true},
                         {"nom", CELL_TEXT, true},
                         {"prix", CELL_MONEY, true},
                         {"tva", CELL_VAT, true},
                         {"alias", CELL_ALIASES, false}},
    [IMPORT_DEPOTS] = {{"code", CELL_CODE, true},
                       {"nom", CELL_TEXT, true},
                       {"adresse", CELL_ADDRESS, false},
                       {"code_postal", CELL_POSTCODE, false},
                       {"ville", CELL_TEXT, false},
                       {"jour", CELL_WEEKDAY, true},
                       {"ouverture", CELL_TEXT, false},
                       {"latitude", CELL_LATITUDE, false},
                       {"longitude", CELL_LONGITUDE, false},
                       {"alias", CELL_ALIASES, false}},
    [IMPORT_SUBSCRIBERS] = {{"numero", CELL_NUMBER, true},
                            {"prenom", CELL_TEXT, false},
                            {"nom", CELL_TEXT, false},
                            {"emails", CELL_EMAILS, false},
                            {"telephones", CELL_PHONES, false},
                            {"adresse", CELL_ADDRESS, false},
                            {"code_postal", CELL_POSTCODE, false},
                            {"ville", CELL_TEXT, false}},
    [IMPORT_SUBSCRIPTIONS] = {{"numero_abonne", CELL_NUMBER, true},
                              {"formule", CELL_CODE, true},
                              {"depot", CELL_CODE, true},
                              {"quantite", CELL_COUNT, true},
                              {"frequence", CELL_FREQUENCY, true},
                              {"debut", CELL_DAY, true},
                              {"fin", CELL_DAY, false}},
    [IMPORT_PRODUCTS] = {{"code", CELL_CODE, true},
                         {"nom", CELL_TEXT, true},
                         {"prix", CELL_MONEY, true},
                         {"unite", CELL_TEXT, false},
                         {"tva", CELL_VAT, true},
                         {"disponible", CELL_YES_NO, true},
                         {"alias", CELL_ALIASES, false}},
    [IMPORT_COMPOSITIONS] = {{"livraison", CELL_DAY, true},
                             {"formule", CELL_CODE, true},
                             {"produit", CELL_TEXT, true},
                             {"quantite", CELL_QUANTITY, true},
                             {"unite", CELL_TEXT, false}},
    [IMPORT_PAYMENTS] = {{"numero_abonne", CELL_NUMBER, true},
                         {"date", CELL_DAY, true},
                         {"montant", CELL_AMOUNT, true},
                         {"moyen", CELL_TEXT, false},
                         {"reference", CELL_TEXT, false}},
    [IMPORT_CLOSURES] = {{"date", CELL_DAY, true}, {"motif", CELL_TEXT, false}},
};

/* The columns whose values make a row this one; payments have none. */
static const struct {
    int count;
    unsigned char columns[3];
} keys[IMPORT_KINDS] = {
    [IMPORT_FORMULAS] = {1, {0}},    [IMPORT_DEPOTS] = {1, {0}},
    [IMPORT_SUBSCRIBERS] = {1, {0}}, [IMPORT_SUBSCRIPTIONS] = {3, {0, 1, 5}},
    [IMPORT_PRODUCTS] = {1, {0}},    [IMPORT_COMPOSITIONS] = {3, {0, 1, 2}},
    [IMPORT_PAYMENTS] = {0, {0}},    [IMPORT_CLOSURES] = {1, {0}},
};

int import_column_count(enum import_kind kind)
{
    int count = 0;
    while (count < IMPORT_COLUMNS && import_columns[kind][count].name)
        count++;
    return count;
}

static int find_column(enum import_kind kind, struct view name)
{
    for (int i = 0; i < import_column_count(kind); i++)
        if (view_is_nocase(name, import_columns[kind][i].name))
            return i;
    return -1;
}

static const char *header_of(struct arena *arena, enum import_kind kind)
{
    struct text text = text_in(arena);
    for (int i = 0; i < import_column_count(kind); i++)
        text_print(&text, "%s%s", i ? ";" : "", import_columns[kind][i].name);
    return text.at;
}

/* The kind that this header belongs to, or -1: the wrong file is the likeliest mistake. */
static int kind_of(const struct csv_row *header)
{
    for (int kind = 0; kind < IMPORT_KINDS; kind++) {
        int found = 0;
        for (int i = 0; i < header->count; i++)
            found += find_column((enum import_kind)kind, header->cells[i]) >= 0;
        if (found == header->count && found == import_column_count((enum import_kind)kind))
            return kind;
    }
    return -1;
}

/* `places`: for each cell of a row its column, -1 for a cell without name. False: errors are noted. */
static bool read_header(struct import *import, const struct csv_row *header, int places[])
{
    int found[IMPORT_COLUMNS] = {0}, before = import->error_count;
    int other = kind_of(header);
    if (other >= 0 && other != (int)import->kind) {
        import_error(import, header->line, NULL, "these are the columns of %s, not of %s",
                     import_kind_name((enum import_kind)other), import_kind_name(import->kind));
        return false;
    }
    for (int i = 0; i < header->count; i++) {
        struct view name = header->cells[i];
        places[i] = find_column(import->kind, name);
        if (places[i] < 0 && name.len)
            import_error(import, header->line, NULL,
                         "column \"%.*s\" is not known: the columns are %s",
                         (int)(name.len < 40 ? name.len : 40), name.at,
                         header_of(import->arena, import->kind));
        else if (places[i] >= 0 && found[places[i]]++)
            import_error(import, header->line, import_columns[import->kind][places[i]].name,
                         "is there twice");
    }
    for (int i = 0; i < import_column_count(import->kind); i++)
        if (!found[i])
            import_error(import, header->line, import_columns[import->kind][i].name,
                         "is missing: the columns are %s", header_of(import->arena, import->kind));
    return import->error_count == before;
}

/* What is wrong between two cells of a row. */
static void check_row(struct import *import, const struct import_row *row)
{
    const struct import_cell *cells = row->cells;
    if (import->kind == IMPORT_DEPOTS && cells[7].filled != cells[8].filled)
        import_error(import, row->line, cells[7].filled ? "longitude" : "latitude",
                     "is empty: a place has both or none");
    if (import->kind == IMPORT_SUBSCRIBERS && !cells[1].text[0] && !cells[2].text[0])
        import_error(import, row->line, "nom", "is empty: a subscriber has a first or a last name");
    if (import->kind == IMPORT_SUBSCRIPTIONS && cells[5].filled && cells[6].filled &&
        cells[6].number < cells[5].number)
        import_error(import, row->line, "fin", "\"%s\" is before debut (%s)", cells[6].text,
                     cells[5].text);
}

/* Letters of a code or a name count the same in both cases. */
static const char *make_key(struct import *import, const struct import_row *row)
{
    struct text text = text_in(import->arena);
    for (int i = 0; i < keys[import->kind].count; i++) {
        const char *part = row->cells[keys[import->kind].columns[i]].text;
        if (!part[0])
            return NULL;
        text_add(&text, i ? "/" : "");
        for (; *part; part++)
            text_add_byte(&text, byte_lower(*part));
    }
    return text.len ? text.at : NULL;
}

static void read_row(struct import *import, const struct csv_row *cells,
                     const struct csv_row *header, const int places[], struct import_row *row)
{
    *row = (struct import_row){.line = cells->line};
    for (int i = 0; i < IMPORT_COLUMNS; i++)
        row->cells[i].text = "";
    bool given[IMPORT_COLUMNS] = {false};
    for (int i = 0; i < cells->count; i++) {
        int column = i < header->count ? places[i] : -1;
        if (column < 0 && cells->cells[i].len) {
            import_error(
                import, row->line, NULL,
                "has %d cells where the header has %d: put a value that holds the separator "
                "in quotes",
                cells->count, header->count);
            return;
        }
    }
    for (int i = 0; i < cells->count && i < header->count; i++)
        if (places[i] >= 0) {
            given[places[i]] = true;
            import_cell_read(import, row->line, &import_columns[import->kind][places[i]],
                             cells->cells[i], &row->cells[places[i]]);
        }
    for (int i = 0; i < import_column_count(import->kind); i++) /* a row that ends early */
        if (!given[i])
            import_cell_read(import, row->line, &import_columns[import->kind][i],
                             (struct view){NULL, 0}, &row->cells[i]);
    check_row(import, row);
    row->key = make_key(import, row);
}

/* A value that may stand in one row only. */
struct claim {
    const char *value;
    const struct import_row *row;
    const char *column;
};

static int compare_claims(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    int order = strcmp(a->value, b->value);
    return order ? order : a->row->line < b->row->line ? -1 : a->row->line > b->row->line;
}

static void check_claims(struct import *import, struct claim *claims, size_t count)
{
    if (count)
        qsort(claims, count, sizeof *claims, compare_claims);
    for (size_t i = 1; i < count; i++) {
        const struct claim *first = &claims[i - 1], *second = &claims[i];
        if (strcmp(first->value, second->value))
            continue;
        if (second->column)
            import_error(import, second->row->line, second->column,
                         "\"%s\" is on line %d too: it belongs to one subscriber only",
                         second->value, first->row->line);
        else
            import_error(import, second->row->line, NULL, "\"%s\" is on line %d too: remove one",
                         second->value, first->row->line);
    }
}

static void check_twins(struct import *import, const struct import_rows *rows)
{
    struct claim *claims = arena_array(import->arena, (size_t)rows->count, sizeof *claims);
    size_t count = 0, contacts = 0;
    for (int i = 0; i < rows->count; i++) {
        if (rows->items[i].key)
            claims[count++] = (struct claim){rows->items[i].key, &rows->items[i], NULL};
        contacts +=
            (size_t)rows->items[i].cells[3].item_count + (size_t)rows->items[i].cells[4].item_count;
    }
    check_claims(import, claims, count);
    if (import->kind != IMPORT_SUBSCRIBERS)
        return;
    claims = arena_array(import->arena, contacts, sizeof *claims);
    count = 0;
    for (int i = 0; i < rows->count; i++)
        for (int column = 3; column <= 4; column++) {
            const struct import_cell *cell = &rows->items[i].cells[column];
            for (int j = 0; j < cell->item_count; j++)
                claims[count++] = (struct claim){cell->items[j], &rows->items[i],
                                                 import_columns[IMPORT_SUBSCRIBERS][column].name};
        }
    check_claims(import, claims, count);
}

void import_read(struct import *import, struct view bytes, struct import_rows *rows)
{
    struct csv csv;
    struct error error = {0};
    *rows = (struct import_rows){0};
    if (csv_read(import->arena, bytes, &csv, &error)) {
        int64_t line = 0; /* the error begins with its line */
        struct view text = view_of(error.text);
        size_t mark = view_find(text, ": ");
        view_int(view_cut(text, 0, mark), &line);
        import_error(import, (int)line, NULL, "%s", error.text + mark + 2);
        return;
    }
    int places[CSV_COLUMNS];
    if (!read_header(import, &csv.header, places))
        return;
    if (csv.count > IMPORT_ROWS) {
        import_error(import, csv.rows[IMPORT_ROWS].line, NULL, "more than %d rows: split the file",
                     IMPORT_ROWS);
        return;
    }
    rows->items = arena_array(import->arena, (size_t)csv.count, sizeof *rows->items);
    for (int i = 0; i < csv.count; i++)
        read_row(import, &csv.rows[i], &csv.header, places, &rows->items[rows->count++]);
    check_twins(import, rows);
}
