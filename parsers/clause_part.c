#include "parsers/clause_work.h"

#include <string.h>

#include "parsers/caution.h"
#include "parsers/cited.h"

bool clause_separates(const struct token *token)
{
    return token_has(token, LEX_COMMA) || token_is_mark(token, ':') ||
           token_is_any(token, "et|mais|puis|car|parce|puisque|sinon");
}

/* The parts of the sentence between its intents: cut at the last separator before the next one. */
void clause_set_parts(const struct clause_work *work, const struct sentence *sentence,
                      struct wish *wishes, int count)
{
    for (int k = 0; k < count; k++) {
        wishes[k].left = k ? wishes[k - 1].right : sentence->first;
        wishes[k].right = sentence->last;
        if (k + 1 == count)
            break;
        int next = work->intents[k + 1]->governor, at = next;
        if (next < wishes[k].end)
            next = at = work->intents[k + 1]->start;
        for (int i = next - 1; i >= wishes[k].end; i--)
            if (clause_separates(clause_unit(work, i))) {
                at = i;
                break;
            }
        /* No separator: dates before the next verb are its own only when something leads to it. */
        wishes[k].right = at < wishes[k].end ? wishes[k].end : at;
    }
}

/* "plutôt le 21 que le 14", "je préfère la gare que la mairie": what stands after "que". */
static bool preferred_over(const struct clause_work *work, const struct sentence *sentence, int at)
{
    int que = at - 1;
    while (que > at - 3 && token_has(clause_unit(work, que), LEX_DET))
        que--;
    if (!token_is_any(clause_unit(work, que), "que"))
        return false;
    for (int i = que - 1; i >= sentence->first && i >= que - 8; i--)
        if (token_is_any(clause_unit(work, i), "plutot|prefere|preferons|prefererais"))
            return true;
    return false;
}

/* "au lieu du petit", "pas à Serres": named, not meant. What is part of the wish's own words is meant. */
static bool excepted(const struct clause_work *work, const struct sentence *sentence, int at,
                     int start, int end)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        bool inside = mark->start >= start && mark->start < end && view_is(mark->detail, "neg");
        /* "ne me livrez pas mardi": the wish's own "pas" */
        if (mark->start > start && mark->start < end &&
            token_is_any(clause_unit(work, mark->start), "pas"))
            continue;
        /* "on sera pas là mi-mai" */
        if (mark->kind == MARK_EXCEPT && token_is_any(clause_unit(work, mark->start), "pas") &&
            token_is_any(clause_unit(work, mark->start - 1),
                         "sera|serai|serons|suis|sommes|est|seront|serait"))
            continue;
        if (mark->kind == MARK_EXCEPT && at >= mark->start && at < mark->end && !inside)
            return true;
    }
    return preferred_over(work, sentence, at);
}

static bool is_subject(const struct clause_work *work, int at)
{
    const struct token *token = clause_unit(work, at), *before = clause_unit(work, at - 1);
    if (token_is_any(token, "je|on|il|elle|ils|elles|ca"))
        return !token_is(before, "que") && !token_is(before, "se");
    return token_is_any(token, "ce") && token_is_any(clause_unit(work, at + 1), "est|etait|sera");
}

/* "sautez les 2": two of them or the 2nd? "les 3 paniers de mars": all of the month or three of it? */
static bool counts_them(const struct clause_work *work, int at)
{
    const struct token *unit = clause_unit(work, at);
    const struct token *raw = &work->chunked->raw.items[unit->first];
    const struct chunk *chunk = chunk_of(work->chunked, unit);
    if (unit->last - unit->first == 2 && token_is(raw, "les") && raw[1].kind == TOKEN_NUMBER &&
        raw[1].value < 10 && chunk->when_count == 1)
        return !chunk_of(work->chunked, clause_unit(work, at + 1)) &&
               !token_is_any(clause_unit(work, at + 1), "et") &&
               !token_has(clause_unit(work, at + 1), LEX_COMMA);
    int of = token_is_any(clause_unit(work, at - 1), "de|d|du") ? at - 2 : at - 1;
    return chunk->whens[0].kind == WHEN_PERIOD &&
           token_is_any(clause_unit(work, of), "paniers|livraisons|distributions") &&
           (clause_unit(work, of - 1)->kind == TOKEN_NUMBER ||
            (token_has(clause_unit(work, of - 1), LEX_CARDINAL) &&
             clause_unit(work, of - 1)->value > 1));
}

