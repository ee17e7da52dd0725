/* csv: a spreadsheet's file becomes rows of cells.
 *
 * Job: RFC 4180 with what spreadsheets really write: ';' or ',' or tab, with or without quotes and BOM,
 * UTF-8 or Windows-1252 (decided for the whole file), CR LF, LF or CR. Promise: bounded (32 MiB,
 * 64 columns, 4 KiB a cell); a cell's text is UTF-8 without NUL; errors name line and column.
 */
#ifndef PARSERS_CSV_H
#define PARSERS_CSV_H

#include "parsers/error.h"
#include "parsers/text.h"

struct csv_row {
    int line; /* where it begins, 1 first */
    int count;
    struct view *cells; /* trimmed */
};

struct csv {
    struct csv_row header;
    struct csv_row *rows; /* empty lines left out */
    int count;
};

/* -1: a quote that never ends, a control byte, a limit. A row with too few or too many cells is the caller's to judge. */
int csv_read(struct arena *arena, struct view bytes, struct csv *csv, struct error *error);

#endif
