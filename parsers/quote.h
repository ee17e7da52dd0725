/* quote: where an earlier mail begins inside a mail's text.
 *
 * Job: know the lines that mail programs put in front of what they quote or forward ("Le … a écrit :",
 * "-----Message d'origine-----", blocks of "De : / Envoyé : / Objet :"), in French, English and the
 * other languages that these programs speak. Caller: parsers/reply. Promise: pure and linear; words
 * are in tables; a sentence of the sender's own that begins with "Le" or "On" is not taken for one.
 */
#ifndef PARSERS_QUOTE_H
#define PARSERS_QUOTE_H

#include "parsers/text.h"

struct quote_line {
    struct view raw;  /* as it came, without line end */
    struct view text; /* without quote marks and emphasis, lower case, no accents, blanks folded */
    int depth;        /* number of ">" in front */
};

enum quote_kind {
    QUOTE_NONE,
    QUOTE_WROTE,    /* one says who wrote what follows */
    QUOTE_ORIGINAL, /* a separator or a header block of a mail that is answered */
    QUOTE_FORWARD,  /* the same of a mail that is forwarded */
};

struct quote_line *quote_lines(struct arena *arena, struct view text, size_t *count);
/* What begins at line `at`; `*end` is the first line after it. */
enum quote_kind quote_at(const struct quote_line *lines, size_t count, size_t at, size_t *end);

#endif
