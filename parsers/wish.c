#include "parsers/wish.h"

#include <string.h>

#include "parsers/keyword.h"
#include "parsers/wish_context.h"

bool clause_has_words(const struct tokens *units, int first, int last)
{
    for (int i = first; i < last; i++)
        if (units->items[i].kind != TOKEN_MARK && !token_has(&units->items[i], LEX_FILLER) &&
            !token_has(&units->items[i], LEX_GREETING))
            return true;
    return false;
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

/* "Pour le 26 octobre :", then a line for each product: one order. */
static void join_lines(const struct act *act)
{
    struct wish *first = NULL;
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        bool line = wish->verb == VERB_ORDER && wish->mood == MOOD_NOUN && !wish->gone &&
                    !wish->keep && wish->verdict == CLAUSE_DO && wish->slots.item_count;
        const struct wish *before = w ? wish - 1 : NULL;
        if (line && first && before && wish->sentence <= before->sentence + 1 &&
            first->slots.item_count + wish->slots.item_count <= SLOT_ITEMS) {
            for (int i = 0; i < wish->slots.item_count; i++)
                first->slots.items[first->slots.item_count++] = wish->slots.items[i];
            if (!first->slots.when_count)
                wish_take_dates(&first->slots, &wish->slots, false);
            wish->gone = true;
            continue;
        }
        first = line ? wish : NULL;
    }
    for (int w = 0; w < act->wishes->count; w++)
        wish_take_heading(act, &act->wishes->items[w]);
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

static bool dated(const struct wish *wish)
{
    for (int i = 0; i < wish->slots.when_count; i++)
        if (wish->slots.whens[i].kind <= WHEN_UNTIL)
            return true;
    return false;
}

/* "pas de panier mardi mais gardez les œufs": all of it is not meant, and which part nobody said. */
static void keep_beside(const struct act *act)
{
    const struct tokens *units = &act->outcome->chunked->units;
    for (int k = 0; k < act->wishes->count; k++) {
        const struct wish *keep = &act->wishes->items[k];
        bool kept = false;
        for (int i = keep->start; keep->keep && i < keep->end; i++)
            kept |= token_is_any(&units->items[i],
                                 "garde|gardons|gardez|maintenez|laissez|garderai|prends|prend|"
                                 "prenons|laisse|conservez|maintenir");
        /* "par contre je veux bien les œufs", of the same day */
        kept |=
            !keep->keep && !keep->gone && !dated(keep) &&
            (keep->verb == VERB_ORDER || keep->verb == VERB_CHANGE || keep->verb == VERB_SUBSCRIBE);
        for (int w = 0; kept && keep->slots.formula_count && w < act->wishes->count; w++) {
            struct wish *wish = &act->wishes->items[w];
            if (wish->verb == VERB_SUSPEND && !wish->slots.formula_count &&
                (wish->sentence == keep->sentence ||
                 (keep->keep && wish->sentence + 1 == keep->sentence)))
                wish->slots.choice = true;
        }
    }
}

/* Whether the body tells something: a subject above it may be no more than its topic. */
static bool body_talks(const struct tokens *units, const struct sentences *sentences)
{
    for (int s = 0; s < sentences->count; s++) {
        const struct sentence *sentence = &sentences->items[s];
        bool names = sentence->last - sentence->first <= 3;
        if (sentence->subject || sentence->command || names)
            continue;
        if (sentence->question || !clause_is_plain(units, sentence->first, sentence->last))
            return true;
    }
    return false;
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
    bool talks = !body && body_talks(&act->outcome->chunked->units, act->sentences);
    for (int w = 0; w < act->wishes->count && talks; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (wish->mood == MOOD_NOUN && wish->verdict == CLAUSE_DO && verb_changes(wish->verb))
            wish->verdict = CLAUSE_ASK;
    }
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
            next >= act->sentences->count || wish_is_in(act->wishes, next) ||
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
        wish_look_around(act, wish);
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
    keep_beside(act);
    settle_subject(act);
    join_resumes(act);
    drop_idle_resumes(act);
    join_lines(act);
    drop_incomplete(act);
}

void wishes_absence(const struct act *act)
{
    if (act->wishes->blocked)
        return;
    for (int w = 0; w < act->wishes->count; w++)
        if (act->wishes->items[w].keep) /* "…, mais le panier continue" */
            return;
    for (int w = 0; w < act->wishes->count; w++) {
        const struct wish *wish = &act->wishes->items[w];
        const struct sentence *sentence = &act->sentences->items[wish->sentence];
        struct slots slots = wish->slots;
        if (wish->verb != VERB_NONE || wish->keep || wish->gone || sentence->question ||
            sentence->guards & (GUARD_HYP | GUARD_OTHER | GUARD_THIRD | GUARD_NEG | GUARD_AUTO))
            continue;
        wish_take_dates(&slots, &wish->around, false);
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
        bool talks = body_talks(&outcome->chunked->units, sentences);
        for (int i = 0; i < alone.count && !question; i++) {
            /* definitive.c makes it certain again when nothing in the body speaks against it. */
            bool ask = talks && verb_changes(alone.requests[i].verb);
            if (ask) {
                alone.requests[i].about = alone.requests[i].verb;
                alone.requests[i].verb = VERB_ASK;
                alone.requests[i].topic = "confirm";
            }
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
