/* text: the one builder of text.
 *
 * Job: grow a text piece by piece. Caller: everybody who makes text. Promise: always
 * NUL-terminated, every length checked, memory of the arena given (nothing to free).
 *     struct text out = text_in(arena);
 *     text_print(&out, "%d paniers", 3);   // out.at, out.len
 */
#ifndef PARSERS_TEXT_H
#define PARSERS_TEXT_H

#include "parsers/arena.h"
#include "parsers/view.h"

struct text {
    char *at; /* never NULL after text_in */
    size_t len, cap;
    struct arena *arena;
};

struct text text_in(struct arena *arena);
void text_add(struct text *text, const char *piece);
void text_add_view(struct text *text, struct view piece);
void text_add_byte(struct text *text, char byte);
/* One character, as UTF-8; what is no character becomes U+FFFD. */
void text_add_rune(struct text *text, uint32_t rune);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Cuts the text back to `len` bytes. */
void text_cut(struct text *text, size_t len);
struct view text_view(const struct text *text);

#endif
