/* csv_write: rows for spreadsheets: ";" between cells, CR LF, quotes where they are needed, UTF-8 with its mark.
 *
 * Promise: a text that a spreadsheet would take for a formula (=, +, -, @ first) gets an apostrophe in front, which
 * csv_unguard takes off again; a control character is a blank, so that a row is a line.
 */
#ifndef PARSERS_CSV_WRITE_H
#define PARSERS_CSV_WRITE_H

#include "parsers/text.h"

/* The mark and a header, "a;b;c". */
void csv_begin(struct text *out, const char *header);
/* Somebody's text. */
void csv_text(struct text *out, const char *cell);
/* A number or a date of ours. */
void csv_value(struct text *out, const char *cell);
/* "-12,50": cents with a decimal comma. */
void csv_money(struct text *out, int64_t cents);
/* Ends the row (the last separator goes). */
void csv_end(struct text *out);

/* Without the apostrophe of csv_text. */
struct view csv_unguard(struct view cell);

#endif
