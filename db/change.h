/* change: the closed vocabulary of what a decision may do to a subscriber's state.
 *
 * Job: a change as a value, its JSON in the journal, and its inverse: that is the audit, the digest
 * and undo. Promise: inverse(inverse(c)) is c; read(write(c)) is c. A new kind needs a row in
 * change.c's table and a case in commit.c.
 */
#ifndef DB_CHANGE_H
#define DB_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "parsers/tree.h"

enum change_kind {
    CHANGE_NONE,
    CHANGE_SUSPEND,  /* subscription, day (regular day) */
    CHANGE_RESUME,   /* subscription, day */
    CHANGE_END,      /* subscription, end, old_end (DATE_NONE: open) */
    CHANGE_PURCHASE, /* purchase, text (new state), old_text */
    CHANGE_SET,    /* field (address, name, reminders), text, old_text: the lines of its columns */
    CHANGE_ADD,    /* field (email, phone), text: a contact that the subscriber gets */
    CHANGE_DROP,   /* field, text: a contact that the subscriber had */
    CHANGE_REASON, /* text: why somebody left; changes nothing, has no inverse */
    CHANGE_MAX
};

struct change {
    enum change_kind kind;
    int64_t subscription, purchase;
    int day, end, old_end;       /* DATE_NONE when absent */
    const char *text, *old_text; /* NULL when absent */
    const char *field;
    int64_t undoes; /* journal id of the change that this one takes back, 0: none */
    bool late;      /* received before the cutoff, applied after it */
};

struct change change_make(enum change_kind kind);
const char *change_name(enum change_kind kind); /* "suspend" */
enum change_kind change_kind_read(const char *name);
/* CHANGE_NONE when it has none. */
struct change change_inverse(const struct change *change);
void change_write(const struct change *change, struct tree *detail);
/* Texts belong to the arena. -1: not a journal's detail. */
int change_read(struct arena *arena, const char *kind, const char *detail, struct change *change,
                struct error *error);

#endif
