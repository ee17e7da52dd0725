/* names: the farm's names among tokens.
 *
 * Job: find the formulas, depots and products that words name, whatever small words, plurals and
 * word order within "X de Y" ("tiers-lieu de Serres"); one letter may be wrong in a long word.
 * A name that several things share gives them all: the caller asks which.
 */
#ifndef PARSERS_NAMES_H
#define PARSERS_NAMES_H

#include "parsers/token.h"
#include "parsers/vocabulary.h"

enum { NAMES_CHOICES = 12 };

struct named {
    enum name_kind kind;
    int count;                /* of what it may be; more than one: ambiguous */
    int names[NAMES_CHOICES]; /* for names_get */
    bool weak;                /* one common word ("petit"): needs its context */
};

/* The longest name of that kind at token `at`: its end, or `at`. */
int names_at(const struct vocabulary *vocabulary, const struct tokens *tokens, int at,
             enum name_kind kind, struct named *named);
const struct name *names_get(const struct vocabulary *vocabulary, int index);
/* Codes joined by ','. */
char *names_codes(struct arena *arena, const struct vocabulary *vocabulary,
                  const struct named *named);

/* Whether a word is one of a name's. */
bool names_know(const struct vocabulary *vocabulary, const struct token *token);

#endif
