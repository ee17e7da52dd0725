/* inwords: an answer in words to one of our questions: "le 24", "celui de la gare", "les deux".
 *
 * Job: read a short message in the light of the question that waits. Promise: what it picks was offered: the
 * words are put behind the question's own keyword, understood like any message, and must give offered
 * requests. Another date or place of the same verb ("non, le 26 plutôt") is only ever asked about. What is
 * doubtful ("peut-être le 24", "pas le 17") is no answer.
 */
#ifndef BOT_INWORDS_H
#define BOT_INWORDS_H

#include "parsers/tree.h"
#include "parsers/understand.h"

enum { INWORDS_PICKS = 9 };

enum inwords_kind {
    INWORDS_NOT,   /* no answer to this question */
    INWORDS_PICK,  /* `picks` of the options */
    INWORDS_NONE,  /* "aucune": none of them */
    INWORDS_OTHER, /* `other`: of the same verb, but not offered */
};

struct inwords {
    enum inwords_kind kind;
    int picks[INWORDS_PICKS], count; /* indices, in the order of the options */
    struct request other;
};

/* `options`: list of {"line", "label"}. */
struct inwords inwords_read(struct arena *arena, const struct vocabulary *vocabulary,
                            const struct message *message, const struct tree *options);

#endif
