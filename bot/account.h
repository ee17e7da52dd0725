/* account: what the requests that only inform share: money in words, what is theirs, lists in order.
 *
 * Pure, like the files of bot/requests that use it.
 */
#ifndef BOT_ACCOUNT_H
#define BOT_ACCOUNT_H

#include "bot/decide.h"

/* "12,50 €", as the farm's language writes it. */
char *account_money(const struct situation *situation, int64_t cents);
/* A word of templates/LANGUAGE/words.txt; NULL when it has none. */
char *account_word(const struct situation *situation, const char *group, const char *name);
/* How to answer a question about a detail: templates/LANGUAGE/questions.txt, "" when it has nothing. */
char *account_how(const struct situation *situation, const char *field);
/* {"amount", and one true of "owed", "credit", "zero"} under "balance"; needs SNAPSHOT_MONEY. */
void account_put_balance(const struct situation *situation, struct tree *model);

/* The term in force today, or the first one of what begins later; NULL once the subscription has ended. */
const struct term *account_term(const struct situation *situation,
                                const struct subscription *subscription);
/* "3 rue des Lilas, 05000 Gap"; what is empty is left out. */
char *account_address(struct arena *arena, const char *street, const char *postcode,
                      const char *town);

/* A field of SET (address, name, reminders) as a CHANGE_SET holds it: a line a column; "" for another. */
char *account_detail(struct arena *arena, const struct subscriber *subscriber, const char *field);
/* {"field", "old", "new"} of a change of a detail or a contact, in words. */
void account_put_detail(const struct situation *situation, struct tree *model,
                        const struct change *change);

/* A mail address or telephone number as contacts are stored; NULL: another field, or it is none. */
const char *account_contact(struct arena *arena, const char *field, const char *value);

/* A list for people: their own first, then by measure, then by name as a dictionary has it. */
struct account_item {
    const void *thing;
    bool own;
    double measure;
    const char *name; /* folded (account_name) */
};
const char *account_name(struct arena *arena, const char *name);
void account_sort(struct account_item *items, int count);

#endif
