/* clause_work: what the files clause*.c share; nobody else includes it. */
#ifndef PARSERS_CLAUSE_WORK_H
#define PARSERS_CLAUSE_WORK_H

#include "parsers/clause.h"

enum { CLAUSE_INTENTS = 40 };

struct clause_work {
    struct chunked *chunked;
    struct tokens *units;
    struct sentences *sentences;
    struct wishes *wishes;
    struct mark *intents[CLAUSE_INTENTS]; /* of the sentence that is read, by start */
    int intent_count;
};

/* A unit; beyond the ends a line break. */
const struct token *clause_unit(const struct clause_work *work, int at);
bool clause_separates(const struct token *token);
/* Whether a guard of that kind touches units [from, to). */
bool clause_guarded(const struct clause_work *work, const struct sentence *sentence, unsigned guard,
                    int from, int to);
/* Somebody who asks, before an infinitive: where that begins; -1. */
int clause_governor(const struct clause_work *work, const struct sentence *sentence,
                    const struct mark *intent);
/* Nothing but a greeting, a date or a bullet between the start of the sentence (or ":") and here. */
bool clause_stands_first(const struct clause_work *work, const struct sentence *sentence, int at);
/* The intents of a sentence that do not overlap. */
void clause_collect(struct clause_work *work, const struct sentence *sentence);
/* The part of the sentence that belongs to each. */
void clause_set_parts(const struct clause_work *work, const struct sentence *sentence,
                      struct wish *wishes, int count);
int clause_lead(const struct clause_work *work, const struct sentence *sentence,
                const struct mark *mark);
void clause_fill(struct clause_work *work, const struct sentence *sentence, struct wish *wish);
/* "le 8 c'est bon, le 15 aussi": a day that date chunk `at` names only to keep its basket. */
bool clause_keeps_day(const struct clause_work *work, const struct sentence *sentence, int at);
/* "et celui d'après", "ni la prochaine" from unit `at` on: a week after the day or week before it. */
bool clause_next_of(const struct clause_work *work, int at);
/* Mood, guards and doubts: each may only make the verdict more careful. */
void clause_judge_mood(const struct clause_work *work, const struct sentence *sentence,
                       struct mark *mark, struct wish *wish);
void clause_judge_guards(const struct clause_work *work, const struct sentence *sentence,
                         struct mark *mark, struct wish *wish);
void clause_doubt(const struct clause_work *work, const struct sentence *sentence,
                  const struct mark *mark, struct wish *wish);

#endif
