/* picklist_news: what is otherwise than at the delivery before, subscription by subscription.
 *
 * The week counts, not the day: who moved to a depot of another weekday came from there. Who is delivered every second
 * week only is counted, not named: that is no news.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/picklist.h"
#include "db/calendar.h"
#include "parsers/date.h"

enum {
    WEEKS_BACK = 8, /* closures in a row that are looked over */
    REACH = 100     /* days ahead in which anything still comes, if it does */
};

struct looking {
    struct arena *arena;
    const struct roster *roster;
    struct picklist *list;
    const struct snapshot *member;
};

static int day_before(const struct farm *farm, int day)
{
    for (int i = 1; i <= WEEKS_BACK; i++)
        if (!calendar_closure(farm, day - 7 * i))
            return day - 7 * i;
    return DATE_NONE;
}

static void add(struct looking *looking, const struct depot *depot, enum picklist_turn turn,
                const char *what, const char *other)
{
    struct picklist_depot *of = picklist_depot_of(looking->arena, looking->list, depot);
    const struct subscriber *who = &looking->member->subscriber;
    *(struct picklist_news *)arena_one_more(looking->arena, &of->news, &of->news_count,
                                            sizeof *of->news) = (struct picklist_news){
        .turn = turn,
        .number = who->number,
        .name = picklist_name(looking->arena, who),
        .sort = picklist_sort_key(looking->arena, who),
        .what = what,
        .other = other,
    };
}

/* The delivery in the week of `day`, suspended or not; false: none. */
static bool find(struct looking *looking, const struct subscription *subscription, int day,
                 struct delivery *found)
{
    int monday = date_monday(day);
    struct deliveries plan =
        calendar_plan(looking->arena, looking->roster->farm, subscription, 1, monday, monday + 6);
    if (plan.count)
        *found = plan.items[0];
    return plan.count > 0;
}

static bool brings(struct looking *looking, const struct subscription *subscription, int from,
                   int to)
{
    struct deliveries plan =
        calendar_plan(looking->arena, looking->roster->farm, subscription, 1, from, to);
    for (int i = 0; i < plan.count; i++)
        if (!plan.items[i].suspended)
            return true;
    return false;
}

/* It is on this list, and was not on the last one. */
static void look_at_comer(struct looking *looking, const struct delivery *now,
                          const struct delivery *then)
{
    const struct subscription *subscription = now->subscription;
    const char *what = now->formula->name;
    if (then && !then->suspended)
        add(looking, now->depot, PICKLIST_ARRIVED, what, then->depot->name);
    else if (subscription->start > now->base - REACH &&
             !brings(looking, subscription, subscription->start, date_monday(now->base) - 1))
        add(looking, now->depot, PICKLIST_NEW, what, "");
    else if (then)
        add(looking, now->depot, PICKLIST_BACK, what, "");
    else
        picklist_depot_of(looking->arena, looking->list, now->depot)->more++;
}

/* It was on the last list, and is not on this one. */
static void look_at_leaver(struct looking *looking, const struct delivery *now,
                           const struct delivery *then)
{
    const char *what = then->formula->name;
    int next = date_monday(looking->list->day);
    if (now && !now->suspended)
        add(looking, then->depot, PICKLIST_LEFT, what, now->depot->name);
    else if (now)
        add(looking, then->depot, PICKLIST_SUSPENDED, what, "");
    else if (!brings(looking, then->subscription, next, next + REACH))
        add(looking, then->depot, PICKLIST_ENDED, what, "");
    else
        picklist_depot_of(looking->arena, looking->list, then->depot)->fewer++;
}

static void look(struct looking *looking, const struct subscription *subscription)
{
    struct delivery now, then;
    bool has_now = find(looking, subscription, looking->list->day, &now);
    bool has_then = find(looking, subscription, looking->list->before, &then);
    bool comes = has_now && !now.suspended && now.day == looking->list->day;
    bool came = has_then && !then.suspended && then.day == looking->list->before;
    bool moved = comes && came && now.depot != then.depot;
    if (comes && (!came || moved))
        look_at_comer(looking, &now, has_then ? &then : NULL);
    if (came && (!comes || moved))
        look_at_leaver(looking, has_now ? &now : NULL, &then);
    if (comes && came && !moved && now.formula != then.formula)
        add(looking, now.depot, PICKLIST_CHANGED, now.formula->name, then.formula->name);
}

static int compare_news(const void *left, const void *right)
{
    const struct picklist_news *a = left, *b = right;
    if (a->turn != b->turn)
        return (int)a->turn - (int)b->turn;
    int order = strcmp(a->sort, b->sort);
    if (!order)
        order = (a->number > b->number) - (a->number < b->number);
    return order ? order : strcmp(a->what, b->what);
}

void picklist_compare(struct arena *arena, const struct roster *roster, struct picklist *list)
{
    struct looking looking = {.arena = arena, .roster = roster, .list = list};
    list->before = day_before(roster->farm, list->day);
    if (list->before == DATE_NONE || calendar_closure(roster->farm, list->day))
        return;
    for (int i = 0; i < roster->count; i++) {
        looking.member = roster->members[i];
        for (int j = 0; j < looking.member->subscription_count; j++)
            look(&looking, &looking.member->subscriptions[j]);
    }
    for (int i = 0; i < list->all_count; i++)
        if (list->depots[i].news_count)
            qsort(list->depots[i].news, (size_t)list->depots[i].news_count,
                  sizeof *list->depots[i].news, compare_news);
}
