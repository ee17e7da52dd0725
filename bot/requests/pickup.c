/* pickup: another depot, for good, for a date or for a period: of all that is delivered, or of one formula.
 *
 * A depot with another weekday moves the delivery within its week; orders go with their delivery. What
 * can't move because the farm is closed on the new day is named.
 */
#include <string.h>

#include "bot/terms.h"
#include "db/farm.h"
#include "parsers/date.h"

enum { SHOWN = 2, CLOSED_DAYS = 56 };

struct work {
    const struct situation *situation;
    struct decision *decision;
    const struct depot *depot;
    struct after_pairs pairs;
    struct deliveries done, late, already; /* as they will be, as they stay, as they are */
    struct tree *closed;
    bool none; /* nothing is delivered any more */
};

static void push(struct work *work, struct deliveries *list, const struct delivery *delivery)
{
    struct delivery *item =
        arena_one_more(work->situation->arena, &list->items, &list->count, sizeof *item);
    *item = *delivery;
}

static bool is_meant(const struct work *work, const struct subscription *subscription, int day)
{
    const char *type = work->situation->request->type;
    return !type || !strcmp(calendar_term(subscription, day)->formula->code, type);
}

/* A day of the new depot that the farm is closed on. */
static void name_closed(struct work *work, int day, int was)
{
    const char *reason = plan_closed(work->situation, day);
    const char *date = plan_date(work->situation, day);
    for (size_t i = 0; i < tree_count(work->closed); i++)
        if (!strcmp(tree_get_text(tree_at(work->closed, i), "date", ""), date))
            return; /* of another subscription */
    struct tree *item = tree_push_object(work->closed);
    tree_put_text(item, "date", date);
    tree_put_text(item, "reason", reason ? reason : "");
    tree_put_text(item, "stays", was == DATE_NONE ? "" : plan_date(work->situation, was));
}

/* The first new dates; what the move loses to a closure within the next weeks. */
static void name_pairs(struct work *work, const struct after_pairs *pairs)
{
    int shown = 0;
    for (int i = 0; i < pairs->count; i++) {
        const struct after_pair *pair = &pairs->items[i];
        if (pair->is && !pair->is->suspended && shown < SHOWN) {
            push(work, &work->done, pair->is);
            shown++;
        }
        if (pair->is || pair->was->day >= work->situation->today + CLOSED_DAYS)
            continue;
        int day = date_monday(pair->was->base) + work->depot->weekday - 1;
        if (plan_closed(work->situation, day)) /* a monthly one may come in another week instead */
            name_closed(work, day, DATE_NONE);
    }
    if (!shown && pairs->count && pairs->items[0].is)
        push(work, &work->done, pairs->items[0].is);
}

static void move_for_good(struct work *work)
{
    const struct situation *situation = work->situation;
    const struct snapshot *snapshot = situation->snapshot;
    int from = situation->request->from == DATE_NONE ? situation->today : situation->request->from;
    struct terms_wish wish = {NULL, work->depot};
    bool any = false;
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct subscription *subscription = &snapshot->subscriptions[i];
        if (!is_meant(work, subscription, from > situation->today ? from : situation->today))
            continue;
        struct after_pairs found = {0};
        enum terms_result result =
            terms_for_good(situation, work->decision, subscription, &wish, from, &found);
        any |= result != TERMS_NONE;
        name_pairs(work, &found);
        int first = found.count ? after_first(&found.items[0]) : from;
        struct deliveries before =
            calendar_plan(situation->arena, snapshot->farm, subscription, 1, from, first - 1);
        for (int j = 0; j < before.count && situation->request->from != DATE_NONE; j++)
            if (before.items[j].depot != work->depot && !before.items[j].suspended &&
                !plan_is_open(situation, &before.items[j])) /* open: asked for once, and stays */
                push(work, &work->late, &before.items[j]);
        for (int j = 0; j < found.count; j++) {
            struct after_pair *pair = arena_one_more(situation->arena, &work->pairs.items,
                                                     &work->pairs.count, sizeof *pair);
            *pair = found.items[j];
        }
    }
    work->none = !any;
}

