#include "parsers/hours.h"

#include <string.h>

enum { HOURS_BYTES = 60 };

static void skip_blanks(struct view *rest)
{
    for (;;) {
        size_t blank = view_starts(*rest, "\xC2\xA0")       ? 2
                       : view_starts(*rest, "\xE2\x80\xAF") ? 3
                       : rest->len && *rest->at == ' '      ? 1
                                                            : 0;
        if (!blank)
            return;
        *rest = view_cut(*rest, blank, rest->len);
    }
}

static bool take(struct view *rest, const char *word)
{
    if (!view_starts_nocase(*rest, word))
        return false;
    *rest = view_cut(*rest, strlen(word), rest->len);
    return true;
}

/* At most two digits; -1: none. */
static int take_number(struct view *rest)
{
    int number = -1, digits = 0;
    while (digits < 2 && rest->len && byte_is_digit(*rest->at)) {
        number = (number < 0 ? 0 : number * 10) + (*rest->at - '0');
        *rest = view_cut(*rest, 1, rest->len);
        digits++;
    }
    return number;
}

/* "9h", "9 h 30", "16:30", "16h30", "19 heures"; a bare number is no time. */
static bool take_time(struct view *rest, int *minute)
{
    int hour = take_number(rest), minutes;
    skip_blanks(rest);
    bool colon = take(rest, ":");
    if (hour < 0 || (!colon && !take(rest, "heures") && !take(rest, "h")))
        return false;
    skip_blanks(rest);
    minutes = take_number(rest);
    if (minutes < 0 && colon)
        return false;
    *minute = hour * 60 + (minutes < 0 ? 0 : minutes);
    return hour < 24 && minutes < 60;
}

static bool take_between(struct view *rest)
{
    static const char *const marks[] = {"-", "–", "—", "à", "À", "a ", "/"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (take(rest, marks[i]))
            return true;
    return false;
}

bool hours_read(struct view text, int *from, int *to)
{
    struct view rest = view_trim(text);
    if (rest.len > HOURS_BYTES)
        return false;
    if (take(&rest, "de "))
        skip_blanks(&rest);
    if (!take_time(&rest, from))
        return false;
    skip_blanks(&rest);
    if (!take_between(&rest))
        return false;
    skip_blanks(&rest);
    if (!take_time(&rest, to))
        return false;
    skip_blanks(&rest);
    take(&rest, ".");
    return !view_trim(rest).len && *from < *to;
}
