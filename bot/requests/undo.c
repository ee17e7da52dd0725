/* undo: takes back the changes of the sender's last message, each as long as its delivery is open.
 *
 * Another member of the household made the last change, or the last one was taken back already and an
 * older one would be next: it is named and undone only on a OUI to that question (UNDO number=N: the
 * message whose changes are meant).
 */
#include <string.h>

#include "bot/account.h"
#include "bot/plan.h"
#include "bot/say.h"
#include "bot/takeback.h"
#include "parsers/date.h"

/* As it is once the steps before are taken back. */
static const struct subscription *find(const struct situation *situation,
                                       const struct decision *decision, int64_t id)
{
    struct situation after = after_changes(situation, decision->changes, decision->change_count);
    for (int i = 0; i < after.snapshot->subscription_count; i++)
        if (after.snapshot->subscriptions[i].id == id)
            return &after.snapshot->subscriptions[i];
    return NULL;
}

static bool is_suspended(const struct subscription *subscription, int day)
{
    for (int i = 0; i < subscription->suspension_count; i++)
        if (date_monday(subscription->suspensions[i]) == date_monday(day))
            return true;
    return false;
}

/* The first delivery whose regular day lies there; NULL: none. */
static const struct delivery *delivery_in(const struct situation *situation,
                                          const struct subscription *subscription, int from, int to)
{
    struct deliveries list = calendar_plan(situation->arena, situation->snapshot->farm,
                                           subscription, 1, date_monday(from), to + 7);
    for (int i = 0; i < list.count; i++)
        if (list.items[i].base >= from && list.items[i].base <= to)
            return &list.items[i];
    return NULL;
}

static void set_day(const struct situation *situation, struct step *step,
                    const struct delivery *delivery)
{
    bool open = plan_is_open(situation, delivery);
    step->day = (struct plan_day){delivery->day, delivery, 1, open, delivery->suspended};
}

/* The delivery that decides about a change, as it would be made without the end: that of the day, or the
 * first one that the end takes away. False: the state is another one by now (an import, staff). */
static bool find_day(const struct situation *situation, const struct decision *decision,
                     struct step *step)
{
    const struct change *change = &step->change;
    const struct subscription *subscription = find(situation, decision, change->subscription);
    if (!subscription)
        return false;
    struct subscription *whole = arena_alloc(situation->arena, sizeof *whole);
    *whole = *subscription;
    int from, to;
    if (change->kind == CHANGE_END) {
        if (whole->end != change->end)
            return false;
        whole->end = change->old_end;
        from = change->end + 1;
        to = from + PLAN_HORIZON;
    } else {
        if (is_suspended(subscription, change->day) != (change->kind == CHANGE_SUSPEND))
            return false;
        from = date_monday(change->day); /* the delivery of its week */
        to = from + 6;
    }
    const struct delivery *delivery = delivery_in(situation, whole, from, to);
    if (!delivery)
        return false;
    set_day(situation, step, delivery);
    step->open = step->day.open;
    return true;
}

/* What is suspended or made again is named as it is when all is taken back: a move may have been among it. */
static void name_days(const struct situation *situation, const struct decision *decision,
                      struct step *steps, int count)
{
    for (int i = 0; i < count; i++) {
        enum change_kind kind = steps[i].change.kind;
        if (!steps[i].told || !steps[i].open || (kind != CHANGE_SUSPEND && kind != CHANGE_RESUME))
            continue;
        const struct subscription *subscription =
            find(situation, decision, steps[i].change.subscription);
        int monday = date_monday(steps[i].change.day);
        const struct delivery *delivery =
            subscription ? delivery_in(situation, subscription, monday, monday + 6) : NULL;
        if (delivery)
            set_day(situation, &steps[i], delivery);
    }
}

/* Its state once the steps before are taken back. */
static const char *state_of(const struct purchase *purchase, const struct decision *decision)
{
    static const char *const states[] = {"pending", "accepted", "refused", "cancelled",
                                         "delivered"};
    const char *state = states[purchase->state];
    for (int i = 0; i < decision->change_count; i++)
        if (decision->changes[i].kind == CHANGE_PURCHASE &&
            decision->changes[i].purchase == purchase->number)
            state = decision->changes[i].text;
    return state;
}

