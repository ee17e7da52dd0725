#include "bot/plan.h"

#include <string.h>

#include "bot/after.h"
#include "bot/cutoff.h"
#include "parsers/date.h"
#include "parsers/zone.h"

bool plan_day_is_open(const struct situation *situation, int day, int64_t instant)
{
    if (situation->forced)
        return day >= situation->today;
    return cutoff_is_open(situation->config, day, instant);
}

static bool is_open_at(const struct situation *situation, const struct delivery *delivery,
                       int64_t instant)
{
    return plan_day_is_open(situation, delivery->day, instant) &&
           (situation->forced || plan_day_is_open(situation, delivery->base, instant));
}

bool plan_is_open(const struct situation *situation, const struct delivery *delivery)
{
    return is_open_at(situation, delivery, situation->received);
}

/* When the answer leaves: never before the message came. */
static int64_t moment(const struct situation *situation)
{
    return situation->now > situation->received ? situation->now : situation->received;
}

struct plan plan_group(const struct situation *situation, const struct delivery *items, int count)
{
    struct plan plan = {0};
    for (int i = 0; i < count; i++) {
        struct plan_day *last = plan.count ? &plan.days[plan.count - 1] : NULL;
        bool open = plan_is_open(situation, &items[i]);
        if (last && last->day == items[i].day) {
            last->count++;
            last->open &= open;
            last->suspended &= items[i].suspended;
            continue;
        }
        struct plan_day *day =
            arena_one_more(situation->arena, &plan.days, &plan.count, sizeof *day);
        *day = (struct plan_day){items[i].day, &items[i], 1, open, items[i].suspended};
    }
    return plan;
}

struct plan plan_days(const struct situation *situation, int from, int to, const char *type)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct deliveries all = calendar_plan(situation->arena, snapshot->farm, snapshot->subscriptions,
                                          snapshot->subscription_count, from, to);
    int kept = 0;
    for (int i = 0; i < all.count; i++)
        if (!type || !strcmp(all.items[i].formula->code, type))
            all.items[kept++] = all.items[i];
    return plan_group(situation, all.items, kept);
}

bool plan_may_change(const struct situation *situation, int day)
{
    struct plan plan = plan_days(situation, day, day, NULL);
    return plan.count ? plan.days[0].open : plan_day_is_open(situation, day, situation->received);
}

static int state_of(const struct situation *situation, const struct delivery *delivery, bool now)
{
    bool open = is_open_at(situation, delivery, now ? moment(situation) : situation->received);
    if (delivery->suspended)
        return open ? PLAN_OPEN_OFF : PLAN_LOCKED_OFF;
    return open ? PLAN_OPEN : PLAN_LOCKED;
}

struct plan plan_only(const struct situation *situation, const struct plan *plan, int states)
{
    struct delivery *items = NULL;
    int count = 0;
    for (int i = 0; i < plan->count; i++)
        for (int j = 0; j < plan->days[i].count; j++) {
            const struct delivery *delivery = &plan->days[i].items[j];
            if (!(state_of(situation, delivery, states & PLAN_NOW) & states))
                continue;
            struct delivery *item = arena_one_more(situation->arena, &items, &count, sizeof *items);
            *item = *delivery;
        }
    return plan_group(situation, items, count);
}

struct plan plan_coming(const struct situation *situation, const struct decision *decision)
{
    struct situation after = after_changes(situation, decision->changes, decision->change_count);
    struct deliveries all = calendar_plan(
        situation->arena, after.snapshot->farm, after.snapshot->subscriptions,
        after.snapshot->subscription_count, situation->today, situation->today + 3 * PLAN_HORIZON);
    int kept = 0;
    for (int i = 0; i < all.count; i++)
        if (!all.items[i].suspended)
            all.items[kept++] = all.items[i];
    return plan_group(situation, all.items, kept);
}

struct plan plan_after(const struct situation *situation, const struct plan *plan, int from,
                       const char *type)
{
    struct delivery *items = NULL;
    int count = 0;
    for (int i = 0; i < plan->count; i++)
        for (int j = 0; j < plan->days[i].count; j++) {
            const struct delivery *delivery = &plan->days[i].items[j];
            if (delivery->day < from || (type && strcmp(delivery->formula->code, type)))
                continue;
            struct delivery *item = arena_one_more(situation->arena, &items, &count, sizeof *items);
            *item = *delivery;
        }
    return plan_group(situation, items, count);
}

const struct plan_day *plan_next(const struct plan *plan, int from, bool suspended)
{
    for (int i = 0; i < plan->count; i++)
        if (plan->days[i].day >= from && plan->days[i].suspended == suspended)
            return &plan->days[i];
    return NULL;
}

const struct plan_day *plan_next_open(const struct plan *plan, int from)
{
    for (int i = 0; i < plan->count; i++)
        if (plan->days[i].day >= from && plan->days[i].open)
            return &plan->days[i];
    return NULL;
}

