#include "parsers/csv.h"

#include <string.h>

/* The reader's place; cells are unquoted in place, in a copy that belongs to the arena. */
struct reader {
    struct arena *arena;
    char *at, *end;
    int line;
    char mark; /* ';' ',' or tab */
    long cells;
    struct error *error;
};

/* Windows-1252, bytes 0x80 to 0x9F; 0: no such character. The rest is ISO 8859-1. */
static const uint16_t windows[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static int line_of(struct view bytes, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes.at[i] == '\n' ||
                (bytes.at[i] == '\r' && (i + 1 == bytes.len || bytes.at[i + 1] != '\n'));
    return line;
}

static int check_bytes(struct view bytes, bool utf8, struct error *error)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        bool control =
            (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7F;
        if (control || (!utf8 && byte >= 0x80 && byte < 0xA0 && !windows[byte - 0x80]))
            return error_set(error, "%d: byte 0x%02X is no text: save the file as \"CSV UTF-8\"",
                             line_of(bytes, i), byte);
    }
    return 0;
}

/* A file glued together from two encodings would come out as "HÃ©lÃ¨ne": no French text in Windows-1252 has
 * "Ã" before a symbol. */
static int check_mixed(struct view bytes, struct error *error)
{
    for (size_t i = 0; i + 1 < bytes.len; i++)
        if (bytes.at[i] == '\xC3' && ((unsigned char)bytes.at[i + 1] & 0xC0) == 0x80)
            return error_set(error,
                             "%d: the file mixes UTF-8 and Windows-1252: save it as \"CSV UTF-8\"",
                             line_of(bytes, i));
    return 0;
}

/* Names the first line that is not what the byte order mark says. */
static int refuse_bom(struct view bytes, struct error *error)
{
    int number = 1;
    for (struct view line; view_line(&bytes, &line) && view_is_utf8(line);)
        number++;
    return error_set(error, "%d: the file says it is UTF-8 and is not: save it as \"CSV UTF-8\"",
                     number);
}

/* UTF-8 or Windows-1252 into a copy that may be changed. */
static int decode(struct reader *reader, struct view bytes)
{
    if (bytes.len > CSV_BYTES)
        return error_set(reader->error, "1: file is larger than %d MiB: split it", CSV_BYTES >> 20);
    if (view_starts(bytes, "\xFF\xFE") || view_starts(bytes, "\xFE\xFF"))
        return error_set(reader->error,
                         "1: file is UTF-16 (\"Unicode text\"): save it as \"CSV UTF-8\"");
    bool utf8 = view_is_utf8(bytes);
    if (view_starts(bytes, "\xEF\xBB\xBF")) {
        if (!utf8)
            return refuse_bom(bytes, reader->error);
        bytes = view_cut(bytes, 3, bytes.len);
    }
    if (check_bytes(bytes, utf8, reader->error))
        return -1;
    if (utf8) {
        reader->at = arena_copy(reader->arena, bytes.at, bytes.len);
        reader->end = reader->at + bytes.len;
        return 0;
    }
    if (check_mixed(bytes, reader->error))
        return -1;
    struct text text = text_in(reader->arena);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        text_add_rune(&text, byte >= 0x80 && byte < 0xA0 ? windows[byte - 0x80] : byte);
    }
    reader->at = text.at;
    reader->end = text.at + text.len;
    return 0;
}

static struct view trim(struct view view)
{
    static const char *const blanks[] = {"\xC2\xA0",
                                         "\xE2\x80\xAF"}; /* no-break, narrow no-break */
    for (size_t before = view.len + 1; view.len < before;) {
        before = view.len;
        view = view_trim(view);
        for (size_t i = 0; i < 2; i++) {
            if (view_starts(view, blanks[i]))
                view = view_cut(view, strlen(blanks[i]), view.len);
            if (view_ends(view, blanks[i]))
                view = view_cut(view, 0, view.len - strlen(blanks[i]));
        }
    }
    return view;
}

/* What separates is what the header has most of, outside quotes. A header of one column has none. */
static char find_mark(const struct reader *reader)
{
    static const char marks[] = {';', ',', '\t'};
    int counts[sizeof marks] = {0};
    bool quoted = false;
    for (const char *at = reader->at; at < reader->end; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == '\n' || *at == '\r'))
            break;
        for (size_t i = 0; i < sizeof marks && !quoted; i++)
            counts[i] += *at == marks[i];
    }
    size_t best = 0;
    for (size_t i = 1; i < sizeof marks; i++)
        if (counts[i] > counts[best])
            best = i;
    return marks[best];
}

