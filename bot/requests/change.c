/* change: another formula, for good, for a date or for a period.
 *
 * It concerns the subscription that the named formula can replace (bot/family): when there is none, or
 * more than one, the sender chooses. Before and after are both named, and the price with its difference.
 */
#include <string.h>

#include "bot/family.h"
#include "bot/terms.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/number.h"

enum { TARGETS_MAX = QUESTION_OPTIONS - 1 };

/* Subscriptions that may be meant. */
struct targets {
    const struct subscription *items[TARGETS_MAX];
    int count;
};

static const struct delivery *next_of(const struct situation *situation,
                                      const struct subscription *subscription)
{
    struct deliveries list =
        calendar_plan(situation->arena, situation->snapshot->farm, subscription, 1,
                      situation->today, situation->today + PLAN_HORIZON);
    for (int i = 0; i < list.count; i++)
        if (plan_is_open(situation, &list.items[i]))
            return &list.items[i];
    return NULL;
}

/* What its term says from its first open delivery on: exceptions do not make it another thing. */
static const struct formula *formula_of(const struct situation *situation,
                                        const struct subscription *subscription)
{
    const struct delivery *next = next_of(situation, subscription);
    return next ? calendar_term(subscription, next->base)->formula : NULL;
}

/* All that still runs, or those that the formula can replace, or the one that a question named. */
static struct targets find_targets(const struct situation *situation, const struct formula *formula)
{
    struct targets targets = {0};
    for (int i = 0; i < situation->snapshot->subscription_count; i++) {
        const struct subscription *one = &situation->snapshot->subscriptions[i];
        const struct formula *now = formula_of(situation, one);
        int named = situation->request->subscription;
        if (!now || targets.count == TARGETS_MAX || (named && one->id != named))
            continue;
        if (named || !formula || family_same(situation->arena, now, formula))
            targets.items[targets.count++] = one;
    }
    return targets;
}

/* The same text for the question as for its options: "remplacer Petit panier (Gap – Gare)". */
static void ask_which(const struct situation *situation, struct decision *decision,
                      const struct formula *formula, const struct targets *targets, bool adds)
{
    decision->result = RESULT_ASKED;
    struct tree *which = tree_put_object(decision->model, "which");
    tree_put_text(which, "new", formula->name);
    struct tree *choices = tree_put_list(which, "choices");
    for (int i = 0; i < targets->count + adds; i++) {
        struct request option = *situation->request;
        const char *label;
        if (i == targets->count) {
            option = request_make(VERB_SUBSCRIBE);
            option.type = formula->code;
            label = arena_print(situation->arena, "%s en plus", formula->name);
        } else {
            const struct delivery *next = next_of(situation, targets->items[i]);
            option.subscription = (int)targets->items[i]->id;
            label = arena_print(situation->arena, "%s à la place de %s (%s)", formula->name,
                                formula_of(situation, targets->items[i])->name, next->depot->name);
        }
        decision_offer(situation, decision, &option, label);
        struct tree *choice = tree_push_object(choices);
        tree_put_int(choice, "n", i + 1);
        tree_put_text(choice, "label", label);
        tree_put_text(choice, "mailto", "");
    }
    bool one = decision->question.count == 1;
    decision->question.kind = one ? QUESTION_YES : QUESTION_CHOICE;
    tree_put_text(which, "only", one ? decision->question.labels[0] : "");
    if (one)
        tree_put_list(which, "choices");
    tree_put_bool(which, "yesno", one);
}

/* Only one that is not this formula yet is clear, or the only one that is. */
static const struct subscription *choose(const struct situation *situation,
                                         struct decision *decision, const struct formula *formula)
{
    struct targets kin = find_targets(situation, formula);
    if (kin.count == 1)
        return kin.items[0];
    if (kin.count > 1) {
        struct targets others = {0};
        for (int i = 0; i < kin.count; i++)
            if (formula_of(situation, kin.items[i]) != formula)
                others.items[others.count++] = kin.items[i];
        if (!others.count)
            return kin.items[0]; /* all are: nothing changes */
        ask_which(situation, decision, formula, &others, false);
        return NULL;
    }
    struct targets all = find_targets(situation, NULL);
    if (all.count)
        ask_which(situation, decision, formula, &all, true);
    return NULL;
}

