/* resume: suspensions taken back: all to come, from a day on, of a day or a period.
 *
 * The same cutoff as for suspending: what is locked stays suspended, and is named.
 */
#include "bot/nearest.h"
#include "parsers/date.h"

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
    nearest_put_days(situation, decision->model, "applied", &off);
    nearest_put_days(situation, decision->model, "refused", &locked);
    nearest_put_days(situation, decision->model, "already", &on);
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
    int count = nearest_offer(situation, decision, &suspended, from, to, request_make(VERB_RESUME),
                              false, "");
    decision->result = count ? RESULT_ASKED : RESULT_ANSWERED;
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
