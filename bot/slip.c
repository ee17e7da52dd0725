#include "bot/slip.h"

#include <string.h>

#include "bot/account.h"
#include "db/item.h"
#include "parsers/number.h"

static const char *say_quantity(const struct situation *situation, int64_t thousandths)
{
    return number_say_quantity(situation->arena, situation->config->farm.language, thousandths);
}

/* "2,80 € / kg"; a counted thing's price is that of one. */
static const char *say_price(const struct situation *situation, const struct change_item *item)
{
    const char *unit = item_say_unit(item->unit);
    const char *price = account_money(situation, item->price);
    return strcmp(unit, "×") ? arena_print(situation->arena, "%s / %s", price, unit) : price;
}

/* "5,5 %" */
static const char *say_rate(const struct situation *situation, int basis_points)
{
    return arena_print(situation->arena, "%s\u00A0%%", say_quantity(situation, basis_points * 10));
}

static bool has_rate(const struct change_item *items, int count, int vat)
{
    for (int i = 0; i < count; i++)
        if (items[i].vat == vat)
            return true;
    return false;
}

/* A line a rate, in the order in which the items bring them. */
static void put_vat(const struct situation *situation, struct tree *model,
                    const struct change_item *items, int count)
{
    struct tree *list = tree_put_list(model, "vat");
    for (int i = 0; i < count; i++) {
        int vat = items[i].vat;
        int64_t sum = 0;
        if (!vat || has_rate(items, i, vat))
            continue;
        for (int j = i; j < count; j++)
            if (items[j].vat == vat)
                sum += item_amount(items[j].thousandths, items[j].price);
        int64_t part = (2 * sum * vat + 10000 + vat) / (2 * (10000 + vat));
        struct tree *line = tree_push_object(list);
        tree_put_text(line, "rate", say_rate(situation, vat));
        tree_put_text(line, "amount", account_money(situation, part));
    }
}

void slip_put(const struct situation *situation, struct tree *model,
              const struct change_item *items, int count)
{
    struct tree *lines = tree_put_list(model, "lines");
    int64_t total = 0;
    for (int i = 0; i < count; i++) {
        int64_t amount = item_amount(items[i].thousandths, items[i].price);
        struct tree *line = tree_push_object(lines);
        tree_put_text(line, "product", items[i].name);
        tree_put_text(line, "quantity", say_quantity(situation, items[i].thousandths));
        tree_put_text(line, "unit", item_say_unit(items[i].unit));
        tree_put_text(line, "price", say_price(situation, &items[i]));
        tree_put_text(line, "amount", account_money(situation, amount));
        total += amount;
    }
    tree_put_text(model, "total", account_money(situation, total));
    put_vat(situation, model, items, count);
}
