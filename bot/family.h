/* family: which formulas may stand for each other.
 *
 * Pure. A basket can replace a basket, a box of eggs a box of eggs; eggs or bread never become a basket. What
 * a formula is made of is read from its name by a table of words (family.c); two formulas are of one family
 * when they are made of the same.
 */
#ifndef BOT_FAMILY_H
#define BOT_FAMILY_H

#include "db/model.h"

bool family_same(struct arena *arena, const struct formula *left, const struct formula *right);

#endif
