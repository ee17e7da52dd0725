/* types: the formulas and their prices; one's own first, then by price. */
#include "bot/account.h"

static bool is_theirs(const struct situation *situation, const struct formula *formula)
{
    const struct snapshot *snapshot = situation->snapshot;
    for (int i = 0; situation->proven && i < snapshot->subscription_count; i++) {
        const struct term *term = account_term(situation, &snapshot->subscriptions[i]);
        if (term && term->formula == formula)
            return true;
    }
    return false;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct farm *farm = situation->snapshot->farm;
    struct account_item *items =
        arena_array(situation->arena, (size_t)farm->formula_count, sizeof *items);
    for (int i = 0; i < farm->formula_count; i++) {
        const struct formula *formula = &farm->formulas[i];
        items[i] =
            (struct account_item){formula, is_theirs(situation, formula), (double)formula->price,
                                  account_name(situation->arena, formula->name)};
    }
    account_sort(items, farm->formula_count);
    struct tree *list = tree_put_list(decision->model, "types");
    for (int i = 0; i < farm->formula_count; i++) {
        const struct formula *formula = items[i].thing;
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", formula->name);
        tree_put_text(item, "price", account_money(situation, formula->price));
        tree_put_text(item, "word", formula->code);
        tree_put_bool(item, "yours", items[i].own);
    }
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_types = {
    .verb = VERB_TYPES, .name = "types", .public = true, .plan = plan};
