/* order: products, or a formula once, with the next open delivery or that of a date.
 *
 * What is not available, not known or out of bounds is named with what can be had; the rest is ordered, at
 * the prices of the moment, and waits for staff. A suspended delivery is asked about, never taken.
 */
#include <string.h>

#include "bot/cutoff.h"
#include "bot/plan.h"
#include "bot/slip.h"
#include "db/farm.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/number.h"

enum { LISTED = 20 }; /* products named as available */

struct work {
    const struct situation *situation;
    struct decision *decision;
    struct change_item *items;
    int count;
    int refused;
};

/* The farm's product or formula of that code; false: none, or not to be had now. */
static bool find_item(const struct work *work, const char *code, struct change_item *item,
                      bool *known)
{
    const struct product *product = farm_product(work->situation->snapshot->farm, code);
    const struct formula *formula = farm_formula(work->situation->snapshot->farm, code);
    *known = product || formula;
    if (product)
        *item = (struct change_item){product->code,  product->name, product->unit, 0,
                                     product->price, product->vat};
    else if (formula)
        *item =
            (struct change_item){formula->code, formula->name, "", 0, formula->price, formula->vat};
    else
        *item = (struct change_item){.code = code, .name = code, .unit = ""};
    return product ? product->available : formula != NULL;
}

static char *say_quantity(const struct work *work, int64_t thousandths)
{
    return number_say_quantity(work->situation->arena, work->situation->config->farm.language,
                               thousandths);
}

static char *say_money(const struct work *work, int64_t cents)
{
    return number_say_money(work->situation->arena, work->situation->config->farm.language, cents);
}

/* "2,5 × Laitue", and why it is not ordered. */
static void refuse(struct work *work, struct tree *list, const struct change_item *item,
                   const char *why, int64_t limit)
{
    const char *unit = item_say_unit(item->unit);
    struct tree *line = tree_push_object(list);
    tree_put_text(line, "product", item->name);
    tree_put_bool(tree_put_object(line, "is"), why, true);
    tree_put_text(line, "quantity", say_quantity(work, item->thousandths));
    tree_put_text(line, "limit", say_quantity(work, limit));
    tree_put_text(line, "unit", strcmp(unit, "×") ? unit : "");
    work->refused++;
}

/* The items that can be had, one a product; the others are named. */
static void sort_items(struct work *work)
{
    static const char *const faults[] = {"", "broken", "less", "more"};
    const struct request *request = work->situation->request;
    struct tree *list = tree_put_list(work->decision->model, "unavailable");
    for (int i = 0; i < request->item_count; i++) {
        struct change_item item;
        bool known, first = true;
        bool there = find_item(work, request->items[i].code, &item, &known);
        for (int j = 0; j < request->item_count; j++) {
            bool same = !strcmp(request->items[j].code, request->items[i].code);
            first &= !same || j >= i;
            if (same && request->items[j].thousandths < INT32_MAX)
                item.thousandths += request->items[j].thousandths;
            else if (same)
                item.thousandths = INT32_MAX;
        }
        if (!first)
            continue;
        int64_t limit = 0;
        enum item_fault fault = item_check(item.unit, item.thousandths, &limit);
        if (!there || fault != ITEM_GOOD) {
            refuse(work, list, &item, !known ? "unknown" : there ? faults[fault] : "off", limit);
            continue;
        }
        struct change_item *kept =
            arena_one_more(work->situation->arena, &work->items, &work->count, sizeof *kept);
        *kept = item;
    }
}

/* What can be had instead. */
static void put_available(struct work *work)
{
    const struct farm *farm = work->situation->snapshot->farm;
    struct tree *list = tree_put_list(work->decision->model, "available");
    for (int i = 0, shown = 0; i < farm->product_count && work->refused && shown < LISTED; i++) {
        const struct product *product = &farm->products[i];
        if (!product->available)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "product", product->name);
        tree_put_text(item, "price", say_money(work, product->price));
        tree_put_text(item, "unit", product->unit);
        shown++;
    }
}

static void place(struct work *work, const struct plan_day *day)
{
    const struct situation *situation = work->situation;
    struct tree *model = work->decision->model;
    struct change *change = decision_change(situation, work->decision, CHANGE_ORDER);
    change->purchase = situation->snapshot->next_purchase;
    change->day = day->day;
    change->items = work->items;
    change->item_count = work->count;
    tree_put_int(model, "number", change->purchase);
    plan_put(situation, model, "delivery", day);
    tree_put_bool(model, "off", day->suspended);
    slip_put(situation, model, work->items, work->count);
    struct plan changed = plan_group(situation, day->items, day->count);
    plan_put_undo(situation, model, &changed);
    work->decision->result = work->refused ? RESULT_PARTIAL : RESULT_APPLIED;
}

