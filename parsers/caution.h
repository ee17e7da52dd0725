/* caution: what a message says that makes its clear wishes uncertain.
 *
 * Job: a wish told as past, not decided yet, taken back further down, with exceptions, by somebody
 * who is no subscriber or to somebody else than the farm is asked about or left to a person. Caller:
 * understand. Promise: only ever makes a verdict more careful, never bolder.
 */
#ifndef PARSERS_CAUTION_H
#define PARSERS_CAUTION_H

#include "parsers/act.h"

/* The wishes' own sentences and those next to them; before act_on. */
void cautions_wishes(const struct act *act);
/* What holds for the whole message: requests that change something become questions. `from`: the
 * first sentence that may speak against them. */
void cautions_result(const struct act *act, int from);
/* The first mark of that kind in units [from, to) of a sentence; NULL. */
const struct mark *caution_mark(const struct act *act, int sentence, unsigned guard, int from,
                                int to);
/* Whether the units before date chunk `at` leave open which of its days are meant. */
bool caution_partial(const struct tokens *units, int at);

#endif
