#include "parsers/gsm7.h"

#include <string.h>

#include "parsers/fold.h"

enum { ALONE_SEPTETS = 160, PART_SEPTETS = 153, ALONE_UNITS = 70, PART_UNITS = 67 };

/* The default alphabet beside ASCII's letters, digits and most of its signs. */
static const uint16_t own[] = {
    0xA3,  0xA5,  0xE8,  0xE9,  0xF9,  0xEC,  0xF2,  0xC7,  0xD8,  0xF8, 0xC5, 0xE5, 0x394,
    0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6, 0xE6, 0xDF, 0xC9,
    0xA4,  0xA1,  0xC4,  0xD6,  0xD1,  0xDC,  0xA7,  0xBF,  0xE4,  0xF6, 0xF1, 0xFC, 0xE0,
};

/* What people and our own texts write, and phones do not; the decomposition does the rest (ê, ç, À). */
static const struct {
    uint16_t rune;
    const char *plain;
} plain[] = {
    {0xA0, " "},    {0x202F, " "},  {0x2007, " "},  {0x2009, " "},  {0x200A, " "},  {0x2002, " "},
    {0x2003, " "},  {0x2008, " "},  {0x3000, " "},  {'\t', " "},    {0xAB, "\""},   {0xBB, "\""},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x2018, "'"},  {0x2019, "'"},  {0x201A, "'"},
    {0x201B, "'"},  {0x2BC, "'"},   {0x2032, "'"},  {'`', "'"},     {0xB4, "'"},    {0x2026, "..."},
    {0x2013, "-"},  {0x2014, "-"},  {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},  {0x2015, "-"},
    {0x2212, "-"},  {0x2022, "-"},  {0xB7, "-"},    {0xB0, "o"},    {0xBA, "o"},    {0xAA, "a"},
    {0xD7, "x"},    {0xF7, "/"},    {0x2044, "/"},  {0x153, "oe"},  {0x152, "Oe"},  {0x131, "i"},
    {0x142, "l"},   {0x141, "L"},   {0x111, "d"},   {0x110, "D"},   {0xF0, "d"},    {0xD0, "D"},
    {0xFE, "th"},   {0xDE, "Th"},   {0xBC, "1/4"},  {0xBD, "1/2"},  {0xBE, "3/4"},  {0x2116, "No"},
    {0x2122, "TM"}, {0xA9, "(c)"},  {0xAE, "(R)"},  {0x2039, "'"},  {0x203A, "'"},  {0x2192, "->"},
    {0x2190, "<-"}, {0x1E9E, "SS"}, {0xA6, "|"},    {0x2028, "\n"}, {0x2029, "\n"},
};

int gsm7_cost(uint32_t rune)
{
    if (rune < 0x80) {
        if (rune == '\f' || (rune && strchr("^{}\\[~]|", (int)rune)))
            return 2;
        return (rune >= ' ' && rune != '`' && rune != 0x7F) || rune == '\n' || rune == '\r';
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] == rune)
            return 1;
    return rune == 0x20AC ? 2 : 0;
}

/* Cuts are made where a character that no longer fits begins a new segment. */
struct fill {
    int segments, used, room; /* of the segment that is filled */
};

static void fill_add(struct fill *fill, int cost)
{
    if (!fill->segments || fill->used + cost > fill->room) {
        fill->segments++;
        fill->used = 0;
    }
    fill->used += cost;
}

static int cost_of(uint32_t rune, bool ucs2)
{
    return ucs2 ? 1 + (rune > 0xFFFF) : gsm7_cost(rune);
}

struct gsm7_size gsm7_measure(struct view text)
{
    struct gsm7_size size = {0};
    uint32_t rune;
    for (struct view rest = text; !size.ucs2 && fold_next(&rest, &rune);)
        size.ucs2 = !gsm7_cost(rune);
    struct fill fill = {.room = size.ucs2 ? PART_UNITS : PART_SEPTETS};
    while (fold_next(&text, &rune)) {
        int cost = cost_of(rune, size.ucs2);
        size.units += cost;
        fill_add(&fill, cost);
    }
    bool alone = size.units <= (size.ucs2 ? ALONE_UNITS : ALONE_SEPTETS);
    size.segments = alone ? size.units > 0 : fill.segments;
    return size;
}

size_t gsm7_cut(struct view text, int segments)
{
    struct gsm7_size size = gsm7_measure(text);
    struct fill fill = {.room = segments > 1 ? (size.ucs2 ? PART_UNITS : PART_SEPTETS)
                                             : (size.ucs2 ? ALONE_UNITS : ALONE_SEPTETS)};
    struct view rest = text;
    uint32_t rune;
    if (size.segments <= segments)
        return text.len;
    for (;;) {
        size_t at = text.len - rest.len;
        if (!fold_next(&rest, &rune))
            return text.len;
        fill_add(&fill, cost_of(rune, size.ucs2));
        if (fill.segments > segments)
            return at;
    }
}

/* The plain form, in the alphabet; false: a letter without one. */
static bool add_plain(struct text *out, uint32_t rune)
{
    uint32_t parts[4];
    if (rune == '\r' || rune == '\f')
        return true;
    if (gsm7_cost(rune)) {
        text_add_rune(out, rune);
        return true;
    }
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (plain[i].rune == rune) {
            text_add(out, plain[i].plain);
            return true;
        }
    int count = fold_base(rune, parts);
    for (int i = 0; i < count; i++)
        if (!gsm7_cost(parts[i]) && (fold_is_letter(parts[i]) || fold_is_letter(rune)))
            return false;
    for (int i = 0; i < count; i++)
        if (gsm7_cost(parts[i]))
            text_add_rune(out, parts[i]);
        else if (parts[i] >= ' ') /* a picture or a sign, no letter */
            text_add_byte(out, '?');
    return true;
}

struct view gsm7_fold(struct arena *arena, struct view text)
{
    struct text folded = text_in(arena), whole = text_in(arena);
    uint32_t rune;
    bool plain_enough = true;
    for (struct view rest = text; fold_next(&rest, &rune);) {
        plain_enough = plain_enough && add_plain(&folded, rune);
        if (rune == '\n' || rune >= ' ')
            text_add_rune(&whole, rune);
    }
    return text_view(plain_enough ? &folded : &whole);
}
