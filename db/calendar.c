#include "db/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/date.h"

const struct closure *calendar_closure(const struct farm *farm, int day)
{
    int low = 0, high = farm->closure_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (farm->closures[middle].day == day)
            return &farm->closures[middle];
        if (farm->closures[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct term *calendar_term(const struct subscription *subscription, int day)
{
    const struct term *term = &subscription->terms[0];
    for (int i = 1; i < subscription->term_count && subscription->terms[i].from <= day; i++)
        term = &subscription->terms[i];
    return term;
}

/* The Monday of the week that a fortnight counts from. */
static int fortnight_anchor(const struct subscription *subscription)
{
    int weekday = subscription->terms[0].depot->weekday;
    int parity = subscription->frequency == FREQUENCY_EVEN ? 0 : 1;
    int day = date_monday(subscription->start) + weekday - 1;
    if (day < subscription->start)
        day += 7;
    while (date_week(day) % 2 != parity) /* twice at most: 53 and 1 are both odd */
        day += 7;
    return date_monday(day);
}

/* The day of that week on which the depot in force is served; DATE_NONE: none. A term may begin within
 * the week: the first weekday that its own term's depot is served on counts, so there is never a second. */
static int depot_day(const struct subscription *subscription, int monday)
{
    for (int i = 0; i < 7; i++)
        if (calendar_term(subscription, monday + i)->depot->weekday == i + 1)
            return monday + i;
    return DATE_NONE;
}

/* Whether no earlier week of the month had a day that is served, under the terms of its own time: a move to
 * another weekday neither doubles a month nor skips one. */
static bool is_first_of_month(const struct farm *farm, const struct subscription *subscription,
                              int day)
{
    for (int monday = date_monday(day) - 7; monday + 6 >= date_month_first(day); monday -= 7) {
        int earlier = depot_day(subscription, monday);
        if (earlier >= date_month_first(day) && !calendar_closure(farm, earlier))
            return false;
    }
    return true;
}

/* The regular delivery day of the week that begins on `monday`, or DATE_NONE. */
static int week_day(const struct farm *farm, const struct subscription *subscription, int monday)
{
    int day = depot_day(subscription, monday);
    if (day == DATE_NONE || day < subscription->start ||
        (subscription->end != DATE_NONE && day > subscription->end) || calendar_closure(farm, day))
        return DATE_NONE;
    switch (subscription->frequency) {
    case FREQUENCY_EVEN:
    case FREQUENCY_ODD: {
        int weeks = (monday - fortnight_anchor(subscription)) / 7;
        return weeks >= 0 && weeks % 2 == 0 ? day : DATE_NONE;
    }
    case FREQUENCY_MONTHLY:
        return is_first_of_month(farm, subscription, day) ? day : DATE_NONE;
    case FREQUENCY_WEEKLY:
        break;
    }
    return day;
}

static bool is_suspended(const struct subscription *subscription, int base)
{
    for (int i = 0; i < subscription->suspension_count; i++)
        if (date_monday(subscription->suspensions[i]) == date_monday(base))
            return true;
    return false;
}

const struct exception *calendar_exception(const struct subscription *subscription, int day)
{
    for (int i = 0; i < subscription->exception_count; i++)
        if (date_monday(subscription->exceptions[i].day) == date_monday(day))
            return &subscription->exceptions[i];
    return NULL;
}

static struct delivery make_delivery(const struct subscription *subscription, int base)
{
    const struct term *term = calendar_term(subscription, base);
    struct delivery delivery = {base,          base,        subscription,
                                term->formula, term->depot, is_suspended(subscription, base)};
    const struct exception *exception = calendar_exception(subscription, base);
    if (exception && exception->formula)
        delivery.formula = exception->formula;
    if (exception && exception->depot) {
        delivery.depot = exception->depot;
        delivery.day = date_monday(base) + exception->depot->weekday - 1;
    }
    return delivery;
}

static int compare(const void *left, const void *right)
{
    const struct delivery *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    int order = strcmp(a->formula->code, b->formula->code);
    if (order)
        return order;
    return a->subscription->id < b->subscription->id ? -1
                                                     : a->subscription->id > b->subscription->id;
}

struct deliveries calendar_plan(struct arena *arena, const struct farm *farm,
                                const struct subscription *subscriptions, int count, int from,
                                int to)
{
    struct deliveries plan = {0};
    if (to < from || count <= 0)
        return plan;
    size_t weeks = (size_t)((date_monday(to) - date_monday(from)) / 7 + 1);
    plan.items = arena_array(arena, weeks * (size_t)count, sizeof *plan.items);
    for (int i = 0; i < count; i++)
        for (int monday = date_monday(from); monday <= to; monday += 7) {
            int base = week_day(farm, &subscriptions[i], monday);
            if (base == DATE_NONE)
                continue;
            struct delivery delivery = make_delivery(&subscriptions[i], base);
            bool closed = delivery.day != base && calendar_closure(farm, delivery.day);
            if (delivery.day >= from && delivery.day <= to && !closed)
                plan.items[plan.count++] = delivery;
        }
    qsort(plan.items, (size_t)plan.count, sizeof *plan.items, compare);
    return plan;
}
