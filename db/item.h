/* item: what an ordered product's unit means: how it is counted, said and bounded.
 *
 * Pure. Units are the farm's own words ("kg", "pièce", "pot"); what is not known is counted in whole
 * numbers. The table of limits is in item.c.
 */
#ifndef DB_ITEM_H
#define DB_ITEM_H

#include <stdbool.h>
#include <stdint.h>

enum item_fault { ITEM_GOOD, ITEM_BROKEN, ITEM_LESS, ITEM_MORE };

/* Whether that much may be ordered at once; *limit: the bound that it passes, in thousandths. */
enum item_fault item_check(const char *unit, int64_t thousandths, int64_t *limit);
/* What stands between quantity and name: "kg", or "×" for what is counted. */
const char *item_say_unit(const char *unit);
/* Cents, rounded half up. */
int64_t item_amount(int64_t thousandths, int64_t price);

#endif
