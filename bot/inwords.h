/* inwords: an answer in words to one of our questions: "le 24", "celui de la gare", "la deuxième".
 *
 * Job: read a short message in the light of the question that waits. Promise: it only ever picks one
 * of the choices that were offered: the words are put behind the question's own keyword, understood like
 * any message, and must give exactly one of the offered requests. What fits none picks none.
 */
#ifndef BOT_INWORDS_H
#define BOT_INWORDS_H

#include "parsers/tree.h"
#include "parsers/understand.h"

/* `options`: list of {"line", "label"}. The index of the one that is meant, or -1. */
int inwords_pick(struct arena *arena, const struct vocabulary *vocabulary,
                 const struct message *message, const struct tree *options);

#endif
