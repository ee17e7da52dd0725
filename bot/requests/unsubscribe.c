/* unsubscribe: ends the subscriptions (or one formula) from the first delivery that can still change.
 *
 * What is locked is still delivered and named as the last basket; orders for later days are cancelled;
 * the reason is asked once; undo works until the cutoff of the first delivery that is given up.
 */
#include <string.h>

#include "bot/account.h"
#include "bot/statement.h"
#include "db/farm.h"
#include "parsers/date.h"

enum { REASON_DAYS = 60 };

/* The first open delivery of one subscription from `from` on, suspended ones as well. */
static const struct delivery *first_open(const struct situation *situation,
                                         const struct deliveries *list, int64_t id, int from)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i].subscription->id == id && list->items[i].day >= from &&
            plan_is_open(situation, &list->items[i]))
            return &list->items[i];
    return NULL;
}

static bool has_formula(const struct subscription *subscription, int day, const char *type)
{
    return !type || !strcmp(calendar_term(subscription, day)->formula->code, type);
}

/* Ends each subscription before its first open delivery; gives the earliest of those days. */
static int end_all(const struct situation *situation, struct decision *decision,
                   const struct deliveries *list, int from)
{
    int first = DATE_NONE;
    for (int i = 0; i < situation->snapshot->subscription_count; i++) {
        const struct subscription *subscription = &situation->snapshot->subscriptions[i];
        const struct delivery *delivery = first_open(situation, list, subscription->id, from);
        if (!delivery || !has_formula(subscription, delivery->base, situation->request->type))
            continue;
        struct change *change = decision_change(situation, decision, CHANGE_END);
        change->subscription = subscription->id;
        change->end = delivery->base - 1;
        change->old_end = subscription->end;
        if (first == DATE_NONE || delivery->day < first)
            first = delivery->day;
    }
    return first;
}

static bool is_ended(const struct decision *decision, const struct subscription *subscription)
{
    for (int i = 0; i < decision->change_count; i++)
        if (decision->changes[i].kind == CHANGE_END &&
            decision->changes[i].subscription == subscription->id)
            return true;
    return false;
}

/* The last basket that still comes of what ends, whatever formula it brings that once. */
static const struct plan_day *last_of(const struct situation *situation,
                                      const struct decision *decision, const struct plan *coming)
{
    struct delivery *items = NULL;
    int count = 0;
    for (int i = 0; i < coming->count; i++)
        for (int j = 0; j < coming->days[i].count; j++)
            if (!situation->request->type ||
                is_ended(decision, coming->days[i].items[j].subscription)) {
                struct delivery *item =
                    arena_one_more(situation->arena, &items, &count, sizeof *item);
                *item = coming->days[i].items[j];
            }
    struct plan mine = plan_group(situation, items, count);
    return mine.count ? &mine.days[mine.count - 1] : NULL;
}

/* What is given up on that day, by the formulas that end: another one that was asked for once goes with them. */
static struct plan given_up_on(const struct situation *situation, const struct decision *decision,
                               const struct deliveries *list, int day)
{
    struct delivery *items = NULL;
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct delivery *one = &list->items[i];
        if (one->day != day || !is_ended(decision, one->subscription))
            continue;
        struct delivery *item = arena_one_more(situation->arena, &items, &count, sizeof *item);
        *item = *one;
        item->formula = calendar_term(one->subscription, one->base)->formula;
    }
    return plan_group(situation, items, count);
}

/* Orders for a day on which nothing is delivered any more go with it. */
static void cancel_purchases(const struct situation *situation, struct decision *decision,
                             const struct plan *coming, int first)
{
    struct tree *list = tree_put_list(decision->model, "orders_affected");
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        const struct plan_day *day = plan_next(coming, purchase->day, false);
        if (purchase->day < first || purchase->state > PURCHASE_ACCEPTED ||
            (day && day->day == purchase->day))
            continue;
        struct change *change = decision_change(situation, decision, CHANGE_PURCHASE);
        change->purchase = purchase->number;
        change->text = "cancelled";
        change->old_text = purchase->state == PURCHASE_PENDING ? "pending" : "accepted";
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "date", plan_date(situation, purchase->day));
        tree_put_text(item, "items", purchase->summary);
        tree_put_bool(item, "cancelled", true);
    }
}

