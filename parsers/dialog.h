/* dialog: answers to a question of the bot: OUI, NON, a number, a code.
 *
 * Job: read the first sentence of a message in a small closed vocabulary. Promise: one word outside
 * it ("oui mais pas le 6") and it is no answer, but something for the reader of free French, or a
 * question.
 */
#ifndef PARSERS_DIALOG_H
#define PARSERS_DIALOG_H

#include "parsers/sentence.h"
#include "parsers/slots.h"

enum dialog { DIALOG_NONE, DIALOG_DONE, DIALOG_ASK };

/* Reads sentence 0.. of the body; *next is the first sentence that is not part of the answer. */
enum dialog dialog_read(struct outcome *outcome, const struct sentences *sentences, int first,
                        int *next);

#endif