bool clause_next_of(const struct clause_work *work, int at)
{
    int i = at;
    if (token_has(clause_unit(work, i), LEX_COMMA))
        i++;
    if (!token_is_any(clause_unit(work, i), "et|ni|puis"))
        return false;
    if (token_is_any(clause_unit(work, i + 1), "celui|celle") &&
        token_is_any(clause_unit(work, i + 2), "d") &&
        token_is_any(clause_unit(work, i + 3), "apres"))
        return true;
    const struct token *after = clause_unit(work, i + 3);
    return token_is_any(clause_unit(work, i + 1), "le|la") &&
           token_is_any(clause_unit(work, i + 2), "suivant|suivante|prochain|prochaine") &&
           (after->kind == TOKEN_MARK || token_has(after, LEX_FILLER) ||
            token_is_any(after, "pas|on|je|nous|car"));
}

/* "mardi et celui d'après", "cette semaine ni la prochaine": a week later. */
static void add_next(struct slots *slots)
{
    struct when next = slots->whens[slots->when_count - 1];
    bool week = next.kind == WHEN_PERIOD && next.to - next.from == 6;
    if ((next.kind != WHEN_DAY && !week) || next.from == DATE_NONE || next.bare) {
        slots->choice = true;
        return;
    }
    next.from += 7;
    next.to += 7;
    next.weekday = false;
    slots->whens[slots->when_count++] = next;
}

/* Adds chunk `at` to a wish; "ou" beside it makes a choice of it. */
static void add_chunk(const struct clause_work *work, struct slots *slots, int at)
{
    const struct chunk *chunk = chunk_of(work->chunked, clause_unit(work, at));
    slots_add(slots, chunk);
    bool date = chunk->kind == CHUNK_DATE;
    if (date && clause_next_of(work, at + 1) && chunk->when_count && slots->when_count < WHEN_MOST)
        add_next(slots);
    slots->choice |= date && (caution_partial(work->units, at) || counts_them(work, at));
    /* "la semaine du 16 et celle du 23": a day or a week? */
    for (int i = 0;
         date && token_is_any(clause_unit(work, at - 1), "celle|celles") && i < slots->when_count;
         i++)
        slots->choice |= slots->whens[i].kind == WHEN_PERIOD;
    /* "le dernier panier de mars": one of that month. */
    bool of = token_is_any(clause_unit(work, at - 1), "de|d|du");
    bool inside = token_is_any(&work->chunked->raw.items[clause_unit(work, at)->first], "de|d|du");
    slots->choice |=
        date && (of || inside) && chunk->whens[0].kind == WHEN_PERIOD && chunk->whens[0].month &&
        token_is_any(clause_unit(work, of ? at - 2 : at - 1), "panier|livraison|distribution");
    if (token_is_any(clause_unit(work, at - 1), "ou") ||
        token_is_any(clause_unit(work, at + 1), "ou") ||
        (date && token_is_any(clause_unit(work, at - 1), "vers|environ|autour|avant|apres")))
        slots->choice = true;
    /* "les deux premières semaines d'avril", "un mardi sur deux": only some of it. */
    if (date && (token_is_any(clause_unit(work, at - 1), "semaine|semaines|jours|quinzaine|moitie|"
                                                         "partie|semaines|weekend|fois") ||
                 token_has(clause_unit(work, at - 1), LEX_WEEKDAY)))
        slots->choice = true;
    if (date && token_is_any(clause_unit(work, at - 1),
                             "sauf|hormis|excepte|depuis|un|une|certains|quelques|chaque"))
        slots->choice = true;
}