/* False: no such delivery. */
static bool move_once(struct work *work)
{
    const struct situation *situation = work->situation;
    const struct request *request = situation->request;
    struct terms_wish wish = {NULL, work->depot};
    int from = request->date == DATE_NONE ? request->from : request->date, day;
    int to = request->date == DATE_NONE ? request->to : request->date;
    if (from == DATE_NONE)
        from = situation->today;
    if (to > from + PLAN_HORIZON)
        to = from + PLAN_HORIZON;
    struct plan plan = plan_days(situation, from, to, NULL);
    bool any = false;
    for (int i = 0; i < plan.count; i++)
        for (int j = 0; j < plan.days[i].count; j++) {
            const struct delivery *one = &plan.days[i].items[j];
            if (!is_meant(work, one->subscription, one->base))
                continue;
            any = true;
            enum terms_once result =
                one->depot == work->depot ? TERMS_ONCE_SAME
                : !plan_is_open(situation, one)
                    ? TERMS_ONCE_LATE
                    : terms_once(situation, work->decision, one, &wish, &work->pairs, &day);
            if (result == TERMS_ONCE_CLOSED)
                name_closed(work, day, one->day);
            else if (result == TERMS_ONCE_DONE)
                push(work, &work->done, work->pairs.items[work->pairs.count - 1].is);
            else
                push(work, result == TERMS_ONCE_SAME ? &work->already : &work->late, one);
        }
    return any;
}

static const struct delivery *made_on(const struct deliveries *list, int day)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i].day == day)
            return &list->items[i];
    return NULL;
}

/* An order goes with its delivery; when nothing replaces that one, staff say what becomes of it. */
static void carry_orders(struct work *work)
{
    const struct situation *situation = work->situation;
    struct decision *decision = work->decision;
    struct tree *list = tree_put_list(decision->model, "orders_affected");
    struct situation after = after_changes(situation, decision->changes, decision->change_count);
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *order = &situation->snapshot->purchases[i];
        const struct after_pair *moved = NULL;
        struct deliveries that_day =
            calendar_plan(situation->arena, after.snapshot->farm, after.snapshot->subscriptions,
                          after.snapshot->subscription_count, order->day, order->day);
        for (int j = 0; j < work->pairs.count && !moved; j++)
            if (work->pairs.items[j].was && work->pairs.items[j].was->day == order->day)
                moved = &work->pairs.items[j];
        if (!moved || order->state > PURCHASE_ACCEPTED || made_on(&that_day, order->day))
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", order->number);
        tree_put_text(item, "date", plan_date(situation, order->day));
        tree_put_text(item, "items", order->summary);
        if (!moved->is)
            continue;
        struct change *change = decision_change(situation, decision, CHANGE_CARRY);
        change->purchase = order->number;
        change->old_text = date_iso(situation->arena, order->day);
        change->text = date_iso(situation->arena, moved->is->day);
        tree_put_text(item, "moved", plan_date(situation, moved->is->day));
    }
}

