/* wish_context: what stands around a wish and belongs to it; for wish.c only.
 *
 * Job: the dates of an absence told in the sentence before, a list below a colon, "ce jour-là", a depot
 * named once and meant twice. Promise: what may be meant but need not makes the wish a question.
 */
#ifndef PARSERS_WISH_CONTEXT_H
#define PARSERS_WISH_CONTEXT_H

#include "parsers/act.h"

void wish_look_around(const struct act *act, struct wish *wish);
/* The day that stands above an order of bare lines: "Pour le mardi 26 :". */
void wish_take_heading(const struct act *act, struct wish *wish);
/* Whether a sentence holds a wish that was taken for one. */
bool wish_is_in(const struct wishes *wishes, int sentence);
/* Adds the dates of `other`; only the last of them when so asked. */
void wish_take_dates(struct slots *to, const struct slots *other, bool last_only);

#endif
