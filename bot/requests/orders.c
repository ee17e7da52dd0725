/* orders: the orders of deliveries to come and of the last weeks, each in detail with its state, its place and
 * until when it can be cancelled. */
#include "bot/plan.h"
#include "bot/slip.h"

enum {
    NEAR = 3,       /* as many as a text message has room for */
    PAST_DAYS = 31, /* what was delivered is shown so long */
};

/* Delivered and lapsed are not written anywhere: they follow from the day. */
static const char *state_of(const struct situation *situation, const struct purchase *order)
{
    static const char *const states[] = {"pending", "accepted", "refused", "cancelled",
                                         "delivered"};
    bool past = order->day < plan_day_now(situation);
    if (past && order->state == PURCHASE_ACCEPTED)
        return "delivered";
    return past && order->state == PURCHASE_PENDING ? "lapsed" : states[order->state];
}

static const char *where(const struct situation *situation, const struct purchase *order)
{
    struct plan day = plan_days(situation, order->day, order->day, NULL);
    return day.count ? day.days[0].items[0].depot->name : "";
}

static void put(const struct situation *situation, struct tree *list, const struct purchase *order,
                bool near)
{
    struct situation later = *situation; /* what can be cancelled when the answer leaves */
    if (later.received < situation->now)
        later.received = situation->now;
    bool open = order->state <= PURCHASE_ACCEPTED && plan_may_change(&later, order->day);
    struct tree *item = tree_push_object(list);
    tree_put_int(item, "number", order->number);
    tree_put_text(item, "date", plan_date(situation, order->day));
    tree_put_text(item, "where", where(situation, order));
    slip_put(situation, item, order->items, order->item_count);
    tree_put_bool(tree_put_object(item, "is"), state_of(situation, order), true);
    tree_put_text(item, "reason", order->reason);
    tree_put_text(item, "until", open ? plan_until(situation, order->day) : "");
    struct plan that_day = plan_days(situation, order->day, order->day, NULL);
    tree_put_bool(item, "nodelivery",
                  order->state <= PURCHASE_ACCEPTED && !that_day.count &&
                      order->day >= plan_day_now(situation));
    tree_put_bool(item, "near", near);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(decision->model, "orders");
    int shown = 0;
    decision->result = RESULT_ANSWERED;
    for (int i = snapshot->purchase_count - 1; i >= 0; i--) /* the newest first */
        if (snapshot->purchases[i].day >= situation->today - PAST_DAYS)
            put(situation, list, &snapshot->purchases[i], shown++ < NEAR);
}

const struct request_kind request_orders = {
    .verb = VERB_ORDERS, .name = "orders", .needs = SNAPSHOT_ORDERS, .plan = plan};
