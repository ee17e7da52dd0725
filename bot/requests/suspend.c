/* suspend: deliveries that will not be made: one day, a period, the next N, the next N weeks.
 *
 * What is still open is applied, what is locked is refused and named, what was suspended already is said.
 * A day without delivery is never "the nearest one": the nearest are offered.
 */
#include "bot/nearest.h"
#include "db/farm.h"
#include "parsers/date.h"

extern const struct request_kind request_ask;

/* The period in days; next=N and weeks=N count from the first delivery that can still change. */
static bool period(const struct situation *situation, const struct plan *ahead, int *from, int *to)
{
    const struct request *request = situation->request;
    const struct plan_day *first = plan_next_open(ahead, situation->today);
    *from = request->from;
    *to = request->to;
    if (request->weeks) {
        *from = first ? first->day : DATE_NONE;
        *to = first ? *from + 7 * request->weeks - 1 : DATE_NONE;
    } else if (request->next) {
        int left = request->next;
        *from = first ? first->day : DATE_NONE;
        for (int i = 0; i < ahead->count && left; i++)
            if (ahead->days[i].open && ahead->days[i].day >= *from) {
                *to = ahead->days[i].day;
                left--;
            }
    }
    return *from != DATE_NONE && *to != DATE_NONE;
}

/* Every delivery, also those of the formulas that were not named. */
static struct plan all_ahead(const struct situation *situation)
{
    return plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
}

static void offer_nearest(const struct situation *situation, struct decision *decision,
                          const struct plan *ahead, int from, int to)
{
    struct plan around = plan_only(situation, ahead, PLAN_OPEN | PLAN_NOW);
    struct request option = request_make(VERB_SUSPEND);
    option.type = situation->request->type;
    const struct formula *formula = farm_formula(situation->snapshot->farm, option.type);
    int count = nearest_offer(situation, decision, &around, from, to, option, false,
                              formula ? formula->name : "");
    decision->result = count ? RESULT_ASKED : RESULT_REFUSED;
}

static void apply_days(const struct situation *situation, struct decision *decision,
                       const struct plan *open)
{
    for (int i = 0; i < open->count; i++)
        for (int j = 0; j < open->days[i].count; j++) {
            struct change *change = decision_change(situation, decision, CHANGE_SUSPEND);
            change->subscription = open->days[i].items[j].subscription->id;
            change->day = open->days[i].items[j].base;
        }
}

static void name_purchases(const struct situation *situation, struct decision *decision,
                           const struct plan *open)
{
    struct tree *list = tree_put_list(decision->model, "orders_affected");
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        bool affected = false;
        for (int j = 0; j < open->count; j++)
            affected |= open->days[j].day == purchase->day;
        if (!affected || purchase->state > PURCHASE_ACCEPTED)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "date", plan_date(situation, purchase->day));
        tree_put_text(item, "items", purchase->summary);
        tree_put_bool(item, "kept", true);
    }
}

/* The basket that comes next, and when another one does, the first after the pause. */
static void put_next(const struct situation *situation, struct decision *decision, int last)
{
    struct plan coming = plan_coming(situation, decision);
    const struct plan_day *next = coming.count ? &coming.days[0] : NULL;
    plan_put_next(situation, decision->model, &coming);
    if (last < situation->today)
        return;
    struct plan after = plan_after(situation, &coming, last + 1, situation->request->type);
    if (!after.count)
        tree_put_bool(decision->model, "over", next != NULL);
    else if (!next || next->day != after.days[0].day)
        plan_put(situation, decision->model, "back", &after.days[0]);
}

static int last_day(const struct plan *plan, int last)
{
    return plan->count && plan->days[plan->count - 1].day > last ? plan->days[plan->count - 1].day
                                                                 : last;
}

static void sort_days(const struct situation *situation, struct decision *decision,
                      const struct plan *wanted)
{
    struct plan open = plan_only(situation, wanted, PLAN_OPEN);
    struct plan locked = plan_only(situation, wanted, PLAN_LOCKED);
    struct plan off = plan_only(situation, wanted, PLAN_OPEN_OFF | PLAN_LOCKED_OFF);
    apply_days(situation, decision, &open);
    nearest_put_days(situation, decision->model, "applied", &open);
    nearest_put_days(situation, decision->model, "refused", &locked);
    nearest_put_days(situation, decision->model, "already", &off);
    name_purchases(situation, decision, &open);
    decision->result = open.count     ? locked.count ? RESULT_PARTIAL : RESULT_APPLIED
                       : locked.count ? RESULT_REFUSED
                                      : RESULT_ANSWERED;
    put_next(situation, decision, last_day(&open, last_day(&off, situation->today - 1)));
    plan_put_undo(situation, decision->model, &open);
    if (locked.count)
        plan_put_next_open(situation, decision->model);
}

/* Nothing that could be suspended: no delivery at all, none of that formula, or none that is open. */
static void say_none(const struct situation *situation, struct decision *decision)
{
    struct plan all = all_ahead(situation);
    const char *type = situation->request->type;
    const struct formula *formula = farm_formula(situation->snapshot->farm, type);
    decision->result = RESULT_REFUSED;
    tree_put_bool(decision->model, "nothing", !all.count);
    if (!all.count)
        return;
    struct plan named =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, type);
    struct plan fixed = plan_only(situation, &named, PLAN_LOCKED | PLAN_OPEN_OFF | PLAN_LOCKED_OFF);
    sort_days(situation, decision, &fixed);
    if (!named.count)
        decision->result = RESULT_REFUSED;
    if (!named.count)
        tree_put_text(decision->model, "unknown", formula ? formula->name : type);
}

/* A start without an end, or nothing at all: the question about it. */
static void ask(const struct situation *situation, struct decision *decision)
{
    struct request request = *situation->request;
    struct situation asking = *situation;
    request.verb = VERB_ASK;
    request.about = VERB_SUSPEND;
    asking.request = &request;
    decision->template = request_ask.name;
    request_ask.plan(&asking, decision);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const char *type = situation->request->type;
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, type);
    const struct request *request = situation->request;
    int from, to;
    if (!request->next && !request->weeks &&
        (request->from == DATE_NONE || request->to == DATE_NONE)) {
        ask(situation, decision);
        return;
    }
    if (!ahead.count || !period(situation, &ahead, &from, &to)) {
        say_none(situation, decision);
        return;
    }
    int start = from > situation->today ? from : situation->today;
    int last = to > start + 2 * PLAN_HORIZON ? start + 2 * PLAN_HORIZON : to;
    struct plan wanted = plan_days(situation, start, last, type);
    if (!wanted.count && from < situation->today) /* only what is over: say so */
        wanted =
            plan_days(situation, to - from > PLAN_HORIZON ? to - PLAN_HORIZON : from, to, type);
    if (wanted.count)
        sort_days(situation, decision, &wanted);
    else
        offer_nearest(situation, decision, &ahead, from, to);
}

const struct request_kind request_suspend = {.verb = VERB_SUSPEND, .name = "suspend", .plan = plan};