/* Kept when it was given, asked for when they leave altogether. */
static void put_reason(const struct situation *situation, struct decision *decision, bool leaving)
{
    const char *reason = situation->request->reason;
    bool given = reason && *reason;
    if (given) {
        struct change *change = decision_change(situation, decision, CHANGE_REASON);
        change->text = reason;
    } else if (leaving) {
        decision->question.kind = QUESTION_REASON;
        decision->question.expires = situation->received + REASON_DAYS * 86400;
    }
    tree_put_bool(decision->model, "ask_reason", !given && leaving);
}

/* The balance, and when the invoice of what is not in it comes. */
static void put_balance(const struct situation *situation, struct decision *decision,
                        const struct plan *coming, bool last)
{
    account_put_balance(situation, decision->model);
    int day = last ? statement_final_day(situation, coming) : DATE_NONE;
    bool late = day != DATE_NONE && day < plan_day_now(situation);
    if (day != DATE_NONE && !late)
        tree_put_text(decision->model, "final", plan_date(situation, day));
    tree_put_bool(decision->model, "final_soon", late);
    tree_put_bool(decision->model, "final_none", last && day == DATE_NONE);
    tree_put_bool(decision->model, "invoiced", situation->snapshot->invoice_count > 0);
}

/* Nothing to end: say what still comes, and that a formula which was named is none of theirs. */
static void say_none(const struct situation *situation, struct decision *decision,
                     const struct plan *coming)
{
    const char *type = situation->request->type;
    const struct formula *formula = farm_formula(situation->snapshot->farm, type);
    struct plan named = plan_after(situation, coming, situation->today, type);
    bool theirs = false;
    for (int i = 0; type && i < situation->snapshot->subscription_count; i++)
        theirs |= has_formula(&situation->snapshot->subscriptions[i], situation->today, type);
    decision->result = RESULT_ANSWERED;
    tree_put_bool(decision->model, "nothing", true);
    if (type && !theirs)
        tree_put_text(decision->model, "unknown", formula ? formula->name : type);
    if (!type || theirs) /* it ends by itself: the last one comes */
        plan_put(situation, decision->model, "last",
                 named.count ? &named.days[named.count - 1] : NULL);
    plan_put_next(situation, decision->model, coming);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    int from = situation->request->from == DATE_NONE ? situation->today : situation->request->from;
    if (from < situation->today)
        from = situation->today;
    struct deliveries list =
        calendar_plan(situation->arena, snapshot->farm, snapshot->subscriptions,
                      snapshot->subscription_count, situation->today, from + PLAN_HORIZON);
    int first = end_all(situation, decision, &list, from);
    struct plan coming = plan_coming(situation, decision);
    if (first == DATE_NONE) {
        put_balance(situation, decision, &coming, !coming.count);
        say_none(situation, decision, &coming);
        return;
    }
    decision->result = RESULT_APPLIED;
    plan_put(situation, decision->model, "last", last_of(situation, decision, &coming));
    struct plan others = plan_after(situation, &coming, first, NULL);
    tree_put_bool(decision->model, "partial", others.count > 0);
    put_balance(situation, decision, &coming, !others.count);
    plan_put_next(situation, decision->model, &coming);
    cancel_purchases(situation, decision, &coming, first);
    put_reason(situation, decision, !others.count);
    struct plan given_up = given_up_on(situation, decision, &list, first);
    plan_put(situation, decision->model, "first", &given_up.days[0]);
    plan_put_undo(situation, decision->model, &given_up);
}

const struct request_kind request_unsubscribe = {.verb = VERB_UNSUBSCRIBE,
                                                 .name = "unsubscribe",
                                                 .needs = SNAPSHOT_MONEY | SNAPSHOT_INVOICES,
                                                 .sensitive = true,
                                                 .plan = plan};
