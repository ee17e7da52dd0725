/* nearest: a day on which there is no delivery is never "the nearest one": the nearest are offered.
 *
 * Job: the block and the question that suspend, resume, change and pickup share. Pure.
 */
#ifndef BOT_NEAREST_H
#define BOT_NEAREST_H

#include "bot/plan.h"

/* Offers the days of `days` nearest to `from`: two for one day, three for a period. Each option is the
 * request given, for that day (`date` when by_date, else from and to). `type`: the formula that was
 * named, "" for none. Gives how many there are; the decision's result is left to the caller. */
int nearest_offer(const struct situation *situation, struct decision *decision,
                  const struct plan *days, int from, int to, struct request option, bool by_date,
                  const char *type);
/* {date, what, where, …, past} of each day, as a list under `key`. */
void nearest_put_days(const struct situation *situation, struct tree *model, const char *key,
                      const struct plan *days);

#endif
