#include "bot/after.h"

#include <stdlib.h>
#include <string.h>

#include "db/farm.h"
#include "parsers/date.h"

struct situation after_copy(const struct situation *situation)
{
    struct situation copy = *situation;
    struct snapshot *snapshot = arena_alloc(situation->arena, sizeof *snapshot);
    *snapshot = *situation->snapshot;
    size_t count = (size_t)snapshot->subscription_count;
    struct subscription *items = arena_array(situation->arena, count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = snapshot->subscriptions[i];
    snapshot->subscriptions = items;
    copy.snapshot = snapshot;
    return copy;
}

static struct subscription *find(const struct situation *copy, int64_t id)
{
    for (int i = 0; i < copy->snapshot->subscription_count; i++)
        if (copy->snapshot->subscriptions[i].id == id)
            return &copy->snapshot->subscriptions[i];
    return NULL;
}

static bool same(const char *left, const char *right)
{
    return left && right ? !strcmp(left, right) : left == right;
}

/* Days of a week stand for each other (db/calendar.h). */
static bool make_suspension(struct situation *copy, struct subscription *subscription,
                            const struct change *change)
{
    int count = 0, monday = date_monday(change->day);
    int *days = arena_array(copy->arena, (size_t)subscription->suspension_count + 1, sizeof *days);
    for (int i = 0; i < subscription->suspension_count; i++)
        if (date_monday(subscription->suspensions[i]) != monday)
            days[count++] = subscription->suspensions[i];
    bool suspended = count < subscription->suspension_count;
    if (suspended == (change->kind == CHANGE_SUSPEND))
        return false;
    if (!suspended)
        days[count++] = change->day;
    subscription->suspensions = days;
    subscription->suspension_count = count;
    return true;
}

static bool make_term(struct situation *copy, struct subscription *subscription,
                      const struct change *change)
{
    const char *formula, *depot, *now = NULL;
    int count = 0, old = subscription->term_count;
    struct term *terms = arena_array(copy->arena, (size_t)old + 1, sizeof *terms);
    struct term term = {.from = change->day};
    change_read_pair(copy->arena, change->text, &formula, &depot);
    term.formula = formula ? farm_formula(copy->snapshot->farm, formula) : NULL;
    term.depot = depot ? farm_depot(copy->snapshot->farm, depot) : NULL;
    bool placed = !change->text;
    if (!placed && (!term.formula || !term.depot))
        return false;
    for (int i = 0; i < old; i++) {
        const struct term *item = &subscription->terms[i];
        if (item->from == change->day) {
            now = change_pair(copy->arena, item->formula->code, item->depot->code);
            continue;
        }
        if (!placed && item->from > change->day) {
            terms[count++] = term;
            placed = true;
        }
        terms[count++] = *item;
    }
    if (!placed)
        terms[count++] = term;
    if (!same(now, change->old_text) || !count)
        return false;
    subscription->terms = terms;
    subscription->term_count = count;
    return true;
}

static bool make_exception(struct situation *copy, struct subscription *subscription,
                           const struct change *change)
{
    const char *formula, *depot, *now = NULL;
    int count = 0, old = subscription->exception_count;
    struct exception *list = arena_array(copy->arena, (size_t)old + 1, sizeof *list);
    for (int i = 0; i < old; i++) {
        const struct exception *item = &subscription->exceptions[i];
        if (item->day == change->day)
            now = change_pair(copy->arena, item->formula ? item->formula->code : NULL,
                              item->depot ? item->depot->code : NULL);
        else
            list[count++] = *item;
    }
    if (!same(now, change->old_text))
        return false;
    change_read_pair(copy->arena, change->text, &formula, &depot);
    struct exception made = {change->day,
                             formula ? farm_formula(copy->snapshot->farm, formula) : NULL,
                             depot ? farm_depot(copy->snapshot->farm, depot) : NULL};
    if ((formula && !made.formula) || (depot && !made.depot))
        return false;
    if (change->text)
        list[count++] = made;
    subscription->exceptions = list;
    subscription->exception_count = count;
    return true;
}

static bool make_subscription(struct situation *copy, const struct change *change)
{
    struct snapshot *snapshot = arena_alloc(copy->arena, sizeof *snapshot);
    *snapshot = *copy->snapshot;
    struct subscription *items =
        arena_array(copy->arena, (size_t)snapshot->subscription_count + 1, sizeof *items);
    int count = 0;
    for (int i = 0; i < snapshot->subscription_count; i++)
        if (snapshot->subscriptions[i].id != change->subscription)
            items[count++] = snapshot->subscriptions[i];
    bool there = count < snapshot->subscription_count;
    if (there == (change->kind == CHANGE_SUBSCRIBE))
        return false;
    if (!there) {
        items[count] = (struct subscription){.id = change->subscription,
                                             .quantity = 1,
                                             .frequency = FREQUENCY_WEEKLY,
                                             .start = change->day,
                                             .end = DATE_NONE};
        struct change term = *change;
        if (!make_term(copy, &items[count++], &term))
            return false;
    }
    snapshot->subscriptions = items;
    snapshot->subscription_count = count;
    copy->snapshot = snapshot;
    return true;
}

bool after_make(struct situation *copy, const struct change *change)
{
    if (change->kind == CHANGE_SUBSCRIBE || change->kind == CHANGE_WITHDRAW)
        return make_subscription(copy, change);
    if (!change->subscription)
        return true;
    struct subscription *subscription = find(copy, change->subscription);
    if (!subscription)
        return false;
    switch (change->kind) {
    case CHANGE_SUSPEND:
    case CHANGE_RESUME:
        return make_suspension(copy, subscription, change);
    case CHANGE_TERM:
        return make_term(copy, subscription, change);
    case CHANGE_EXCEPTION:
        return make_exception(copy, subscription, change);
    case CHANGE_END:
        if (subscription->end != change->old_end)
            return false;
        subscription->end = change->end;
        return true;
    default:
        return true;
    }
}

struct situation after_changes(const struct situation *situation, const struct change *changes,
                               int count)
{
    struct situation copy = after_copy(situation);
    for (int i = 0; i < count; i++)
        after_make(&copy, &changes[i]);
    return copy;
}

static int compare_pairs(const void *left, const void *right)
{
    int a = after_first(left), b = after_first(right);
    return a < b ? -1 : a > b;
}

static bool differs(const struct delivery *was, const struct delivery *is)
{
    return !was || !is || was->day != is->day || was->formula != is->formula ||
           was->depot != is->depot || was->suspended != is->suspended;
}

static const struct delivery *of_week(const struct deliveries *list, const struct delivery *like)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i].subscription->id == like->subscription->id &&
            date_monday(list->items[i].base) == date_monday(like->base))
            return &list->items[i];
    return NULL;
}

