#include "parsers/iban.h"

#include <string.h>

enum { IBAN_MOST = 34 };

/* The registry of ISO 13616: country and length, check digits included. */
static const struct {
    char country[3];
    unsigned char len;
} registry[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30},
};

size_t iban_country_len(const char *country)
{
    for (size_t i = 0; i < sizeof registry / sizeof *registry; i++)
        if (!memcmp(registry[i].country, country, 2))
            return registry[i].len;
    return 0;
}

static bool take(struct view *view, const char *piece)
{
    if (!view_starts(*view, piece))
        return false;
    *view = view_cut(*view, strlen(piece), view->len);
    return true;
}

static bool take_mark(struct view *view)
{
    static const char *const marks[] = {
        " ", ".", "-", "\t", "\r", "\n", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x91", "\xE2\x80\x93",
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (take(view, marks[i]))
            return true;
    return false;
}

/* Letters count as 10 to 35; country and check digits come last. */
static int rest_of_97(const char *iban, size_t len)
{
    unsigned rest = 0;
    for (size_t i = 0; i < len; i++) {
        char byte = iban[(i + 4) % len];
        if (byte_is_digit(byte))
            rest = (rest * 10 + (unsigned)(byte - '0')) % 97;
        else
            rest = (rest * 100 + (unsigned)(byte - 'A') + 10) % 97;
    }
    return (int)rest;
}

char *iban_read(struct arena *arena, struct view view)
{
    char iban[IBAN_MOST + 1];
    size_t len = 0;
    view = view_trim(view);
    while (view.len) {
        if (len && take_mark(&view))
            continue;
        char byte = byte_lower(view.at[0]);
        if (len == IBAN_MOST || (!byte_is_digit(byte) && !byte_is_letter(byte)))
            return NULL;
        iban[len++] = byte_is_digit(byte) ? byte : (char)(byte - 'a' + 'A');
        view = view_cut(view, 1, view.len);
    }
    if (len < 5 || len != iban_country_len(iban) || !byte_is_digit(iban[2]) ||
        !byte_is_digit(iban[3]))
        return NULL;
    /* 00, 01 and 99 satisfy the sum but are never issued: 02 to 98 are. */
    int check = (iban[2] - '0') * 10 + (iban[3] - '0');
    if (check < 2 || check > 98 || rest_of_97(iban, len) != 1)
        return NULL;
    return arena_copy(arena, iban, len);
}
