/* wish: what the wishes of one message say together.
 *
 * Job: dates said in the sentence before, lists below a colon, "suspendre le X et reprendre le Y",
 * a subject that agrees or does not, the same thing wished twice.
 */
#ifndef PARSERS_WISH_H
#define PARSERS_WISH_H

#include "parsers/act.h"

void wishes_settle(const struct act *act);
/* "Nous serons absents du 4 au 18": asks whether to suspend, when nothing else was understood. */
void wishes_absence(const struct act *act);
/* The subject's command when the body says nothing else; a subject that contradicts makes a question. */
void wishes_subject(struct outcome *outcome, struct sentences *sentences, struct wishes *wishes,
                    enum channel channel, bool commands, int subject_units);
/* Whether units [first, last) hold a word that is no greeting. */
bool clause_has_words(const struct tokens *units, int first, int last);

#endif
