#include "parsers/number.h"

#include <string.h>

/* No unit goes further: 10^11 euros, 10^11 kilograms. So that no sum of a farm's amounts overflows. */
enum { NUMBER_DIGITS = 11 };

/* Takes one blank off the front: the ASCII space, no-break, narrow no-break, thin or figure space. */
static bool take_blank(struct view *view)
{
    static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89",
                                         "\xE2\x80\x87"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (view_starts(*view, blanks[i])) {
            *view = view_cut(*view, strlen(blanks[i]), view->len);
            return true;
        }
    return false;
}

static bool take(struct view *view, const char *piece)
{
    if (!view_starts_nocase(*view, piece))
        return false;
    *view = view_cut(*view, strlen(piece), view->len);
    return true;
}

static int take_digits(struct view *view, int64_t *number, int most)
{
    int count = 0;
    while (count < most && view->len && byte_is_digit(view->at[0])) {
        *number = *number * 10 + (view->at[0] - '0');
        *view = view_cut(*view, 1, view->len);
        count++;
    }
    return count;
}

/* "1 234": groups of exactly three, so that "12 34" is no number. */
static bool take_whole(struct view *view, int64_t *number)
{
    int digits = take_digits(view, number, NUMBER_DIGITS);
    if (!digits)
        return false;
    struct view ahead = *view;
    for (bool grouped = digits <= 3; grouped && take_blank(&ahead);) {
        int64_t group = 0;
        if (take_digits(&ahead, &group, 3) != 3)
            break; /* the blank before a unit */
        digits += 3;
        if (digits > NUMBER_DIGITS)
            return false;
        *number = *number * 1000 + group;
        *view = ahead;
    }
    return !view->len || !byte_is_digit(view->at[0]);
}

/* Number, then whatever stands behind it in `view`. False: no number, or more decimals than `decimals`. */
static bool take_decimal(struct view *view, int decimals, int64_t *number)
{
    *number = 0;
    if (!take_whole(view, number))
        return false;
    int count = 0;
    if (take(view, ",") || take(view, ".")) {
        count = take_digits(view, number, decimals);
        if (!count || (view->len && byte_is_digit(view->at[0])))
            return false;
    }
    for (; count < decimals; count++)
        *number *= 10;
    return true;
}

static struct view trim(struct view view)
{
    view = view_trim(view);
    while (take_blank(&view))
        ;
    return view;
}

static bool is_blank(struct view view)
{
    return trim(view).len == 0;
}

bool number_money(struct view view, int64_t *cents)
{
    view = trim(view);
    bool minus = take(&view, "-") || take(&view, "\xE2\x88\x92"); /* U+2212 */
    if (!minus)
        take(&view, "+");
    view = trim(view);
    int64_t number;
    if (!take_decimal(&view, 2, &number))
        return false;
    view = trim(view);
    if (!take(&view, "€") && !take(&view, "euros"))
        take(&view, "EUR");
    if (!is_blank(view))
        return false;
    *cents = minus ? -number : number;
    return true;
}

bool number_rate(struct view view, int *basis_points)
{
    view = trim(view);
    int64_t number;
    if (!take_decimal(&view, 2, &number))
        return false;
    view = trim(view);
    take(&view, "%");
    if (!is_blank(view) || number > 100 * 1000)
        return false;
    *basis_points = (int)number;
    return true;
}

bool number_quantity(struct view view, int64_t *thousandths)
{
    view = trim(view);
    int64_t number;
    if (!take_decimal(&view, 3, &number) || !is_blank(view))
        return false;
    *thousandths = number;
    return true;
}

/* The magnitude of the smallest int64_t has no int64_t. */
static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

char *number_say_money(struct arena *arena, const char *language, int64_t cents)
{
    bool english = language && !strcmp(language, "en");
    uint64_t size = magnitude(cents), euros = size / 100;
    char groups[32]; /* 20 digits and 6 marks at most */
    size_t at = sizeof groups - 1;
    groups[at] = '\0';
    for (int count = 0; euros || !count; euros /= 10, count++) {
        if (count && count % 3 == 0)
            groups[--at] = ' ';
        groups[--at] = (char)('0' + euros % 10);
    }
    struct text text = text_in(arena);
    text_add(&text, cents < 0 ? "-" : "");
    text_add(&text, english ? "€" : "");
    for (; groups[at]; at++)
        if (groups[at] != ' ')
            text_add_byte(&text, groups[at]);
        else
            text_add(&text, english ? "," : "\xC2\xA0");
    text_print(&text, "%c%02d", english ? '.' : ',', (int)(size % 100));
    text_add(&text, english ? "" : "\xC2\xA0€");
    return text.at;
}

static void write_quantity(struct text *text, int64_t thousandths, char mark)
{
    uint64_t size = magnitude(thousandths);
    text_print(text, "%s%llu", thousandths < 0 ? "-" : "", (unsigned long long)(size / 1000));
    int rest = (int)(size % 1000);
    if (!rest)
        return;
    text_print(text, "%c%03d", mark, rest);
    while (text->at[text->len - 1] == '0')
        text_cut(text, text->len - 1);
}

char *number_say_quantity(struct arena *arena, const char *language, int64_t thousandths)
{
    struct text text = text_in(arena);
    write_quantity(&text, thousandths, language && !strcmp(language, "en") ? '.' : ',');
    return text.at;
}

void number_write_quantity(struct text *text, int64_t thousandths)
{
    write_quantity(text, thousandths, '.');
}

/* A word of its own takes an "s"; an abbreviation of one or two letters, or what ends in s, x, z, none. */
char *number_say_unit(struct arena *arena, const char *language, const char *unit,
                      int64_t thousandths)
{
    struct view word = view_of(unit);
    word = view_cut(word, 0, view_find_byte(word, ' '));
    bool many = !strcmp(language, "fr") ? thousandths >= 2000 : thousandths != 1000;
    char last = word.len ? word.at[word.len - 1] : 0;
    bool plain =
        word.len > 2 && (byte_is_letter(last) || (last & 0x80)) && !memchr("sxzSXZ", last, 6);
    return arena_print(arena, "%.*s%s%s", (int)word.len, word.at, many && plain ? "s" : "",
                       unit + word.len);
}
