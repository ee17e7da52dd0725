/* when_parts: the pieces that date expressions are made of; only for when*.c. */
#ifndef PARSERS_WHEN_PARTS_H
#define PARSERS_WHEN_PARTS_H

#include "parsers/when.h"

/* A day as written: what is missing is 0; `fixed` when it is known without more ("demain"). */
struct part {
    int day, month, year, weekday;
    int fixed; /* DATE_NONE */
    bool bad;  /* impossible or contradictory */
    bool vague;
    bool past, ce, plain_weekday;
    bool has_year;
};

/* Tokens at or beyond the end have no word: safe to look at. */
const struct token *when_token(const struct tokens *tokens, int at);
bool when_word(const struct tokens *tokens, int at, const char *words); /* "du|de|des" */
/* Number in digits or words; the end, or `at`. */
int when_number(const struct tokens *tokens, int at, int *number);
/* Skips le, la, les, l, ce, cette… */
int when_skip(const struct tokens *tokens, int at, const char *words);
/* A month by name, "mois prochain", "ce mois-ci", with its year if written; the end, or `at`. */
int when_month(const struct tokens *tokens, int at, int today, int *month, int *year, bool *said);
int when_part(const struct tokens *tokens, int at, int today, struct part *part);
/* The day a part means; DATE_NONE and part->bad when there is none. */
int when_resolve(struct part *part, int today);
int when_feast(const struct tokens *tokens, int at, int today, int *day);
/* "vendredi saint", "jeudi de l'Ascension"; the Monday of a feast that is a Sunday is the day after it. */
int when_weekday_feast(const struct tokens *tokens, int at, int weekday, int today,
                       struct part *part);
/* One of these marks, on the same line. */
bool when_is_glued(const struct tokens *tokens, int at, const char *marks);
/* Whole weeks and months, parts of months, stretches without certain days. */
int when_week(const struct tokens *tokens, int at, int today, struct when *out, int *count);
int when_stretch(const struct tokens *tokens, int at, int today, struct when *out);
int when_span(const struct tokens *tokens, int at, int today, struct when *out, int *count);
/* Nearest to today between 60 days back and 305 ahead; DATE_NONE when there is no such day. */
int when_nearest(int month, int day, int today);

#endif
