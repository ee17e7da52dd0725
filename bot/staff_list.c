/* staff_list: LISTE 17/03: what leaves for each depot that day, and for whom. */
#include "bot/picklist.h"
#include "bot/say.h"
#include "bot/staff.h"
#include "db/item.h"
#include "parsers/number.h"
#include "parsers/phone.h"
#include "parsers/zone.h"

enum { DAYS_MOST = 7 };

static char *quantity(struct arena *arena, const char *language, const struct picklist_item *item)
{
    return arena_print(arena, "%s %s", number_say_quantity(arena, language, item->thousandths),
                       item_say_unit(item->unit));
}

static void put_items(struct handling *h, struct tree *object, const char *key,
                      const struct picklist_item *items, int count)
{
    struct tree *list = tree_put_list(object, key);
    for (int i = 0; i < count; i++) {
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", items[i].name);
        tree_put_text(item, "quantity", quantity(h->arena, h->config->farm.language, &items[i]));
    }
}

static void put_depot(struct handling *h, struct tree *list, const struct picklist_depot *depot)
{
    struct tree *item = tree_push_object(list);
    tree_put_text(item, "name", depot->depot ? depot->depot->name : "");
    put_items(h, item, "totals", depot->totals, depot->total_count);
    struct tree *people = tree_put_list(item, "people");
    for (int i = 0; i < depot->person_count; i++) {
        const struct picklist_person *person = &depot->people[i];
        struct tree *one = tree_push_object(people);
        tree_put_int(one, "number", person->number);
        tree_put_text(one, "name", person->name);
        tree_put_text(one, "phone", *person->phone ? phone_say(h->arena, person->phone) : "");
        put_items(h, one, "items", person->items, person->item_count);
    }
}

static int list_day(struct handling *h, const struct staff_command *command, int day,
                    struct error *error)
{
    struct picklist list;
    if (picklist_make(h->arena, h->db, h->farm, day, &list, error))
        return -1;
    struct tree *model = staff_say(h, command, RESULT_ANSWERED, "staff_list");
    int today = zone_local(h->row->received).day;
    tree_put_text(model, "date", say_day(h->arena, h->config, day, today));
    put_items(h, model, "totals", list.totals, list.total_count);
    tree_put_int(model, "suspended", list.suspended);
    struct tree *depots = tree_put_list(model, "depots");
    for (int i = 0; i < list.depot_count; i++)
        put_depot(h, depots, &list.depots[i]);
    return 0;
}

int staff_list(struct handling *h, const struct staff_command *command, struct error *error)
{
    int to = command->to < command->from + DAYS_MOST ? command->to : command->from + DAYS_MOST - 1;
    for (int day = command->from; day <= to; day++) {
        bool served = command->from == command->to;
        for (int i = 0; i < h->farm->depot_count; i++)
            served |= h->farm->depots[i].weekday == date_weekday(day);
        if (served && list_day(h, command, day, error))
            return -1;
    }
    return 0;
}
