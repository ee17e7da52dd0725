/* scope: what a template's names stand for.
 *
 * Job: the chain of sections entered, innermost first, and the search through it. Caller: render.c.
 * Promise: borrows the model, allocates nothing; a scope lives on its caller's stack.
 */
#ifndef TEMPLATES_SCOPE_H
#define TEMPLATES_SCOPE_H

#include "parsers/tree.h"
#include "parsers/view.h"

struct scope {
    const struct tree *node;
    const struct scope *up;
    bool item, first, last; /* an item of a list, and its place */
};

struct scope_value {
    const struct tree *node;
    bool found, number; /* number: it is `count`, not a node */
    int64_t count;
};

/* ".", "@first", "@last", "name", "name.name", "list.length". The first name is looked for from the
 * innermost scope outwards, what follows only in it. */
struct scope_value scope_find(const struct scope *scope, struct view name);
/* Absent, null, false, 0, "" and [] are false. */
bool scope_is_true(struct scope_value value);
/* One member of an object; NULL when there is none. */
const struct tree *scope_member(const struct tree *object, struct view name);

#endif
