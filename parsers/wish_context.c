#include "parsers/wish_context.h"

#include <string.h>

#include "parsers/caution.h"
#include "parsers/cited.h"

enum { SENTENCES_BACK = 3, LIST_LINES = 24 };

bool wish_is_in(const struct wishes *wishes, int sentence)
{
    for (int w = 0; w < wishes->count; w++)
        if (wishes->items[w].sentence == sentence && !wishes->items[w].keep &&
            wishes->items[w].verb != VERB_NONE && wishes->items[w].verdict != CLAUSE_HUMAN)
            return true;
    return false;
}

static struct wish *wish_of(struct wishes *wishes, int sentence, enum verb verb)
{
    for (int w = 0; w < wishes->count; w++)
        if (wishes->items[w].sentence == sentence && wishes->items[w].verb == verb &&
            wishes->items[w].verdict != CLAUSE_HUMAN)
            return &wishes->items[w];
    return NULL;
}

static void sentence_slots(const struct act *act, int index, struct slots *slots)
{
    const struct sentence *sentence = &act->sentences->items[index];
    const struct tokens *units = &act->outcome->chunked->units;
    for (int i = sentence->first; i < sentence->last; i++) {
        const struct chunk *chunk = chunk_of(act->outcome->chunked, &units->items[i]);
        if (!chunk || cited_day(act->outcome->chunked, i))
            continue;
        slots_add(slots, chunk);
        slots->choice |= chunk->kind == CHUNK_DATE && caution_partial(units, i);
        if (i > 0 && token_is_any(&units->items[i - 1], "ou|vers|depuis"))
            slots->choice = true;
    }
}

static bool is_away(const struct act *act, int index)
{
    const struct sentence *sentence = &act->sentences->items[index];
    for (int i = sentence->first_mark; i < sentence->last_mark; i++)
        if (act->sentences->marks[i].kind == MARK_AWAY)
            return true;
    return false;
}

static bool dated(const struct slots *slots)
{
    for (int i = 0; i < slots->when_count; i++)
        if (!slots->whens[i].that && slots->whens[i].kind != WHEN_EVERY &&
            slots->whens[i].kind != WHEN_NOW)
            return true;
    return false;
}

void wish_take_dates(struct slots *to, const struct slots *other, bool last_only)
{
    struct slots merged = *other;
    const struct slots *from = &merged;
    merged.when_count = when_merge(merged.whens, merged.when_count, 0);
    int first = last_only && from->when_count ? from->when_count - 1 : 0;
    for (int i = first; i < from->when_count && to->when_count < WHEN_MOST; i++)
        to->whens[to->when_count++] = from->whens[i];
    /* "à partir du 9 …, et ce jour-là" */
    if (last_only && first < from->when_count && from->whens[first].kind == WHEN_FROM)
        to->whens[to->when_count - 1].kind = WHEN_DAY, to->whens[to->when_count - 1].to =
                                                           to->whens[to->when_count - 1].from;
    to->choice |= from->choice;
}

static bool ends_with_colon(const struct act *act, const struct wish *wish)
{
    const struct sentence *own = &act->sentences->items[wish->sentence];
    return own->last > own->first &&
           token_is_mark(&act->outcome->chunked->units.items[own->last - 1], ':');
}

/* Pure lists below ("- 13/10", "- 12 pots de miel") belong to the wish above them. */
static void take_list(const struct act *act, struct wish *wish)
{
    const struct tokens *units = &act->outcome->chunked->units;
    bool colon = ends_with_colon(act, wish);
    bool needs = wish->verb == VERB_ORDER ? !wish->slots.item_count : !dated(&wish->slots);
    if (!colon && !needs)
        return;
    for (int s = wish->sentence + 1; s < act->sentences->count && s < wish->sentence + LIST_LINES;
         s++) {
        const struct sentence *line = &act->sentences->items[s];
        struct slots slots = {0};
        if (line->command || !clause_is_plain(units, line->first, line->last))
            break;
        sentence_slots(act, s, &slots);
        if ((!slots.when_count && !slots.item_count) ||
            (slots.when_count && slots.whens[0].kind == WHEN_VAGUE))
            break;
        if (wish->verb == VERB_ORDER)
            for (int i = 0; i < slots.item_count && wish->slots.item_count < SLOT_ITEMS; i++)
                wish->slots.items[wish->slots.item_count++] = slots.items[i];
        if (wish->verb != VERB_ORDER || !wish->slots.when_count)
            wish_take_dates(&wish->slots, &slots, false);
        for (int w = 0; w < act->wishes->count; w++)
            if (act->wishes->items[w].sentence == s && act->wishes->items[w].mood == MOOD_NOUN)
                act->wishes->items[w].gone = true;
    }
}

