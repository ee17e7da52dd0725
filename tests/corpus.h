/* corpus: helpers of tests that run over files in tests/data. */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

#include <stdio.h>
#include <string.h>

#include "parsers/text.h"

static inline bool corpus_file(struct arena *arena, const char *path, struct view *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    struct text text = text_in(arena);
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add_view(&text, view_make(piece, got));
    fclose(file);
    *bytes = text_view(&text);
    return true;
}

/* The next row that is no heading; `cells` get up to `count` columns, the others are empty. */
static inline bool corpus_row(struct view *rest, struct view *cells, int count)
{
    struct view line;
    while (view_line(rest, &line)) {
        if (!line.len || line.at[0] == '#')
            continue;
        for (int i = 0; i < count; i++)
            if (!view_item(&line, '\t', &cells[i]))
                cells[i] = view_of("");
        return true;
    }
    return false;
}

/* \n \t \r \\ */
static inline struct view corpus_open(struct arena *arena, struct view cell)
{
    struct text out = text_in(arena);
    for (size_t i = 0; i < cell.len; i++) {
        char byte = cell.at[i];
        if (byte == '\\' && i + 1 < cell.len) {
            byte = cell.at[++i];
            byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : byte == 'r' ? '\r' : byte;
        }
        text_add_byte(&out, byte);
    }
    return text_view(&out);
}

/* White space folded (to one blank, or to nothing) and trimmed. */
static inline char *corpus_fold(struct arena *arena, struct view text, const char *blank)
{
    struct text out = text_in(arena);
    bool waits = false;
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_space(text.at[i])) {
            waits = out.len > 0;
            continue;
        }
        if (waits)
            text_add(&out, blank);
        waits = false;
        text_add_byte(&out, text.at[i]);
    }
    return out.at;
}

/* Equal; U+FFFD in `want` (a parser that gave up) stands for any character. */
static inline bool corpus_same(const char *got, const char *want)
{
    while (*got && *want) {
        if (!strncmp(want, "\xEF\xBF\xBD", 3)) {
            want += 3;
            got++;
            while (((unsigned char)*got & 0xC0) == 0x80)
                got++;
        } else if (*got++ != *want++) {
            return false;
        }
    }
    return !*got && !*want;
}

#endif
