/* resume: suspensions taken back: all to come, from a day on, of a day or a period.
 *
 * The same cutoff as for suspending: what is locked stays suspended, and is named.
 */
#include "bot/plan.h"
#include "parsers/date.h"

static void put_days(const struct situation *situation, struct decision *decision, const char *key,
                     const struct plan *plan)
{
    struct tree *list = tree_put_list(decision->model, key);
    for (int i = 0; i < plan->count; i++) {
        struct tree *item = tree_push_object(list);
        plan_put_day(situation, item, &plan->days[i]);
        tree_put_bool(item, "past", plan->days[i].day < situation->today);
    }
}

static void put_next(const struct situation *situation, struct decision *decision)
{
    struct plan coming = plan_coming(situation, decision);
    plan_put_next(situation, decision->model, &coming);
}

static void sort_days(const struct situation *situation, struct decision *decision,
                      const struct plan *wanted)
{
    struct plan off = plan_only(situation, wanted, PLAN_OPEN_OFF);
    struct plan locked = plan_only(situation, wanted, PLAN_LOCKED_OFF);
    struct plan on = {0};
    if (situation->request->to != DATE_NONE) /* the sender named the days */
        on = plan_only(situation, wanted, PLAN_OPEN | PLAN_LOCKED);
    int past = 0; /* what came long ago is not "planned already" */
    while (past < on.count && on.days[past].day < situation->today)
        past++;
    on.days += past;
    on.count -= past;
    for (int i = 0; i < off.count; i++)
        for (int j = 0; j < off.days[i].count; j++) {
            struct change *change = decision_change(situation, decision, CHANGE_RESUME);
            change->subscription = off.days[i].items[j].subscription->id;
            change->day = off.days[i].items[j].base;
        }
    put_days(situation, decision, "applied", &off);
    put_days(situation, decision, "refused", &locked);
    put_days(situation, decision, "already", &on);
    tree_put_bool(decision->model, "past", past && !on.count && !off.count && !locked.count);
    decision->result = off.count      ? locked.count ? RESULT_PARTIAL : RESULT_APPLIED
                       : locked.count ? RESULT_REFUSED
                                      : RESULT_ANSWERED;
    plan_put_undo(situation, decision->model, &off);
    if (locked.count)
        plan_put_next_open(situation, decision->model);
}

/* A day without delivery: the nearest days that are suspended are what may have been meant. */
static void offer_nearest(const struct situation *situation, struct decision *decision,
                          const struct plan *ahead, int from, int to)
{
    struct plan suspended = plan_only(situation, ahead, PLAN_OPEN_OFF | PLAN_NOW);
    const struct plan_day *nearest[3];
    int count = plan_nearest(&suspended, from, nearest, 3);
    decision->result = count ? RESULT_ASKED : RESULT_ANSWERED;
    decision->question.kind = count ? QUESTION_CHOICE : QUESTION_NONE;
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    tree_put_text(none, "asked", plan_period(situation, from, to));
    const char *closed = from == to ? plan_closed(situation, from) : NULL;
    tree_put_bool(none, "shut", closed != NULL);
    tree_put_text(none, "reason", closed ? closed : "");
    tree_put_text(none, "type", "");
    struct tree *list = tree_put_list(none, "nearest");
    for (int i = 0; i < count; i++) {
        struct request option = request_make(VERB_RESUME);
        option.from = option.to = nearest[i]->day;
        decision_offer(situation, decision, &option, plan_label(situation, nearest[i]));
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "n", i + 1);
        plan_put_day(situation, item, nearest[i]);
    }
    tree_put_bool(decision->model, "none", !count);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct request *request = situation->request;
    int today = situation->today;
    struct plan ahead = plan_days(situation, today, today + 2 * PLAN_HORIZON, request->type);
    int from = request->from == DATE_NONE ? today : request->from;
    int to = request->to == DATE_NONE ? today + 2 * PLAN_HORIZON : request->to;
    int start = from > today || to < today ? from : today;
    int last = to > start + 2 * PLAN_HORIZON ? start + 2 * PLAN_HORIZON : to;
    struct plan wanted = plan_days(situation, start, last, request->type);
    if (!wanted.count && request->to != DATE_NONE)
        offer_nearest(situation, decision, &ahead, from, to);
    else
        sort_days(situation, decision, &wanted);
    put_next(situation, decision);
}

const struct request_kind request_resume = {.verb = VERB_RESUME, .name = "resume", .plan = plan};