/* The day of its delivery, once it is carried back. */
static int day_of(const struct purchase *purchase, const struct decision *decision)
{
    int day = purchase->day;
    for (int i = 0; i < decision->change_count; i++)
        if (decision->changes[i].kind == CHANGE_CARRY &&
            decision->changes[i].purchase == purchase->number)
            day = date_read_iso(view_of(decision->changes[i].text));
    return day;
}

static bool find_purchase(const struct situation *situation, const struct decision *decision,
                          struct step *step)
{
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        const struct change *change = &step->change;
        const char *state = state_of(purchase, decision);
        bool fits = change->kind == CHANGE_ORDER
                        ? !strcmp(state, "pending") || !strcmp(state, "accepted")
                        : change->text && !strcmp(state, change->text);
        if (purchase->number != change->purchase || !fits)
            continue;
        step->purchase = purchase;
        step->restored = change->kind == CHANGE_PURCHASE && !strcmp(state, "cancelled");
        step->open = plan_may_change(situation, purchase->day);
        return true;
    }
    return false;
}

/* A detail or a contact: as long as it still is what the change made it, there is no cutoff for it. */
static bool find_detail(const struct situation *situation, struct step *step)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    const char *text = step->change.text ? step->change.text : "";
    step->detail = step->open = true;
    if (step->change.kind == CHANGE_SET)
        return !strcmp(account_detail(situation->arena, subscriber, step->change.field), text);
    bool there = false;
    for (int i = 0; i < subscriber->contact_count; i++)
        there |= !strcmp(subscriber->contacts[i].value, text);
    return there == (step->change.kind == CHANGE_ADD);
}

static bool is_order(const struct step *step)
{
    return step->change.kind == CHANGE_PURCHASE || step->change.kind == CHANGE_ORDER;
}

/* Takes back one change, orders aside, when it still can be. */
static void take_back(const struct situation *situation, struct decision *decision,
                      struct step *step)
{
    enum change_kind kind = step->change.kind;
    bool detail = kind == CHANGE_SET || kind == CHANGE_ADD || kind == CHANGE_DROP;
    step->kind = change_name(kind);
    step->told = detail ? find_detail(situation, step) : find_day(situation, decision, step);
    if (step->told && step->open)
        takeback_push(situation, decision, step, DATE_NONE);
}

/* An order comes back only to a day that is delivered (again). */
static void take_back_purchase(const struct situation *situation, struct decision *decision,
                               struct step *step)
{
    struct plan coming = plan_coming(situation, decision);
    bool delivered = false;
    step->kind = "order";
    step->told = find_purchase(situation, decision, step);
    if (!step->told)
        return;
    int day = day_of(step->purchase, decision);
    for (int i = 0; i < coming.count; i++)
        delivered |= coming.days[i].day == day;
    step->late = !step->open;
    if (step->restored && !delivered)
        step->open = false;
    if (step->open)
        takeback_push(situation, decision, step, step->purchase->day);
}

/* The last one first; orders when it is known which days are delivered again. */
static void take_all(const struct situation *situation, struct decision *decision,
                     struct step *steps, int count)
{
    struct error error;
    for (int i = 0; i < count; i++) {
        const struct journal_entry *entry = &situation->snapshot->last[i];
        steps[i].entry = entry;
        steps[i].settled =
            change_read(situation->arena, entry->kind, entry->detail, &steps[i].change, &error) ||
            change_inverse(&steps[i].change).kind == CHANGE_NONE;
    }
    for (int i = count - 1; i >= 0; i--) {
        if (steps[i].settled || steps[i].change.kind == CHANGE_CARRY || is_order(&steps[i]))
            continue;
        if (takeback_is_term(steps, count, &steps[i]))
            takeback_terms(situation, decision, steps, count, &steps[i]);
        else
            take_back(situation, decision, &steps[i]);
    }
    takeback_orders(situation, decision, steps, count);
    for (int i = count - 1; i >= 0; i--)
        if (!steps[i].settled && is_order(&steps[i]))
            take_back_purchase(situation, decision, &steps[i]);
    name_days(situation, decision, steps, count);
}

