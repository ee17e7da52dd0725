#include "parsers/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { CHARSET_NAME = 40 };

static const uint16_t high_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

enum way { WAY_GUESS, WAY_UTF8, WAY_1252, WAY_8859_15, WAY_ICONV };

/* Names as mail programs write them; `to` is what glibc calls it. */
static const struct alias {
    const char *name;
    enum way way;
    const char *to;
} aliases[] = {
    {"", WAY_GUESS, NULL},
    {"us-ascii", WAY_GUESS, NULL},
    {"ascii", WAY_GUESS, NULL},
    {"ansi_x3.4-1968", WAY_GUESS, NULL},
    {"646", WAY_GUESS, NULL},
    {"unknown-8bit", WAY_GUESS, NULL},
    {"x-unknown", WAY_GUESS, NULL},
    {"default", WAY_GUESS, NULL},
    {"utf-8", WAY_UTF8, NULL},
    {"utf8", WAY_UTF8, NULL},
    {"utf_8", WAY_UTF8, NULL},
    {"unicode-1-1-utf-8", WAY_UTF8, NULL},
    {"iso-8859-1", WAY_1252, NULL},
    {"iso8859-1", WAY_1252, NULL},
    {"iso_8859-1", WAY_1252, NULL},
    {"iso88591", WAY_1252, NULL},
    {"latin1", WAY_1252, NULL},
    {"latin-1", WAY_1252, NULL},
    {"l1", WAY_1252, NULL},
    {"windows-1252", WAY_1252, NULL},
    {"cp1252", WAY_1252, NULL},
    {"cp-1252", WAY_1252, NULL},
    {"x-ansi", WAY_1252, NULL},
    {"ansi", WAY_1252, NULL},
    {"iso-8859-15", WAY_8859_15, NULL},
    {"iso8859-15", WAY_8859_15, NULL},
    {"iso_8859-15", WAY_8859_15, NULL},
    {"latin9", WAY_8859_15, NULL},
    {"latin-9", WAY_8859_15, NULL},
    {"ks_c_5601-1987", WAY_ICONV, "UHC"},
    {"ks_c_5601", WAY_ICONV, "UHC"},
    {"ksc5601", WAY_ICONV, "UHC"},
    {"euc-kr", WAY_ICONV, "UHC"},
    {"shift_jis", WAY_ICONV, "CP932"},
    {"shift-jis", WAY_ICONV, "CP932"},
    {"x-sjis", WAY_ICONV, "CP932"},
    {"gb2312", WAY_ICONV, "GB18030"},
    {"gbk", WAY_ICONV, "GB18030"},
    {"x-gbk", WAY_ICONV, "GB18030"},
    {"iso-8859-8-i", WAY_ICONV, "ISO-8859-8"},
    {"iso-8859-8-e", WAY_ICONV, "ISO-8859-8"},
    {"x-mac-roman", WAY_ICONV, "MACINTOSH"},
    {"mac", WAY_ICONV, "MACINTOSH"},
    {"unicode-1-1-utf-7", WAY_ICONV, "UTF-7"},
};

static bool name_good(struct view name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!byte_is_letter(name.at[i]) && !byte_is_digit(name.at[i]) &&
            !memchr("._:-", name.at[i], 4))
            return false;
    return name.len < CHARSET_NAME;
}

/* Adds one character of the text; line ends become LF, controls go. */
static void add(struct text *out, uint32_t rune, uint32_t *before)
{
    uint32_t last = *before;
    *before = rune;
    if (rune == '\r' || (rune == '\n' && last != '\r'))
        text_add_byte(out, '\n');
    else if (rune == '\t' || (rune >= 0x20 && rune != 0x7F && !(rune >= 0x80 && rune < 0xA0)))
        text_add_rune(out, rune);
    else if (rune == '\f' || rune == '\v' || rune == 0x85)
        text_add_byte(out, '\n');
}

