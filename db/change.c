#include "db/change.h"

#include <string.h>

#include "parsers/date.h"

static const struct {
    const char *name;
    enum change_kind inverse;
} kinds[CHANGE_MAX] = {
    [CHANGE_NONE] = {"", CHANGE_NONE},
    [CHANGE_SUSPEND] = {"suspend", CHANGE_RESUME},
    [CHANGE_RESUME] = {"resume", CHANGE_SUSPEND},
    [CHANGE_END] = {"end", CHANGE_END},
    [CHANGE_PURCHASE] = {"order", CHANGE_PURCHASE},
    [CHANGE_SET] = {"set", CHANGE_SET},
    [CHANGE_ADD] = {"add", CHANGE_DROP},
    [CHANGE_DROP] = {"drop", CHANGE_ADD},
    [CHANGE_TERM] = {"term", CHANGE_TERM},
    [CHANGE_EXCEPTION] = {"exception", CHANGE_EXCEPTION},
    [CHANGE_SUBSCRIBE] = {"subscribe", CHANGE_WITHDRAW},
    [CHANGE_WITHDRAW] = {"withdraw", CHANGE_SUBSCRIBE},
    [CHANGE_ORDER] = {"place", CHANGE_UNORDER},
    [CHANGE_UNORDER] = {"unplace", CHANGE_ORDER},
    [CHANGE_CARRY] = {"carry", CHANGE_CARRY},
    [CHANGE_REASON] = {"reason", CHANGE_NONE},
    [CHANGE_BANK] = {"bank", CHANGE_NONE},
};

struct change change_make(enum change_kind kind)
{
    return (struct change){
        .kind = kind, .day = DATE_NONE, .end = DATE_NONE, .old_end = DATE_NONE, .first = DATE_NONE};
}

const char *change_name(enum change_kind kind)
{
    return kinds[kind].name;
}

enum change_kind change_kind_read(const char *name)
{
    for (int kind = 1; kind < CHANGE_MAX; kind++)
        if (!strcmp(name, kinds[kind].name))
            return (enum change_kind)kind;
    return CHANGE_NONE;
}

struct change change_inverse(const struct change *change)
{
    struct change inverse = *change;
    inverse.kind = kinds[change->kind].inverse;
    inverse.end = change->old_end;
    inverse.old_end = change->end;
    if (change->kind == CHANGE_ADD || change->kind == CHANGE_DROP)
        return inverse;
    inverse.text = change->old_text;
    inverse.old_text = change->text;
    return inverse;
}

char *change_pair(struct arena *arena, const char *formula, const char *depot)
{
    return arena_print(arena, "%s %s", formula ? formula : "-", depot ? depot : "-");
}

void change_read_pair(struct arena *arena, const char *pair, const char **formula,
                      const char **depot)
{
    struct view rest = view_of(pair), word = {NULL, 0};
    const char **const names[] = {formula, depot};
    for (int i = 0; i < 2; i++) {
        bool given = view_item(&rest, ' ', &word) && word.len && !view_is(word, "-");
        *names[i] = given ? arena_copy(arena, word.at, word.len) : NULL;
    }
}

static void put_day(struct tree *detail, const char *key, int day, bool always)
{
    if (day == DATE_NONE && !always)
        return;
    struct arena *arena = arena_new();
    tree_put_text(detail, key, day == DATE_NONE ? "" : date_iso(arena, day));
    arena_free(&arena);
}

void change_write(const struct change *change, struct tree *detail)
{
    if (change->subscription)
        tree_put_int(detail, "subscription", change->subscription);
    if (change->purchase)
        tree_put_int(detail, "order", change->purchase);
    put_day(detail, "day", change->day, false);
    put_day(detail, "end", change->end, change->kind == CHANGE_END);
    put_day(detail, "old_end", change->old_end, change->kind == CHANGE_END);
    if (change->field)
        tree_put_text(detail, "field", change->field);
    if (change->text)
        tree_put_text(detail, "text", change->text);
    if (change->old_text)
        tree_put_text(detail, "old_text", change->old_text);
    if (change->reason)
        tree_put_text(detail, "reason", change->reason);
    if (change->forced)
        tree_put_bool(detail, "forced", true);
    struct tree *items = change->item_count ? tree_put_list(detail, "items") : NULL;
    for (int i = 0; i < change->item_count; i++) {
        struct tree *item = tree_push_object(items);
        tree_put_text(item, "code", change->items[i].code);
        tree_put_text(item, "name", change->items[i].name);
        tree_put_text(item, "unit", change->items[i].unit);
        tree_put_int(item, "thousandths", change->items[i].thousandths);
        tree_put_int(item, "price", change->items[i].price);
        tree_put_int(item, "vat", change->items[i].vat);
    }
}

static void read_items(struct arena *arena, const struct tree *list, struct change *change)
{
    size_t count = tree_count(list);
    struct change_item *items = arena_array(arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        const struct tree *item = tree_at(list, i);
        items[i] = (struct change_item){
            .code = arena_text(arena, tree_get_text(item, "code", "")),
            .name = arena_text(arena, tree_get_text(item, "name", "")),
            .unit = arena_text(arena, tree_get_text(item, "unit", "")),
            .thousandths = tree_get_int(item, "thousandths", 0),
            .price = tree_get_int(item, "price", 0),
            .vat = (int)tree_get_int(item, "vat", 0),
        };
    }
    change->items = items;
    change->item_count = (int)count;
}

static int get_day(const struct tree *detail, const char *key)
{
    return date_read_iso(view_of(tree_get_text(detail, key, "")));
}

static const char *get_text(struct arena *arena, const struct tree *detail, const char *key)
{
    const char *text = tree_get_text(detail, key, NULL);
    return text ? arena_text(arena, text) : NULL;
}

int change_read(struct arena *arena, const char *kind, const char *detail, struct change *change,
                struct error *error)
{
    *change = change_make(change_kind_read(kind));
    if (change->kind == CHANGE_NONE)
        return error_set(error, "journal: unknown kind \"%s\"", kind);
    const struct tree *tree = tree_read(arena, view_of(detail), error);
    if (!tree)
        return -1;
    change->subscription = tree_get_int(tree, "subscription", 0);
    change->purchase = tree_get_int(tree, "order", 0);
    change->day = get_day(tree, "day");
    change->end = get_day(tree, "end");
    change->old_end = get_day(tree, "old_end");
    change->field = get_text(arena, tree, "field");
    change->text = get_text(arena, tree, "text");
    change->old_text = get_text(arena, tree, "old_text");
    change->reason = get_text(arena, tree, "reason");
    change->forced = tree_get_bool(tree, "forced");
    if (tree_get(tree, "items"))
        read_items(arena, tree_get(tree, "items"), change);
    return 0;
}
