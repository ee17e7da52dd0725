/* collect: what is still owed and can be debited, and what is on its way already.
 *
 * Pure. What the bank was asked for is on its way until payments noted since then cover it, the oldest first, or until
 * staff say that it came back: so nothing is ever debited twice. A debit that was paid and then returned is a payment and a
 * payment below zero: its invoice is open again (bot/ledger), and the next run takes it.
 * Callers: bot/sepa, bot/statement.
 */
#ifndef BOT_COLLECT_H
#define BOT_COLLECT_H

#include "db/debit.h"
#include "parsers/arena.h"

/* How much of all is on its way; `coming` gets how much of each (NULL: not asked). */
int64_t collect_coming(const struct collection *list, int count, int64_t *coming);
/* The latest collection that is on its way and names that invoice; NULL: none. */
const struct collection *collect_of(struct arena *arena, const struct snapshot *snapshot,
                                    const char *number);

struct collect {
    int64_t
        due; /* to be debited: what is open of invoices up to the month, less what is on its way */
    int64_t coming;                /* on its way */
    struct collection_item *items; /* of `due`, the oldest invoice first */
    int item_count;
    int day; /* the latest day on which one of them is due; DATE_NONE: unknown */
};

/* `snapshot` with SNAPSHOT_MONEY and SNAPSHOT_INVOICES; `month`: the first day of the last one that counts. */
struct collect collect_due(struct arena *arena, const struct snapshot *snapshot, int month);
/* "Factures F2026-0001 F2026-0002", within `most` characters; what does not fit is counted: "+3". */
char *collect_note(struct arena *arena, const struct collect *collect, size_t most);

#endif
