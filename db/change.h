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
    CHANGE_SUSPEND, /* subscription, day (regular day) */
    CHANGE_RESUME,  /* subscription, day */
    CHANGE_END,     /* subscription, end, old_end (DATE_NONE: open) */
    CHANGE_SET,     /* field (address, name, reminders), text, old_text: the lines of its columns */
    CHANGE_ADD,     /* field (email, phone), text: a contact that the subscriber gets */
    CHANGE_DROP,    /* field, text: a contact that the subscriber had */
    CHANGE_PURCHASE, /* purchase, text (new state), old_text; reason of a refusal */
    CHANGE_TERM, /* subscription, day (from), text and old_text: a pair, NULL: no term from that day */
    CHANGE_EXCEPTION, /* subscription, day (regular day), text and old_text: a pair, NULL: none */
    CHANGE_SUBSCRIBE, /* subscription (its id to be), day (start), text: a pair; weekly, one of it */
    CHANGE_WITHDRAW,  /* subscription, day, old_text: it never was */
    CHANGE_ORDER,     /* purchase (its number to be), day, items */
    CHANGE_UNORDER,   /* purchase, day, items: it is cancelled, whether accepted or not */
    CHANGE_CARRY,     /* purchase, text and old_text: the days of its delivery */
    CHANGE_REASON,    /* text: why somebody left; changes nothing, has no inverse */
    CHANGE_BANK, /* field (active, details), day (signed), text and old_text: "REFERENCE LAST4" of the
                      mandates; sealed. No inverse: an account is never put back without a confirmation */
    CHANGE_MAX
};

/* What is ordered, with the price of the moment. */
struct change_item {
    const char *code, *name, *unit;
    int64_t thousandths, price;
    int vat;
};

/* A pair is "FORMULA DEPOT" by code; "-" where an exception leaves it as the term says. */
struct change {
    enum change_kind kind;
    int64_t subscription, purchase;
    int day, end, old_end;       /* DATE_NONE when absent */
    const char *text, *old_text; /* NULL when absent */
    const char *field, *reason;  /* NULL when absent */
    const char *sealed; /* an account number (bot/seal.h), not in the journal; NULL when absent */
    const struct change_item *items;
    int item_count;
    int first; /* the earliest delivery that it alters, not in the journal; DATE_NONE: see the kind */
    int64_t undoes; /* journal id of the change that this one takes back, 0: none */
    bool forced;    /* by staff, whatever the cutoff */
    bool late;      /* received before the cutoff, applied after it */
};

struct change change_make(enum change_kind kind);
const char *change_name(enum change_kind kind); /* "suspend" */
enum change_kind change_kind_read(const char *name);
/* CHANGE_NONE when it has none. */
struct change change_inverse(const struct change *change);
char *change_pair(struct arena *arena, const char *formula, const char *depot);
/* NULL for what the pair leaves as it is, and for both when it is NULL. */
void change_read_pair(struct arena *arena, const char *pair, const char **formula,
                      const char **depot);
void change_write(const struct change *change, struct tree *detail);
/* Texts belong to the arena. -1: not a journal's detail. */
int change_read(struct arena *arena, const char *kind, const char *detail, struct change *change,
                struct error *error);

#endif
