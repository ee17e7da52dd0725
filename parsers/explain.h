/* explain: why a message was read as it was, for `cabas parse --explain`.
 *
 * Job: for each wish its words, who asks, its mood, its dates and names, the guards that spoke and the
 * verdict; and what was read as a command. Lines begin with "# ". Promise: pure; nothing is decided here.
 */
#ifndef PARSERS_EXPLAIN_H
#define PARSERS_EXPLAIN_H

#include "parsers/clause.h"

void explain(const struct chunked *chunked, const struct sentences *sentences,
             const struct wishes *wishes, struct text *text);

#endif
