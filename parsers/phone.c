#include "parsers/phone.h"

#include <string.h>

/* E.164: at most 15 digits, country code included; under 8 it is a short code. */
enum { PHONE_FEWEST = 8, PHONE_MOST = 15 };

/* What people put between digits, as UTF-8: no-break blanks and the typographic dashes. */
static const char *const marks[] = {
    " ",
    ".",
    "-",
    "/",
    "\t",
    "\xC2\xA0",
    "\xE2\x80\xAF",
    "\xE2\x80\x89",
    "\xE2\x80\x90",
    "\xE2\x80\x91",
    "\xE2\x80\x93",
};

static bool take(struct view *view, const char *piece)
{
    if (!view_starts(*view, piece))
        return false;
    *view = view_cut(*view, strlen(piece), view->len);
    return true;
}

static bool take_mark(struct view *view)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (take(view, marks[i]))
            return true;
    return false;
}

/* The trunk zero that must not be dialled from abroad: "(0)", also with blanks in it. */
static bool take_trunk_zero(struct view *view)
{
    struct view ahead = *view;
    if (!take(&ahead, "("))
        return false;
    while (take_mark(&ahead))
        ;
    if (!take(&ahead, "0"))
        return false;
    while (take_mark(&ahead))
        ;
    if (!take(&ahead, ")"))
        return false;
    *view = ahead;
    return true;
}

/* Digits without what stands between them; `open` parentheses wait for their end. -1: another character,
 * or too many digits. */
static int read_digits(struct view view, char digits[static PHONE_MOST + 3], bool abroad, int open)
{
    int count = 0;
    while (view.len) {
        if (abroad && count && !open && take_trunk_zero(&view))
            continue;
        if (take_mark(&view))
            continue;
        if (open < 1 && take(&view, "("))
            open++;
        else if (open > 0 && take(&view, ")"))
            open--;
        else if (byte_is_digit(view.at[0]) && count < PHONE_MOST + 2) {
            digits[count++] = view.at[0];
            view = view_cut(view, 1, view.len);
        } else
            return -1;
    }
    digits[count] = '\0';
    return open ? -1 : count;
}

static char *french(struct arena *arena, const char *nine)
{
    return strlen(nine) == 9 && nine[0] != '0' ? arena_print(arena, "+33%s", nine) : NULL;
}

/* Digits that begin with a country code. */
static char *international(struct arena *arena, const char *digits)
{
    size_t count = strlen(digits);
    if (!strncmp(digits, "33", 2)) /* "+330639…" keeps the zero by mistake */
        return french(arena, digits + (digits[2] == '0' ? 3 : 2));
    if (count < PHONE_FEWEST || count > PHONE_MOST || digits[0] == '0')
        return NULL;
    return arena_print(arena, "+%s", digits);
}

char *phone_read(struct arena *arena, struct view view)
{
    view = view_trim(view);
    int open = view_starts(view, "(+"); /* "(+33) 6…" */
    bool plus = take(&view, open ? "(+" : "+");
    char digits[PHONE_MOST + 3];
    bool abroad = plus || view_starts(view, "00") || view_starts(view, "33");
    int count = read_digits(view, digits, abroad, open);
    if (count < PHONE_FEWEST)
        return NULL;
    if (plus)
        return international(arena, digits);
    if (digits[0] == '0' && digits[1] == '0')
        return international(arena, digits + 2);
    if (digits[0] == '0')
        return french(arena, digits + 1);
    if (!strncmp(digits, "33", 2))
        return international(arena, digits);
    return NULL; /* not French, and no country: whose it is would be a guess */
}

/* ITU E.164 country codes have one digit (zones 1 and 7), two (these), or three. */
static size_t country_len(const char *digits)
{
    static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 "
                              "55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
    if (digits[0] == '1' || digits[0] == '7')
        return 1;
    char code[] = {digits[0], digits[1], ' ', '\0'};
    return strstr(two, code) ? 2 : 3;
}

char *phone_say(struct arena *arena, const char *e164)
{
    struct view view = view_of(e164);
    if (view.len < 1 + PHONE_FEWEST || view.len > 1 + PHONE_MOST || view.at[0] != '+')
        return arena_text(arena, e164);
    struct text text = text_in(arena);
    bool home = view_starts(view, "+33") && view.len == 12;
    size_t code = home ? 2 : country_len(e164 + 1);
    struct view rest = view_cut(view, 1 + code, view.len);
    if (home)
        text_add(&text, "0");
    else
        text_print(&text, "%.*s ", (int)(1 + code), e164);
    /* By twos from the end; an odd count leaves one digit that joins the first pair. */
    for (size_t i = 0; i < rest.len; i++) {
        size_t left = rest.len - i;
        if (i && left % 2 == 0 && (home || rest.len % 2 == 0 || i > 1))
            text_add_byte(&text, ' ');
        text_add_byte(&text, rest.at[i]);
    }
    return text.at;
}
