/* keyword: the documented commands, one a line (SPEC section 2).
 *
 * Job: a line that is a keyword with its arguments and nothing else but politeness gives its request
 * with certainty. Promise: a line with one word too many is none of ours: free French is read
 * elsewhere, with its guards.
 */
#ifndef PARSERS_KEYWORD_H
#define PARSERS_KEYWORD_H

#include "parsers/slots.h"

/* Units [first, last) of one line. True when the whole line was understood. */
bool keyword_line(struct outcome *outcome, int first, int last, enum channel channel, bool alone);

#endif
