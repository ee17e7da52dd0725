/* view: a piece of text that somebody else owns.
 *
 * Job: cut, compare and walk text without copying it. Caller: everybody. Promise: no
 * allocation, no locale, byte-wise; a view may hold any byte and is never NUL-terminated
 * by contract. The empty view is {NULL or any, 0}.
 */
#ifndef PARSERS_VIEW_H
#define PARSERS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
    const char *at;
    size_t len;
};

/* A literal as a view, in code and in a table's row. */
#define VIEW(literal) ((struct view){(literal), sizeof(literal) - 1})
#define VIEW_ROW(literal)                                                                          \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

struct view view_of(const char *text); /* NULL gives the empty view */
struct view view_make(const char *at, size_t len);
/* The part from `start` to `end` (clamped). */
struct view view_cut(struct view view, size_t start, size_t end);
struct view view_trim(struct view view); /* without blanks (SP HT CR LF VT FF) at both ends */
bool view_equal(struct view a, struct view b);
bool view_is(struct view view, const char *text);
bool view_is_nocase(struct view view, const char *text); /* ASCII letters only */
bool view_starts(struct view view, const char *prefix);
bool view_starts_nocase(struct view view, const char *prefix);
bool view_ends(struct view view, const char *suffix);
/* Position of the first `needle`, or SIZE_MAX. */
size_t view_find(struct view view, const char *needle);
size_t view_find_nocase(struct view view, const char *needle);
size_t view_find_byte(struct view view, char byte);
/* Takes the next line (without CR LF) off `rest`; false when nothing is left. */
bool view_line(struct view *rest, struct view *line);
/* Takes the next item up to `mark` off `rest`; "a||b" gives "a", "", "b"; false when nothing is left. */
bool view_item(struct view *rest, char mark, struct view *item);
/* Whole view as a decimal number; false for anything else, overflow included. */
bool view_int(struct view view, int64_t *number);
bool view_is_utf8(struct view view);

/* ASCII only, whatever the locale. */
bool byte_is_space(char byte);
bool byte_is_digit(char byte);
bool byte_is_letter(char byte);
char byte_lower(char byte);

#endif
