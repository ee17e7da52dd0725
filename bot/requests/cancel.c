/* cancel: an order taken back by its number, until its delivery's cutoff, accepted or not. */
#include "bot/plan.h"
#include "parsers/number.h"

static const struct purchase *find(const struct situation *situation, int number)
{
    for (int i = 0; i < situation->snapshot->purchase_count; i++)
        if (situation->snapshot->purchases[i].number == number)
            return &situation->snapshot->purchases[i];
    return NULL;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct purchase *order = find(situation, situation->request->order);
    struct tree *model = decision->model;
    tree_put_int(model, "number", situation->request->order);
    tree_put_bool(model, "unknown", !order);
    decision->result = RESULT_REFUSED;
    if (!order) /* somebody else's is as unknown */
        return;
    tree_put_text(model, "date", plan_date(situation, order->day));
    tree_put_text(model, "items", order->summary);
    tree_put_text(
        model, "total",
        number_say_money(situation->arena, situation->config->farm.language, order->total));
    if (order->state == PURCHASE_REFUSED || order->state == PURCHASE_CANCELLED) {
        decision->result = RESULT_ANSWERED;
        tree_put_bool(model, "already", true);
    } else if (order->state == PURCHASE_DELIVERED || !plan_may_change(situation, order->day)) {
        tree_put_text(model, "since", plan_until(situation, order->day));
    } else {
        struct change *change = decision_change(situation, decision, CHANGE_PURCHASE);
        change->purchase = order->number;
        change->text = "cancelled";
        change->old_text = order->state == PURCHASE_PENDING ? "pending" : "accepted";
        change->first = order->day;
        decision->result = RESULT_APPLIED;
        tree_put_bool(model, "done", true);
        struct plan day = plan_days(situation, order->day, order->day, NULL);
        plan_put_undo(situation, model, &day);
    }
}

const struct request_kind request_cancel = {
    .verb = VERB_CANCEL, .name = "cancel", .needs = SNAPSHOT_ORDERS, .plan = plan};
