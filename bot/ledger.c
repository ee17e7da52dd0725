#include "bot/ledger.h"

#include <string.h>

static struct ledger_entry *find(struct ledger *ledger, const char *number)
{
    for (int i = 0; i < ledger->count; i++)
        if (!strcmp(ledger->entries[i].invoice->number, number))
            return &ledger->entries[i];
    return NULL;
}

const struct ledger_entry *ledger_find(const struct ledger *ledger, const char *number)
{
    struct ledger copy = *ledger;
    return find(&copy, number);
}

/* Takes from an invoice what it can; gives what is left. */
static int64_t settle(struct ledger_entry *entry, int64_t amount)
{
    int64_t part = amount < entry->open ? amount : entry->open;
    entry->open -= part;
    return amount - part;
}

struct ledger ledger_make(struct arena *arena, const struct invoice *invoices, int count,
                          int64_t paid)
{
    struct ledger ledger = {.entries = arena_array(arena, (size_t)count, sizeof *ledger.entries),
                            .count = count};
    int64_t left = paid;
    for (int i = 0; i < count; i++) {
        ledger.entries[i].invoice = &invoices[i];
        ledger.entries[i].open = invoices[i].total > 0 ? invoices[i].total : 0;
    }
    for (int i = 0; i < count; i++) {
        if (invoices[i].total >= 0)
            continue;
        struct ledger_entry *own = invoices[i].credits ? find(&ledger, invoices[i].credits) : NULL;
        left += own ? settle(own, -invoices[i].total) : -invoices[i].total;
    }
    for (int i = count - 1; i >= 0 && left > 0; i--)
        left = settle(&ledger.entries[i], left);
    ledger.credit = left > 0 ? left : 0;
    ledger.returned = left < 0 ? -left : 0;
    return ledger;
}

struct ledger ledger_of(struct arena *arena, const struct snapshot *snapshot)
{
    int64_t paid = snapshot->balance;
    for (int i = 0; i < snapshot->invoice_count; i++)
        paid += snapshot->invoices[i].total;
    return ledger_make(arena, snapshot->invoices, snapshot->invoice_count, paid);
}
