/* orders: the orders of deliveries to come, each with its state and until when it can be cancelled. */
#include "bot/cutoff.h"
#include "bot/plan.h"
#include "parsers/number.h"

enum { NEAR = 3 }; /* as many as a text message has room for */

static void plan(const struct situation *situation, struct decision *decision)
{
    static const char *const states[] = {"pending", "accepted", "refused", "cancelled",
                                         "delivered"};
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(decision->model, "orders");
    struct situation later = *situation; /* what can be cancelled when the answer leaves */
    if (later.received < situation->now)
        later.received = situation->now;
    decision->result = RESULT_ANSWERED;
    for (int i = snapshot->purchase_count - 1; i >= 0; i--) { /* the newest first */
        const struct purchase *order = &snapshot->purchases[i];
        bool runs = order->state <= PURCHASE_ACCEPTED;
        bool open = runs && plan_may_change(&later, order->day);
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", order->number);
        tree_put_text(item, "date", plan_date(situation, order->day));
        tree_put_text(item, "items", order->summary);
        tree_put_text(
            item, "total",
            number_say_money(situation->arena, situation->config->farm.language, order->total));
        tree_put_bool(tree_put_object(item, "is"), states[order->state], true);
        tree_put_text(item, "reason", order->reason);
        tree_put_text(item, "until",
                      open ? cutoff_say(situation->arena, situation->config, order->day) : "");
        tree_put_bool(item, "near", snapshot->purchase_count - i <= NEAR);
    }
}

const struct request_kind request_orders = {.verb = VERB_ORDERS, .name = "orders", .plan = plan};
