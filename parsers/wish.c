#include "parsers/wish.h"

#include "parsers/keyword.h"

#include <string.h>

enum { SENTENCES_BACK = 3, LIST_LINES = 24 };

bool clause_has_words(const struct tokens *units, int first, int last)
{
    for (int i = first; i < last; i++)
        if (units->items[i].kind != TOKEN_MARK && !token_has(&units->items[i], LEX_FILLER) &&
            !token_has(&units->items[i], LEX_GREETING))
            return true;
    return false;
}

static bool has_wish(const struct wishes *wishes, int sentence)
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
        if (!chunk)
            continue;
        slots_add(slots, chunk);
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

static void take_dates(struct slots *to, const struct slots *other, bool last_only)
{
    struct slots merged = *other;
    const struct slots *from = &merged;
    merged.when_count = when_merge(merged.whens, merged.when_count, 0);
    int first = last_only && from->when_count ? from->when_count - 1 : 0;
    for (int i = first; i < from->when_count && to->when_count < WHEN_MOST; i++)
        to->whens[to->when_count++] = from->whens[i];
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
            take_dates(&wish->slots, &slots, false);
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
        take_dates(&wish->slots, &wish->around, false);
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
            has_wish(act->wishes, s))
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
        take_dates(&wish->slots, &wish->around, wish->that && !many);
        return;
    }
    const struct sentence *own = &act->sentences->items[wish->sentence];
    /* In the same sentence, in a part that another wish or "je suis là le 21" took. */
    for (int w = (int)(wish - act->wishes->items) - 1; wish->that && w >= 0; w--) {
        struct wish *before = &act->wishes->items[w];
        if (before->sentence < wish->sentence - 1)
            break;
        if (dated(&before->slots)) {
            take_dates(&wish->slots, &before->slots, true);
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
            take_dates(&wish->slots, &same->slots, false);
            if (token_is_any(&act->outcome->chunked->units.items[own->first], "non|oui|finalement"))
                wish->slots.choice = false;
            same->gone |= same->verdict == CLAUSE_ASK && wish->verdict == CLAUSE_DO;
            return;
        }
        if (has_wish(act->wishes, s) && !wish->that && !before->subject)
            return;
        if (before->question || before->guards & (GUARD_HYP | GUARD_COMPLAINT | GUARD_THIRD))
            break;
        if (wish->that || is_away(act, s) || before->subject)
            take_dates(&wish->slots, &slots,
                       wish->that && !many && slots.when_count > 1 &&
                           slots.whens[0].kind == WHEN_DAY);
        return;
    }
    int next = wish->sentence + 1;
    if (suspend && next < act->sentences->count && is_away(act, next) &&
        !has_wish(act->wishes, next) && !act->sentences->items[next].guards &&
        !act->sentences->items[next].question) {
        struct slots slots = {0};
        sentence_slots(act, next, &slots);
        take_dates(&wish->slots, &slots, false);
        return;
    }
    if (own->first > 0 && act->sentences->items[0].subject && suspend) {
        struct slots slots = {0};
        sentence_slots(act, 0, &slots);
        take_dates(&wish->slots, &slots, false);
    }
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

/* "Suspendre le X et reprendre le Y" ends at Y-1 and gives no RESUME (SPEC). */
static void join_resume(const struct act *act, struct wish *suspend, struct wish *resume)
{
    const struct token *verb = &act->outcome->chunked->units.items[resume->start];
    if (!view_starts(verb->text, "repren") && !view_starts(verb->text, "repri"))
        return;
    struct slots own = suspend->slots, back = resume->slots;
    int today = act->outcome->chunked->today;
    slots_merge(&own, today);
    slots_merge(&back, today);
    if (!back.when_count) {
        resume->gone = true;
        return;
    }
    struct when *to = &back.whens[0], *from = own.when_count == 1 ? &own.whens[0] : NULL;
    if (back.when_count > 1 || !from ||
        (to->kind != WHEN_DAY && to->kind != WHEN_FROM && to->kind != WHEN_PERIOD) ||
        from->from == DATE_NONE) {
        suspend->slots.choice = true;
        resume->gone = true;
        return;
    }
    resume->gone = true;
    int last = to->from - 1;
    if (from->kind == WHEN_PERIOD && last > from->to) {
        suspend->slots = own;
        return;
    }
    if (last < from->from || from->kind == WHEN_UNTIL) {
        suspend->slots.choice = true;
        return;
    }
    from->kind = WHEN_PERIOD;
    from->to = last;
    suspend->slots = own;
}

static void join_resumes(const struct act *act)
{
    struct wish *suspend = NULL;
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (wish->gone)
            continue;
        if (wish->verb == VERB_SUSPEND && wish->verdict != CLAUSE_HUMAN)
            suspend = wish;
        /* A resumption after a suspension is its end, even as a mere noun ("reprise le 3"). */
        if (wish->verb == VERB_RESUME && suspend &&
            !act->sentences->items[wish->sentence].question &&
            (wish->verdict != CLAUSE_HUMAN || wish->mood == MOOD_NOUN))
            join_resume(act, suspend, wish);
    }
}

