/* undo: takes back the changes of the sender's last message, each as long as its delivery is open.
 *
 * Another member of the household made the last change: it is named and undone only on a OUI.
 */
#include <string.h>

#include "bot/plan.h"
#include "parsers/date.h"

static const struct subscription *find(const struct situation *situation, int64_t id)
{
    for (int i = 0; i < situation->snapshot->subscription_count; i++)
        if (situation->snapshot->subscriptions[i].id == id)
            return &situation->snapshot->subscriptions[i];
    return NULL;
}

/* The delivery whose cutoff decides about a change, as it would be made without suspensions and end. */
static bool decisive(const struct situation *situation, const struct change *change,
                     struct plan_day *day)
{
    const struct subscription *subscription = find(situation, change->subscription);
    if (!subscription)
        return false;
    struct subscription whole = *subscription;
    int from = change->day, to = change->day;
    if (change->kind == CHANGE_END) { /* the first delivery that the end takes away */
        whole.end = change->old_end;
        from = change->end + 1;
        to = from + PLAN_HORIZON;
    }
    struct subscription *copy = arena_alloc(situation->arena, sizeof *copy);
    *copy = whole;
    struct deliveries list =
        calendar_plan(situation->arena, situation->snapshot->farm, copy, 1, from, to);
    if (!list.count)
        return false;
    *day = (struct plan_day){list.items[0].day, &list.items[0], 1,
                             plan_is_open(situation, &list.items[0]), list.items[0].suspended};
    return true;
}

static void undo_purchase(const struct situation *situation, struct decision *decision,
                          const struct journal_entry *entry, const struct change *change,
                          struct tree *done, struct tree *kept)
{
    const struct purchase *purchase = NULL;
    for (int i = 0; i < situation->snapshot->purchase_count; i++)
        if (situation->snapshot->purchases[i].number == change->purchase)
            purchase = &situation->snapshot->purchases[i];
    struct plan wanted = {0};
    if (purchase)
        wanted = plan_days(situation, purchase->day, purchase->day, NULL);
    bool open = wanted.count && wanted.days[0].open;
    struct tree *item = tree_push_object(open ? done : kept);
    tree_put_bool(tree_put_object(item, "kind"), "order", true);
    tree_put_int(item, "number", change->purchase);
    tree_put_text(item, "date", purchase ? plan_date(situation, purchase->day) : "");
    tree_put_text(item, "what", purchase ? purchase->summary : "");
    tree_put_text(item, "where", "");
    if (open) {
        struct change *inverse = decision_change(situation, decision, CHANGE_PURCHASE);
        *inverse = change_inverse(change);
        inverse->undoes = entry->id;
    }
}

static void undo_entry(const struct situation *situation, struct decision *decision,
                       const struct journal_entry *entry, struct tree *done, struct tree *kept)
{
    struct change change;
    struct error error;
    if (change_read(situation->arena, entry->kind, entry->detail, &change, &error) ||
        change_inverse(&change).kind == CHANGE_NONE)
        return;
    if (change.kind == CHANGE_PURCHASE) {
        undo_purchase(situation, decision, entry, &change, done, kept);
        return;
    }
    struct plan_day day;
    if (!decisive(situation, &change, &day))
        return;
    struct tree *item = tree_push_object(day.open ? done : kept);
    plan_put_day(situation, item, &day);
    tree_put_bool(tree_put_object(item, "kind"), change_name(change.kind), true);
    if (!day.open)
        return;
    struct change *inverse = decision_change(situation, decision, CHANGE_NONE);
    *inverse = change_inverse(&change);
    inverse->undoes = entry->id;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *done = tree_put_list(decision->model, "undone");
    struct tree *kept = tree_put_list(decision->model, "kept");
    bool own = !snapshot->last_count || !strcmp(snapshot->last[0].actor, situation->sender);
    if (!own && !situation->confirmed) {
        struct request option = request_make(VERB_UNDO);
        decision->result = RESULT_ASKED;
        decision->question.kind = QUESTION_YES;
        decision_offer(situation, decision, &option, "");
        tree_put_text(decision->model, "other", snapshot->last[0].actor);
        return;
    }
    for (int i = snapshot->last_count - 1; i >= 0; i--)
        undo_entry(situation, decision, &snapshot->last[i], done, kept);
    size_t count = tree_count(done), late = tree_count(kept);
    decision->result = count  ? late ? RESULT_PARTIAL : RESULT_APPLIED
                       : late ? RESULT_REFUSED
                              : RESULT_ANSWERED;
    tree_put_bool(decision->model, "nothing", !count && !late);
}

const struct request_kind request_undo = {
    .verb = VERB_UNDO, .name = "undo", .needs = SNAPSHOT_LAST, .plan = plan};
