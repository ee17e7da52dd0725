/* planning: the state of each delivery of the next weeks, the next cutoff, and the calendar file. */
#include "bot/agenda.h"

enum { PLANNING_NEAR = 3 };

static const char *state_word(const struct situation *situation, const struct delivery *delivery)
{
    struct plan_day day = {delivery->day, delivery, 1, true, delivery->suspended};
    struct plan one = {&day, 1};
    if (delivery->suspended)
        return "suspended";
    return plan_only(situation, &one, PLAN_OPEN | PLAN_NOW).count ? "open" : "locked";
}

static void put_note(const struct situation *situation, struct tree *row, int day)
{
    struct tree *list = tree_put_list(row, "orders");
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        if (purchase->day != day || purchase->state > PURCHASE_ACCEPTED)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "items", purchase->summary);
    }
}

static void plan(const struct situation *situation, struct decision *decision)
{
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + AGENDA_DAYS - 1, NULL);
    struct tree *rows = tree_put_list(decision->model, "rows");
    for (int i = 0; i < ahead.count; i++)
        for (int j = 0; j < ahead.days[i].count; j++) {
            const struct delivery *delivery = &ahead.days[i].items[j];
            struct plan_day one = {delivery->day, delivery, 1, plan_is_open(situation, delivery),
                                   delivery->suspended};
            struct tree *row = tree_push_object(rows);
            plan_put_day(situation, row, &one);
            tree_put_text(row, "what", delivery->formula->name);
            tree_put_int(row, "quantity", delivery->subscription->quantity);
            tree_put_bool(tree_put_object(row, "is"), state_word(situation, delivery), true);
            tree_put_bool(row, "suspended", delivery->suspended);
            tree_put_bool(row, "near", i < PLANNING_NEAR);
            if (j == 0)
                put_note(situation, row, delivery->day);
        }
    struct plan open = plan_only(situation, &ahead, PLAN_OPEN | PLAN_OPEN_OFF | PLAN_NOW);
    plan_put(situation, decision->model, "cutoff", open.count ? &open.days[0] : NULL);
    struct plan coming = plan_coming(situation, decision);
    plan_put_next(situation, decision->model, &coming);
    bool calendar = agenda_list(situation).count > 0;
    tree_put_bool(decision->model, "calendar", calendar);
    if (calendar)
        decision_attach(situation, decision, ATTACHMENT_CALENDAR, "");
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_planning = {
    .verb = VERB_PLANNING, .name = "planning", .plan = plan};