/* "je reprends mercredi": work, most likely; only the basket is taken up again with us. */
static void drop_idle_resumes(const struct act *act)
{
    const struct tokens *units = &act->outcome->chunked->units;
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (wish->verb != VERB_RESUME || wish->gone || wish->mood != MOOD_IMP ||
            view_ends(units->items[wish->start].text, "ez"))
            continue;
        bool basket = false;
        for (int i = wish->left; i < wish->right; i++)
            basket |= token_has(&units->items[i], LEX_BASKETLIKE) ||
                      token_is_any(&units->items[i], "suspension|suspensions");
        wish->gone = !basket;
    }
}

/* What is wished twice, once without what it needs, is wished once. */
static void drop_incomplete(const struct act *act)
{
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (wish->gone || wish->keep || wish->verdict == CLAUSE_HUMAN || wish->verb == VERB_NONE)
            continue;
        for (int o = 0; o < act->wishes->count; o++) {
            const struct wish *other = &act->wishes->items[o];
            bool same = o != w && !other->gone && !other->keep && other->verdict == CLAUSE_DO &&
                        other->verb == wish->verb && view_equal(other->detail, wish->detail);
            bool kin = o != w && !other->gone && other->verdict == CLAUSE_DO &&
                       wish->verdict == CLAUSE_ASK && other->verb == wish->verb;
            bool ask = wish->mood == MOOD_ASK && o != w && !other->gone &&
                       other->verdict == CLAUSE_DO && other->verb == wish->verb;
            if (((same || ask || kin) && act_is_complete(act, other) &&
                 !act_is_complete(act, wish)) ||
                (ask && act_is_complete(act, other))) {
                wish->gone = true;
                break;
            }
        }
    }
}

/* Wishes of the subject count only when the body has none; when both have dates they must agree. */
static void settle_subject(const struct act *act)
{
    bool body = false;
    for (int w = 0; w < act->wishes->count; w++) {
        const struct wish *wish = &act->wishes->items[w];
        body |= !act->sentences->items[wish->sentence].subject && !wish->keep &&
                wish->verb != VERB_NONE;
    }
    for (int s = 0; s < act->sentences->count; s++)
        body |= act->sentences->items[s].command && !act->sentences->items[s].subject;
    for (int w = 0; w < act->wishes->count && body; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (!act->sentences->items[wish->sentence].subject || wish->keep)
            continue;
        wish->gone = true;
        struct slots subject = wish->slots;
        slots_merge(&subject, act->outcome->chunked->today);
        for (int o = 0; o < act->wishes->count; o++) {
            struct wish *other = &act->wishes->items[o];
            struct slots own = other->slots;
            slots_merge(&own, act->outcome->chunked->today);
            if (act->sentences->items[other->sentence].subject || other->verb != wish->verb ||
                subject.when_count != 1 || own.when_count != 1 ||
                subject.whens[0].kind > WHEN_PERIOD || own.whens[0].kind > WHEN_PERIOD)
                continue;
            /* "suspension de mars" fits "du 10 au 24 mars". */
            bool fits = own.whens[0].from >= subject.whens[0].from &&
                        own.whens[0].to <= subject.whens[0].to &&
                        (subject.whens[0].month || subject.whens[0].kind == own.whens[0].kind);
            bool equal = own.whens[0].from == subject.whens[0].from &&
                         own.whens[0].to == subject.whens[0].to;
            if (!equal && !(fits && subject.whens[0].month))
                other->slots.choice = true;
        }
    }
}

/* "Il nous manque la facture de février. Pouvez-vous nous la renvoyer ?" */
static void promote_told(const struct act *act)
{
    int send = lexicon_class(act->outcome->chunked->units.lexicon, VIEW("sendn"));
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        int next = wish->sentence + 1;
        if (wish->mood != MOOD_INFO || wish->verdict != CLAUSE_HUMAN ||
            next >= act->sentences->count || has_wish(act->wishes, next) ||
            act->sentences->items[wish->sentence].guards & (GUARD_THIRD | GUARD_OTHER))
            continue;
        const struct sentence *asks = &act->sentences->items[next];
        bool governed = false, pronoun = false, sends = false;
        for (int i = asks->first_mark; i < asks->last_mark; i++)
            governed |= act->sentences->marks[i].kind == MARK_GOVERNOR;
        for (int i = asks->first; i < asks->last; i++) {
            const struct token *token = &act->outcome->chunked->units.items[i];
            pronoun |= token_is_any(token, "la|les|l|le|en");
            sends |= send && token_has(token, send);
        }
        if (governed && pronoun && sends)
            wish->verdict = CLAUSE_DO;
    }
}

static bool is_newsletter(const struct act *act)
{
    for (int s = 0; s < act->sentences->count; s++)
        if (act->sentences->items[s].guards & GUARD_NEWSLETTER)
            return true;
    return false;
}

