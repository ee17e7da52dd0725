/* suspend: deliveries that will not be made: one day, a period, the next N, the next N weeks.
 *
 * What is still open is applied, what is locked is refused and named, what was suspended already is said.
 * A day without delivery is never "the nearest one": the nearest are offered.
 */
#include "bot/plan.h"
#include "parsers/date.h"

/* The period in days; next=N and weeks=N count from the first delivery that can still change. */
static bool period(const struct situation *situation, const struct plan *ahead, int *from, int *to)
{
    const struct request *request = situation->request;
    const struct plan_day *first = plan_next_open(ahead, situation->today);
    *from = request->from;
    *to = request->to;
    if (request->weeks) {
        *from = first ? first->day : situation->today;
        *to = *from + 7 * request->weeks - 1;
    } else if (request->next) {
        int left = request->next;
        *from = first ? first->day : situation->today;
        for (int i = 0; i < ahead->count && left; i++)
            if (ahead->days[i].open && ahead->days[i].day >= *from) {
                *to = ahead->days[i].day;
                left--;
            }
    }
    return *from != DATE_NONE && *to != DATE_NONE;
}

static void offer_nearest(const struct situation *situation, struct decision *decision,
                          const struct plan *around, int from, int to)
{
    const struct plan_day *nearest[3];
    int count = plan_nearest(around, from, nearest, from == to ? 2 : 3);
    decision->result = count ? RESULT_ASKED : RESULT_REFUSED;
    decision->question.kind = QUESTION_CHOICE;
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    tree_put_text(none, "asked", plan_period(situation, from, to));
    struct tree *list = tree_put_list(none, "nearest");
    for (int i = 0; i < count; i++) {
        struct request option = request_make(VERB_SUSPEND);
        option.from = option.to = nearest[i]->day;
        option.type = situation->request->type;
        decision_offer(situation, decision, &option, plan_label(situation, nearest[i]));
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "n", i + 1);
        plan_put_day(situation, item, nearest[i]);
    }
}

static void apply_day(const struct situation *situation, struct decision *decision,
                      const struct plan_day *day)
{
    for (int i = 0; i < day->count; i++) {
        if (day->items[i].suspended)
            continue;
        struct change *change = decision_change(situation, decision, CHANGE_SUSPEND);
        change->subscription = day->items[i].subscription->id;
        change->day = day->items[i].base;
    }
}

static void name_purchases(const struct situation *situation, const struct plan_day *day,
                           struct tree *list)
{
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        if (purchase->day != day->day || purchase->state > PURCHASE_ACCEPTED)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "date", plan_date(situation, purchase->day));
        tree_put_text(item, "items", purchase->summary);
        tree_put_bool(item, "kept", true);
    }
}

/* The first basket after the last day that stays suspended. */
static void put_next(const struct situation *situation, struct decision *decision, int last)
{
    struct plan after =
        plan_days(situation, last + 1, last + PLAN_HORIZON, situation->request->type);
    plan_put(situation, decision->model, "next", plan_next(&after, last + 1, false));
}

static void sort_days(const struct situation *situation, struct decision *decision,
                      const struct plan *wanted)
{
    struct tree *applied = tree_put_list(decision->model, "applied");
    struct tree *refused = tree_put_list(decision->model, "refused");
    struct tree *already = tree_put_list(decision->model, "already");
    struct tree *purchases = tree_put_list(decision->model, "orders_affected");
    int last = situation->today - 1;
    const struct plan_day *first = NULL;
    for (int i = 0; i < wanted->count; i++) {
        const struct plan_day *day = &wanted->days[i];
        struct tree *list = day->suspended ? already : day->open ? applied : refused;
        struct tree *item = tree_push_object(list);
        plan_put_day(situation, item, day);
        tree_put_bool(item, "past", day->day < situation->today);
        if (list != refused)
            last = day->day;
        if (list != applied)
            continue;
        apply_day(situation, decision, day);
        name_purchases(situation, day, purchases);
        if (!first)
            first = day;
    }
    size_t done = tree_count(applied), late = tree_count(refused);
    decision->result = done   ? late ? RESULT_PARTIAL : RESULT_APPLIED
                       : late ? RESULT_REFUSED
                              : RESULT_ANSWERED;
    put_next(situation, decision, last);
    if (first) { /* undo works while the first of them is open */
        struct tree *undo = tree_put_object(decision->model, "undo");
        plan_put_day(situation, undo, first);
    }
    if (late) {
        struct plan ahead = plan_days(situation, situation->today, situation->today + PLAN_HORIZON,
                                      situation->request->type);
        plan_put(situation, decision->model, "next_open", plan_next_open(&ahead, situation->today));
    }
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const char *type = situation->request->type;
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, type);
    int from, to;
    if (!ahead.count || !period(situation, &ahead, &from, &to)) {
        decision->result = RESULT_REFUSED; /* the answer says that nothing more is planned */
        return;
    }
    int last = to > from + 2 * PLAN_HORIZON ? from + 2 * PLAN_HORIZON : to;
    struct plan wanted =
        plan_days(situation, from > situation->today ? from : situation->today, last, type);
    if (!wanted.count && from < situation->today) /* only what is over: say so */
        wanted = plan_days(situation, from, last, type);
    if (wanted.count)
        sort_days(situation, decision, &wanted);
    else
        offer_nearest(situation, decision, &ahead, from, to);
}

const struct request_kind request_suspend = {.verb = VERB_SUSPEND, .name = "suspend", .plan = plan};
