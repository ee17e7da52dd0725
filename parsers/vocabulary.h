/* vocabulary: the names that a farm uses, as the parser sees them.
 *
 * Job: formulas, depots and products with code, name and aliases, folded once and then only read
 * (safe to share between threads). Promise: knows nothing of any subscriber.
 */
#ifndef PARSERS_VOCABULARY_H
#define PARSERS_VOCABULARY_H

#include "parsers/arena.h"

enum name_kind { NAME_FORMULA, NAME_DEPOT, NAME_PRODUCT };

/* One thing as the farm wrote it (UTF-8); `aliases` is joined by '|', as in the CSV; `town` is a depot's. */
struct name {
    enum name_kind kind;
    const char *code, *name, *aliases, *town;
    const char *unit; /* a product's: "kg", "pièce", … */
};

struct vocabulary;

/* The names are copied into the arena, which must outlive the vocabulary. */
struct vocabulary *vocabulary_new(struct arena *arena, const struct name *names, int count);
/* The same names for messages written in another language (see parsers/gloss.h); the same vocabulary when
 * that is its own. */
const struct vocabulary *vocabulary_in(struct arena *arena, const struct vocabulary *vocabulary,
                                       const char *language);
/* "fr" when there is no vocabulary. */
const char *vocabulary_language(const struct vocabulary *vocabulary);

#endif