static void offer(struct work *work, struct tree *list, const struct plan_day *day,
                  const char *label)
{
    struct request option = *work->situation->request;
    option.date = day->day;
    decision_offer(work->situation, work->decision, &option, label);
    struct tree *item = tree_push_object(list);
    tree_put_int(item, "n", work->decision->question.count);
    tree_put_text(item, "label", label);
    tree_put_text(item, "mailto", "");
    plan_put_day(work->situation, item, day);
}

/* A day without delivery: the nearest ones that really come. */
static void offer_nearest(struct work *work, const struct plan *ahead)
{
    const struct situation *situation = work->situation;
    int date = situation->request->date;
    struct plan around = plan_only(situation, ahead, PLAN_OPEN | PLAN_NOW);
    const struct plan_day *nearest[2];
    int count = plan_nearest(&around, date, nearest, 2);
    work->decision->result = count ? RESULT_ASKED : RESULT_REFUSED;
    work->decision->question.kind = count ? QUESTION_CHOICE : QUESTION_NONE;
    struct tree *none = tree_put_object(work->decision->model, "nodelivery");
    tree_put_text(none, "asked", plan_date(situation, date));
    const char *closed = plan_closed(situation, date);
    tree_put_bool(none, "shut", closed != NULL);
    tree_put_text(none, "reason", closed ? closed : "");
    tree_put_text(none, "type", "");
    struct tree *list = tree_put_list(none, "nearest");
    for (int i = 0; i < count; i++)
        offer(work, list, nearest[i], plan_label(situation, nearest[i]));
}

/* Suspended: ordered all the same to be fetched there, or with the next basket. */
static void ask_suspended(struct work *work, const struct plan *ahead, const struct plan_day *day)
{
    const struct situation *situation = work->situation;
    struct plan coming = plan_only(situation, ahead, PLAN_OPEN | PLAN_NOW);
    const struct plan_day *next = plan_next_open(&coming, day->day + 1);
    struct tree *asked = tree_put_object(work->decision->model, "suspended");
    plan_put_day(situation, asked, day);
    struct tree *choices = tree_put_list(asked, "choices");
    tree_put_bool(asked, "yesno", !next);
    work->decision->result = RESULT_ASKED;
    work->decision->question.kind = next ? QUESTION_CHOICE : QUESTION_YES;
    offer(work, choices, day,
          arena_print(situation->arena, "commande seule, à retirer le %s",
                      plan_date(situation, day->day)));
    if (next)
        offer(
            work, choices, next,
            arena_print(situation->arena, "avec le panier du %s", plan_date(situation, next->day)));
    else
        tree_put_list(asked, "choices");
}

/* The delivery that it goes with, or NULL when that is asked or refused. */
static const struct plan_day *choose_day(struct work *work, const struct plan *ahead)
{
    const struct situation *situation = work->situation;
    struct tree *refused = tree_put_list(work->decision->model, "refused");
    int date = situation->request->date;
    struct plan comes = plan_only(situation, ahead, PLAN_OPEN);
    const struct plan_day *next = plan_next_open(ahead, situation->today);
    if (date == DATE_NONE) {
        const struct plan_day *first = plan_next_open(&comes, situation->today);
        if (!first && next) { /* all that is planned is suspended */
            ask_suspended(work, ahead, next);
            return NULL;
        }
        tree_put_text(work->decision->model, "skipped",
                      first && next->day < first->day ? plan_date(situation, next->day) : "");
        return first;
    }
    struct plan wanted = plan_days(situation, date, date, NULL);
    const struct plan_day *day = wanted.count ? &wanted.days[0] : NULL;
    if (!day) {
        offer_nearest(work, ahead);
    } else if (!day->open) {
        struct tree *item = tree_push_object(refused);
        plan_put_day(situation, item, day);
        tree_put_bool(item, "past", day->day < situation->today);
        work->decision->result = RESULT_REFUSED;
        plan_put_next_open(situation, work->decision->model);
    } else if (day->suspended && !situation->confirmed) {
        ask_suspended(work, ahead, day);
    } else {
        return day;
    }
    return NULL;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    struct work work = {.situation = situation, .decision = decision};
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    decision->result = RESULT_REFUSED;
    sort_items(&work);
    put_available(&work);
    tree_put_bool(decision->model, "nothing", !ahead.count);
    if (!work.count || !ahead.count)
        return;
    const struct plan_day *day = choose_day(&work, &ahead);
    if (day)
        place(&work, day);
    else if (decision->result == RESULT_REFUSED &&
             !tree_count(tree_get(decision->model, "refused")))
        tree_put_bool(decision->model, "nothing", true);
}

const struct request_kind request_order = {
    .verb = VERB_ORDER, .name = "order", .needs = SNAPSHOT_NEXT, .plan = plan};
