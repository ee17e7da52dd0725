/* plan: what the files of bot/requests share: deliveries of a subscriber, grouped by day.
 *
 * Pure. A day is what a subscriber thinks in: with a basket and eggs on Tuesday, one day with two
 * deliveries. Open means that both the day of the delivery and its regular day can still change.
 */
#ifndef BOT_PLAN_H
#define BOT_PLAN_H

#include "bot/decide.h"
#include "db/calendar.h"

enum { PLAN_HORIZON = 400 }; /* days ahead that "every suspension to come" and the like look at */

struct plan_day {
    int day;
    const struct delivery *items;
    int count;
    bool open;      /* every one of them */
    bool suspended; /* every one of them */
};

struct plan {
    struct plan_day *days;
    int count;
};

/* The states of a delivery, to choose by (bits). */
enum plan_state {
    PLAN_OPEN = 1,       /* it comes, and can still change */
    PLAN_LOCKED = 2,     /* it comes, whatever one asks */
    PLAN_OPEN_OFF = 4,   /* suspended, and can still change */
    PLAN_LOCKED_OFF = 8, /* suspended, whatever one asks */
    PLAN_NOW =
        16, /* judged by the moment of the answer, not of receipt: for what the answer offers */
};

/* The subscriber's days from `from` to `to` (both inclusive); `type`: only that formula, NULL for all. */
struct plan plan_days(const struct situation *situation, int from, int to, const char *type);
/* The same days with only the deliveries in one of these states; days without any are left out. */
struct plan plan_only(const struct situation *situation, const struct plan *plan, int states);
/* What really comes from today on once the decision's changes are made: no suspended delivery is in it. */
struct plan plan_coming(const struct situation *situation, const struct decision *decision);
/* Those of its days from `from` on that bring this formula, and of them only that; NULL for all. */
struct plan plan_after(const struct situation *situation, const struct plan *plan, int from,
                       const char *type);
/* Deliveries, sorted by day, as days. */
struct plan plan_group(const struct situation *situation, const struct delivery *items, int count);
/* Whether what is delivered on that day could be changed at that instant: before its cutoff, or forced. */
bool plan_day_is_open(const struct situation *situation, int day, int64_t instant);
bool plan_is_open(const struct situation *situation, const struct delivery *delivery);
/* Whether what goes with the deliveries of a day can still change; without any, what would be made then. */
bool plan_may_change(const struct situation *situation, int day);
/* Until when that is, or was: "dimanche 15 mars à 23 h 59", with the year when it is not this one. */
char *plan_until(const struct situation *situation, int day);
/* The first day on or after `from` that is (not) suspended; NULL when there is none within the horizon. */
const struct plan_day *plan_next(const struct plan *plan, int from, bool suspended);
/* The first day on or after `from` that can still change; NULL when there is none. */
const struct plan_day *plan_next_open(const struct plan *plan, int from);
/* Up to `count` days nearest to `day` that can still change, earlier ones first. */
int plan_nearest(const struct plan *plan, int day, const struct plan_day **nearest, int count);

/* "Petit panier et Boîte de 6 œufs", with quantities above one in front ("2 × Pain de campagne"). */
char *plan_what(const struct situation *situation, const struct plan_day *day);
/* {date, what, where, until, since} of a day: its cutoff in words, to come or past. */
void plan_put_day(const struct situation *situation, struct tree *object,
                  const struct plan_day *day);
/* The same under a key; absent when `day` is NULL. */
void plan_put(const struct situation *situation, struct tree *model, const char *key,
              const struct plan_day *day);
/* What an answer says of things to come is true when it leaves, also when the message had to wait:
 * "next": the first basket of `coming`; "next_open": the first delivery that can still change;
 * "undo": the first of these days that can. */
int plan_day_now(const struct situation *situation); /* the farm's date when the answer leaves */
void plan_put_next(const struct situation *situation, struct tree *model,
                   const struct plan *coming);
void plan_put_next_open(const struct situation *situation, struct tree *model);
void plan_put_undo(const struct situation *situation, struct tree *model,
                   const struct plan *changed);
char *plan_date(const struct situation *situation,
                int day); /* "mardi 17 mars", with the year when it is not this one */
char *plan_label(const struct situation *situation,
                 const struct plan_day *day); /* "mardi 17 mars : Petit panier, Gap – Gare" */
/* One day, or both ends of a period as the language says it. */
char *plan_period(const struct situation *situation, int from, int to);
/* The closure's reason on that day ("" when it has none); NULL when the farm is not closed. */
const char *plan_closed(const struct situation *situation, int day);

#endif
