#include "parsers/csv_write.h"

#include <string.h>

static bool starts_formula(struct view cell)
{
    return cell.len && memchr("=+-@", cell.at[0], 4);
}

/* Apostrophes before such a sign count as well: what is guarded is told from what was written so. */
static bool wants_guard(struct view cell)
{
    while (cell.len && cell.at[0] == '\'')
        cell = view_cut(cell, 1, cell.len);
    return starts_formula(cell);
}

struct view csv_unguard(struct view cell)
{
    return cell.len && cell.at[0] == '\'' && wants_guard(cell) ? view_cut(cell, 1, cell.len) : cell;
}

void csv_begin(struct text *out, const char *header)
{
    text_print(out, "\xEF\xBB\xBF%s\r\n", header);
}

static void add(struct text *out, struct view cell, bool guard)
{
    bool quoted = false;
    for (size_t i = 0; i < cell.len; i++)
        quoted = quoted || memchr(";,\"", cell.at[i], 3);
    if (quoted)
        text_add_byte(out, '"');
    if (guard)
        text_add_byte(out, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            text_add_byte(out, '"');
        text_add_byte(out, (unsigned char)cell.at[i] < ' ' || cell.at[i] == 127 ? ' ' : cell.at[i]);
    }
    if (quoted)
        text_add_byte(out, '"');
    text_add_byte(out, ';');
}

void csv_text(struct text *out, const char *cell)
{
    struct view view = view_trim(view_of(cell));
    add(out, view, wants_guard(view));
}

void csv_value(struct text *out, const char *cell)
{
    text_print(out, "%s;", cell);
}

void csv_money(struct text *out, int64_t cents)
{
    int64_t size = cents < 0 ? -cents : cents;
    text_print(out, "%s%lld,%02d;", cents < 0 ? "-" : "", (long long)(size / 100),
               (int)(size % 100));
}

void csv_end(struct text *out)
{
    if (out->len && out->at[out->len - 1] == ';')
        text_cut(out, out->len - 1);
    text_add(out, "\r\n");
}
