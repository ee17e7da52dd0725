#include "bot/terms.h"

#include <string.h>

#include "bot/nearest.h"
#include "parsers/date.h"

enum { TERMS_WEEKS = 60 }; /* how far ahead a first week is looked for */

static void add_term(const struct situation *situation, struct decision *list, int64_t id, int day,
                     const struct term *old, const struct term *new)
{
    if (old && old->formula == new->formula && old->depot == new->depot)
        return;
    struct change *change = decision_change(situation, list, CHANGE_TERM);
    change->subscription = id;
    change->day = day;
    change->text = change_pair(situation->arena, new->formula->code, new->depot->code);
    if (old)
        change->old_text = change_pair(situation->arena, old->formula->code, old->depot->code);
}

static struct term wished(const struct term *term, const struct terms_wish *wish)
{
    struct term new = *term;
    new.formula = wish->formula ? wish->formula : term->formula;
    new.depot = wish->depot ? wish->depot : term->depot;
    return new;
}

/* An end within a week stays before or behind that week's delivery when its weekday moves. */
static void keep_end(const struct situation *situation, struct decision *list,
                     const struct subscription *subscription, const struct terms_wish *wish)
{
    if (subscription->end == DATE_NONE || !wish->depot)
        return;
    int monday = date_monday(subscription->end), end = subscription->end;
    int old_day = monday + calendar_term(subscription, end)->depot->weekday - 1;
    int new_day = monday + wish->depot->weekday - 1;
    if (old_day <= subscription->end && new_day > end)
        end = new_day;
    if (old_day > subscription->end && new_day <= end)
        end = new_day - 1;
    if (end == subscription->end)
        return;
    struct change *change = decision_change(situation, list, CHANGE_END);
    change->subscription = subscription->id;
    change->end = end;
    change->old_end = subscription->end;
}

/* The changes that make the wish true from that Monday on; terms that were to come keep what it leaves. */
static struct decision build(const struct situation *situation,
                             const struct subscription *subscription, const struct terms_wish *wish,
                             int monday)
{
    struct decision list = {0};
    int from = monday > subscription->start ? monday : subscription->start;
    const struct term *now = calendar_term(subscription, from);
    struct term new = wished(now, wish);
    new.from = from;
    if (now->from == from)
        add_term(situation, &list, subscription->id, from, now, &new);
    else if (new.formula != now->formula || new.depot != now->depot)
        add_term(situation, &list, subscription->id, from, NULL, &new);
    for (int i = 0; i < subscription->term_count; i++) {
        const struct term *later = &subscription->terms[i];
        new = wished(later, wish);
        if (later->from > from)
            add_term(situation, &list, subscription->id, later->from, later, &new);
    }
    if (list.change_count)
        keep_end(situation, &list, subscription, wish);
    return list;
}

static int month_of(const struct delivery *delivery)
{
    return date_month_first(delivery->base);
}

/* What the other side of a lost or gained delivery would have been is a closed day. */
static bool by_closure(const struct situation *situation, const struct situation *after,
                       const struct after_pair *pair)
{
    const struct delivery *one = pair->was ? pair->was : pair->is;
    const struct snapshot *other = pair->was ? after->snapshot : situation->snapshot;
    for (int i = 0; i < other->subscription_count; i++) {
        const struct subscription *subscription = &other->subscriptions[i];
        int monday = date_monday(one->base);
        int day = monday + calendar_term(subscription, monday)->depot->weekday - 1;
        if (subscription->id == one->subscription->id)
            return calendar_closure(situation->snapshot->farm, day) != NULL;
    }
    return false;
}

/* Lost and gained deliveries cancel each other out: in the month for a monthly one, by closures else. */
static bool is_fair(const struct situation *situation, const struct situation *after,
                    const struct after_pairs *pairs, enum frequency frequency)
{
    int last = pairs->count ? month_of(pairs->items[pairs->count - 1].was
                                           ? pairs->items[pairs->count - 1].was
                                           : pairs->items[pairs->count - 1].is)
                            : DATE_NONE;
    for (int i = 0; i < pairs->count; i++) {
        const struct after_pair *pair = &pairs->items[i];
        if (pair->was && pair->is)
            continue;
        if (frequency != FREQUENCY_MONTHLY) {
            if (!by_closure(situation, after, pair))
                return false;
            continue;
        }
        int balance = 0, month = month_of(pair->was ? pair->was : pair->is);
        for (int j = 0; j < pairs->count; j++) {
            const struct after_pair *other = &pairs->items[j];
            balance += other->is && month_of(other->is) == month;
            balance -= other->was && month_of(other->was) == month;
        }
        if (balance && month != last) /* the last month is cut off by the horizon */
            return false;
    }
    return true;
}