/* "Le 5 mai on reçoit, il nous faudra un grand panier": that day's. A change for good next to a date that
 * may be meant is asked about. */
static void take_beside(const struct act *act, struct wish *wish)
{
    bool lasting = wish->verb == VERB_CHANGE || wish->verb == VERB_PICKUP;
    const struct token *verb = &act->outcome->chunked->units.items[wish->start];
    bool again = wish->verb == VERB_RESUME && view_starts(verb->text, "rem");
    if (!lasting && wish->verb != VERB_ORDER && !again)
        return;
    /* "je suis là le 12, remettez mon panier" */
    for (int w = 0; again && !dated(&wish->around) && w < act->wishes->count; w++) {
        const struct wish *there = &act->wishes->items[w];
        if (there->keep && there->sentence == wish->sentence && there->start < wish->start &&
            dated(&there->slots))
            wish->around = there->slots;
    }
    if (dated(&wish->around)) {
        wish_take_dates(&wish->slots, &wish->around, false);
        if (wish->slots.when_count != 1 ||
            (wish->slots.whens[0].kind != WHEN_DAY &&
             (wish->slots.whens[0].kind != WHEN_PERIOD || wish->verb == VERB_ORDER)))
            wish->slots.choice = true;
        return;
    }
    for (int s = wish->sentence - 1; s <= wish->sentence + 1 && lasting && !wish->slots.forgood;
         s += 2) {
        struct slots slots = {0};
        if (s < 0 || s >= act->sentences->count || act->sentences->items[s].command ||
            wish_is_in(act->wishes, s))
            continue;
        sentence_slots(act, s, &slots);
        for (int i = 0; i < slots.when_count; i++)
            if (slots.whens[i].kind <= WHEN_UNTIL && !slots.whens[i].weekday &&
                slots.whens[i].from != DATE_NONE &&
                slots.whens[i].from >= act->outcome->chunked->today)
                wish->slots.choice = true;
    }
}

/* "Nous partons le 21": that is when it begins, not the one day of it. */
static void start_only(const struct act *act, int first, int last, struct slots *slots)
{
    const struct tokens *units = &act->outcome->chunked->units;
    bool leaves = false;
    for (int i = first; i < last; i++)
        leaves |= token_is_any(&units->items[i],
                               "pars|part|partons|partirai|partirons|quitte|quittons|"
                               "partir|depart|rentre|rentrons|reviens|revenons|rentrerai");
    if (leaves && slots->when_count == 1 && slots->whens[0].kind == WHEN_DAY &&
        !slots->whens[0].weekday)
        slots->whens[0].kind = WHEN_FROM;
    /* "je pars le 12 et je rentre le 26": from when to when? */
    slots->choice |= leaves && slots->when_count > 1 && slots->whens[0].kind == WHEN_DAY;
}

/* An absence told right after the wish, or the subject's dates. */
static void take_from_after(const struct act *act, struct wish *wish)
{
    bool suspend = wish->verb == VERB_SUSPEND;
    const struct sentence *own = &act->sentences->items[wish->sentence];
    int next = wish->sentence + 1;
    if (suspend && next < act->sentences->count && is_away(act, next) &&
        !wish_is_in(act->wishes, next) && !act->sentences->items[next].guards &&
        !act->sentences->items[next].question) {
        struct slots slots = {0};
        sentence_slots(act, next, &slots);
        wish_take_dates(&wish->slots, &slots, false);
        return;
    }
    if (own->first > 0 && act->sentences->items[0].subject && suspend) {
        struct slots slots = {0};
        sentence_slots(act, 0, &slots);
        wish_take_dates(&wish->slots, &slots, false);
    }
}

/* "- du 14 au 20 août": a line, not of the subject, that says dates and nothing else. */
static bool is_list_line(const struct act *act, int index)
{
    if (index < 0 || act->sentences->items[index].subject || act->sentences->items[index].command ||
        act->sentences->items[index].question)
        return false;
    const struct sentence *line = &act->sentences->items[index];
    struct slots slots = {0};
    sentence_slots(act, index, &slots);
    return dated(&slots) && !slots.item_count && !slots.depot_count &&
           clause_is_plain(&act->outcome->chunked->units, line->first, line->last);
}