static void put_step(const struct situation *situation, struct tree *list, const struct step *step)
{
    struct tree *item = tree_push_object(list);
    tree_put_bool(tree_put_object(item, "kind"), step->kind, true);
    if (step->detail) {
        account_put_detail(situation, item, &step->change);
        return;
    }
    if (!step->purchase) {
        plan_put_day(situation, item, &step->day);
        return;
    }
    const char *since = plan_until(situation, step->purchase->day);
    tree_put_int(item, "number", step->purchase->number);
    tree_put_bool(item, "restored", step->restored);
    bool carried = step->change.kind == CHANGE_CARRY;
    tree_put_text(item, "date",
                  plan_date(situation, carried ? step->day.day : step->purchase->day));
    tree_put_text(item, "what", step->purchase->summary);
    tree_put_text(item, "where", "");
    tree_put_text(item, "since", step->late ? since : "");
}

static const char *batch_of(const struct situation *situation)
{
    return arena_print(situation->arena, "%lld", (long long)situation->snapshot->last[0].batch);
}

/* A OUI first, with what would be taken back: that, and nothing that was changed since. */
static void ask(const struct situation *situation, struct decision *decision, bool own)
{
    const struct journal_entry *first = &situation->snapshot->last[0];
    struct request option = request_make(VERB_UNDO);
    option.number = batch_of(situation);
    decision->change_count = 0;
    decision->result = RESULT_ASKED;
    decision->question.kind = QUESTION_YES;
    decision_offer(situation, decision, &option, "");
    tree_put_text(decision->model, own ? "older" : "other", own ? "oui" : first->actor);
    tree_put_text(decision->model, "when",
                  say_instant(situation->arena, situation->config, first->received));
}

/* An account is not put back: it would change without a confirmation (bot/requests/iban.c). */
static bool has_bank(const struct snapshot *snapshot)
{
    for (int i = 0; i < snapshot->last_count; i++)
        if (change_kind_read(snapshot->last[i].kind) == CHANGE_BANK)
            return true;
    return false;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    int entries = snapshot->last_count;
    struct step *steps = arena_array(situation->arena, (size_t)entries + 1, sizeof *steps);
    take_all(situation, decision, steps, entries);
    bool own = !snapshot->last_count || !strcmp(snapshot->last[0].actor, situation->sender);
    const char *agreed = situation->request->number; /* the batch that the OUI was about */
    bool same = agreed && snapshot->last_count && !strcmp(agreed, batch_of(situation));
    bool doubtful = !own || agreed || (snapshot->last_count && snapshot->last[0].undone_since);
    bool asked = doubtful && !same && decision->change_count;
    struct tree *done = tree_put_list(decision->model, asked ? "would" : "undone");
    struct tree *kept = tree_put_list(decision->model, "kept");
    for (int i = 0; i < snapshot->last_count; i++)
        if (steps[i].told)
            put_step(situation, steps[i].open ? done : kept, &steps[i]);
    size_t count = tree_count(done), late = tree_count(kept);
    bool bank = !asked && has_bank(snapshot);
    tree_put_bool(decision->model, "bank", bank);
    tree_put_bool(decision->model, "nothing", !count && !late && !bank);
    if (asked) {
        ask(situation, decision, own);
        return;
    }
    decision->result = count          ? late ? RESULT_PARTIAL : RESULT_APPLIED
                       : late || bank ? RESULT_REFUSED
                                      : RESULT_ANSWERED;
    struct plan coming = plan_coming(situation, decision);
    plan_put_next(situation, decision->model, &coming);
    if (late)
        plan_put_next_open(situation, decision->model);
}

const struct request_kind request_undo = {
    .verb = VERB_UNDO, .name = "undo", .needs = SNAPSHOT_LAST | SNAPSHOT_ORDERS, .plan = plan};