static bool all_open(const struct situation *situation, const struct after_pairs *pairs, int from)
{
    for (int i = 0; i < pairs->count; i++) {
        const struct after_pair *pair = &pairs->items[i];
        if (!after_is_open(situation, pair) || (pair->was ? pair->was->day : pair->is->day) < from)
            return false;
    }
    return true;
}

static void take(const struct situation *situation, struct decision *decision,
                 const struct decision *list, const struct after_pairs *found,
                 struct after_pairs *pairs)
{
    for (int i = 0; i < list->change_count; i++) {
        struct change *change = decision_change(situation, decision, CHANGE_NONE);
        *change = list->changes[i];
        change->first = after_first(&found->items[0]);
    }
    for (int i = 0; i < found->count; i++) {
        struct after_pair *pair =
            arena_one_more(situation->arena, &pairs->items, &pairs->count, sizeof *pair);
        *pair = found->items[i];
    }
}

/* A term from that Monday on, tried out. */
struct trial {
    struct decision list;
    struct after_pairs found;
    bool good;
};

static struct trial try_week(const struct situation *situation,
                             const struct subscription *subscription, const struct terms_wish *wish,
                             int from, int monday, int last)
{
    struct trial trial = {.list = build(situation, subscription, wish, monday)};
    struct situation after = after_changes(situation, trial.list.changes, trial.list.change_count);
    trial.found =
        after_compare(situation, &after, subscription->id, date_monday(situation->today) - 7, last);
    trial.good = trial.found.count && all_open(situation, &trial.found, from) &&
                 is_fair(situation, &after, &trial.found, subscription->frequency);
    return trial;
}

enum terms_result terms_for_good(const struct situation *situation, struct decision *decision,
                                 const struct subscription *subscription,
                                 const struct terms_wish *wish, int from, struct after_pairs *pairs)
{
    int start = from > situation->today ? from : situation->today;
    int first = date_monday(start), last = first + PLAN_HORIZON;
    struct deliveries ahead =
        calendar_plan(situation->arena, situation->snapshot->farm, subscription, 1, start, last);
    for (int i = 0; i < TERMS_WEEKS && ahead.count; i++) {
        struct trial trial = try_week(situation, subscription, wish, from, first + 7 * i, last);
        if (!trial.list.change_count) /* it will be so anyway, from there on */
            return TERMS_SAME;
        if (!trial.good)
            continue;
        /* it begins in the week of the first delivery that it alters, when that comes to the same */
        int day = after_first(&trial.found.items[0]);
        struct trial later = try_week(situation, subscription, wish, from, date_monday(day), last);
        if (later.good && after_first(&later.found.items[0]) == day)
            trial = later;
        take(situation, decision, &trial.list, &trial.found, pairs);
        return TERMS_DONE;
    }
    return TERMS_NONE;
}

