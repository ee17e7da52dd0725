#include "bot/picklist.h"

#include <stdlib.h>
#include <string.h>

#include "db/calendar.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/fold.h"
#include "parsers/number.h"

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

struct picklist_depot *picklist_depot_of(struct arena *arena, struct picklist *list,
                                         const struct depot *depot)
{
    for (int i = 0; i < list->all_count; i++)
        if (list->depots[i].depot == depot)
            return &list->depots[i];
    struct picklist_depot *new =
        arena_one_more(arena, &list->depots, &list->all_count, sizeof *new);
    *new = (struct picklist_depot){.depot = depot};
    return new;
}

const char *picklist_name(struct arena *arena, const struct subscriber *subscriber)
{
    const char *space = *subscriber->first_name && *subscriber->last_name ? " " : "";
    return arena_print(arena, "%s%s%s", subscriber->first_name, space, subscriber->last_name);
}

const char *picklist_sort_key(struct arena *arena, const struct subscriber *subscriber)
{
    size_t len;
    const char *whole = arena_print(arena, "%s %s", subscriber->last_name, subscriber->first_name);
    return fold_word(arena, view_of(whole), &len);
}

static struct picklist_person *find_person(struct picklist_depot *depot, int64_t number)
{
    for (int i = depot->person_count - 1; i >= 0; i--)
        if (depot->people[i].number == number)
            return &depot->people[i];
    return NULL;
}

static struct picklist_person *person_of(struct making *making, struct picklist_depot *depot,
                                         const struct subscriber *subscriber)
{
    struct picklist_person *found = find_person(depot, subscriber->number);
    if (found)
        return found;
    found = arena_one_more(making->arena, &depot->people, &depot->person_count, sizeof *found);
    *found = (struct picklist_person){
        .number = subscriber->number,
        .name = picklist_name(making->arena, subscriber),
        .sort = picklist_sort_key(making->arena, subscriber),
        .phone = "",
    };
    for (int i = subscriber->contact_count - 1; i >= 0; i--)
        if (subscriber->contacts[i].kind == CONTACT_PHONE)
            found->phone = subscriber->contacts[i].value;
    making->list->people++;
    return found;
}

static struct picklist_person *put(struct making *making, const struct depot *where,
                                   const struct subscriber *who, const struct picklist_item *item)
{
    struct picklist_depot *depot = picklist_depot_of(making->arena, making->list, where);
    struct picklist_person *person = person_of(making, depot, who);
    add_item(making->arena, &person->items, &person->item_count, item);
    add_item(making->arena, &depot->totals, &depot->total_count, item);
    add_item(making->arena, &making->list->totals, &making->list->total_count, item);
    return person;
}

static void note(struct making *making, struct picklist_person *person, enum picklist_mark mark,
                 const char *what, const char *usual)
{
    *(struct picklist_note *)arena_one_more(making->arena, &person->notes, &person->note_count,
                                            sizeof *person->notes) =
        (struct picklist_note){.mark = mark, .what = what, .usual = usual};
}

/* Whether that subscription brings anything from `from` to `to`. */
static bool brings(struct making *making, const struct subscription *subscription, int from, int to)
{
    struct deliveries plan =
        calendar_plan(making->arena, making->roster->farm, subscription, 1, from, to);
    for (int i = 0; i < plan.count; i++)
        if (!plan.items[i].suspended)
            return true;
    return false;
}

/* A subscription that began, or ends, longer away than this has other deliveries on that side. */
enum { REACH = 100 };

static void note_delivery(struct making *making, struct picklist_person *person,
                          const struct delivery *delivery)
{
    const struct subscription *subscription = delivery->subscription;
    const struct term *term = calendar_term(subscription, delivery->base);
    const char *what = delivery->formula->name;
    int monday = date_monday(delivery->base);
    if (subscription->start > monday - REACH &&
        !brings(making, subscription, subscription->start, monday - 1))
        note(making, person, PICKLIST_FIRST, what, "");
    if (subscription->end != DATE_NONE && subscription->end < monday + REACH &&
        !brings(making, subscription, monday + 7, date_monday(subscription->end) + 6))
        note(making, person, PICKLIST_LAST, what, "");
    if (delivery->formula != term->formula)
        note(making, person, PICKLIST_ONCE, what, term->formula->name);
    if (delivery->depot != term->depot)
        note(making, person, PICKLIST_VISIT, what, term->depot->name);
}

static void add_absence(struct making *making, const struct delivery *delivery,
                        const struct subscriber *subscriber)
{
    struct picklist_depot *depot = picklist_depot_of(making->arena, making->list, delivery->depot);
    *(struct picklist_absence *)arena_one_more(making->arena, &depot->absent, &depot->absent_count,
                                               sizeof *depot->absent) = (struct picklist_absence){
        .number = subscriber->number,
        .name = picklist_name(making->arena, subscriber),
        .sort = picklist_sort_key(making->arena, subscriber),
        .what = delivery->formula->name,
    };
    making->list->suspended++;
}

static struct deliveries deliveries_of(struct making *making, const struct snapshot *member)
{
    int day = making->list->day;
    return calendar_plan(making->arena, making->roster->farm, member->subscriptions,
                         member->subscription_count, day, day);
}

static void add_deliveries(struct making *making, const struct snapshot *member)
{
    struct deliveries plan = deliveries_of(making, member);
    for (int i = 0; i < plan.count; i++) {
        const struct delivery *delivery = &plan.items[i];
        struct picklist_item item = {
            .code = delivery->formula->code,
            .name = delivery->formula->name,
            .unit = "",
            .thousandths = delivery->subscription->quantity * 1000LL,
        };
        if (delivery->suspended)
            add_absence(making, delivery, &member->subscriber);
        else
            note_delivery(making, put(making, delivery->depot, &member->subscriber, &item),
                          delivery);
    }
}

