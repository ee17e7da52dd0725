/* csv: a spreadsheet's file becomes rows of cells.
 *
 * Job: RFC 4180 with what spreadsheets really write: ';' or ',' or tab, with or without quotes and BOM,
 * UTF-8 or Windows-1252 (decided for the whole file), CR LF, LF or CR, Excel's first line "sep=;".
 * Promise: bounded (32 MiB, 4 million cells, 64 columns, 4 KiB a cell); a cell's text is UTF-8 without
 * NUL or control characters but line end and tab; errors name line and column. The bytes are untrusted.
 */
#ifndef PARSERS_CSV_H
#define PARSERS_CSV_H

#include "parsers/error.h"
#include "parsers/text.h"

enum {
    CSV_BYTES = 32 * 1024 * 1024,
    CSV_CELLS = 4 * 1000 * 1000,
    CSV_COLUMNS = 64,
    CSV_CELL_BYTES = 4096,
};

struct csv_row {
    int line; /* where it begins, 1 first */
    int count;
    struct view *cells; /* trimmed of blanks, no-break ones too; line ends in quotes are LF */
};

struct csv {
    struct csv_row header;
    struct csv_row *rows; /* lines whose cells are all empty left out */
    int count;
};

/* -1: no header, a quote that never ends or text behind it, a control byte, a limit; the error begins with
 * its line, "14: column 3: …". A row with too few or too
 * many cells is the caller's to judge. The cells belong to the arena. */
int csv_read(struct arena *arena, struct view bytes, struct csv *csv, struct error *error);

#endif
