/* likeness: products that somebody may have meant by a word that is none of them.
 *
 * Pure. A word of the text is like a word of a product's name or alias when few letters differ (one, from seven
 * letters on two; added, left out, changed or two swapped), plural endings aside. Only for showing names in a
 * question: nothing is ever ordered by likeness.
 */
#ifndef BOT_LIKENESS_H
#define BOT_LIKENESS_H

#include "db/model.h"

enum { LIKENESS_MOST = 5 };

/* Available products like some word of `said`, nearest first, each once; words that name a product exactly are
 * passed over. Gives how many. */
int likeness_find(struct arena *arena, const struct farm *farm, struct view said,
                  const struct product *found[LIKENESS_MOST]);
/* How many letters differ; more than `limit`: limit + 1. */
int likeness_distance(struct view a, struct view b, int limit);

#endif
