/* The spreadsheet reader and the pure half of the import: never a crash, cells are UTF-8 within bounds. */
#include <stdlib.h>

#include "db/import_rows.h"
#include "parsers/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(const struct csv_row *row)
{
    if (row->count < 1 || row->count > CSV_COLUMNS || row->line < 1)
        abort();
    for (int i = 0; i < row->count; i++) {
        struct view cell = row->cells[i];
        if (cell.len > CSV_CELL_BYTES || !view_is_utf8(cell) ||
            view_find_byte(cell, '\0') != SIZE_MAX || view_find_byte(cell, '\r') != SIZE_MAX)
            abort();
    }
}

/* The first byte chooses the kind. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!size)
        return 0;
    struct arena *arena = arena_new();
    struct view view = view_make((const char *)bytes + 1, size - 1);
    struct csv csv;
    struct error error = {0};
    if (csv_read(arena, view, &csv, &error)) {
        if (!error.text[0])
            abort();
    } else {
        check(&csv.header);
        for (int i = 0; i < csv.count; i++)
            check(&csv.rows[i]);
    }
    struct import import = {
        .kind = (enum import_kind)(bytes[0] % IMPORT_KINDS), .file = "f.csv", .arena = arena};
    struct import_rows rows;
    import_read(&import, view, &rows);
    for (int i = 0; i < import.error_count; i++)
        if (!import.errors[i][0])
            abort();
    arena_free(&arena);
    return 0;
}