/* {date, was, what, where} of each new day. */
static void put_applied(const struct work *work)
{
    const struct situation *situation = work->situation;
    struct tree *list = tree_put_list(work->decision->model, "applied");
    struct delivery *sorted =
        arena_array(situation->arena, (size_t)work->done.count + 1, sizeof *sorted);
    for (int i = 0; i < work->done.count; i++) {
        int at = i;
        for (; at > 0 && sorted[at - 1].day > work->done.items[i].day; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = work->done.items[i];
    }
    struct plan days = plan_group(situation, sorted, work->done.count);
    struct plan coming = plan_coming(situation, work->decision);
    for (int i = 0; i < days.count; i++) {
        struct tree *item = tree_push_object(list);
        const struct plan_day *whole = plan_next(&coming, days.days[i].day, false);
        bool comes = whole && whole->day == days.days[i].day && !days.days[i].suspended;
        plan_put_day(situation, item, comes ? whole : &days.days[i]); /* all that comes that day */
        tree_put_bool(item, "off", days.days[i].suspended);
        int was = days.days[i].day;
        for (int j = 0; j < work->pairs.count; j++) {
            const struct after_pair *pair = &work->pairs.items[j];
            if (pair->is && pair->was && pair->is->day == days.days[i].day)
                was = pair->was->day;
        }
        tree_put_text(item, "was", was == days.days[i].day ? "" : plan_date(situation, was));
    }
}

static void put_depots(const struct work *work)
{
    const struct situation *situation = work->situation;
    const char *language = situation->config->farm.language;
    const struct depot *depot = work->depot, *first = NULL;
    struct text names = text_in(situation->arena);
    bool several = false, day_changes = false;
    for (int i = 0; i < work->pairs.count; i++) {
        const struct after_pair *pair = &work->pairs.items[i];
        day_changes |= pair->was && pair->is && pair->was->day != pair->is->day;
        if (!pair->was || strstr(names.at, pair->was->depot->name))
            continue;
        text_print(&names, "%s%s", names.len ? ", " : "", pair->was->depot->name);
        several |= first && first->weekday != pair->was->depot->weekday;
        first = first ? first : pair->was->depot;
    }
    struct tree *old = tree_put_object(work->decision->model, "old");
    tree_put_text(old, "name", names.at);
    tree_put_text(old, "day", first && !several ? date_weekday_name(language, first->weekday) : "");
    struct tree *new = tree_put_object(work->decision->model, "new");
    tree_put_text(new, "name", depot->name);
    tree_put_text(new, "address",
                  arena_print(situation->arena, "%s%s%s%s%s", depot->address,
                              *depot->address && *depot->town ? ", " : "", depot->postcode,
                              *depot->postcode && *depot->town ? " " : "", depot->town));
    tree_put_text(new, "day", date_weekday_name(language, depot->weekday));
    tree_put_text(new, "hours", depot->opening);
    tree_put_bool(work->decision->model, "day_changes", day_changes);
}

/* Other depots for one delivery, asked for before: they stay. */
static void put_stays(const struct work *work)
{
    struct tree *list = tree_put_list(work->decision->model, "stays");
    struct plan coming = plan_coming(work->situation, work->decision);
    for (int i = 0; i < coming.count && !terms_is_once(work->situation->request); i++)
        for (int j = 0; j < coming.days[i].count; j++) {
            const struct delivery *one = &coming.days[i].items[j];
            const struct exception *exception = calendar_exception(one->subscription, one->base);
            if (exception && exception->depot && one->depot != work->depot &&
                plan_is_open(work->situation, one))
                terms_put_days(work->situation, list, one, 1);
        }
}

static void conclude(struct work *work)
{
    struct decision *decision = work->decision;
    bool done = work->decision->change_count > 0, kept = work->late.count;
    bool closed = terms_is_once(work->situation->request) && tree_count(work->closed);
    carry_orders(work);
    put_depots(work);
    put_applied(work);
    put_stays(work);
    terms_put_days(work->situation, tree_put_list(decision->model, "refused"), work->late.items,
                   work->late.count);
    terms_put_days(work->situation, tree_put_list(decision->model, "already"),
                   done || kept ? work->already.items : NULL,
                   done || kept ? work->already.count : 0);
    decision->result = done ? kept || closed ? RESULT_PARTIAL : RESULT_APPLIED
                       : kept || closed || work->none ? RESULT_REFUSED
                                                      : RESULT_ANSWERED;
    struct terms_wish wish = {NULL, work->depot};
    tree_put_bool(decision->model, "same", decision->result == RESULT_ANSWERED);
    terms_put_same(work->situation, decision, &wish);
    tree_put_bool(decision->model, "nothing", work->none);
    terms_put_undo(work->situation, decision, &work->pairs);
    int told = DATE_NONE;
    for (int i = 0; i < work->done.count; i++)
        if (told == DATE_NONE || work->done.items[i].day < told)
            told = work->done.items[i].day;
    terms_put_next(work->situation, decision, told, kept);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    struct work work = {.situation = situation, .decision = decision};
    work.depot = farm_depot(situation->snapshot->farm, situation->request->place);
    bool once = terms_is_once(situation->request);
    tree_put_bool(decision->model, "for_good", !once);
    if (!work.depot) { /* it was there when the question was asked */
        decision->result = RESULT_REFUSED;
        tree_put_bool(decision->model, "nothing", true);
        return;
    }
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    work.closed = tree_put_list(decision->model, "closed");
    if (!ahead.count)
        work.none = true;
    else if (!once)
        move_for_good(&work);
    else if (!move_once(&work)) {
        terms_offer_nearest(situation, decision, &ahead);
        return;
    }
    conclude(&work);
}

const struct request_kind request_pickup = {.verb = VERB_PICKUP, .name = "pickup", .plan = plan};
