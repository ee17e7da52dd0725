/* clause: which marks of a text are wishes, and what belongs to each.
 *
 * Job: an intent becomes a wish when its mood allows it (an imperative, somebody who asks, a noun
 * phrase that stands alone) and no guard speaks against it; the dates and names of its own part of
 * the sentence are its slots. Promise: what is doubtful is marked so, never dropped silently.
 */
#ifndef PARSERS_CLAUSE_H
#define PARSERS_CLAUSE_H

#include "parsers/sentence.h"
#include "parsers/slots.h"

enum { WISHES = 48 };

enum verdict_of_clause { CLAUSE_DO, CLAUSE_ASK, CLAUSE_HUMAN };

struct wish {
    enum verb verb;
    enum mood mood;
    struct view detail;
    enum verdict_of_clause verdict;
    const char *why;          /* for --explain */
    int sentence, start, end; /* trigger, units */
    int lead;                 /* where its governor or subject begins */
    int left, right;          /* its part of the sentence */
    struct slots slots;
    struct slots around; /* dates and names of its sentence that are in no wish's own part */
    bool away;           /* around holds the dates of an absence */
    bool that;           /* "ce jour-là": the dates were said before */
    bool keep;           /* no wish: "le panier, je le garde" */
    bool front;          /* its dates stand before its verb */
    bool doubt;          /* something in its part was not understood */
    bool gone;
};

struct wishes {
    struct wish *items; /* in the arena */
    int count, cap;
    bool blocked;   /* something looked like a wish and was not taken for one */
    bool left_over; /* something was asked besides that nobody understood */
    bool overflow;
};

void clauses_read(struct chunked *chunked, struct sentences *sentences, enum channel channel,
                  struct wishes *wishes);
/* Whether units [first, last) say nothing but dates, names, numbers and small words. */
bool clause_is_plain(const struct tokens *units, int first, int last);

#endif
