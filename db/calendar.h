/* calendar: which days a subscription is delivered on.
 *
 * Job: the one computation behind plannings, decisions, pick lists and invoices. Promise: pure; at
 * most one delivery a week of a subscription.
 * Rules (SPEC section 1): a depot is served on its weekday but for closures. `paire` and `impaire` go in
 * steps of 14 days from the first day of the depot's weekday, on or after the start, whose ISO week has
 * that parity; a closure moves nobody's fortnight. `mensuelle` is the first day of the month on which the
 * depot in force is served; a subscription that starts after it starts with the next month's. A
 * suspension or an exception belongs to its week, whatever weekday the depot of that week is served on, so
 * that it stays where it is when the delivery day moves.
 */
#ifndef DB_CALENDAR_H
#define DB_CALENDAR_H

#include "db/model.h"

/* One delivery of one subscription. */
struct delivery {
    int base; /* the regular day of its week: what suspensions and exceptions are written by */
    int day; /* the day it is made on: another one only when an exception moves it within its week */
    const struct subscription *subscription;
    const struct formula *formula;
    const struct depot *depot;
    bool suspended;
};

struct deliveries {
    struct delivery *items; /* by day, then formula code */
    int count;
};

/* Deliveries from `from` to `to`, both inclusive, of these subscriptions; suspended ones are marked. */
struct deliveries calendar_plan(struct arena *arena, const struct farm *farm,
                                const struct subscription *subscriptions, int count, int from,
                                int to);
const struct closure *calendar_closure(const struct farm *farm, int day);
/* The exception of the week that a day lies in, or NULL. */
const struct exception *calendar_exception(const struct subscription *subscription, int day);
/* The term in force on a day (the first one before the start). */
const struct term *calendar_term(const struct subscription *subscription, int day);

#endif