/* "le 12, non pardon, le 19": what follows replaces what came before. */
static bool corrects(const struct clause_work *work, int at)
{
    if (token_is_any(clause_unit(work, at), "pardon|rectification|erratum|plutot") &&
        !token_is_any(clause_unit(work, at + 1), "que"))
        return chunk_of(work->chunked, clause_unit(work, at + 1)) ||
               token_has(clause_unit(work, at + 1), LEX_COMMA) ||
               token_is_any(clause_unit(work, at + 1), "c|ce|le|pour|je|celui|celle");
    if (token_is_any(clause_unit(work, at), "non") &&
        token_has(clause_unit(work, at - 1), LEX_COMMA))
        return token_has(clause_unit(work, at + 1), LEX_COMMA) ||
               chunk_of(work->chunked, clause_unit(work, at + 1));
    if (token_is_any(clause_unit(work, at), "non") &&
        (clause_unit(work, at - 1)->kind == TOKEN_CHUNK ||
         token_is_any(clause_unit(work, at - 1), "euh|heu|ah|oh|mince|zut|oups|hein|enfin") ||
         token_is_mark(clause_unit(work, at - 1), '.')))
        return token_has(clause_unit(work, at + 1), LEX_COMMA) ||
               chunk_of(work->chunked, clause_unit(work, at + 1)) ||
               token_is_any(clause_unit(work, at + 1), "pardon");
    if (token_is_any(clause_unit(work, at), "enfin|euh") &&
        (token_is_any(clause_unit(work, at + 1), "non|plutot") ||
         ((chunk_of(work->chunked, clause_unit(work, at + 1)) ||
           token_is_any(clause_unit(work, at + 1), "celui|celle")) &&
          token_has(clause_unit(work, at - 1), LEX_COMMA))))
        return true;
    if (token_is_any(clause_unit(work, at), "erreur") &&
        token_is_any(clause_unit(work, at + 1), "de") &&
        token_is_any(clause_unit(work, at + 2), "ma"))
        return true;
    if (token_is_any(clause_unit(work, at), "finalement|rectif|correction|oups|zut|euh") &&
        !token_is_any(clause_unit(work, at - 1), "et"))
        return chunk_of(work->chunked, clause_unit(work, at + 1));
    return token_is_any(clause_unit(work, at), "voulais|voulait") &&
           token_is_any(clause_unit(work, at + 1), "dire");
}

/* A correction replaces what is of its own sort: "2 salades pour mardi, pardon, 3 salades". */
static void clear_sort(struct slots *slots, const struct chunk *chunk)
{
    if (chunk->kind == CHUNK_DATE)
        slots->when_count = 0;
    else
        slots->item_count = 0;
    slots->choice = false;
}

static bool has_subject(const struct clause_work *work, int first, int last)
{
    for (int i = first; i < last; i++)
        if (is_subject(work, i) || token_is_any(clause_unit(work, i), "nous|qui"))
            return true;
    return false;
}

static bool is_command(const struct token *token)
{
    if (token_is_any(token, "faites"))
        return true;
    return token->kind == TOKEN_WORD && token->text.len > 4 && view_ends(token->text, "ez") &&
           !token_is_any(token,
                         "assez|serez|pouvez|pourrez|pourriez|voulez|avez|aurez|rendez|etiez|"
                         "attendez|veuillez|devriez");
}

/* An order for the farm behind a wish that is not one of those known: "… et livrez-moi un poulet". */
static bool is_errand(const struct token *token)
{
    return token_is_any(token,
                        "livrez|ajoutez|rajoutez|apportez|deposez|remplacez|reportez|decalez|"
                        "transferez|echangez|faites|mettez|transmettez|remboursez|envoyez");
}

/* Where the wish's own words begin: its governor, or the pronouns before its verb. */
int clause_lead(const struct clause_work *work, const struct sentence *sentence,
                const struct mark *mark)
{
    int i = mark->governor < mark->start ? mark->governor : mark->start;
    while (i > sentence->first &&
           token_is_any(clause_unit(work, i - 1),
                        "ne|me|te|le|la|les|l|y|en|lui|se|n|je|on|nous|vous|tu|j|va|vais|allons"))
        i--;
    return i;
}

