/* subscribe: a further formula, weekly, from the first open delivery of the subscriber's depot.
 *
 * One that they have already is said, and more of it is for staff. With several depots, or none, the
 * sender chooses.
 */
#include <string.h>

#include "bot/plan.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/number.h"

extern const struct request_kind request_ask;

/* What still comes of the subscriber's subscriptions. */
static struct deliveries ahead(const struct situation *situation)
{
    const struct snapshot *snapshot = situation->snapshot;
    return calendar_plan(situation->arena, snapshot->farm, snapshot->subscriptions,
                         snapshot->subscription_count, situation->today,
                         situation->today + PLAN_HORIZON);
}

static const struct delivery *find_same(const struct deliveries *list, const char *type)
{
    for (int i = 0; i < list->count; i++) {
        const struct delivery *one = &list->items[i];
        if (!strcmp(calendar_term(one->subscription, one->base)->formula->code, type))
            return one;
    }
    return NULL;
}

/* The depots of their terms from the first open delivery on. */
static int find_depots(const struct situation *situation, const struct deliveries *list,
                       const struct depot **depots)
{
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct delivery *one = &list->items[i];
        const struct depot *depot = calendar_term(one->subscription, one->base)->depot;
        bool known = !plan_is_open(situation, one);
        for (int j = 0; j < i && !known; j++) /* only the first open one of each subscription */
            known = list->items[j].subscription == one->subscription &&
                    plan_is_open(situation, &list->items[j]);
        for (int j = 0; j < count && !known; j++)
            known = depots[j] == depot;
        if (!known && count < QUESTION_OPTIONS)
            depots[count++] = depot;
    }
    return count;
}

static void ask_depot(const struct situation *situation, struct decision *decision,
                      const struct depot **depots, int count, const char *name)
{
    const struct farm *farm = situation->snapshot->farm;
    bool all = count == 0;
    decision->result = RESULT_ASKED;
    decision->question.kind = QUESTION_CHOICE;
    struct tree *which = tree_put_object(decision->model, "which");
    tree_put_text(which, "what", name);
    tree_put_bool(which, "yesno", false);
    struct tree *choices = tree_put_list(which, "choices");
    for (int i = 0; i < (all ? farm->depot_count : count); i++) {
        const struct depot *depot = all ? &farm->depots[i] : depots[i];
        struct request option = *situation->request;
        option.place = depot->code;
        const char *label =
            arena_print(situation->arena, "%s (%s)", depot->name,
                        date_weekday_name(situation->config->farm.language, depot->weekday));
        if (!decision_offer(situation, decision, &option, label))
            continue;
        struct tree *choice = tree_push_object(choices);
        tree_put_int(choice, "n", decision->question.count);
        tree_put_text(choice, "label", label);
        tree_put_text(choice, "mailto", "");
    }
}

/* The first day on which that depot is served and that can still change. */
static int first_day(const struct situation *situation, const struct depot *depot)
{
    int day = date_monday(situation->today) + depot->weekday - 1;
    for (int i = 0; i < PLAN_HORIZON / 7; i++, day += 7)
        if (day >= situation->today && !calendar_closure(situation->snapshot->farm, day) &&
            plan_day_is_open(situation, day, situation->received))
            return day;
    return DATE_NONE;
}

static void start(const struct situation *situation, struct decision *decision,
                  const struct formula *formula, const struct depot *depot, int day)
{
    struct tree *model = decision->model;
    struct change *change = decision_change(situation, decision, CHANGE_SUBSCRIBE);
    change->subscription = situation->snapshot->next_subscription;
    change->day = day;
    change->text = change_pair(situation->arena, formula->code, depot->code);
    struct plan here = plan_days(situation, day, day, NULL);
    struct plan coming = plan_coming(situation, decision);
    const struct plan_day *first = plan_next(&coming, day, false);
    struct subscription *new = arena_alloc(situation->arena, sizeof *new);
    *new = (struct subscription){.quantity = 1};
    struct delivery only = {day, day, new, formula, depot, false};
    struct plan_day one = {day, &only, 1, true, false};
    decision->result = RESULT_APPLIED;
    tree_put_text(
        model, "price",
        number_say_money(situation->arena, situation->config->farm.language, formula->price));
    tree_put_text(model, "where", depot->name);
    plan_put(situation, model, "first", &one);
    tree_put_text(model, "with", first && first->count > 1 ? plan_what(situation, first) : "");
    tree_put_bool(model, "others_off", here.count && here.days[0].suspended);
    struct plan changed = {&one, 1};
    plan_put_undo(situation, model, &changed);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct farm *farm = situation->snapshot->farm;
    const struct formula *formula = farm_formula(farm, situation->request->type);
    const struct depot *depot =
        situation->request->place ? farm_depot(farm, situation->request->place) : NULL;
    const struct depot *depots[QUESTION_OPTIONS];
    struct deliveries list = ahead(situation);
    const struct delivery *same = formula ? find_same(&list, formula->code) : NULL;
    decision->result = RESULT_REFUSED;
    tree_put_text(decision->model, "what", formula ? formula->name : situation->request->type);
    tree_put_bool(decision->model, "already", same != NULL);
    tree_put_bool(decision->model, "nothing", !formula);
    if (same) { /* more of it is a matter of quantity, which staff change */
        decision->result = RESULT_HUMAN;
        tree_put_int(decision->model, "quantity", same->subscription->quantity);
    }
    if (same || !formula)
        return;
    int count = depot ? 0 : find_depots(situation, &list, depots);
    if (!depot && count == 1)
        depot = depots[0];
    if (!depot) {
        ask_depot(situation, decision, depots, count, formula->name);
        return;
    }
    int day = first_day(situation, depot);
    if (day != DATE_NONE)
        start(situation, decision, formula, depot, day);
    else
        tree_put_bool(decision->model, "nothing", true);
}

const struct request_kind request_subscribe = {
    .verb = VERB_SUBSCRIBE, .name = "subscribe", .needs = SNAPSHOT_NEXT, .plan = plan};
