/* resume: suspensions taken back: all to come, from a day on, of a day or a period.
 *
 * The same cutoff as for suspending: what is locked stays suspended, and is named.
 */
#include "bot/plan.h"
#include "parsers/date.h"

static void apply_day(const struct situation *situation, struct decision *decision,
                      const struct plan_day *day)
{
    for (int i = 0; i < day->count; i++) {
        if (!day->items[i].suspended)
            continue;
        struct change *change = decision_change(situation, decision, CHANGE_RESUME);
        change->subscription = day->items[i].subscription->id;
        change->day = day->items[i].base;
    }
}

static bool any_suspended(const struct plan_day *day)
{
    for (int i = 0; i < day->count; i++)
        if (day->items[i].suspended)
            return true;
    return false;
}

/* The first basket once this is applied: a day that is on, or that was just resumed. */
static const struct plan_day *next_basket(const struct plan *ahead, int from, int to)
{
    for (int i = 0; i < ahead->count; i++) {
        const struct plan_day *day = &ahead->days[i];
        if (!day->suspended || (day->open && day->day >= from && day->day <= to))
            return day;
    }
    return NULL;
}

static void sort_days(const struct situation *situation, struct decision *decision,
                      const struct plan *wanted)
{
    struct tree *applied = tree_put_list(decision->model, "applied");
    struct tree *refused = tree_put_list(decision->model, "refused");
    struct tree *already = tree_put_list(decision->model, "already");
    bool named = situation->request->to != DATE_NONE; /* the sender named the days */
    const struct plan_day *first = NULL;
    for (int i = 0; i < wanted->count; i++) {
        const struct plan_day *day = &wanted->days[i];
        bool suspended = any_suspended(day);
        if (!suspended && !named)
            continue;
        struct tree *list = !suspended ? already : day->open ? applied : refused;
        struct tree *item = tree_push_object(list);
        plan_put_day(situation, item, day);
        tree_put_bool(item, "past", day->day < situation->today);
        if (list != applied)
            continue;
        apply_day(situation, decision, day);
        if (!first)
            first = day;
    }
    size_t done = tree_count(applied), late = tree_count(refused);
    decision->result = done   ? late ? RESULT_PARTIAL : RESULT_APPLIED
                       : late ? RESULT_REFUSED
                              : RESULT_ANSWERED;
    if (first)
        plan_put_day(situation, tree_put_object(decision->model, "undo"), first);
}

/* A day without delivery: the nearest days that are suspended are what may have been meant. */
static void offer_nearest(const struct situation *situation, struct decision *decision,
                          const struct plan *ahead, int from, int to)
{
    struct plan suspended = {0};
    for (int i = 0; i < ahead->count; i++)
        if (any_suspended(&ahead->days[i])) {
            struct plan_day *day =
                arena_one_more(situation->arena, &suspended.days, &suspended.count, sizeof *day);
            *day = ahead->days[i];
        }
    const struct plan_day *nearest[3];
    int count = plan_nearest(&suspended, from, nearest, 3);
    decision->result = count ? RESULT_ASKED : RESULT_ANSWERED;
    decision->question.kind = QUESTION_CHOICE;
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    tree_put_text(none, "asked", plan_period(situation, from, to));
    struct tree *list = tree_put_list(none, "nearest");
    for (int i = 0; i < count; i++) {
        struct request option = request_make(VERB_RESUME);
        option.from = option.to = nearest[i]->day;
        decision_offer(situation, decision, &option, plan_label(situation, nearest[i]));
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "n", i + 1);
        plan_put_day(situation, item, nearest[i]);
    }
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct request *request = situation->request;
    int today = situation->today;
    struct plan ahead = plan_days(situation, today, today + 2 * PLAN_HORIZON, request->type);
    int from = request->from == DATE_NONE ? today : request->from;
    int to = request->to == DATE_NONE ? today + 2 * PLAN_HORIZON : request->to;
    struct plan wanted =
        plan_days(situation, from > today || to < today ? from : today,
                  to > from + 2 * PLAN_HORIZON ? from + 2 * PLAN_HORIZON : to, request->type);
    if (!wanted.count && request->to != DATE_NONE)
        offer_nearest(situation, decision, &ahead, from, to);
    else
        sort_days(situation, decision, &wanted);
    plan_put(
        situation, decision->model, "next",
        next_basket(&ahead, decision->change_count ? from : 1, decision->change_count ? to : 0));
}

const struct request_kind request_resume = {.verb = VERB_RESUME, .name = "resume", .plan = plan};
