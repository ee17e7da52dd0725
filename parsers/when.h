/* when: French dates and periods (SPEC, "How dates are read" and "Decided cases").
 *
 * Job: an expression among tokens becomes days. Caller: understand, the dialogue, staff's commands.
 * Promise: pure, bounded; what contradicts itself is WHEN_BAD, what names no certain days is
 * WHEN_VAGUE: both make a question, never a guess.
 */
#ifndef PARSERS_WHEN_H
#define PARSERS_WHEN_H

#include "parsers/date.h"
#include "parsers/token.h"

enum when_kind {
    WHEN_DAY,    /* from = to */
    WHEN_PERIOD, /* from..to inclusive */
    WHEN_FROM,   /* from, no end said */
    WHEN_UNTIL,  /* from today to `to` */
    WHEN_NEXT,   /* the next n deliveries */
    WHEN_WEEKS,  /* the next n weeks, or n weeks from a start said elsewhere */
    WHEN_DAYS,   /* n days, no start */
    WHEN_MONTHS, /* n months, no start */
    WHEN_NOW,    /* "à partir de maintenant", "dès que possible" */
    WHEN_EVERY,  /* "chaque semaine", "tous les quinze jours": a rhythm, no date */
    WHEN_VAGUE,
    WHEN_BAD,
};

struct when {
    enum when_kind kind;
    int from, to; /* DATE_NONE when not known */
    int n;
    int month;       /* 1–12 when a whole month is named, or the month of a day that names it */
    bool year;       /* a year was written */
    bool bare;       /* day(s) of the month without a month: takes the month of a later one */
    bool weekday;    /* only a weekday was written */
    bool past;       /* "hier", "il y a", "dernier" */
    bool lasting;    /* "pendant", "pour", "durant" before a duration */
    bool loose;      /* "2 semaines à partir du 15": may also mean two weeks after the 15th */
    bool open;       /* WHEN_VAGUE: an end that nobody knows ("jusqu'à nouvel ordre") */
    bool that;       /* "ce jour-là", "cette période": a date said before */
    int first, last; /* tokens */
};

enum { WHEN_MOST = 24 };

/* Reads the expression that starts at token `at`. The end, or `at` when there is none there. */
int when_at(const struct tokens *tokens, int at, int today, struct when *found, int *count);
/* Puts together what belongs together: a start and an end or a duration, days that share a month.
 * The new count. */
int when_merge(struct when *items, int count, int today);
/* A whole text that is a date expression and fillers only ("le 19", "du 3 au 5 svp"): the merged
 * expressions; 0 when there is anything else in it. */
int when_read(struct arena *arena, struct view text, int today, struct when found[WHEN_MOST]);

#endif
