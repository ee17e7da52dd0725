#include "parsers/clause_work.h"

#include <string.h>

bool clause_is_plain(const struct tokens *units, int first, int last)
{
    for (int i = first; i < last; i++) {
        const struct token *token = &units->items[i];
        if (token->kind == TOKEN_CHUNK || token->kind == TOKEN_MARK ||
            token->kind == TOKEN_NUMBER || token_has(token, LEX_FILLER) ||
            token_has(token, LEX_GREETING) || token_has(token, LEX_BASKETLIKE) ||
            token_has(token, LEX_DET) ||
            token_is_any(
                token,
                "et|ou|de|d|pour|en|plus|ni|puis|aussi|supplement|au|aux|avec|a|du|dans|mon|"
                "notre|seulement|"
                "uniquement|svp|merci|celui|ceux|famille|definitivement|desormais|jour|jours|"
                "car|moi|nous|sur|dates|date|non|oui|le|la"))
            continue;
        return false;
    }
    return true;
}

static void add_wish(struct clause_work *work, int index, const struct mark *mark)
{
    struct wishes *wishes = work->wishes;
    if (wishes->count == WISHES) {
        wishes->overflow = true;
        return;
    }
    if (wishes->count == wishes->cap) {
        int cap = wishes->cap ? 2 * wishes->cap : 6;
        wishes->items = arena_grow(work->units->arena, wishes->items, (size_t)wishes->count,
                                   (size_t)cap, sizeof *wishes->items);
        wishes->cap = cap;
    }
    wishes->items[wishes->count++] = (struct wish){
        .verb = mark->kind == MARK_INTENT ? mark->verb : VERB_NONE,
        .mood = mark->mood,
        .detail = mark->detail,
        .sentence = index,
        .start = mark->start,
        .end = mark->end,
        .lead = mark->start,
        .why = "",
        .keep = mark->kind == MARK_KEEP,
    };
}

static bool is_of_delivery(const struct wish *wish)
{
    return wish->verb == VERB_CHANGE || wish->verb == VERB_PICKUP || wish->verb == VERB_ORDER;
}

/* "Pour le 23 mai, nous voudrions le grand panier, et cinq jus en plus": the day is that of both. */
static void share_day(struct wish *wishes, int count)
{
    for (int k = 1; k < count; k++) {
        const struct wish *first = &wishes[k - 1];
        struct wish *wish = &wishes[k];
        bool one = first->slots.when_count == 1 && first->slots.whens[0].kind == WHEN_DAY;
        if (!one || first->slots.choice || first->verdict == CLAUSE_HUMAN || first->keep ||
            wish->keep || wish->slots.when_count || wish->around.when_count ||
            wish->slots.forgood || !is_of_delivery(first) || !is_of_delivery(wish) ||
            !(first->front || wish->verb == VERB_ORDER))
            continue;
        wish->slots.whens[wish->slots.when_count++] = first->slots.whens[0];
        wish->front = first->front;
    }
}

/* Units of one comma's part that may stand beside "grand panier mardi". */
static bool stands_beside(const struct token *token)
{
    return token->kind == TOKEN_MARK || token_has(token, LEX_DATE) ||
           token_has(token, LEX_FILLER) || token_has(token, LEX_GREETING) ||
           token_is_any(token, "le|un|au|pour|svp|merci|exceptionnellement|finalement|plutot|juste|"
                               "seulement|cette|fois|alors|et|panier|de|que|moi|nous|chez");
}

/* "Grand panier mardi svp": a formula and its date in a sentence that says nothing else. */
static void read_bare_change(struct clause_work *work, int index)
{
    struct sentence *sentence = &work->sentences->items[index];
    int formula = -1, dates = 0, from, to;
    for (int i = sentence->first; i < sentence->last; i++) {
        bool named = token_has(clause_unit(work, i), LEX_FORMULA);
        if (named && formula >= 0)
            return;
        formula = named ? i : formula;
    }
    if (formula < 0 || sentence->question || token_is_any(clause_unit(work, formula + 1), "de|d") ||
        sentence->subject || sentence->guards & ~(unsigned)(GUARD_POLITE | GUARD_PRESENT))
        return;
    for (from = formula; from > sentence->first && !clause_separates(clause_unit(work, from - 1));)
        from--;
    for (to = formula; to < sentence->last && !clause_separates(clause_unit(work, to));)
        to++;
    for (int i = sentence->first; i < sentence->last; i++) {
        const struct token *token = clause_unit(work, i);
        bool date = token_has(token, LEX_DATE);
        dates += date;
        bool front = i < from && stands_beside(token);
        if (i >= from && i < to ? i != formula && !stands_beside(token)
                                : !front && (i < from || token->kind == TOKEN_CHUNK))
            return;
    }
    if (!dates)
        return;
    struct mark mark = {.kind = MARK_INTENT,
                        .verb = VERB_CHANGE,
                        .mood = MOOD_NOUN,
                        .start = formula,
                        .end = formula + 1,
                        .governor = formula};
    add_wish(work, index, &mark);
    struct wish *wish = &work->wishes->items[work->wishes->count - 1];
    wish->left = sentence->first;
    wish->right = to;
    clause_fill(work, sentence, wish);
    clause_doubt(work, sentence, &mark, wish);
}

static void read_sentence(struct clause_work *work, int index)
{
    struct sentence *sentence = &work->sentences->items[index];
    if (sentence->command)
        return;
    clause_collect(work, sentence);
    struct wishes *wishes = work->wishes;
    int base = wishes->count;
    for (int k = 0; k < work->intent_count; k++) {
        struct mark *mark = work->intents[k];
        if (mark->kind == MARK_INTENT && mark->mood == MOOD_INF) {
            int governor = clause_governor(work, sentence, mark);
            mark->governor = governor >= 0 ? governor : mark->start;
        }
        add_wish(work, index, mark);
    }
    int count = wishes->count - base;
    if (count < work->intent_count)
        work->intent_count = count;
    if (!count) {
        read_bare_change(work, index);
        return;
    }
    clause_set_parts(work, sentence, wishes->items + base, count);
    int kept = base;
    for (int k = 0; k < count; k++) {
        struct wish wish = wishes->items[base + k];
        wishes->count = kept; /* what coordination looks back at */
        if (!wish.keep) {
            clause_judge_mood(work, sentence, work->intents[k], &wish);
            clause_judge_guards(work, sentence, work->intents[k], &wish);
        }
        wish.lead = clause_lead(work, sentence, work->intents[k]);
        clause_fill(work, sentence, &wish);
        clause_doubt(work, sentence, work->intents[k], &wish);
        if (wish.verdict == CLAUSE_HUMAN)
            wishes->blocked = true;
        for (int i = sentence->first_mark; i < sentence->last_mark; i++)
            wish.away |= work->sentences->marks[i].kind == MARK_AWAY;
        wishes->items[kept++] = wish;
    }
    wishes->count = kept;
    share_day(wishes->items + base, kept - base);
}

void clauses_read(struct chunked *chunked, struct sentences *sentences, enum channel channel,
                  struct wishes *wishes)
{
    (void)channel;
    struct clause_work work = {
        .chunked = chunked, .units = &chunked->units, .sentences = sentences, .wishes = wishes};
    *wishes = (struct wishes){0};
    for (int s = 0; s < sentences->count; s++)
        read_sentence(&work, s);
}
