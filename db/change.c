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
    [CHANGE_REASON] = {"reason", CHANGE_NONE},
};

struct change change_make(enum change_kind kind)
{
    return (struct change){.kind = kind, .day = DATE_NONE, .end = DATE_NONE, .old_end = DATE_NONE};
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
    return 0;
}