/* Of a suspension: a day on which the basket is taken all the same. */
static bool stays(const struct clause_work *work, const struct sentence *sentence,
                  const struct wish *wish, int at)
{
    return wish->verb == VERB_SUSPEND && clause_keeps_day(work, sentence, at);
}

struct sides {
    struct slots before, after, around;
};

/* Before the verb: a part with a verb of its own ("nous partons du 2 au 13, …") is around the wish. */
static void fill_before(const struct clause_work *work, const struct sentence *sentence,
                        const struct wish *wish, struct sides *sides)
{
    for (int first = wish->left; first < wish->start;) {
        int last = first;
        while (last < wish->start && (!clause_separates(clause_unit(work, last)) ||
                                      token_is(clause_unit(work, last), "et")))
            last++;
        bool own = last == wish->start
                       ? !has_subject(work, first, wish->lead)
                       : clause_is_plain(work->units, first, last) && !sides->around.when_count;
        for (int i = first; i < last; i++)
            if (chunk_of(work->chunked, clause_unit(work, i)) && !cited_day(work->chunked, i) &&
                !excepted(work, sentence, i, wish->start, wish->end) &&
                !stays(work, sentence, wish, i))
                add_chunk(work, own ? &sides->before : &sides->around, i);
        first = last + 1;
    }
}

/* Whether a statement of its own begins at `i`, behind the verb. */
static bool leaves_wish(const struct clause_work *work, const struct wish *wish, int i,
                        bool outside)
{
    const struct token *token = clause_unit(work, i);
    if (is_subject(work, i) && !token_is(clause_unit(work, i - 1), "si"))
        outside = true;
    /* A later part with a subject: ", le 17 nous serons rentrés". */
    if (token_has(token, LEX_COMMA) || token_is_mark(token, ':')) {
        int stop = i + 1;
        while (stop < wish->right && !token_has(clause_unit(work, stop), LEX_COMMA))
            stop++;
        outside = has_subject(work, i + 1, stop);
    }
    return outside || is_command(token) || token_is_any(token, "car|parce|puisque|comme|vu");
}

/* Whether the last stretch so far is over before that day. */
static bool ends_before(const struct slots *slots, const struct chunk *chunk)
{
    if (!slots->when_count)
        return true;
    const struct when *last = &slots->whens[slots->when_count - 1];
    return (last->kind == WHEN_PERIOD || last->kind == WHEN_UNTIL) &&
           chunk->whens[0].kind == WHEN_DAY && last->to < chunk->whens[0].from;
}

static void fill_after(struct clause_work *work, const struct sentence *sentence, struct wish *wish,
                       struct sides *sides)
{
    bool outside = false, commanded = false, open = false;
    bool fresh_date = false, fresh_item = false;
    for (int i = wish->start; i < wish->right; i++) {
        if (i >= wish->end && corrects(work, i)) {
            outside = false;
            /* "…, ou plutôt celle du 22": the week or the day? */
            wish->doubt |= token_is_any(clause_unit(work, i + 1), "celle|celles");
            fresh_date = fresh_item = open = true;
            continue;
        }
        if (i >= wish->end)
            outside = leaves_wish(work, wish, i, outside);
        /* Another order whose verb nobody knows: its dates are not this wish's. */
        bool command = i >= wish->end && !commanded && is_command(clause_unit(work, i));
        for (int k = i; command && k < wish->right; k++)
            wish->doubt |= token_has(clause_unit(work, k), LEX_DATE);
        commanded |= command;
        /* What is wished besides and nobody understood is for a person. */
        work->wishes->left_over |= command && is_errand(clause_unit(work, i));
        const struct chunk *chunk = chunk_of(work->chunked, clause_unit(work, i));
        if (!chunk || cited_day(work->chunked, i) ||
            excepted(work, sentence, i, wish->start, wish->end) || stays(work, sentence, wish, i))
            continue;
        bool date = chunk->kind == CHUNK_DATE;
        /* "…, retour le 25" is when it is over. */
        if (date &&
            token_is_any(clause_unit(work, i - 1), "retour|rentre|rentrons|reviens|revenons")) {
            bool over = ends_before(&sides->after, chunk);
            sides->after.choice |= !over && !outside;
            if (over || !outside)
                continue;
        }
        bool *fresh = date ? &fresh_date : &fresh_item;
        if (*fresh && !outside && (date || chunk->kind == CHUNK_ITEM)) {
            clear_sort(&sides->after, chunk);
            clear_sort(&sides->before, chunk);
            *fresh = open = false;
        }
        add_chunk(work, outside ? &sides->around : &sides->after, i);
    }
    /* A correction of which nothing was understood. */
    wish->doubt |= open;
    if (open && wish->verb == VERB_ORDER)
        sides->after.item_count = sides->before.item_count = 0;
}

