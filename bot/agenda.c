#include "bot/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/date.h"

/* At most one delivery a week of a subscription: the same week is the same delivery. */
static bool is_in(const struct deliveries *list, const struct delivery *wanted)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i].subscription->id == wanted->subscription->id &&
            date_monday(list->items[i].base) == date_monday(wanted->base))
            return true;
    return false;
}

/* The deliveries that there would be without closures and ends. */
static struct deliveries unbounded(const struct situation *situation, int from, int to)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct farm *farm = arena_alloc(situation->arena, sizeof *farm);
    int count = snapshot->subscription_count;
    struct subscription *all = arena_array(situation->arena, (size_t)count, sizeof *all);
    *farm = *snapshot->farm;
    farm->closure_count = 0;
    for (int i = 0; i < count; i++) {
        all[i] = snapshot->subscriptions[i];
        all[i].end = DATE_NONE;
    }
    return calendar_plan(situation->arena, farm, all, count, from, to);
}

static void add(const struct situation *situation, struct agenda *agenda,
                const struct delivery *delivery, enum agenda_state state)
{
    struct agenda_entry *entry =
        arena_one_more(situation->arena, &agenda->entries, &agenda->count, sizeof *entry);
    *entry = (struct agenda_entry){*delivery, state};
}

static int end_of(const struct situation *situation, int64_t id)
{
    for (int i = 0; i < situation->snapshot->subscription_count; i++)
        if (situation->snapshot->subscriptions[i].id == id)
            return situation->snapshot->subscriptions[i].end;
    return DATE_NONE;
}

static int compare(const void *left, const void *right)
{
    const struct delivery *a = &((const struct agenda_entry *)left)->delivery;
    const struct delivery *b = &((const struct agenda_entry *)right)->delivery;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->subscription->id > b->subscription->id) -
           (a->subscription->id < b->subscription->id);
}

struct agenda agenda_list(const struct situation *situation)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct agenda agenda = {0};
    int from = situation->today, to = from + AGENDA_DAYS - 1;
    struct deliveries real =
        calendar_plan(situation->arena, snapshot->farm, snapshot->subscriptions,
                      snapshot->subscription_count, from, to);
    struct deliveries would = unbounded(situation, from, to);
    for (int i = 0; i < real.count; i++)
        add(situation, &agenda, &real.items[i],
            real.items[i].suspended ? AGENDA_SUSPENDED : AGENDA_COMES);
    for (int i = 0; i < would.count; i++) {
        const struct delivery *one = &would.items[i];
        int end = end_of(situation, one->subscription->id);
        bool ended = end != DATE_NONE && one->base > end;
        if (is_in(&real, one) || (ended && one->base > end + AGENDA_DAYS))
            continue;
        add(situation, &agenda, one, ended ? AGENDA_ENDED : AGENDA_CLOSED);
    }
    if (agenda.count)
        qsort(agenda.entries, (size_t)agenda.count, sizeof *agenda.entries, compare);
    return agenda;
}