static void add_line_before(const struct act *act, int index, struct slots *slots)
{
    struct slots line = {0};
    sentence_slots(act, index, &line);
    for (int i = 0; i < slots->when_count && line.when_count < WHEN_MOST; i++)
        line.whens[line.when_count++] = slots->whens[i];
    line.choice |= slots->choice;
    *slots = line;
}

/* The one day or period that a message names, in its subject and all over: what else could be meant? */
static void take_only_date(const struct act *act, struct wish *wish)
{
    struct slots all = {0};
    if (!act->sentences->count || !act->sentences->items[0].subject || wish->that)
        return;
    for (int s = 0; s < act->sentences->count; s++)
        sentence_slots(act, s, &all);
    if (!all.when_count || all.choice || all.when_count == WHEN_MOST)
        return;
    for (int i = 0; i < all.when_count; i++)
        if ((all.whens[i].kind != WHEN_DAY && all.whens[i].kind != WHEN_PERIOD) ||
            all.whens[i].from != all.whens[0].from || all.whens[i].to != all.whens[0].to ||
            all.whens[i].past || all.whens[i].from < act->outcome->chunked->today)
            return;
    struct slots subject = {0};
    sentence_slots(act, 0, &subject);
    if (subject.when_count)
        wish->slots.whens[wish->slots.when_count++] = all.whens[0];
}

/* Dates said around the wish: in its sentence, in those before it, in an absence after it. */
static void take_context(const struct act *act, struct wish *wish)
{
    bool suspend = wish->verb == VERB_SUSPEND;
    if (dated(&wish->slots))
        return;
    if (!suspend && !wish->that) {
        take_beside(act, wish);
        return;
    }
    const struct tokens *units = &act->outcome->chunked->units;
    bool many = false;
    for (int i = wish->left; i < wish->right; i++)
        many |= chunk_of(act->outcome->chunked, &units->items[i]) && units->items[i].text.len &&
                token_is_any(&act->outcome->chunked->raw.items[units->items[i].first],
                             "ces|a|pendant|sur");
    start_only(act, wish->left, wish->right, &wish->around);
    if (dated(&wish->around) && (wish->away || wish->that || wish->verb == VERB_SUSPEND)) {
        wish_take_dates(&wish->slots, &wish->around, wish->that && !many);
        return;
    }
    const struct sentence *own = &act->sentences->items[wish->sentence];
    /* In the same sentence, in a part that another wish or "je suis là le 21" took. */
    for (int w = (int)(wish - act->wishes->items) - 1; wish->that && w >= 0; w--) {
        struct wish *before = &act->wishes->items[w];
        if (before->sentence < wish->sentence - 1)
            break;
        if (dated(&before->slots)) {
            wish_take_dates(&wish->slots, &before->slots, !many);
            return;
        }
    }
    for (int s = wish->sentence - 1; s >= 0 && s >= wish->sentence - SENTENCES_BACK; s--) {
        struct slots slots = {0};
        const struct sentence *before = &act->sentences->items[s];
        sentence_slots(act, s, &slots);
        if (!dated(&slots))
            continue;
        start_only(act, before->first, before->last, &slots);
        struct wish *same = wish_of(act->wishes, s, wish->verb);
        if (same && dated(&same->slots)) {
            /* "Suspendre du 10 au 24 sauf le pain ? Non, suspendez tout." */
            wish_take_dates(&wish->slots, &same->slots, false);
            if (token_is_any(&act->outcome->chunked->units.items[own->first], "non|oui|finalement"))
                wish->slots.choice = false;
            same->gone |= same->verdict == CLAUSE_ASK && wish->verdict == CLAUSE_DO;
            return;
        }
        if (wish_is_in(act->wishes, s) && !wish->that && !before->subject)
            return;
        if (before->question || before->guards & (GUARD_HYP | GUARD_COMPLAINT | GUARD_THIRD))
            break;
        bool listed = is_list_line(act, s);
        for (int line = s - 1; listed && (many || suspend) && is_list_line(act, line); line--)
            add_line_before(act, line, &slots);
        if (wish->that || is_away(act, s) || before->subject || listed)
            wish_take_dates(&wish->slots, &slots,
                            wish->that && !many && slots.when_count > 1 &&
                                slots.whens[0].kind == WHEN_DAY);
        return;
    }
    take_from_after(act, wish);
}

