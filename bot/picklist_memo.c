#include "bot/picklist_memo.h"

#include <stdlib.h>
#include <string.h>

#include "bot/picklist_words.h"
#include "db/farm.h"
#include "parsers/tree.h"

static int compare_entries(const void *left, const void *right)
{
    const struct memo_entry *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return strcmp(a->depot, b->depot);
}

static void sort(struct memo *memo)
{
    if (memo->count)
        qsort(memo->entries, (size_t)memo->count, sizeof *memo->entries, compare_entries);
}

struct memo memo_of(struct arena *arena, const struct picklist *list)
{
    struct memo memo = {0};
    for (int i = 0; i < list->depot_count; i++)
        for (int j = 0; j < list->depots[i].person_count; j++) {
            const struct picklist_depot *depot = &list->depots[i];
            *(struct memo_entry *)arena_one_more(arena, &memo.entries, &memo.count,
                                                 sizeof *memo.entries) =
                (struct memo_entry){.number = depot->people[j].number,
                                    .depot = depot->depot ? depot->depot->code : "",
                                    .items = depot->people[j].items,
                                    .item_count = depot->people[j].item_count};
        }
    sort(&memo);
    return memo;
}

char *memo_write(struct arena *arena, const struct memo *memo)
{
    struct tree *tree = tree_new_list(arena);
    for (int i = 0; i < memo->count; i++) {
        const struct memo_entry *entry = &memo->entries[i];
        struct tree *one = tree_push_object(tree);
        tree_put_int(one, "number", entry->number);
        tree_put_text(one, "depot", entry->depot);
        struct tree *items = tree_put_list(one, "items");
        for (int j = 0; j < entry->item_count; j++) {
            struct tree *item = tree_push_object(items);
            tree_put_text(item, "code", entry->items[j].code);
            tree_put_int(item, "quantity", entry->items[j].thousandths);
            if (entry->items[j].product)
                tree_put_bool(item, "product", true);
        }
    }
    return tree_write(arena, tree);
}

static struct picklist_item item_read(struct arena *arena, const struct farm *farm,
                                      const struct tree *tree)
{
    const char *code = arena_text(arena, tree_get_text(tree, "code", ""));
    const struct formula *formula = farm_formula(farm, code);
    const struct product *product =
        tree_get_bool(tree, "product") ? farm_product(farm, code) : NULL;
    return (struct picklist_item){
        .code = code,
        .name = product   ? product->name
                : formula ? formula->name
                          : code,
        .unit = product ? product->unit : "",
        .thousandths = tree_get_int(tree, "quantity", 0),
        .product = tree_get_bool(tree, "product"),
    };
}

int memo_read(struct arena *arena, const struct farm *farm, const char *json, struct memo *memo,
              struct error *error)
{
    const struct tree *tree = tree_read(arena, view_of(json), error);
    *memo = (struct memo){0};
    if (!tree)
        return -1;
    for (size_t i = 0; i < tree_count(tree); i++) {
        const struct tree *one = tree_at(tree, i), *items = tree_get(one, "items");
        struct memo_entry *entry =
            arena_one_more(arena, &memo->entries, &memo->count, sizeof *entry);
        *entry = (struct memo_entry){.number = tree_get_int(one, "number", 0),
                                     .depot = arena_text(arena, tree_get_text(one, "depot", ""))};
        for (size_t j = 0; j < tree_count(items); j++)
            *(struct picklist_item *)arena_one_more(arena, &entry->items, &entry->item_count,
                                                    sizeof *entry->items) =
                item_read(arena, farm, tree_at(items, j));
    }
    sort(memo);
    return 0;
}

/* The entries of one number from `at` on. */
static int run_of(const struct memo *memo, int at, int64_t number)
{
    int count = 0;
    while (at + count < memo->count && memo->entries[at + count].number == number)
        count++;
    return count;
}

static bool same_entry(const struct memo_entry *a, const struct memo_entry *b)
{
    if (strcmp(a->depot, b->depot) || a->item_count != b->item_count)
        return false;
    for (int i = 0; i < a->item_count; i++)
        if (strcmp(a->items[i].code, b->items[i].code) ||
            a->items[i].thousandths != b->items[i].thousandths ||
            a->items[i].product != b->items[i].product)
            return false;
    return true;
}

static const char *say(struct arena *arena, const struct config *config, const struct farm *farm,
                       const struct memo_entry *entries, int count, bool where)
{
    struct text text = text_in(arena);
    for (int i = 0; i < count; i++) {
        const struct depot *depot = farm_depot(farm, entries[i].depot);
        text_print(&text, "%s%s", i ? ", " : "",
                   picklist_say_items(arena, config, entries[i].items, entries[i].item_count));
        if (where && depot)
            text_print(&text, " (%s)", depot->name);
    }
    return text.at;
}

struct memo_change *memo_compare(struct arena *arena, const struct config *config,
                                 const struct farm *farm, const struct memo *before,
                                 const struct memo *after, int *count)
{
    struct memo_change *changes = NULL;
    *count = 0;
    for (int i = 0, j = 0; i < before->count || j < after->count;) {
        int64_t number = i < before->count ? before->entries[i].number : INT64_MAX;
        if (j < after->count && after->entries[j].number < number)
            number = after->entries[j].number;
        const struct memo_entry *old = before->entries + i, *new = after->entries + j;
        int olds = run_of(before, i, number), news = run_of(after, j, number);
        bool same = olds == news, where = olds > 1 || news > 1;
        for (int k = 0; k < olds && same; k++)
            same = same_entry(&old[k], &new[k]);
        if (olds && news)
            where |= strcmp(old->depot, new->depot) != 0;
        if (!same)
            *(struct memo_change *)arena_one_more(arena, &changes, count, sizeof *changes) =
                (struct memo_change){number, say(arena, config, farm, old, olds, where),
                                     say(arena, config, farm, new, news, where)};
        i += olds;
        j += news;
    }
    return changes;
}