enum terms_once terms_once(const struct situation *situation, struct decision *decision,
                           const struct delivery *delivery, const struct terms_wish *wish,
                           struct after_pairs *pairs, int *day)
{
    const struct subscription *subscription = delivery->subscription;
    const struct term *term = calendar_term(subscription, delivery->base);
    const struct exception *old = calendar_exception(subscription, delivery->base);
    struct exception new = old ? *old : (struct exception){.day = delivery->base};
    if (wish->formula)
        new.formula = wish->formula == term->formula ? NULL : wish->formula;
    if (wish->depot)
        new.depot = wish->depot == term->depot ? NULL : wish->depot;
    const struct depot *depot = new.depot ? new.depot : term->depot;
    *day = date_monday(delivery->base) + depot->weekday - 1;
    if (delivery->formula == (new.formula ? new.formula : term->formula) &&
        delivery->depot == depot)
        return TERMS_ONCE_SAME;
    if (calendar_closure(situation->snapshot->farm, *day))
        return TERMS_ONCE_CLOSED;
    if (!plan_day_is_open(situation, *day, situation->received))
        return TERMS_ONCE_LATE;
    struct decision list = {0};
    struct change *change = decision_change(situation, &list, CHANGE_EXCEPTION);
    change->subscription = subscription->id;
    change->day = new.day;
    if (old)
        change->old_text = change_pair(situation->arena, old->formula ? old->formula->code : NULL,
                                       old->depot ? old->depot->code : NULL);
    if (new.formula || new.depot)
        change->text = change_pair(situation->arena, new.formula ? new.formula->code : NULL,
                                   new.depot ? new.depot->code : NULL);
    struct situation after = after_changes(situation, change, 1);
    struct after_pairs found =
        after_compare(situation, &after, subscription->id, delivery->base, delivery->base);
    if (!found.count)
        return TERMS_ONCE_SAME;
    take(situation, decision, &list, &found, pairs);
    return TERMS_ONCE_DONE;
}

bool terms_is_once(const struct request *request)
{
    return request->date != DATE_NONE || request->to != DATE_NONE;
}

void terms_offer_nearest(const struct situation *situation, struct decision *decision,
                         const struct plan *ahead)
{
    const struct request *request = situation->request;
    int from = request->date == DATE_NONE ? request->from : request->date;
    int to = request->date == DATE_NONE ? request->to : request->date;
    struct plan around = plan_only(situation, ahead, PLAN_OPEN | PLAN_NOW);
    int count = nearest_offer(situation, decision, &around, from, to, *request, true, "");
    decision->result = count ? RESULT_ASKED : RESULT_REFUSED;
}

void terms_put_days(const struct situation *situation, struct tree *list,
                    const struct delivery *items, int count)
{
    struct plan days = plan_group(situation, items, count);
    for (int i = 0; i < days.count; i++) {
        struct tree *item = tree_push_object(list);
        plan_put_day(situation, item, &days.days[i]);
        tree_put_bool(item, "past", days.days[i].day < situation->today);
        tree_put_bool(item, "off", days.days[i].suspended);
    }
}

/* As one delivery whose two days are those before and after the change: both decide. */
static struct delivery both(const struct after_pair *pair)
{
    struct delivery one = pair->is ? *pair->is : *pair->was;
    if (pair->is && pair->was)
        one.base = pair->was->day;
    return one;
}

void terms_put_undo(const struct situation *situation, struct decision *decision,
                    const struct after_pairs *pairs)
{
    struct delivery *items = arena_array(situation->arena, (size_t)pairs->count + 1, sizeof *items);
    int count = 0;
    for (int i = 0; i < pairs->count; i++) { /* by day */
        struct delivery one = both(&pairs->items[i]);
        int at = count++;
        for (; at > 0 && items[at - 1].day > one.day; at--)
            items[at] = items[at - 1];
        items[at] = one;
    }
    bool once = terms_is_once(situation->request); /* for good is taken back whole or not at all */
    struct plan changed = plan_group(situation, items, once || !count ? count : 1);
    plan_put_undo(situation, decision->model, &changed);
}

void terms_put_same(const struct situation *situation, struct decision *decision,
                    const struct terms_wish *wish)
{
    struct plan coming = plan_coming(situation, decision);
    const struct plan_day *first = NULL;
    for (int i = 0; i < coming.count && !first; i++)
        for (int j = 0; j < coming.days[i].count; j++) {
            const struct delivery *one = &coming.days[i].items[j];
            bool so = (!wish->formula || one->formula == wish->formula) &&
                      (!wish->depot || one->depot == wish->depot);
            if (so && !first)
                first = &coming.days[i];
        }
    bool later = first && first != &coming.days[0];
    tree_put_text(decision->model, "same_from", later ? plan_date(situation, first->day) : "");
}

void terms_put_next(const struct situation *situation, struct decision *decision, int told,
                    bool refused)
{
    struct plan coming = plan_coming(situation, decision);
    const struct plan_day *next = plan_next(&coming, plan_day_now(situation), false);
    if (!next || next->day != told)
        plan_put(situation, decision->model, "next", next);
    if (refused)
        plan_put_next_open(situation, decision->model);
}