static void take_whens(struct slots *to, const struct slots *from)
{
    memcpy(to->whens, from->whens, sizeof from->whens);
    to->when_count = from->when_count;
    to->choice |= from->choice;
}

/* Dates on both sides of the verb: one period said in two pieces, or a stretch and then its days; two
 * different firm dates nobody can tell apart. */
static void join_sides(const struct clause_work *work, struct wish *wish, const struct sides *sides)
{
    struct slots both = sides->before;
    for (int i = 0; i < sides->after.when_count && both.when_count < WHEN_MOST; i++)
        both.whens[both.when_count++] = sides->after.whens[i];
    int count = both.when_count;
    slots_merge(&both, work->chunked->today);
    if (both.when_count < count && both.when_count == 1) {
        take_whens(&wish->slots, &both);
        return;
    }
    bool firm = false;
    for (int i = 0; i < sides->after.when_count; i++)
        firm |= sides->after.whens[i].kind <= WHEN_UNTIL;
    bool other = false;
    for (int i = 0; i < sides->before.when_count; i++)
        other |= sides->before.whens[i].kind <= WHEN_UNTIL;
    wish->slots.choice |= !firm || other;
}

static void fill_signs(const struct clause_work *work, struct wish *wish)
{
    for (int i = 0; i < wish->slots.when_count; i++) {
        wish->that |= wish->slots.whens[i].that;
        wish->slots.forgood |= wish->slots.whens[i].kind == WHEN_NOW;
    }
    for (int i = wish->left; i < wish->right; i++) {
        const struct token *token = clause_unit(work, i);
        wish->slots.forgood |=
            token_is_any(token, "definitivement|definitif|dorenavant|desormais|toujours");
        wish->that |= wish->verb == VERB_PICKUP && token_is_any(token, "y|bas");
        /* "ni pain ni panier", "le panier et les œufs": all of it. */
        bool basket = wish->verb == VERB_SUSPEND && i >= wish->start &&
                      token_is_any(token, "panier|paniers|livraison|livraisons");
        for (int k = i - 4; basket && k <= i + 2; k++)
            wish->slots.whole |= k >= wish->start && token_is_any(clause_unit(work, k), "et|ni");
    }
}

void clause_fill(struct clause_work *work, const struct sentence *sentence, struct wish *wish)
{
    struct sides sides = {0};
    fill_before(work, sentence, wish, &sides);
    fill_after(work, sentence, wish, &sides);
    wish->slots = sides.after;
    wish->front = !sides.after.when_count && sides.before.when_count;
    if (!sides.after.when_count)
        take_whens(&wish->slots, &sides.before);
    else if (sides.before.when_count)
        join_sides(work, wish, &sides);
    for (int i = 0; i < sides.before.depot_count && !sides.after.depot_count; i++)
        wish->slots.depots[wish->slots.depot_count++] = sides.before.depots[i];
    for (int i = 0; i < sides.before.formula_count && !sides.after.formula_count; i++)
        wish->slots.formulas[wish->slots.formula_count++] = sides.before.formulas[i];
    /* Items in the order written. */
    for (int i = 0; i < sides.after.item_count && sides.before.item_count < SLOT_ITEMS; i++)
        sides.before.items[sides.before.item_count++] = sides.after.items[i];
    memcpy(wish->slots.items, sides.before.items, sizeof sides.before.items);
    wish->slots.item_count = sides.before.item_count;
    wish->around = sides.around;
    fill_signs(work, wish);
}
