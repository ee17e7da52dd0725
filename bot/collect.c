#include "bot/collect.h"

#include <string.h>

#include "bot/ledger.h"
#include "parsers/date.h"
#include "parsers/sepa.h"

/* `received` of each holds the payments of the later ones too. What is left of a queue that payments empty from its
 * oldest end is the most that any of its later parts lacks; what is left is of the newest. */
int64_t collect_coming(const struct collection *list, int count, int64_t *coming)
{
    int64_t asked = 0, all = 0;
    for (int i = count - 1; i >= 0; i--) {
        asked += list[i].amount;
        if (asked - list[i].received > all)
            all = asked - list[i].received;
    }
    int64_t left = all;
    for (int i = count - 1; i >= 0 && coming; i--) {
        coming[i] = left < list[i].amount ? left : list[i].amount;
        left -= coming[i];
    }
    return all;
}

const struct collection *collect_of(struct arena *arena, const struct snapshot *snapshot,
                                    const char *number)
{
    int count = snapshot->collection_count;
    int64_t *coming = arena_array(arena, (size_t)count + 1, sizeof *coming);
    collect_coming(snapshot->collections, count, coming);
    for (int i = count - 1; i >= 0; i--)
        for (int j = 0; coming[i] && j < snapshot->collections[i].item_count; j++)
            if (!strcmp(snapshot->collections[i].items[j].invoice, number))
                return &snapshot->collections[i];
    return NULL;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Takes what is on its way from the invoices that it was asked for, and the rest from the oldest. */
static void take_coming(struct arena *arena, const struct snapshot *snapshot, struct ledger *ledger,
                        int64_t *all)
{
    int count = snapshot->collection_count;
    int64_t *coming = arena_array(arena, (size_t)count + 1, sizeof *coming);
    int64_t left = *all = collect_coming(snapshot->collections, count, coming);
    for (int i = count - 1; i >= 0; i--)
        for (int j = 0; coming[i] && j < snapshot->collections[i].item_count; j++) {
            const struct collection_item *item = &snapshot->collections[i].items[j];
            for (int k = 0; k < ledger->count; k++)
                if (!strcmp(ledger->entries[k].invoice->number, item->invoice)) {
                    int64_t part = least(item->amount, least(coming[i], ledger->entries[k].open));
                    ledger->entries[k].open -= part;
                    coming[i] -= part;
                    left -= part;
                }
        }
    for (int k = ledger->count - 1; k >= 0; k--) {
        int64_t part = least(left, ledger->entries[k].open);
        ledger->entries[k].open -= part;
        left -= part;
    }
}

struct collect collect_due(struct arena *arena, const struct snapshot *snapshot, int month)
{
    struct ledger ledger = ledger_of(arena, snapshot);
    struct collect collect = {.day = DATE_NONE};
    take_coming(arena, snapshot, &ledger, &collect.coming);
    for (int i = ledger.count - 1; i >= 0; i--) {
        const struct ledger_entry *entry = &ledger.entries[i];
        if (!entry->open || (entry->invoice->month != DATE_NONE && entry->invoice->month > month))
            continue;
        struct collection_item *item =
            arena_one_more(arena, &collect.items, &collect.item_count, sizeof *item);
        *item = (struct collection_item){entry->invoice->number, entry->open};
        collect.due += entry->open;
        if (entry->invoice->due > collect.day)
            collect.day = entry->invoice->due;
    }
    return collect;
}

char *collect_note(struct arena *arena, const struct collect *collect, size_t most)
{
    struct text text = text_in(arena);
    text_add(&text, collect->item_count > 1 ? "Factures" : "Facture");
    for (int i = 0; i < collect->item_count; i++) {
        const char *number = sepa_text(arena, collect->items[i].invoice, 35);
        const char *rest = arena_print(arena, " +%d", collect->item_count - i - 1);
        bool last = i + 1 == collect->item_count;
        if (text.len + 1 + strlen(number) + (last ? 0 : strlen(rest) + 1) > most) {
            text_print(&text, " +%d", collect->item_count - i);
            break;
        }
        text_print(&text, " %s", number);
    }
    return text.at;
}
