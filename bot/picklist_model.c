#include "bot/picklist_model.h"

#include "bot/picklist_words.h"
#include "bot/say.h"
#include "parsers/date.h"
#include "parsers/phone.h"

struct showing {
    struct arena *arena;
    const struct config *config;
    const struct picklist *list;
    int today;
    bool brief; /* not everybody is named */
    struct error *error;
};

static void put_items(struct showing *showing, struct tree *object, const char *key,
                      const struct picklist_item *items, int count)
{
    struct tree *list = tree_put_list(object, key);
    for (int i = 0; i < count; i++) {
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", items[i].name);
        tree_put_text(item, "quantity",
                      picklist_say_quantity(showing->arena, showing->config, items[i].unit,
                                            items[i].thousandths));
    }
}

static bool is_named(const struct showing *showing, const struct picklist_person *person)
{
    return !showing->brief || person->note_count ||
           (person->item_count && person->items[person->item_count - 1].product);
}

static int put_person(struct showing *showing, struct tree *people,
                      const struct picklist_person *person)
{
    struct tree *one = tree_push_object(people);
    const char *notes = picklist_say_notes(showing->arena, showing->config, person, showing->error);
    if (!notes)
        return -1;
    tree_put_int(one, "number", person->number);
    tree_put_text(one, "name", person->name);
    tree_put_text(one, "phone", *person->phone ? phone_say(showing->arena, person->phone) : "");
    put_items(showing, one, "items", person->items, person->item_count);
    tree_put_text(one, "notes", notes);
    return 0;
}

static int put_people(struct showing *showing, struct tree *object,
                      const struct picklist_depot *depot)
{
    struct tree *people = tree_put_list(object, "people");
    int others = 0;
    for (int i = 0; i < depot->person_count; i++)
        if (!is_named(showing, &depot->people[i]))
            others++;
        else if (put_person(showing, people, &depot->people[i]))
            return -1;
    tree_put_int(object, "others", others);
    return 0;
}

static int put_news(struct showing *showing, struct tree *object,
                    const struct picklist_depot *depot)
{
    struct tree *list = tree_put_list(object, "news");
    for (int i = 0; i < depot->news_count; i++) {
        const struct picklist_news *news = &depot->news[i];
        const char *what = picklist_say_news(showing->arena, showing->config, news, showing->error);
        if (!what)
            return -1;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", news->number);
        tree_put_text(item, "name", news->name);
        tree_put_text(item, "what", what);
    }
    tree_put_int(object, "more", depot->more);
    tree_put_int(object, "fewer", depot->fewer);
    tree_put_bool(object, "rhythm", depot->more || depot->fewer);
    return 0;
}

static void put_absent(struct tree *object, const struct picklist_depot *depot)
{
    struct tree *list = tree_put_list(object, "absent");
    for (int i = 0; i < depot->absent_count; i++) {
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", depot->absent[i].number);
        tree_put_text(item, "name", depot->absent[i].name);
        tree_put_text(item, "what", depot->absent[i].what);
    }
}

static int put_depot(struct showing *showing, struct tree *depots,
                     const struct picklist_depot *depot)
{
    struct tree *item = tree_push_object(depots);
    tree_put_text(item, "name", depot->depot ? depot->depot->name : "");
    tree_put_text(item, "hours", depot->depot ? depot->depot->opening : "");
    put_items(showing, item, "totals", depot->totals, depot->total_count);
    put_absent(item, depot);
    return put_people(showing, item, depot) || put_news(showing, item, depot) ? -1 : 0;
}

static void put_crop(struct showing *showing, struct tree *model)
{
    const struct picklist *list = showing->list;
    struct tree *crops = tree_put_list(model, "harvest");
    for (int i = 0; i < list->crop_count; i++) {
        const struct picklist_crop *crop = &list->crop[i];
        struct tree *item = tree_push_object(crops);
        tree_put_text(item, "name", crop->name);
        tree_put_text(item, "quantity",
                      picklist_say_quantity(showing->arena, showing->config, crop->unit,
                                            crop->baskets + crop->orders));
        tree_put_text(
            item, "ordered",
            crop->orders && crop->baskets
                ? picklist_say_quantity(showing->arena, showing->config, crop->unit, crop->orders)
                : "");
    }
    struct tree *unknown = tree_put_list(model, "unknown");
    for (int i = 0; i < list->unknown_count; i++)
        tree_put_text(tree_push_object(unknown), "name", list->unknown[i]->name);
}

static void put_pending(const struct picklist *list, struct tree *model)
{
    struct tree *orders = tree_put_list(model, "pending");
    for (int i = 0; i < list->pending_count; i++) {
        struct tree *item = tree_push_object(orders);
        tree_put_int(item, "order", list->pending[i].order);
        tree_put_int(item, "number", list->pending[i].number);
        tree_put_text(item, "name", list->pending[i].name);
        tree_put_text(item, "what", list->pending[i].what);
    }
}

int picklist_put(struct arena *arena, const struct config *config, const struct picklist *list,
                 int today, bool files, struct tree *model, struct error *error)
{
    config = config_staff(arena, config);
    struct showing showing = {.arena = arena,
                              .config = config,
                              .list = list,
                              .today = today,
                              .brief = files && list->people > PICKLIST_NAMES,
                              .error = error};
    tree_put_text(model, "date", say_day(arena, config, list->day, today));
    tree_put_text(model, "before",
                  list->before == DATE_NONE ? "" : say_day(arena, config, list->before, today));
    tree_put_bool(model, "any", list->depot_count > 0);
    tree_put_bool(model, "files", files);
    tree_put_bool(model, "brief", showing.brief);
    tree_put_int(model, "count", list->people);
    tree_put_int(model, "suspended", list->suspended);
    put_items(&showing, model, "totals", list->totals, list->total_count);
    put_crop(&showing, model);
    put_pending(list, model);
    struct tree *depots = tree_put_list(model, "depots");
    for (int i = 0; i < list->all_count; i++)
        if (put_depot(&showing, depots, &list->depots[i]))
            return -1;
    return 0;
}
