/* products: what can be ordered now, by name, with the delivery that an order would come with. */
#include "bot/account.h"
#include "bot/plan.h"

enum { PRODUCTS_NEAR = 8 }; /* in a text message */

static void put_next(const struct situation *situation, struct tree *model)
{
    if (!situation->proven)
        return;
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    struct plan open = plan_only(situation, &ahead, PLAN_OPEN | PLAN_NOW);
    plan_put(situation, model, "next", open.count ? &open.days[0] : NULL);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct farm *farm = situation->snapshot->farm;
    struct account_item *items =
        arena_array(situation->arena, (size_t)farm->product_count, sizeof *items);
    int count = 0;
    for (int i = 0; i < farm->product_count; i++)
        if (farm->products[i].available)
            items[count++] = (struct account_item){
                .thing = &farm->products[i],
                .name = account_name(situation->arena, farm->products[i].name)};
    account_sort(items, count);
    struct tree *list = tree_put_list(decision->model, "products");
    for (int i = 0; i < count; i++) {
        const struct product *product = items[i].thing;
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", product->name);
        tree_put_text(item, "price", account_money(situation, product->price));
        tree_put_text(item, "unit", product->unit);
        tree_put_bool(item, "near", i < PRODUCTS_NEAR);
    }
    put_next(situation, decision->model);
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_products = {
    .verb = VERB_PRODUCTS, .name = "products", .public = true, .plan = plan};
