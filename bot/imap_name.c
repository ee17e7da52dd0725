#include "bot/imap_name.h"

#include <string.h>

/* Base64 without padding, with "," for "/": a slash divides levels. */
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

struct shift {
    uint32_t bits;
    int count;
    bool open; /* between "&" and "-" */
};

static void shift_unit(struct text *out, struct shift *shift, uint32_t unit)
{
    if (!shift->open)
        text_add_byte(out, '&');
    shift->open = true;
    shift->bits = shift->bits << 16 | unit;
    for (shift->count += 16; shift->count >= 6; shift->count -= 6)
        text_add_byte(out, digits[shift->bits >> (shift->count - 6) & 63]);
    shift->bits &= (1U << shift->count) - 1;
}

static void shift_end(struct text *out, struct shift *shift)
{
    if (!shift->open)
        return;
    if (shift->count)
        text_add_byte(out, digits[shift->bits << (6 - shift->count) & 63]);
    text_add_byte(out, '-');
    *shift = (struct shift){0};
}

/* The next character of text already known to be UTF-8. */
static uint32_t rune_next(const unsigned char **at)
{
    const unsigned char *byte = *at;
    int more = *byte < 0x80 ? 0 : *byte < 0xE0 ? 1 : *byte < 0xF0 ? 2 : 3;
    uint32_t rune = more ? *byte & (0x3FU >> more) : *byte;
    for (int i = 1; i <= more; i++)
        rune = rune << 6 | (byte[i] & 0x3F);
    *at = byte + more + 1;
    return rune;
}

int imap_name_write(struct text *out, const char *name, char divider, struct error *error)
{
    if (!*name || strlen(name) > IMAP_NAME_MAX || !view_is_utf8(view_of(name)))
        return error_set(error, "folder \"%.60s\": not a name (UTF-8, at most %d bytes)", name,
                         IMAP_NAME_MAX);
    struct shift shift = {0};
    for (const unsigned char *at = (const unsigned char *)name; *at;) {
        uint32_t rune = rune_next(&at);
        if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0))
            return error_set(error, "folder \"%.60s\": holds a control character", name);
        if (rune > 0x7E) {
            if (rune > 0xFFFF) {
                shift_unit(out, &shift, 0xD800 + ((rune - 0x10000) >> 10));
                shift_unit(out, &shift, 0xDC00 + ((rune - 0x10000) & 0x3FF));
            } else {
                shift_unit(out, &shift, rune);
            }
            continue;
        }
        shift_end(out, &shift);
        text_add_byte(out, rune != '/' ? (char)rune : divider ? divider : '-');
        if (rune == '&')
            text_add_byte(out, '-');
    }
    shift_end(out, &shift);
    return 0;
}
