/* terms: another formula or depot, for good from a week on or for single deliveries.
 *
 * Pure. For good is a term that begins on a Monday: the first one from which on all that it alters can
 * still change, and by which no week (or month) is delivered twice or skipped but for closures. For single
 * deliveries it is an exception, which ends by itself. Caller: requests/change.c and requests/pickup.c.
 */
#ifndef BOT_TERMS_H
#define BOT_TERMS_H

#include "bot/after.h"

/* What is wished; NULL stays as it is. */
struct terms_wish {
    const struct formula *formula;
    const struct depot *depot;
};

enum terms_result {
    TERMS_DONE, /* the changes are in the decision */
    TERMS_SAME, /* it is so already */
    TERMS_NONE, /* nothing more is delivered */
};
/* The deliveries that become others are added to `pairs`. */
enum terms_result terms_for_good(const struct situation *situation, struct decision *decision,
                                 const struct subscription *subscription,
                                 const struct terms_wish *wish, int from,
                                 struct after_pairs *pairs);

enum terms_once {
    TERMS_ONCE_DONE,
    TERMS_ONCE_SAME,
    TERMS_ONCE_LATE,   /* the day it would move to is locked or over */
    TERMS_ONCE_CLOSED, /* the farm is closed on that day */
};
/* One delivery, itself still open. *day: where it would go. */
enum terms_once terms_once(const struct situation *situation, struct decision *decision,
                           const struct delivery *delivery, const struct terms_wish *wish,
                           struct after_pairs *pairs, int *day);

/* What is asked of one request: `date`, `from`–`to`, or for good. */
bool terms_is_once(const struct request *request);
/* Fills "nodelivery" and asks which delivery is meant; each option is the request for that day. */
void terms_offer_nearest(const struct situation *situation, struct decision *decision,
                         const struct plan *ahead);
/* Lists of the model: {date, what, where, since, past, off} for each day of these deliveries. */
void terms_put_days(const struct situation *situation, struct tree *list,
                    const struct delivery *items, int count);
/* "undo": until the first of these deliveries is locked. */
void terms_put_undo(const struct situation *situation, struct decision *decision,
                    const struct after_pairs *pairs);
/* "same_from": the first day that is as wished, when the next basket is not yet; "" else. */
void terms_put_same(const struct situation *situation, struct decision *decision,
                    const struct terms_wish *wish);
/* "next" (but for the day `told`) and, when something was refused, "next_open". */
void terms_put_next(const struct situation *situation, struct decision *decision, int told,
                    bool refused);

#endif
