#include "bot/forecast.h"

#include "parsers/number.h"

static const struct product *product_of(const struct farm *farm, const char *code)
{
    for (int i = 0; i < farm->product_count; i++)
        if (view_is(view_of(code), farm->products[i].code))
            return &farm->products[i];
    return NULL;
}

/* The number of lines: 0 when the content of that day is not known. */
static size_t put_lines(const struct situation *situation, struct tree *part,
                        const struct delivery *delivery)
{
    const char *language = situation->config->farm.language;
    struct tree *lines = tree_put_list(part, "lines");
    for (int i = 0; i < situation->snapshot->forecast_count; i++) {
        const struct forecast *forecast = &situation->snapshot->forecasts[i];
        if (forecast->day != delivery->day || forecast->formula != delivery->formula)
            continue;
        const struct product *product = product_of(situation->snapshot->farm, forecast->product);
        struct tree *line = tree_push_object(lines);
        tree_put_text(line, "product", product ? product->name : forecast->product);
        tree_put_text(line, "quantity",
                      number_say_quantity(situation->arena, language, forecast->thousandths));
        tree_put_text(line, "unit",
                      number_say_unit(situation->arena, language,
                                      *forecast->unit || !product ? forecast->unit : product->unit,
                                      forecast->thousandths));
    }
    return tree_count(lines);
}

/* Eggs or bread have no composition: their name says it all. */
static bool is_composed(const struct situation *situation, const struct formula *formula)
{
    for (int i = 0; i < situation->snapshot->composed_count; i++)
        if (situation->snapshot->composed[i] == formula)
            return true;
    return false;
}

struct tree *forecast_put(const struct situation *situation, struct tree *parts,
                          const struct delivery *delivery, size_t *lines)
{
    struct plan_day one = {delivery->day, delivery, 1, false, delivery->suspended};
    struct tree *part = tree_push_object(parts);
    tree_put_text(part, "what", plan_what(situation, &one));
    *lines = put_lines(situation, part, delivery);
    tree_put_bool(part, "unknown", !*lines && is_composed(situation, delivery->formula));
    return part;
}
