/* basket: what the next basket, or that of a date, will hold: a forecast, said to be one. */
#include "bot/plan.h"
#include "parsers/date.h"
#include "parsers/number.h"

static void put_lines(const struct situation *situation, struct tree *part,
                      const struct delivery *delivery)
{
    struct tree *lines = tree_put_list(part, "lines");
    for (int i = 0; i < situation->snapshot->forecast_count; i++) {
        const struct forecast *forecast = &situation->snapshot->forecasts[i];
        if (forecast->day != delivery->day || forecast->formula != delivery->formula)
            continue;
        const struct product *product = NULL;
        for (int j = 0; j < situation->snapshot->farm->product_count; j++)
            if (view_is(view_of(forecast->product), situation->snapshot->farm->products[j].code))
                product = &situation->snapshot->farm->products[j];
        struct tree *line = tree_push_object(lines);
        tree_put_text(line, "product", product ? product->name : forecast->product);
        tree_put_text(line, "quantity",
                      number_say_quantity(situation->arena, situation->config->farm.language,
                                          forecast->thousandths));
        tree_put_text(line, "unit", *forecast->unit || !product ? forecast->unit : product->unit);
    }
    tree_put_bool(part, "unknown", !tree_count(lines));
}

static void put_basket(const struct situation *situation, struct decision *decision,
                       const struct plan_day *day)
{
    struct tree *basket = tree_put_object(decision->model, "basket");
    plan_put_day(situation, basket, day);
    tree_put_bool(basket, "suspended", day->suspended);
    tree_put_bool(basket, "open", day->open);
    struct tree *parts = tree_put_list(basket, "parts");
    for (int i = 0; i < day->count; i++) {
        struct tree *part = tree_push_object(parts);
        tree_put_text(part, "what", day->items[i].formula->name);
        put_lines(situation, part, &day->items[i]);
    }
}

static void plan(const struct situation *situation, struct decision *decision)
{
    int date = situation->request->date;
    decision->result = RESULT_ANSWERED;
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    const struct plan_day *day = NULL;
    if (date == DATE_NONE) {
        day = plan_next(&ahead, situation->today, false);
    } else {
        struct plan wanted = plan_days(situation, date, date, NULL);
        day = wanted.count ? &wanted.days[0] : NULL;
    }
    if (day) {
        put_basket(situation, decision, day);
        return;
    }
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    tree_put_text(none, "asked", date == DATE_NONE ? "" : plan_date(situation, date));
    plan_put(situation, none, "next", plan_next(&ahead, situation->today, false));
}

const struct request_kind request_basket = {
    .verb = VERB_BASKET, .name = "basket", .needs = SNAPSHOT_FORECASTS, .plan = plan};