static uint32_t rune_single(unsigned char byte, enum way way)
{
    if (byte < 0x80)
        return byte;
    if (way == WAY_8859_15 && byte >= 0xA0) {
        static const unsigned char from[] = {0xA4, 0xA6, 0xA8, 0xB4, 0xB8, 0xBC, 0xBD, 0xBE};
        static const uint16_t to[] = {0x20AC, 0x160, 0x161, 0x17D, 0x17E, 0x152, 0x153, 0x178};
        const unsigned char *found = memchr(from, byte, sizeof from);
        if (found)
            return to[found - from];
    }
    return byte < 0xA0 ? high_1252[byte - 0x80] : byte;
}

/* Length of the valid UTF-8 character at `at`, 0 when there is none. */
static size_t rune_utf8(struct view at, uint32_t *rune)
{
    unsigned char byte = (unsigned char)at.at[0];
    size_t len = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (len > at.len || !view_is_utf8(view_cut(at, 0, len)))
        return 0;
    *rune = len == 1 ? byte : byte & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        *rune = *rune << 6 | ((unsigned char)at.at[i] & 0x3F);
    return len;
}

/* What is no UTF-8 inside UTF-8 is read as windows-1252: texts pasted together by programs. */
static void convert_utf8(struct text *out, struct view bytes)
{
    uint32_t before = 0;
    while (bytes.len) {
        uint32_t rune = 0;
        size_t len = rune_utf8(bytes, &rune);
        if (!len)
            rune = rune_single((unsigned char)bytes.at[0], WAY_1252), len = 1;
        add(out, rune, &before);
        bytes = view_cut(bytes, len, bytes.len);
    }
}

static void convert_single(struct text *out, struct view bytes, enum way way)
{
    uint32_t before = 0;
    for (size_t i = 0; i < bytes.len; i++)
        add(out, rune_single((unsigned char)bytes.at[i], way), &before);
}

/* Plain ASCII without controls, the usual case: nothing to convert. */
static bool is_clean(struct view bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.at[i] >= 0x7F ||
            ((unsigned char)bytes.at[i] < 0x20 && bytes.at[i] != '\n' && bytes.at[i] != '\t'))
            return false;
    return true;
}

static bool convert_iconv(struct arena *arena, struct text *out, const char *from,
                          struct view bytes)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return false;
    struct text raw = text_in(arena);
    char *in = (char *)(uintptr_t)bytes.at; /* iconv does not write there */
    size_t left = bytes.len;
    while (left) {
        char piece[2048];
        char *to = piece;
        size_t room = sizeof piece;
        size_t got = iconv(cd, &in, &left, &to, &room);
        int why = errno;
        text_add_view(&raw, view_make(piece, (size_t)(to - piece)));
        if (got != (size_t)-1 || why == EINVAL)
            break;
        if (why == EILSEQ) {
            text_add_rune(&raw, 0xFFFD);
            in++, left--;
        }
    }
    iconv_close(cd);
    convert_utf8(out, text_view(&raw));
    return true;
}

struct view charset_utf8(struct arena *arena, struct view charset, struct view bytes)
{
    charset = view_trim(charset);
    enum way way = name_good(charset) ? WAY_ICONV : WAY_GUESS;
    const char *to = NULL;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (view_is_nocase(charset, aliases[i].name))
            way = aliases[i].way, to = aliases[i].to;
    if (way != WAY_ICONV && is_clean(bytes))
        return bytes;
    struct text out = text_in(arena);
    if (way == WAY_ICONV) {
        const char *from = to ? to : arena_copy(arena, charset.at, charset.len);
        if (convert_iconv(arena, &out, from, bytes))
            return text_view(&out);
        way = WAY_GUESS;
    }
    if (way == WAY_GUESS)
        way = view_is_utf8(bytes) ? WAY_UTF8 : WAY_1252;
    if (way == WAY_UTF8)
        convert_utf8(&out, bytes);
    else
        convert_single(&out, bytes, way);
    return text_view(&out);
}
