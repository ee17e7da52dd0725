#include "parsers/xml.h"

/* The next character of `rest`, which is not empty; U+FFFD and one byte further for what is none. */
static uint32_t next_rune(struct view *rest)
{
    const unsigned char *at = (const unsigned char *)rest->at;
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (!len || len > rest->len || !view_is_utf8(view_cut(*rest, 0, len))) {
        *rest = view_cut(*rest, 1, rest->len);
        return 0xFFFD;
    }
    uint32_t rune = len == 1 ? at[0] : at[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        rune = rune << 6 | (at[i] & 0x3Fu);
    *rest = view_cut(*rest, len, rest->len);
    return rune;
}

static bool dropped(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune <= 0x9F) || (rune & 0xFFFE) == 0xFFFE ||
           (rune >= 0xFDD0 && rune <= 0xFDEF) || (rune >= 0x202A && rune <= 0x202E) ||
           (rune >= 0x2066 && rune <= 0x2069);
}

static void add(struct text *out, const char *text, bool escape)
{
    struct view rest = view_of(text);
    while (rest.len) {
        uint32_t rune = next_rune(&rest);
        if (rune == '\t' || rune == '\n' || rune == '\r')
            text_add_byte(out, ' ');
        else if (escape && rune == '&')
            text_add(out, "&amp;");
        else if (escape && rune == '<')
            text_add(out, "&lt;");
        else if (escape && rune == '>')
            text_add(out, "&gt;");
        else if (escape && rune == '"')
            text_add(out, "&quot;");
        else if (!dropped(rune))
            text_add_rune(out, rune);
    }
}

void xml_add(struct text *out, const char *text)
{
    add(out, text, true);
}

char *xml_clean(struct arena *arena, const char *text)
{
    struct text out = text_in(arena);
    add(&out, text, false);
    return out.at;
}
