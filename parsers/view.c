#include "parsers/view.h"

#include <string.h>

bool byte_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool byte_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

char byte_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

struct view view_of(const char *text)
{
    return (struct view){text, text ? strlen(text) : 0};
}

struct view view_make(const char *at, size_t len)
{
    return (struct view){at, len};
}

struct view view_cut(struct view view, size_t start, size_t end)
{
    if (end > view.len)
        end = view.len;
    if (start > end)
        start = end;
    return (struct view){view.at ? view.at + start : view.at, end - start};
}

struct view view_trim(struct view view)
{
    while (view.len && byte_is_space(view.at[0]))
        view.at++, view.len--;
    while (view.len && byte_is_space(view.at[view.len - 1]))
        view.len--;
    return view;
}

bool view_equal(struct view a, struct view b)
{
    return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

bool view_is(struct view view, const char *text)
{
    return view_equal(view, view_of(text));
}

bool view_is_nocase(struct view view, const char *text)
{
    return view.len == strlen(text) && view_starts_nocase(view, text);
}

bool view_starts(struct view view, const char *prefix)
{
    size_t len = strlen(prefix);
    return view.len >= len && (!len || !memcmp(view.at, prefix, len));
}

bool view_starts_nocase(struct view view, const char *prefix)
{
    for (size_t i = 0; prefix[i]; i++)
        if (i >= view.len || byte_lower(view.at[i]) != byte_lower(prefix[i]))
            return false;
    return true;
}

bool view_ends(struct view view, const char *suffix)
{
    size_t len = strlen(suffix);
    return view.len >= len && (!len || !memcmp(view.at + view.len - len, suffix, len));
}

size_t view_find(struct view view, const char *needle)
{
    size_t len = strlen(needle);
    if (!len)
        return 0;
    if (!view.len)
        return SIZE_MAX;
    const char *found = memmem(view.at, view.len, needle, len);
    return found ? (size_t)(found - view.at) : SIZE_MAX;
}

size_t view_find_nocase(struct view view, const char *needle)
{
    size_t len = strlen(needle);
    for (size_t i = 0; i + len <= view.len; i++)
        if (view_starts_nocase(view_cut(view, i, view.len), needle))
            return i;
    return SIZE_MAX;
}

size_t view_find_byte(struct view view, char byte)
{
    const char *found = view.len ? memchr(view.at, byte, view.len) : NULL;
    return found ? (size_t)(found - view.at) : SIZE_MAX;
}

bool view_line(struct view *rest, struct view *line)
{
    if (!view_item(rest, '\n', line))
        return false;
    if (line->len && line->at[line->len - 1] == '\r')
        line->len--;
    return true;
}

/* An exhausted rest is {NULL, 0}: so that "a|" gives "a" and "", but "" and a last line end give nothing more. */
bool view_item(struct view *rest, char mark, struct view *item)
{
    if (!rest->at || (!rest->len && mark == '\n'))
        return false;
    size_t end = view_find_byte(*rest, mark);
    if (end == SIZE_MAX) {
        *item = *rest;
        *rest = (struct view){NULL, 0};
    } else {
        *item = view_cut(*rest, 0, end);
        *rest = view_cut(*rest, end + 1, rest->len);
    }
    return true;
}

bool view_int(struct view view, int64_t *number)
{
    bool minus = view.len && view.at[0] == '-';
    if (minus)
        view = view_cut(view, 1, view.len);
    if (!view.len || view.len > 18)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < view.len; i++) {
        if (!byte_is_digit(view.at[i]))
            return false;
        value = value * 10 + (view.at[i] - '0');
    }
    *number = minus ? -value : value;
    return true;
}

/* RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. */
bool view_is_utf8(struct view view)
{
    const unsigned char *at = (const unsigned char *)view.at;
    const unsigned char *end = at ? at + view.len : at;
    while (at < end) {
        if (*at < 0x80) {
            at++;
            continue;
        }
        int more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : 1;
        if (*at < 0xC2 || *at > 0xF4 || end - at <= more)
            return false;
        if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F) ||
            (*at == 0xF0 && at[1] < 0x90) || (*at == 0xF4 && at[1] > 0x8F))
            return false;
        for (int i = 1; i <= more; i++)
            if ((at[i] & 0xC0) != 0x80)
                return false;
        at += more + 1;
    }
    return true;
}