/* Depots and formulas named in the sentence before ("… et y transférer mes livraisons"). */
static void take_names(const struct act *act, struct wish *wish)
{
    bool place = wish->verb == VERB_PICKUP && !wish->slots.depot_count;
    bool type = (wish->verb == VERB_SUBSCRIBE || wish->verb == VERB_CHANGE) &&
                !wish->slots.formula_count && wish->mood != MOOD_ASK;
    for (int s = wish->sentence; (place || type) && s >= 0 && s >= wish->sentence - 2; s--) {
        struct slots slots = {0};
        sentence_slots(act, s, &slots);
        if (act->sentences->items[s].guards & (GUARD_HYP | GUARD_COMPLAINT))
            return;
        bool same = slots.depot_count > 0;
        for (int i = 1; i < slots.depot_count; i++)
            same &= slots.depots[i]->named.count == 1 && slots.depots[0]->named.count == 1 &&
                    slots.depots[i]->named.names[0] == slots.depots[0]->named.names[0];
        if (place && same && wish->mood != MOOD_ASK) {
            wish->slots.depots[wish->slots.depot_count++] = slots.depots[slots.depot_count - 1];
            return;
        }
        if (type && slots.formula_count == 1) {
            wish->slots.formulas[wish->slots.formula_count++] = slots.formulas[0];
            return;
        }
    }
}

/* Depots said twice in one part are one when they are the same. */
static void join_names(struct slots *slots)
{
    for (int i = 1; i < slots->depot_count;)
        if (slots->depots[i]->named.count >= 1 &&
            slots->depots[0]->named.names[0] == slots->depots[i]->named.names[0] &&
            slots->depots[i]->named.count == slots->depots[0]->named.count) {
            memmove(&slots->depots[i], &slots->depots[i + 1],
                    (size_t)(slots->depot_count - i - 1) * sizeof *slots->depots);
            slots->depot_count--;
        } else
            i++;
    for (int i = 1; i < slots->formula_count;)
        if (slots->formulas[0]->named.names[0] == slots->formulas[i]->named.names[0] &&
            slots->formulas[0]->named.count == slots->formulas[i]->named.count) {
            memmove(&slots->formulas[i], &slots->formulas[i + 1],
                    (size_t)(slots->formula_count - i - 1) * sizeof *slots->formulas);
            slots->formula_count--;
        } else
            i++;
}

void wish_take_heading(const struct act *act, struct wish *wish)
{
    if (wish->verb != VERB_ORDER || wish->mood != MOOD_NOUN || wish->gone || wish->keep ||
        wish->slots.when_count || wish->slots.item_count < 2)
        return;
    for (int s = wish->sentence - 1; s >= 0; s--) {
        const struct sentence *above = &act->sentences->items[s];
        struct slots slots = {0};
        sentence_slots(act, s, &slots);
        bool one = slots.when_count == 1 && slots.whens[0].kind == WHEN_DAY && !slots.choice;
        if (one && !above->question && !above->guards)
            wish->slots.whens[wish->slots.when_count++] = slots.whens[0];
        if (slots.when_count || wish_is_in(act->wishes, s) || s < wish->sentence - 2)
            return;
    }
}

/* "Le tout avec la livraison du 27 novembre": the day of the order above. */
static void take_all_of_it(const struct act *act, struct wish *wish)
{
    if (wish->verb != VERB_ORDER || wish->slots.when_count)
        return;
    for (int s = wish->sentence; s < act->sentences->count && s <= wish->sentence + LIST_LINES;
         s++) {
        const struct sentence *line = &act->sentences->items[s];
        int at = s == wish->sentence ? wish->end : line->first;
        for (; at + 1 < line->last; at++)
            if (token_is_any(&act->outcome->chunked->units.items[at], "le|tout") &&
                token_is_any(&act->outcome->chunked->units.items[at + 1], "tout|ca|cela"))
                break;
        struct slots slots = {0};
        if (at + 1 >= line->last || line->question || line->command)
            continue;
        for (int i = at; i < line->last; i++) {
            const struct chunk *chunk =
                chunk_of(act->outcome->chunked, &act->outcome->chunked->units.items[i]);
            if (chunk && chunk->kind == CHUNK_DATE)
                slots_add(&slots, chunk);
        }
        if (slots.when_count)
            wish_take_dates(&wish->slots, &slots, false);
        return;
    }
}

void wish_look_around(const struct act *act, struct wish *wish)
{
    /* What a colon announces comes first. */
    bool colon = ends_with_colon(act, wish);
    if (colon)
        take_list(act, wish);
    take_context(act, wish);
    if (wish->verb == VERB_SUSPEND && !wish->slots.when_count && wish->verdict == CLAUSE_DO)
        take_only_date(act, wish);
    if (!colon)
        take_list(act, wish);
    take_all_of_it(act, wish);
    take_names(act, wish);
    join_names(&wish->slots);
}