int plan_nearest(const struct plan *plan, int day, const struct plan_day **nearest, int count)
{
    int first_after = 0;
    while (first_after < plan->count && plan->days[first_after].day < day)
        first_after++;
    int low = first_after - 1, high = first_after, found = 0;
    while (found < count && (low >= 0 || high < plan->count)) {
        bool left = low >= 0 && (high >= plan->count ||
                                 day - plan->days[low].day <= plan->days[high].day - day);
        const struct plan_day *pick = &plan->days[left ? low-- : high++];
        if (pick->open)
            nearest[found++] = pick;
    }
    for (int i = 1; i < found; i++) /* by date */
        for (int j = i; j > 0 && nearest[j]->day < nearest[j - 1]->day; j--) {
            const struct plan_day *swap = nearest[j];
            nearest[j] = nearest[j - 1];
            nearest[j - 1] = swap;
        }
    return found;
}

static const char *and_word(const struct situation *situation)
{
    return !strcmp(situation->config->farm.language, "en") ? " and " : " et ";
}

char *plan_what(const struct situation *situation, const struct plan_day *day)
{
    struct text what = text_in(situation->arena);
    for (int i = 0; i < day->count; i++) {
        if (i)
            text_add(&what, i < day->count - 1 ? ", " : and_word(situation));
        int quantity = day->items[i].subscription->quantity;
        if (quantity > 1)
            text_print(&what, "%d × ", quantity);
        text_add(&what, day->items[i].formula->name);
    }
    return what.at;
}

char *plan_date(const struct situation *situation, int day)
{
    bool other_year = date_parts(day).year != date_parts(situation->today).year;
    return date_say(situation->arena, situation->config->farm.language, day, other_year);
}

char *plan_period(const struct situation *situation, int from, int to)
{
    const char *language = situation->config->farm.language;
    if (from == to)
        return plan_date(situation, from);
    return arena_print(situation->arena, !strcmp(language, "en") ? "%s to %s" : "du %s au %s",
                       plan_date(situation, from), plan_date(situation, to));
}

static char *where(const struct situation *situation, const struct plan_day *day)
{
    struct text text = text_in(situation->arena);
    for (int i = 0; i < day->count; i++) {
        bool known = false;
        for (int j = 0; j < i; j++)
            known |= day->items[j].depot == day->items[i].depot;
        if (!known)
            text_print(&text, "%s%s", text.len ? and_word(situation) : "",
                       day->items[i].depot->name);
    }
    return text.at;
}

char *plan_label(const struct situation *situation, const struct plan_day *day)
{
    return arena_print(situation->arena, "%s : %s, %s", plan_date(situation, day->day),
                       plan_what(situation, day), where(situation, day));
}

const char *plan_closed(const struct situation *situation, int day)
{
    const struct closure *closure = calendar_closure(situation->snapshot->farm, day);
    return closure ? closure->reason : NULL;
}

/* The one of its days that locks first decides. */
static char *say_lock(const struct situation *situation, const struct plan_day *day)
{
    const struct config *config = situation->config;
    int first = day->day;
    for (int i = 0; i < day->count; i++)
        if (cutoff_instant(config, day->items[i].base) < cutoff_instant(config, first))
            first = day->items[i].base;
    return cutoff_say_from(situation->arena, config, first, situation->today);
}

char *plan_until(const struct situation *situation, int day)
{
    struct plan plan = plan_days(situation, day, day, NULL);
    struct plan_day none = {.day = day};
    return say_lock(situation, plan.count ? &plan.days[0] : &none);
}

void plan_put_day(const struct situation *situation, struct tree *object,
                  const struct plan_day *day)
{
    const char *until = say_lock(situation, day);
    tree_put_text(object, "date", plan_date(situation, day->day));
    tree_put_text(object, "what", plan_what(situation, day));
    tree_put_text(object, "where", where(situation, day));
    tree_put_text(object, "until", until);
    tree_put_text(object, "since", until);
}

void plan_put(const struct situation *situation, struct tree *model, const char *key,
              const struct plan_day *day)
{
    if (day)
        plan_put_day(situation, tree_put_object(model, key), day);
}

int plan_day_now(const struct situation *situation)
{
    return zone_local(moment(situation)).day;
}

void plan_put_next(const struct situation *situation, struct tree *model, const struct plan *coming)
{
    plan_put(situation, model, "next", plan_next(coming, plan_day_now(situation), false));
}

void plan_put_next_open(const struct situation *situation, struct tree *model)
{
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    struct plan open = plan_only(situation, &ahead, PLAN_OPEN | PLAN_OPEN_OFF | PLAN_NOW);
    plan_put(situation, model, "next_open", open.count ? &open.days[0] : NULL);
}

void plan_put_undo(const struct situation *situation, struct tree *model,
                   const struct plan *changed)
{
    struct plan open = plan_only(situation, changed, PLAN_OPEN | PLAN_OPEN_OFF | PLAN_NOW);
    plan_put(situation, model, "undo", open.count ? &open.days[0] : NULL);
}
