#include "bot/picklist.h"

#include <stdlib.h>
#include <string.h>

#include "db/calendar.h"
#include "parsers/fold.h"

struct making {
    struct arena *arena;
    const struct roster *roster;
    struct picklist *list;
};

static void add_item(struct arena *arena, struct picklist_item **items, int *count,
                     const struct picklist_item *item)
{
    for (int i = 0; i < *count; i++)
        if ((*items)[i].product == item->product && !strcmp((*items)[i].code, item->code)) {
            (*items)[i].thousandths += item->thousandths;
            return;
        }
    struct picklist_item *new = arena_one_more(arena, items, count, sizeof *new);
    *new = *item;
}

static struct picklist_depot *find_depot(struct making *making, const struct depot *depot)
{
    struct picklist *list = making->list;
    for (int i = 0; i < list->depot_count; i++)
        if (list->depots[i].depot == depot)
            return &list->depots[i];
    struct picklist_depot *new =
        arena_one_more(making->arena, &list->depots, &list->depot_count, sizeof *new);
    *new = (struct picklist_depot){.depot = depot};
    return new;
}

static struct picklist_person *find_person(struct making *making, struct picklist_depot *depot,
                                           const struct subscriber *subscriber)
{
    for (int i = depot->person_count - 1; i >= 0; i--)
        if (depot->people[i].number == subscriber->number)
            return &depot->people[i];
    struct picklist_person *new =
        arena_one_more(making->arena, &depot->people, &depot->person_count, sizeof *new);
    size_t len;
    const char *sort =
        arena_print(making->arena, "%s %s", subscriber->last_name, subscriber->first_name);
    const char *space = *subscriber->first_name && *subscriber->last_name ? " " : "";
    *new = (struct picklist_person){
        .number = subscriber->number,
        .name = arena_print(making->arena, "%s%s%s", subscriber->first_name, space,
                            subscriber->last_name),
        .sort = fold_word(making->arena, view_of(sort), &len),
        .phone = "",
    };
    for (int i = subscriber->contact_count - 1; i >= 0; i--)
        if (subscriber->contacts[i].kind == CONTACT_PHONE)
            new->phone = subscriber->contacts[i].value;
    return new;
}

static void put(struct making *making, const struct depot *where, const struct subscriber *who,
                const struct picklist_item *item)
{
    struct picklist_depot *depot = find_depot(making, where);
    struct picklist_person *person = find_person(making, depot, who);
    add_item(making->arena, &person->items, &person->item_count, item);
    add_item(making->arena, &depot->totals, &depot->total_count, item);
    add_item(making->arena, &making->list->totals, &making->list->total_count, item);
}

static void add_deliveries(struct making *making, const struct snapshot *member)
{
    int day = making->list->day;
    struct deliveries plan =
        calendar_plan(making->arena, making->roster->farm, member->subscriptions,
                      member->subscription_count, day, day);
    for (int i = 0; i < plan.count; i++) {
        const struct delivery *delivery = &plan.items[i];
        struct picklist_item item = {
            .code = delivery->formula->code,
            .name = delivery->formula->name,
            .unit = "",
            .thousandths = delivery->subscription->quantity * 1000LL,
        };
        if (delivery->suspended)
            making->list->suspended++;
        else
            put(making, delivery->depot, &member->subscriber, &item);
    }
}

/* What is ordered travels with the first delivery of the day, also when that one is suspended. */
static const struct depot *where_orders_go(struct making *making, const struct snapshot *member)
{
    int day = making->list->day;
    struct deliveries plan =
        calendar_plan(making->arena, making->roster->farm, member->subscriptions,
                      member->subscription_count, day, day);
    return plan.count ? plan.items[0].depot : NULL;
}

static int add_orders(struct making *making, struct db *db, struct error *error)
{
    struct rows rows = db_rows(db, SQL_LIST_PURCHASES, error, "d", making->list->day);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        const struct snapshot *member = roster_find(making->roster, rows_int(&rows, 4));
        struct picklist_item item = {
            .code = rows_text(&rows, 0, making->arena),
            .thousandths = rows_int(&rows, 1),
            .name = rows_text(&rows, 2, making->arena),
            .unit = rows_text(&rows, 3, making->arena),
            .product = true,
        };
        if (member)
            put(making, where_orders_go(making, member), &member->subscriber, &item);
    }
    return more;
}

static int compare_items(const void *left, const void *right)
{
    const struct picklist_item *a = left, *b = right;
    return a->product != b->product ? a->product - b->product : strcmp(a->code, b->code);
}

static int compare_people(const void *left, const void *right)
{
    const struct picklist_person *a = left, *b = right;
    int order = strcmp(a->sort, b->sort);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* What has no delivery that day stands first. */
static int compare_depots(const void *left, const void *right)
{
    const struct picklist_depot *a = left, *b = right;
    return strcmp(a->depot ? a->depot->code : "", b->depot ? b->depot->code : "");
}

static void sort(void *items, int count, size_t size, int (*compare)(const void *, const void *))
{
    if (count)
        qsort(items, (size_t)count, size, compare);
}

static void sort_all(struct picklist *list)
{
    sort(list->depots, list->depot_count, sizeof *list->depots, compare_depots);
    sort(list->totals, list->total_count, sizeof *list->totals, compare_items);
    for (int i = 0; i < list->depot_count; i++) {
        struct picklist_depot *depot = &list->depots[i];
        sort(depot->people, depot->person_count, sizeof *depot->people, compare_people);
        sort(depot->totals, depot->total_count, sizeof *depot->totals, compare_items);
        for (int j = 0; j < depot->person_count; j++)
            sort(depot->people[j].items, depot->people[j].item_count, sizeof(struct picklist_item),
                 compare_items);
    }
}

int picklist_of(struct arena *arena, struct db *db, const struct roster *roster, int day,
                struct picklist *list, struct error *error)
{
    struct making making = {arena, roster, list};
    *list = (struct picklist){.day = day};
    for (int i = 0; i < roster->count; i++)
        add_deliveries(&making, roster->members[i]);
    if (add_orders(&making, db, error))
        return -1;
    sort_all(list);
    return 0;
}

int picklist_make(struct arena *arena, struct db *db, const struct farm *farm, int day,
                  struct picklist *list, struct error *error)
{
    const struct roster *roster = roster_load(arena, db, farm, day, error);
    return roster ? picklist_of(arena, db, roster, day, list, error) : -1;
}
