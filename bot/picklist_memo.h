/* picklist_memo: a list as it was mailed, and what is otherwise since.
 *
 * Job: a list becomes JSON ({number, depot, items: [{code, quantity, product}]} a person and depot) for the table
 * `picklist`, and comes back. Promise: who and what, nothing personal but the number; notes and news are not part of it.
 */
#ifndef BOT_PICKLIST_MEMO_H
#define BOT_PICKLIST_MEMO_H

#include "bot/config.h"
#include "bot/picklist.h"

struct memo_entry {
    int64_t number;
    const char *depot; /* code, "" without a delivery */
    struct picklist_item *items;
    int item_count;
};

struct memo {
    struct memo_entry *entries; /* by number, then depot */
    int count;
};

struct memo memo_of(struct arena *arena, const struct picklist *list);
char *memo_write(struct arena *arena, const struct memo *memo);
/* Names are looked up in the farm; what it does not know any more is called by its code. */
int memo_read(struct arena *arena, const struct farm *farm, const char *json, struct memo *memo,
              struct error *error);

/* One person's part, before and after: "1 × Petit panier", with the depot where that changed; "" for nothing. */
struct memo_change {
    int64_t number;
    const char *before, *after;
};

/* *count: how many people differ. */
struct memo_change *memo_compare(struct arena *arena, const struct config *config,
                                 const struct farm *farm, const struct memo *before,
                                 const struct memo *after, int *count);

#endif
