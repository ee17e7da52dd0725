/* when_feast: feast days by name, fixed or counted from Easter. */
#include "parsers/when_parts.h"
#include <string.h>

/* Sequences of words for feast days; %: after it comes what the day is. */
static const struct {
    const char *words[4];
    int month, day, easter; /* easter: offset from Easter Sunday when month is 0 */
} feasts[] = {
    {{"veille", "de", "noel"}, 12, 24, 0},
    {{"reveillon", "de", "noel"}, 12, 24, 0},
    {{"reveillon", "de", "nouvel", "an"}, 12, 31, 0},
    {{"reveillon", "du", "nouvel", "an"}, 12, 31, 0},
    {{"saint", "sylvestre"}, 12, 31, 0},
    {{"st", "sylvestre"}, 12, 31, 0},
    {{"noel"}, 12, 25, 0},
    {{"jour", "de", "l", "an"}, 1, 1, 0},
    {{"jour", "de", "le", "an"}, 1, 1, 0},
    {{"premier", "de", "le", "an"}, 1, 1, 0},
    {{"nouvel", "an"}, 1, 1, 0},
    {{"fete", "du", "travail"}, 5, 1, 0},
    {{"fete", "nationale"}, 7, 14, 0},
    {{"assomption"}, 8, 15, 0},
    {{"toussaint"}, 11, 1, 0},
    {{"armistice"}, 11, 11, 0},
    {{"vendredi", "saint"}, 0, 0, -2},
    {{"paques"}, 0, 0, 0},
    {{"ascension"}, 0, 0, 39},
    {{"pentecote"}, 0, 0, 49},
};

int when_feast(const struct tokens *tokens, int at, int today, int *day)
{
    int i = when_skip(tokens, at, "le|la|l");
    if (when_word(tokens, at - 1, "joyeux|joyeuses|bon|bonne|bonnes|belles|joyeuse") ||
        when_word(tokens, at - 2,
                  "arbre|sapin|repas|marche|cadeau|cadeaux|pere|menu|concert|"
                  "spectacle|oeufs|chasse|table|soiree|gouter"))
        return at;
    if (when_word(tokens, i, "jour|journee") && when_word(tokens, i + 1, "de"))
        if (!when_word(tokens, i + 2, "l|le") || !when_word(tokens, i + 3, "an"))
            i = when_skip(tokens, i + 2, "la|l|le");
    const struct token *first = when_token(tokens, i);
    for (size_t f = 0; first->kind == TOKEN_WORD && f < sizeof feasts / sizeof *feasts; f++) {
        if (feasts[f].words[0][0] != first->text.at[0])
            continue;
        int end = i, w = 0;
        for (; w < 4 && feasts[f].words[w]; w++) {
            if (when_is_glued(tokens, end, "-"))
                end++;
            if (!when_word(tokens, end, feasts[f].words[w]))
                break;
            end++;
        }
        if (w < 4 && feasts[f].words[w])
            continue;
        int year = date_parts(today).year;
        /* The coming one: nobody calls last December's "Noël" without more. */
        for (int y = year; y <= year + 1; y++) {
            *day = feasts[f].month ? date_make(y, feasts[f].month, feasts[f].day)
                                   : date_easter(y) + feasts[f].easter;
            if (*day >= today)
                break;
        }
        return end;
    }
    return at;
}

int when_weekday_feast(const struct tokens *tokens, int at, int weekday, int today,
                       struct part *part)
{
    int feast, end = when_feast(tokens, at, today, &feast);
    if (end == at && when_word(tokens, at + 1, "de")) {
        end = when_feast(tokens, at + 2, today, &feast);
        end = end == at + 2 ? at : end;
    }
    if (end == at)
        return at;
    if (weekday == 1 && date_weekday(feast) == 7)
        feast++;
    *part = (struct part){.fixed = feast, .bad = date_weekday(feast) != weekday};
    return end;
}
