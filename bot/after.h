/* after: a subscriber's deliveries as they will be once changes are made.
 *
 * Pure: copies, nothing of the snapshot is touched. The same rules as db/commit, so that an answer names
 * the dates that the planning will show.
 */
#ifndef BOT_AFTER_H
#define BOT_AFTER_H

#include "bot/plan.h"

/* The situation with its own copy of the subscriptions. */
struct situation after_copy(const struct situation *situation);
/* Makes one change on such a copy. False: the state is not what the change starts from (nothing is made).
 * Changes of orders are true and make nothing. */
bool after_make(struct situation *copy, const struct change *change);
/* The situation once all of them are made. */
struct situation after_changes(const struct situation *situation, const struct change *changes,
                               int count);

/* One delivery that is another one afterwards: another day, formula, depot, suspended or not, or none. */
struct after_pair {
    const struct delivery *was, *is; /* one of them may be NULL */
};
struct after_pairs {
    struct after_pair *items; /* by the earlier of their days */
    int count;
};
/* Deliveries of the weeks from `from`'s to `to`'s; `subscription` 0: of all. */
struct after_pairs after_compare(const struct situation *before, const struct situation *after,
                                 int64_t subscription, int from, int to);
/* Whether both can still change. */
bool after_is_open(const struct situation *situation, const struct after_pair *pair);
/* The earliest day that it touches. */
int after_first(const struct after_pair *pair);

#endif