static struct deliveries plan_of(const struct situation *situation, int from, int to)
{
    return calendar_plan(situation->arena, situation->snapshot->farm,
                         situation->snapshot->subscriptions,
                         situation->snapshot->subscription_count, from, to);
}

struct after_pairs after_compare(const struct situation *before, const struct situation *after,
                                 int64_t subscription, int from, int to)
{
    from = date_monday(from);
    to = date_monday(to) + 6;
    struct deliveries was = plan_of(before, from, to), is = plan_of(after, from, to);
    struct after_pairs pairs = {0};
    for (int i = 0; i < was.count + is.count; i++) {
        bool old = i < was.count;
        const struct delivery *one = old ? &was.items[i] : &is.items[i - was.count];
        const struct delivery *other = of_week(old ? &is : &was, one);
        if ((subscription && one->subscription->id != subscription) || (!old && other) ||
            !differs(one, other))
            continue;
        struct after_pair *pair =
            arena_one_more(before->arena, &pairs.items, &pairs.count, sizeof *pair);
        *pair = old ? (struct after_pair){one, other} : (struct after_pair){NULL, one};
    }
    if (pairs.count)
        qsort(pairs.items, (size_t)pairs.count, sizeof *pairs.items, compare_pairs);
    return pairs;
}

bool after_is_open(const struct situation *situation, const struct after_pair *pair)
{
    return (!pair->was || plan_is_open(situation, pair->was)) &&
           (!pair->is || plan_is_open(situation, pair->is));
}

int after_first(const struct after_pair *pair)
{
    if (!pair->was)
        return pair->is->day;
    return pair->is && pair->is->day < pair->was->day ? pair->is->day : pair->was->day;
}