/* What is ordered travels with the first delivery of the day, also when that one is suspended. */
static const struct depot *where_orders_go(struct making *making, const struct snapshot *member)
{
    struct deliveries plan = deliveries_of(making, member);
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

static struct picklist_pending *pending_of(struct making *making, int64_t order,
                                           const struct snapshot *member)
{
    struct picklist *list = making->list;
    if (list->pending_count && list->pending[list->pending_count - 1].order == order)
        return &list->pending[list->pending_count - 1];
    struct picklist_pending *new =
        arena_one_more(making->arena, &list->pending, &list->pending_count, sizeof *new);
    *new = (struct picklist_pending){.order = order,
                                     .number = member->subscriber.number,
                                     .name = picklist_name(making->arena, &member->subscriber),
                                     .what = ""};
    return new;
}

static int add_pending(struct making *making, struct db *db, struct error *error)
{
    struct rows rows = db_rows(db, SQL_LIST_PENDING, error, "d", making->list->day);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        const struct snapshot *member = roster_find(making->roster, rows_int(&rows, 4));
        if (!member)
            continue;
        struct picklist_pending *pending = pending_of(making, rows_int(&rows, 5), member);
        pending->what = arena_print(
            making->arena, "%s%s%s %s %s", pending->what, *pending->what ? ", " : "",
            number_say_quantity(making->arena, "fr", rows_int(&rows, 1)),
            item_say_unit(rows_text(&rows, 3, making->arena)), rows_text(&rows, 2, making->arena));
    }
    for (int i = 0; i < making->list->pending_count && !more; i++) {
        const struct picklist_pending *pending = &making->list->pending[i];
        const struct snapshot *member = roster_find(making->roster, pending->number);
        struct picklist_depot *depot =
            picklist_depot_of(making->arena, making->list, where_orders_go(making, member));
        struct picklist_person *person = find_person(depot, pending->number);
        if (!person)
            continue;
        note(making, person, PICKLIST_PENDING, pending->what, "");
        person->notes[person->note_count - 1].order = pending->order;
    }
    return more;
}

/* An order whose basket is suspended is easily forgotten. */
static void note_alone(struct making *making, struct picklist_depot *depot)
{
    for (int i = 0; i < depot->person_count; i++) {
        bool basket = false;
        for (int j = 0; j < depot->people[i].item_count; j++)
            basket |= !depot->people[i].items[j].product;
        if (!basket)
            note(making, &depot->people[i], PICKLIST_ALONE, "", "");
    }
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

static int compare_absences(const void *left, const void *right)
{
    const struct picklist_absence *a = left, *b = right;
    int order = strcmp(a->sort, b->sort);
    if (!order)
        order = (a->number > b->number) - (a->number < b->number);
    return order ? order : strcmp(a->what, b->what);
}

/* What has no delivery that day stands first, what nothing leaves for last. */
static int compare_depots(const void *left, const void *right)
{
    const struct picklist_depot *a = left, *b = right;
    if (!a->person_count != !b->person_count)
        return !a->person_count - !b->person_count;
    return strcmp(a->depot ? a->depot->code : "", b->depot ? b->depot->code : "");
}

static void sort(void *items, int count, size_t size, int (*compare)(const void *, const void *))
{
    if (count)
        qsort(items, (size_t)count, size, compare);
}

static void sort_depots(struct picklist *list)
{
    sort(list->depots, list->all_count, sizeof *list->depots, compare_depots);
    list->depot_count = 0;
    while (list->depot_count < list->all_count && list->depots[list->depot_count].person_count)
        list->depot_count++;
}

static void sort_all(struct picklist *list)
{
    sort_depots(list);
    sort(list->totals, list->total_count, sizeof *list->totals, compare_items);
    for (int i = 0; i < list->all_count; i++) {
        struct picklist_depot *depot = &list->depots[i];
        sort(depot->people, depot->person_count, sizeof *depot->people, compare_people);
        sort(depot->totals, depot->total_count, sizeof *depot->totals, compare_items);
        sort(depot->absent, depot->absent_count, sizeof *depot->absent, compare_absences);
        for (int j = 0; j < depot->person_count; j++)
            sort(depot->people[j].items, depot->people[j].item_count, sizeof(struct picklist_item),
                 compare_items);
    }
}

int picklist_of(struct arena *arena, struct db *db, const struct roster *roster, int day,
                struct picklist *list, struct error *error)
{
    struct making making = {arena, roster, list};
    *list = (struct picklist){.day = day, .before = DATE_NONE};
    for (int i = 0; i < roster->count; i++)
        add_deliveries(&making, roster->members[i]);
    if (add_orders(&making, db, error) || add_pending(&making, db, error))
        return -1;
    for (int i = 0; i < list->all_count; i++)
        note_alone(&making, &list->depots[i]);
    sort_all(list);
    return 0;
}

int picklist_full(struct arena *arena, struct db *db, const struct roster *roster, int day,
                  struct picklist *list, struct error *error)
{
    if (picklist_of(arena, db, roster, day, list, error))
        return -1;
    picklist_compare(arena, roster, list);
    sort_depots(list);
    return picklist_harvest(arena, db, roster->farm, list, error);
}

int picklist_make(struct arena *arena, struct db *db, const struct farm *farm, int day,
                  struct picklist *list, struct error *error)
{
    const struct roster *roster = roster_load(arena, db, farm, day, error);
    return roster ? picklist_of(arena, db, roster, day, list, error) : -1;
}
