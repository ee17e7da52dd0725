#include "bot/takeback.h"

#include <string.h>

#include "parsers/date.h"

void takeback_push(const struct situation *situation, struct decision *decision,
                   const struct step *step, int first)
{
    struct change *inverse = decision_change(situation, decision, CHANGE_NONE);
    *inverse = change_inverse(&step->change);
    inverse->undoes = step->entry->id;
    inverse->first = first;
}

bool takeback_is_term(const struct step *steps, int count, const struct step *step)
{
    enum change_kind kind = step->change.kind;
    if (kind == CHANGE_TERM || kind == CHANGE_EXCEPTION || kind == CHANGE_SUBSCRIBE)
        return true;
    for (int i = 0; i < count && kind == CHANGE_END; i++)
        if (steps[i].change.kind == CHANGE_TERM &&
            steps[i].change.subscription == step->change.subscription)
            return true;
    return false;
}

static bool belongs(const struct step *steps, int count, const struct step *one,
                    const struct step *last)
{
    if (one->settled || one->change.subscription != last->change.subscription ||
        !takeback_is_term(steps, count, one))
        return false;
    bool once = last->change.kind == CHANGE_EXCEPTION;
    if (once != (one->change.kind == CHANGE_EXCEPTION))
        return false;
    return !once || date_monday(one->change.day) == date_monday(last->change.day);
}

/* What it had made another one: "change" the formula, "pickup" the depot, "terms" both. */
static const char *kind_of(const struct situation *situation, const struct after_pairs *pairs,
                           const struct step *last)
{
    (void)situation;
    bool formula = false, depot = false;
    if (last->change.kind == CHANGE_SUBSCRIBE)
        return "subscribe";
    for (int i = 0; i < pairs->count; i++) {
        const struct after_pair *pair = &pairs->items[i];
        formula |= pair->was && pair->is && pair->was->formula != pair->is->formula;
        depot |= !pair->was || !pair->is || pair->was->depot != pair->is->depot;
    }
    return formula ? depot ? "terms" : "change" : "pickup";
}

/* The delivery to name: as it will be; one that cannot change when there is one. */
static const struct delivery *name(const struct situation *situation,
                                   const struct after_pairs *pairs, bool *open)
{
    *open = true;
    for (int i = 0; i < pairs->count; i++)
        if (!after_is_open(situation, &pairs->items[i])) {
            *open = false;
            return pairs->items[i].was ? pairs->items[i].was : pairs->items[i].is;
        }
    return pairs->items[0].is ? pairs->items[0].is : pairs->items[0].was;
}

/* As a copy whose cutoff is the one that has passed: that of the day before or after the change. */
static const struct delivery *decisive(const struct situation *situation,
                                       const struct delivery *one, const struct after_pairs *pairs)
{
    struct delivery *copy = arena_alloc(situation->arena, sizeof *copy);
    *copy = *one;
    for (int i = 0; i < pairs->count; i++)
        if (pairs->items[i].was == one || pairs->items[i].is == one)
            copy->base = after_first(&pairs->items[i]);
    return copy;
}

void takeback_terms(const struct situation *situation, struct decision *decision,
                    struct step *steps, int count, struct step *last)
{
    struct situation before = after_changes(situation, decision->changes, decision->change_count);
    struct situation after = after_copy(&before);
    bool *mine = arena_array(situation->arena, (size_t)count, sizeof *mine), fits = true;
    int from = situation->today;
    for (int i = count - 1; i >= 0; i--) {
        struct change inverse = change_inverse(&steps[i].change);
        mine[i] = belongs(steps, count, &steps[i], last);
        if (!mine[i])
            continue;
        fits &= after_make(&after, &inverse);
        if (inverse.day != DATE_NONE && inverse.day < from)
            from = inverse.day;
    }
    if (from < situation->today - PLAN_HORIZON)
        from = situation->today - PLAN_HORIZON;
    struct after_pairs pairs = after_compare(&before, &after, last->change.subscription, from,
                                             situation->today + PLAN_HORIZON);
    for (int i = 0; i < count; i++)
        steps[i].settled |= mine[i];
    if (!fits || !pairs.count) /* another state by now, or nothing that anybody would see */
        return;
    const struct delivery *one = name(situation, &pairs, &last->open);
    last->told = true;
    last->kind = kind_of(situation, &pairs, last);
    last->day = (struct plan_day){one->day, one, 1, last->open, one->suspended};
    if (!last->open)
        last->day.items = decisive(situation, one, &pairs);
    for (int i = count - 1; i >= 0 && last->open; i--)
        if (mine[i])
            takeback_push(situation, decision, &steps[i], after_first(&pairs.items[0]));
}

static bool is_made(const struct situation *situation, int day)
{
    return calendar_plan(situation->arena, situation->snapshot->farm,
                         situation->snapshot->subscriptions,
                         situation->snapshot->subscription_count, day, day)
               .count > 0;
}

/* Whether a move is among what is taken back. */
static bool is_moved_back(const struct decision *decision)
{
    for (int i = 0; i < decision->change_count; i++)
        if (decision->changes[i].kind == CHANGE_TERM ||
            decision->changes[i].kind == CHANGE_EXCEPTION)
            return true;
    return false;
}

/* An order may have been carried more than once: back over all of it, unless its day is still made. Where neither
 * day is made it goes back with the move, and nothing is said of a delivery that there is not. */
static void carry_back(const struct situation *situation, struct decision *decision,
                       struct step *steps, int count, const struct purchase *order)
{
    struct situation after = after_changes(situation, decision->changes, decision->change_count);
    bool *mine = arena_array(situation->arena, (size_t)count + 1, sizeof *mine);
    int day = order->day, last = -1;
    for (int i = count - 1; i >= 0; i--) {
        const struct change *change = &steps[i].change;
        mine[i] = change->kind == CHANGE_CARRY && order->number == change->purchase &&
                  !strcmp(date_iso(situation->arena, day), change->text);
        if (!mine[i])
            continue;
        day = date_read_iso(view_of(change->old_text));
        last = last < 0 ? i : last;
    }
    bool made = is_made(&after, day);
    if (last < 0 || is_made(&after, order->day) || (!made && !is_moved_back(decision)) ||
        !plan_may_change(situation, order->day) || !plan_may_change(&after, day))
        return;
    for (int i = last; i >= 0; i--)
        if (mine[i])
            takeback_push(situation, decision, &steps[i], day);
    steps[last].purchase = order;
    steps[last].kind = "carry";
    steps[last].open = true;
    steps[last].told = made;
    steps[last].day.day = day;
}

void takeback_orders(const struct situation *situation, struct decision *decision,
                     struct step *steps, int count)
{
    for (int i = 0; i < situation->snapshot->purchase_count; i++)
        carry_back(situation, decision, steps, count, &situation->snapshot->purchases[i]);
}