static void put_price(const struct situation *situation, struct decision *decision,
                      const struct formula *old, const struct formula *new, int quantity)
{
    const char *language = situation->config->farm.language;
    int64_t before = old->price * quantity, after = new->price *quantity, more = after - before;
    struct tree *model = decision->model;
    tree_put_text(model, "old", old->name);
    tree_put_text(model, "price", number_say_money(situation->arena, language, after));
    tree_put_text(model, "old_price", number_say_money(situation->arena, language, before));
    tree_put_text(model, "more",
                  more > 0 ? number_say_money(situation->arena, language, more) : "");
    tree_put_text(model, "less",
                  more < 0 ? number_say_money(situation->arena, language, -more) : "");
    if (quantity > 1)
        tree_put_int(model, "quantity", quantity);
}

/* What all these deliveries cost more or less together, when there are several. */
static void put_together(const struct situation *situation, struct decision *decision,
                         const struct after_pairs *pairs)
{
    int64_t more = 0;
    int count = 0;
    for (int i = 0; i < pairs->count; i++) {
        const struct delivery *was = pairs->items[i].was, *is = pairs->items[i].is;
        if (!was || !is || is->suspended)
            continue;
        more += (is->formula->price - was->formula->price) * is->subscription->quantity;
        count++;
    }
    const char *amount = number_say_money(situation->arena, situation->config->farm.language,
                                          more < 0 ? -more : more);
    struct tree *model = decision->model;
    tree_put_text(model, "more_together", count > 1 && more > 0 ? amount : "");
    tree_put_text(model, "less_together", count > 1 && more < 0 ? amount : "");
    tree_put_int(model, "together", count);
}

static void push(const struct situation *situation, struct deliveries *list,
                 const struct delivery *delivery)
{
    struct delivery *item =
        arena_one_more(situation->arena, &list->items, &list->count, sizeof *item);
    *item = *delivery;
}

/* The subscription's own exceptions of formula that stay. */
static void put_stays(const struct situation *situation, struct decision *decision,
                      const struct subscription *subscription, const struct formula *formula)
{
    struct plan coming = plan_coming(situation, decision);
    struct tree *list = tree_put_list(decision->model, "stays");
    for (int i = 0; i < coming.count; i++)
        for (int j = 0; j < coming.days[i].count; j++) {
            const struct delivery *one = &coming.days[i].items[j];
            const struct exception *exception = calendar_exception(one->subscription, one->base);
            if (one->subscription->id == subscription->id && exception && exception->formula &&
                one->formula != formula && plan_is_open(situation, one))
                terms_put_days(situation, list, one, 1);
        }
}

static void change_for_good(const struct situation *situation, struct decision *decision,
                            const struct subscription *subscription, const struct formula *formula)
{
    struct terms_wish wish = {formula, NULL};
    struct after_pairs pairs = {0};
    struct deliveries done = {0}, late = {0};
    int from = situation->request->from == DATE_NONE ? situation->today : situation->request->from;
    enum terms_result result =
        terms_for_good(situation, decision, subscription, &wish, from, &pairs);
    int first = pairs.count ? after_first(&pairs.items[0]) : from;
    for (int i = 0; i < pairs.count && !done.count; i++) /* the first one that really comes */
        if (pairs.items[i].is && !pairs.items[i].is->suspended)
            push(situation, &done, pairs.items[i].is);
    struct deliveries before = calendar_plan(situation->arena, situation->snapshot->farm,
                                             subscription, 1, from, first - 1);
    for (int i = 0; i < before.count && situation->request->from != DATE_NONE; i++)
        if (before.items[i].formula != formula && !before.items[i].suspended &&
            !plan_is_open(situation, &before.items[i])) /* open: asked for once, and stays */
            push(situation, &late, &before.items[i]);
    if (!done.count && pairs.count) /* all of them suspended: the first of them */
        push(situation, &done, pairs.items[0].is ? pairs.items[0].is : pairs.items[0].was);
    terms_put_days(situation, tree_put_list(decision->model, "applied"), done.items, done.count);
    terms_put_days(situation, tree_put_list(decision->model, "refused"), late.items, late.count);
    decision->result = result == TERMS_DONE   ? late.count ? RESULT_PARTIAL : RESULT_APPLIED
                       : result == TERMS_SAME ? RESULT_ANSWERED
                                              : RESULT_REFUSED;
    const struct delivery *was = pairs.count ? pairs.items[0].was : NULL;
    put_price(situation, decision, was ? was->formula : calendar_term(subscription, first)->formula,
              formula, subscription->quantity);
    tree_put_bool(decision->model, "same", result == TERMS_SAME);
    terms_put_same(situation, decision, &wish);
    tree_put_bool(decision->model, "nothing", result == TERMS_NONE);
    put_stays(situation, decision, subscription, formula);
    terms_put_undo(situation, decision, &pairs);
    terms_put_next(situation, decision, done.count ? done.items[0].day : DATE_NONE, late.count > 0);
}

