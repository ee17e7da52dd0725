#include "db/item.h"

#include "parsers/view.h"

/* How much of a unit one order line may hold, in thousandths; the last row is for every other unit. */
static const struct rule {
    const char *unit, *say;
    bool whole;
    int64_t least, most;
} rules[] = {
    {"kg", "kg", false, 50, 50000},    {"kilo", "kg", false, 50, 50000},
    {"g", "g", true, 50000, 50000000}, {"l", "l", false, 100, 50000},
    {"litre", "l", false, 100, 50000}, {"", "×", true, 1000, 50000},
};

static const struct rule *find(const char *unit)
{
    size_t last = sizeof rules / sizeof *rules - 1;
    for (size_t i = 0; i < last; i++)
        if (view_is_nocase(view_trim(view_of(unit)), rules[i].unit))
            return &rules[i];
    return &rules[last];
}

enum item_fault item_check(const char *unit, int64_t thousandths, int64_t *limit)
{
    const struct rule *rule = find(unit);
    *limit = thousandths > rule->most ? rule->most : rule->least;
    if (thousandths > rule->most)
        return ITEM_MORE;
    if (rule->whole && thousandths > 0 && thousandths % 1000)
        return ITEM_BROKEN;
    return thousandths < rule->least ? ITEM_LESS : ITEM_GOOD;
}

const char *item_say_unit(const char *unit)
{
    return find(unit)->say;
}

int64_t item_amount(int64_t thousandths, int64_t price)
{
    return (thousandths * price + 500) / 1000;
}
