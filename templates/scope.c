#include "templates/scope.h"

#include <string.h>

#include "templates/template.h"

const struct tree *scope_member(const struct tree *object, struct view name)
{
    char key[TEMPLATE_NAME_MAX];
    if (tree_kind(object) != TREE_OBJECT || name.len >= sizeof key)
        return NULL;
    memcpy(key, name.at, name.len);
    key[name.len] = '\0';
    return tree_get(object, key);
}

/* {{#@first}}, {{#@last}}: of the nearest list. */
static struct scope_value place(const struct scope *scope, bool last)
{
    while (scope && !scope->item)
        scope = scope->up;
    if (!scope)
        return (struct scope_value){0};
    return (struct scope_value){
        .found = true, .number = true, .count = last ? scope->last : scope->first};
}

/* The first name is looked for from the innermost section outwards, what follows only in it. */
struct scope_value scope_find(const struct scope *scope, struct view name)
{
    if (view_is(name, "."))
        return (struct scope_value){.node = scope->node, .found = scope->node != NULL};
    if (name.at[0] == '@')
        return place(scope, view_is(name, "@last"));
    struct view rest = name, item;
    if (!view_item(&rest, '.', &item))
        return (struct scope_value){0};
    const struct tree *node = NULL;
    for (; scope && !node; scope = scope->up)
        node = scope_member(scope->node, item);
    while (node && view_item(&rest, '.', &item)) {
        if (tree_kind(node) == TREE_LIST && view_is(item, "length") && !rest.at)
            return (struct scope_value){
                .found = true, .number = true, .count = (int64_t)tree_count(node)};
        node = scope_member(node, item);
    }
    return (struct scope_value){.node = node, .found = node != NULL};
}

bool scope_is_true(struct scope_value value)
{
    if (value.number)
        return value.count != 0;
    switch (tree_kind(value.node)) {
    case TREE_OBJECT:
        return true;
    case TREE_LIST:
        return tree_count(value.node) > 0;
    case TREE_TEXT:
        return tree_text(value.node)[0] != '\0';
    case TREE_INT:
        return tree_int(value.node) != 0;
    case TREE_BOOL:
        return tree_bool(value.node);
    default:
        return false;
    }
}