static void skip_line_end(struct reader *reader)
{
    if (reader->at == reader->end)
        return;
    if (reader->at[0] == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n')
        reader->at++;
    reader->at++;
    reader->line++;
}

/* Lines before the header: empty ones, and Excel's "sep=;". */
static void read_mark(struct reader *reader)
{
    while (reader->at < reader->end && byte_is_space(*reader->at) && *reader->at != '\t') {
        if (*reader->at == '\n' || *reader->at == '\r')
            skip_line_end(reader);
        else
            reader->at++;
    }
    struct view rest = view_make(reader->at, (size_t)(reader->end - reader->at));
    if (view_starts_nocase(rest, "sep=") && rest.len >= 5 && strchr(";,\t", rest.at[4]) &&
        (rest.len == 5 || rest.at[5] == '\r' || rest.at[5] == '\n')) {
        reader->mark = rest.at[4];
        reader->at += 5;
        skip_line_end(reader);
    } else
        reader->mark = find_mark(reader);
}

static bool at_cell_end(const struct reader *reader)
{
    return reader->at == reader->end || *reader->at == reader->mark || *reader->at == '\n' ||
           *reader->at == '\r';
}

static void skip_blanks(struct reader *reader)
{
    while (!at_cell_end(reader) && (*reader->at == ' ' || *reader->at == '\t'))
        reader->at++;
}

/* The reader stands on the opening quote; "" is a quote, line ends become LF. */
static int read_quoted(struct reader *reader, int column, struct view *cell)
{
    int line = reader->line;
    char *start = ++reader->at, *to = start;
    for (;;) {
        if (reader->at == reader->end)
            return error_set(reader->error, "%d: column %d: a quote opens here and never ends",
                             line, column);
        if (*reader->at == '"') {
            if (++reader->at == reader->end || *reader->at != '"')
                break;
            *to++ = *reader->at++;
        } else if (*reader->at == '\n' || *reader->at == '\r') {
            skip_line_end(reader);
            *to++ = '\n';
        } else
            *to++ = *reader->at++;
    }
    *cell = view_make(start, (size_t)(to - start));
    skip_blanks(reader);
    if (!at_cell_end(reader))
        return error_set(reader->error,
                         "%d: column %d: text after the closing quote: write a quote inside "
                         "quotes twice",
                         reader->line, column);
    return 0;
}

static int read_cell(struct reader *reader, int column, struct view *cell)
{
    char *start = reader->at;
    int line = reader->line;
    skip_blanks(reader);
    if (reader->at < reader->end && *reader->at == '"') {
        if (read_quoted(reader, column, cell))
            return -1;
    } else {
        while (!at_cell_end(reader))
            reader->at++;
        *cell = view_make(start, (size_t)(reader->at - start));
    }
    *cell = trim(*cell);
    if (cell->len > CSV_CELL_BYTES)
        return error_set(reader->error, "%d: column %d: a cell is longer than %d bytes", line,
                         column, CSV_CELL_BYTES);
    if (++reader->cells > CSV_CELLS)
        return error_set(reader->error, "%d: more than %d cells: split the file", line, CSV_CELLS);
    return 0;
}

/* The reader stands at the start of a line. */
static int read_row(struct reader *reader, struct csv_row *row)
{
    struct view cells[CSV_COLUMNS];
    *row = (struct csv_row){.line = reader->line};
    for (;;) {
        if (row->count == CSV_COLUMNS)
            return error_set(reader->error, "%d: more than %d columns", row->line, CSV_COLUMNS);
        if (read_cell(reader, row->count + 1, &cells[row->count]))
            return -1;
        row->count++;
        if (reader->at == reader->end || *reader->at != reader->mark)
            break;
        reader->at++;
    }
    skip_line_end(reader);
    bool empty = true;
    for (int i = 0; i < row->count; i++)
        empty = empty && !cells[i].len;
    if (empty)
        row->count = 0;
    else
        row->cells =
            arena_grow(reader->arena, cells, (size_t)row->count, (size_t)row->count, sizeof *cells);
    return 0;
}

int csv_read(struct arena *arena, struct view bytes, struct csv *csv, struct error *error)
{
    struct reader reader = {.arena = arena, .line = 1, .error = error};
    *csv = (struct csv){0};
    if (decode(&reader, bytes))
        return -1;
    read_mark(&reader);
    int cap = 0;
    while (reader.at < reader.end) {
        struct csv_row row;
        if (read_row(&reader, &row))
            return -1;
        if (!row.count)
            continue;
        if (!csv->header.count) {
            csv->header = row;
            continue;
        }
        if (csv->count == cap) {
            cap = cap ? cap * 2 : 64;
            csv->rows =
                arena_grow(arena, csv->rows, (size_t)csv->count, (size_t)cap, sizeof *csv->rows);
        }
        csv->rows[csv->count++] = row;
    }
    if (!csv->header.count)
        return error_set(error, "1: the file is empty: its first line must name the columns");
    return 0;
}
