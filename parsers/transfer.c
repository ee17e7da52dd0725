#include "parsers/transfer.h"

#include <string.h>

static int digit64(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte_is_digit(byte))
        return byte - '0' + 52;
    return byte == '+' || byte == '-' ? 62 : byte == '/' || byte == '_' ? 63 : -1;
}

struct view transfer_base64(struct arena *arena, struct view bytes)
{
    char *out = arena_alloc(arena, bytes.len / 4 * 3 + 4);
    size_t len = 0;
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.at[i] == '=' && count >= 2)
            break;
        int digit = digit64(bytes.at[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFFFF;
        if (++count == 4) {
            out[len++] = (char)(bits >> 16);
            out[len++] = (char)(bits >> 8);
            out[len++] = (char)bits;
            count = 0;
        }
    }
    if (count >= 2)
        out[len++] = (char)(bits >> (count == 3 ? 10 : 4));
    if (count == 3)
        out[len++] = (char)(bits >> 2);
    return view_make(out, len);
}

static int digit16(char byte)
{
    if (byte_is_digit(byte))
        return byte - '0';
    char low = byte_lower(byte);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* The bytes of a soft line break at `at` ("=", blanks, line end), 0 when there is none. */
static size_t soft_break(struct view at)
{
    size_t i = 1;
    while (i < at.len && (at.at[i] == ' ' || at.at[i] == '\t'))
        i++;
    if (i == at.len)
        return i;
    if (at.at[i] == '\r' && i + 1 < at.len && at.at[i + 1] == '\n')
        return i + 2;
    return at.at[i] == '\n' || at.at[i] == '\r' ? i + 1 : 0;
}

struct view transfer_quoted(struct arena *arena, struct view bytes, bool header)
{
    char *out = arena_alloc(arena, bytes.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.at[i];
        if (header && byte == '_') {
            out[len++] = ' ';
            continue;
        }
        if (byte == '=') {
            size_t skip = soft_break(view_cut(bytes, i, bytes.len));
            if (skip) {
                i += skip - 1;
                continue;
            }
            int high = i + 2 < bytes.len ? digit16(bytes.at[i + 1]) : -1;
            int low = i + 2 < bytes.len ? digit16(bytes.at[i + 2]) : -1;
            if (high >= 0 && low >= 0) {
                out[len++] = (char)(high << 4 | low);
                i += 2;
                continue;
            }
        }
        out[len++] = byte;
    }
    return view_make(out, len);
}
