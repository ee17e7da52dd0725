#include "parsers/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_in(struct arena *arena)
{
    struct text text = {.arena = arena, .cap = 128};
    text.at = arena_alloc(arena, text.cap);
    return text;
}

static void text_reserve(struct text *text, size_t more)
{
    if (more < text->cap - text->len)
        return;
    size_t cap = text->cap;
    while (more >= cap - text->len)
        cap *= 2;
    text->at = arena_grow(text->arena, text->at, text->len + 1, cap, 1);
    text->cap = cap;
}

void text_add_view(struct text *text, struct view piece)
{
    if (!piece.len)
        return;
    text_reserve(text, piece.len);
    memcpy(text->at + text->len, piece.at, piece.len);
    text->len += piece.len;
    text->at[text->len] = '\0';
}

void text_add(struct text *text, const char *piece)
{
    text_add_view(text, view_of(piece));
}

void text_add_byte(struct text *text, char byte)
{
    text_add_view(text, view_make(&byte, 1));
}

void text_add_rune(struct text *text, uint32_t rune)
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = 0xFFFD;
    if (rune < 0x80) {
        text_add_byte(text, (char)rune);
        return;
    }
    int more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    text_add_byte(text, (char)(first[more] | (rune >> (6 * more))));
    while (more-- > 0)
        text_add_byte(text, (char)(0x80 | ((rune >> (6 * more)) & 0x3F)));
}

void text_print(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (len <= 0)
        return;
    text_reserve(text, (size_t)len);
    va_start(list, format);
    vsnprintf(text->at + text->len, (size_t)len + 1, format, list);
    va_end(list);
    text->len += (size_t)len;
}

void text_cut(struct text *text, size_t len)
{
    if (len < text->len)
        text->len = len;
    text->at[text->len] = '\0';
}

struct view text_view(const struct text *text)
{
    return (struct view){text->at, text->len};
}
