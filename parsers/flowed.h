/* flowed: text of format=flowed (RFC 3676) becomes plain lines.
 *
 * Job: join lines that end in a blank at equal quote depth, undo space stuffing, honour DelSp.
 * Caller: parsers/mail. Promise: pure, linear; "-- " is never joined; quoted lines come out as "> …".
 */
#ifndef PARSERS_FLOWED_H
#define PARSERS_FLOWED_H

#include "parsers/text.h"

struct view flowed_text(struct arena *arena, struct view text, bool delsp);

#endif