void wishes_settle(const struct act *act)
{
    struct wishes *wishes = act->wishes;
    bool newsletter = is_newsletter(act);
    for (int w = 0; w < wishes->count; w++) {
        struct wish *wish = &wishes->items[w];
        if (wish->keep || wish->verdict == CLAUSE_HUMAN)
            continue;
        bool colon = ends_with_colon(act, wish);
        if (colon)
            take_list(act, wish);
        take_context(act, wish);
        if (!colon)
            take_list(act, wish);
        take_names(act, wish);
        join_names(&wish->slots);
        /* A subject may be a mere topic. */
        if (wish->verb == VERB_UNSUBSCRIBE && act->sentences->items[wish->sentence].subject &&
            wish->verdict == CLAUSE_DO) {
            wish->verdict = CLAUSE_ASK;
            wish->gone = wish->mood == MOOD_NOUN; /* see wishes_subject */
        }
        if (wish->verb == VERB_UNSUBSCRIBE && newsletter) {
            wish->verdict = CLAUSE_HUMAN;
            wishes->blocked = true;
        }
    }
    promote_told(act);
    settle_subject(act);
    join_resumes(act);
    drop_idle_resumes(act);
    drop_incomplete(act);
}

void wishes_absence(const struct act *act)
{
    if (act->wishes->blocked)
        return;
    for (int w = 0; w < act->wishes->count; w++) {
        const struct wish *wish = &act->wishes->items[w];
        const struct sentence *sentence = &act->sentences->items[wish->sentence];
        struct slots slots = wish->slots;
        if (wish->verb != VERB_NONE || wish->keep || wish->gone || sentence->question ||
            sentence->guards & (GUARD_HYP | GUARD_OTHER | GUARD_THIRD | GUARD_NEG | GUARD_AUTO))
            continue;
        take_dates(&slots, &wish->around, false);
        slots_merge(&slots, act->outcome->chunked->today);
        bool past = false;
        for (int i = 0; i < slots.when_count; i++)
            past |= slots.whens[i].past || (slots.whens[i].to != DATE_NONE &&
                                            slots.whens[i].to < act->outcome->chunked->today);
        if (!slots.when_count || past)
            continue;
        act->outcome->position = wish->start;
        slots_ask(act->outcome, &slots, VERB_SUSPEND, "confirm");
        return;
    }
}

void wishes_subject(struct outcome *outcome, struct sentences *sentences, struct wishes *wishes,
                    enum channel channel, bool commands, int subject_units)
{
    if (subject_units == 0)
        return;
    struct understanding *result = outcome->result;
    struct understanding body = *result, alone = {.explanation = ""};
    struct outcome apart = *outcome;
    apart.result = &alone;
    apart.position = 0;
    int last = subject_units;
    while (last > 0 && token_has(&outcome->chunked->units.items[last - 1], LEX_BREAK))
        last--;
    bool read = keyword_line(&apart, 0, last, channel, false);
    if (!read || !alone.count)
        return;
    if (!body.count && !wishes->blocked) {
        /* "Désabonnement définitif" is a command wherever it stands; others need a body that adds nothing. */
        bool question = false;
        for (int s = 0; s < sentences->count; s++)
            question |= !sentences->items[s].subject &&
                        (sentences->items[s].question ||
                         sentences->items[s].guards &
                             (GUARD_HYP | GUARD_NEWSLETTER | GUARD_NEG | GUARD_COMPLAINT));
        bool definite = false;
        for (int i = 0; i < subject_units; i++)
            definite |= token_is_any(&outcome->chunked->units.items[i], "definitif|definitivement");
        bool words = clause_has_words(&outcome->chunked->units, subject_units,
                                      outcome->chunked->units.count);
        for (int i = 0; i < alone.count && !question; i++) {
            if (alone.requests[i].verb == VERB_UNSUBSCRIBE && words && !definite) {
                alone.requests[i].verb = VERB_ASK;
                alone.requests[i].about = VERB_UNSUBSCRIBE;
            }
            outcome->position = 0;
            slots_emit(outcome, alone.requests[i]);
        }
        return;
    }
    /* Commands that contradict the subject's: SUSPENSION DU 6 AU 19 over SUSPENDRE DU 06/04 AU 26/04. */
    if (!commands || alone.count != 1 || alone.requests[0].verb != VERB_SUSPEND)
        return;
    for (int i = 0; i < result->count; i++)
        if (result->requests[i].verb == VERB_SUSPEND &&
            !(alone.requests[0].to - alone.requests[0].from >= 27 && /* a month and days of it */
              result->requests[i].from >= alone.requests[0].from &&
              result->requests[i].to <= alone.requests[0].to) &&
            (result->requests[i].from != alone.requests[0].from ||
             result->requests[i].to != alone.requests[0].to)) {
            struct request ask = result->requests[i];
            ask.verb = VERB_ASK;
            ask.about = VERB_SUSPEND;
            ask.topic = "date";
            result->requests[i] = ask;
        }
}
