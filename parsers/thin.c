#include "parsers/thin.h"

#include <string.h>

enum {
    BASE64_LEAST = 40,
    BASE64_MOST = 100
}; /* bytes of a line of attached data; most programs: 76 */

void thin_begin(struct thin *thin, struct arena *arena, size_t most)
{
    *thin = (struct thin){.out = arena_alloc(arena, most + 1), .most = most, .allowed = THIN_FIRST};
}

static void emit(struct thin *thin, struct view bytes)
{
    size_t room = thin->most - thin->len;
    thin->full |= bytes.len > room;
    size_t len = bytes.len < room ? bytes.len : room;
    if (len)
        memcpy(thin->out + thin->len, bytes.at, len);
    thin->len += len;
}

static bool is_base64(struct view line)
{
    line = view_trim(line);
    for (size_t i = 0; i < line.len; i++)
        if (!byte_is_letter(line.at[i]) && !byte_is_digit(line.at[i]) && line.at[i] != '+' &&
            line.at[i] != '/')
            return false;
    return line.len >= BASE64_LEAST && line.len <= BASE64_MOST;
}

static void end_line(struct thin *thin)
{
    struct view line = view_make(thin->line, thin->line_len);
    thin->line_len = 0;
    if (!is_base64(line)) {
        if (thin->run)
            thin->allowed = THIN_NEXT;
        thin->run = 0;
        emit(thin, line);
        return;
    }
    thin->run += line.len;
    if (thin->run <= thin->allowed)
        emit(thin, line);
}

/* The start of a line that is too long to be kept back: text, as far as we are concerned. */
static void pass(struct thin *thin)
{
    emit(thin, view_make(thin->line, thin->line_len));
    thin->line_len = 0;
    thin->run = 0;
    thin->passing = true;
}

bool thin_add(struct thin *thin, struct view piece)
{
    while (piece.len && !thin->full) {
        size_t end = view_find_byte(piece, '\n');
        size_t len = end == SIZE_MAX ? piece.len : end + 1;
        struct view part = view_cut(piece, 0, len);
        piece = view_cut(piece, len, piece.len);
        if (!thin->passing && thin->line_len + len > THIN_LINE)
            pass(thin);
        if (thin->passing) {
            emit(thin, part);
            thin->passing = end == SIZE_MAX;
            continue;
        }
        memcpy(thin->line + thin->line_len, part.at, len);
        thin->line_len += len;
        if (end != SIZE_MAX)
            end_line(thin);
    }
    return !thin->full;
}

struct view thin_end(struct thin *thin)
{
    if (thin->line_len && !thin->full)
        end_line(thin);
    thin->out[thin->len] = '\0';
    return view_make(thin->out, thin->len);
}