static void change_once(const struct situation *situation, struct decision *decision,
                        const struct subscription *subscription, const struct formula *formula)
{
    const struct request *request = situation->request;
    struct terms_wish wish = {formula, NULL};
    struct after_pairs pairs = {0};
    struct deliveries done = {0}, late = {0}, already = {0};
    int from = request->date == DATE_NONE ? request->from : request->date, day;
    int to = request->date == DATE_NONE ? request->to : request->date;
    if (from == DATE_NONE)
        from = situation->today;
    if (to > from + PLAN_HORIZON)
        to = from + PLAN_HORIZON;
    struct deliveries list =
        calendar_plan(situation->arena, situation->snapshot->farm, subscription, 1, from, to);
    for (int i = 0; i < list.count; i++) {
        const struct delivery *one = &list.items[i];
        struct deliveries *into = &late;
        if (one->formula == formula)
            into = &already;
        else if (plan_is_open(situation, one) &&
                 terms_once(situation, decision, one, &wish, &pairs, &day) == TERMS_ONCE_DONE)
            into = &done;
        push(situation, into, into == &done ? pairs.items[pairs.count - 1].is : one);
    }
    if (!list.count) {
        struct plan ahead =
            plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
        terms_offer_nearest(situation, decision, &ahead);
        return;
    }
    terms_put_days(situation, tree_put_list(decision->model, "applied"), done.items, done.count);
    terms_put_days(situation, tree_put_list(decision->model, "refused"), late.items, late.count);
    terms_put_days(situation, tree_put_list(decision->model, "already"), already.items,
                   already.count);
    decision->result = done.count   ? late.count ? RESULT_PARTIAL : RESULT_APPLIED
                       : late.count ? RESULT_REFUSED
                                    : RESULT_ANSWERED;
    const struct delivery *was = pairs.count ? pairs.items[0].was : &list.items[0];
    put_price(situation, decision, was->formula, formula, subscription->quantity);
    put_together(situation, decision, &pairs);
    terms_put_undo(situation, decision, &pairs);
    terms_put_next(situation, decision, done.count ? done.items[0].day : DATE_NONE, late.count > 0);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct formula *formula =
        farm_formula(situation->snapshot->farm, situation->request->type);
    struct tree *model = decision->model;
    tree_put_text(model, "new", formula ? formula->name : situation->request->type);
    tree_put_bool(model, "for_good", !terms_is_once(situation->request));
    const struct subscription *subscription = formula ? choose(situation, decision, formula) : NULL;
    if (!subscription) {
        if (decision->result != RESULT_ASKED)
            decision->result = RESULT_REFUSED;
        tree_put_bool(model, "nothing", decision->result == RESULT_REFUSED);
        return;
    }
    if (terms_is_once(situation->request))
        change_once(situation, decision, subscription, formula);
    else
        change_for_good(situation, decision, subscription, formula);
}

const struct request_kind request_change = {.verb = VERB_CHANGE, .name = "change", .plan = plan};
