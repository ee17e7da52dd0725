#include "parsers/clause_work.h"

#include <string.h>

static int priority(const struct mark *mark)
{
    if (mark->kind == MARK_KEEP)
        return 6;
    if (mark->kind == MARK_ABSENT)
        return 1;
    switch (mark->verb) {
    case VERB_RESUME:
    case VERB_CANCEL:
    case VERB_UNDO:
    case VERB_REMIND:
    case VERB_STOP:
        return mark->mood == MOOD_NOUN ? 5 : 9;
    case VERB_START:
        return 8;
    case VERB_SUBSCRIBE:
    case VERB_UNSUBSCRIBE:
    case VERB_IBAN:
        return mark->mood == MOOD_ASK ? 6 : 7;
    case VERB_SET:
        return 4;
    case VERB_CHANGE:
    case VERB_PICKUP:
    case VERB_SUSPEND:
        return mark->mood == MOOD_NOUN ? 3 : mark->mood == MOOD_ASK ? 3 : 5;
    case VERB_ORDER:
        return mark->mood == MOOD_NOUN ? 0 : 4;
    default:
        return 3;
    }
}

/* "je le prends à la gare" says where, not that it stays. */
static bool says_where(const struct mark *a, const struct mark *b)
{
    return a->verb == VERB_PICKUP && a->mood == MOOD_IMP && b->kind == MARK_KEEP &&
           a->start <= b->start && a->end > b->end;
}

static bool beats(const struct mark *a, const struct mark *b)
{
    int pa = priority(a), pb = priority(b);
    if (says_where(a, b) || says_where(b, a))
        return says_where(a, b);
    if (a->verb == b->verb && a->verb == VERB_REMIND)
        return view_is(a->detail, "off");
    if (pa != pb)
        return pa > pb;
    /* "commander 2 pots de miel pour le 24" begins with its verb. */
    if (a->verb == VERB_ORDER && b->verb == VERB_ORDER && a->mood != b->mood &&
        a->mood != MOOD_NOUN && b->mood != MOOD_NOUN)
        return a->start < b->start;
    if (a->mood != b->mood && (a->mood == MOOD_NOUN || b->mood == MOOD_NOUN))
        return b->mood == MOOD_NOUN;
    return a->end - a->start >= b->end - b->start;
}

/* "les livraisons qui étaient suspendues": a participle that nobody asks for just before. */
static bool idle_participle(const struct clause_work *work, const struct sentence *sentence,
                            const struct mark *mark)
{
    const struct token *token = clause_unit(work, mark->start);
    if (mark->kind != MARK_INTENT || mark->mood != MOOD_INF || token->kind != TOKEN_WORD ||
        view_ends(token->text, "er") || view_ends(token->text, "re") ||
        view_ends(token->text, "ir"))
        return false;
    if (token_is_any(token, "ne|pas|rien|plus|faire|souscrire|se|me|nous"))
        return false;
    int governor = clause_governor(work, sentence, mark);
    return governor < 0 || mark->start - governor > 5;
}

/* Items follow one another: a bare one beside an order belongs to it. */
static void join_items(struct clause_work *work)
{
    for (int k = 0; k < work->intent_count; k++)
        for (int o = 0; o < work->intent_count; o++) {
            const struct mark *bare = work->intents[k], *other = work->intents[o];
            bool starts = token_has(clause_unit(work, bare->start), LEX_ITEM);
            if (o == k || bare->verb != VERB_ORDER || (o != k - 1 && o != k + 1) ||
                (bare->mood != MOOD_NOUN && !(starts && o == k - 1)) ||
                other->kind != MARK_INTENT ||
                (other->verb != VERB_ORDER && bare->mood != MOOD_NOUN) ||
                (other->verb != VERB_ORDER && o == k + 1))
                continue;
            if (other->mood == MOOD_NOUN && o > k)
                continue;
            memmove(&work->intents[k], &work->intents[k + 1],
                    (size_t)(work->intent_count - k - 1) * sizeof *work->intents);
            work->intent_count--;
            k = -1;
            break;
        }
}

/* An absence beside a wish is its reason: its dates are the wish's to take. */
static void drop_absence(struct clause_work *work)
{
    bool intent = false;
    int kept = 0;
    for (int k = 0; k < work->intent_count; k++)
        intent |= work->intents[k]->kind == MARK_INTENT;
    for (int k = 0; k < work->intent_count; k++)
        if (!intent || work->intents[k]->kind != MARK_ABSENT)
            work->intents[kept++] = work->intents[k];
    work->intent_count = kept;
}

/* The intents of a sentence that do not overlap. */
void clause_collect(struct clause_work *work, const struct sentence *sentence)
{
    work->intent_count = 0;
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        struct mark *mark = &work->sentences->marks[i];
        /* "ma commande de miel", "les produits à commander" */
        if (mark->verb == VERB_ORDER &&
            ((token_is_any(clause_unit(work, mark->start), "commande|commandes") &&
              token_has(clause_unit(work, mark->start - 1), LEX_DET)) ||
             (token_is_any(clause_unit(work, mark->start), "commander|ajouter") &&
              token_is_any(clause_unit(work, mark->start - 1), "a|peut|peux"))) &&
            !token_is_any(clause_unit(work, mark->start - 2), "on|je"))
            continue;
        bool bare =
            mark->verb == VERB_ORDER && mark->mood == MOOD_INF && mark->end == mark->start + 1;
        if ((bare && sentence->question) ||
            (mark->verb == VERB_ORDER &&
             token_is_any(clause_unit(work, mark->end - 1), "panier|paniers")) ||
            (token_is_any(clause_unit(work, mark->start), "livre") &&
             token_is_any(clause_unit(work, mark->start - 1), "demi|une|un|la")))
            continue;
        /* "pas de livraison à la gare" */
        if (mark->verb == VERB_PICKUP &&
            token_is_any(clause_unit(work, mark->start), "livraison|distribution|distrib") &&
            token_is_any(clause_unit(work, mark->start - 1), "de|d|pas|aucune"))
            continue;
        /* "la salle de pause" */
        if (mark->mood == MOOD_IMP && token_is_any(clause_unit(work, mark->start), "pause") &&
            token_is_any(clause_unit(work, mark->start - 1), "de|la|une|en|ma|sa|leur|notre"))
            continue;
        /* "en plus de notre panier" is not "plus de panier". */
        if (token_is_any(clause_unit(work, mark->start), "plus") &&
            token_is_any(clause_unit(work, mark->start - 1), "en|de"))
            continue;
        bool intent =
            mark->kind == MARK_INTENT || mark->kind == MARK_KEEP || mark->kind == MARK_ABSENT;
        if (!intent || mark->dropped)
            continue;
        bool add = !idle_participle(work, sentence, mark);
        for (int k = 0; k < work->intent_count && add; k++) {
            struct mark *other = work->intents[k];
            if (mark->start >= other->end || other->start >= mark->end)
                continue;
            if (beats(mark, other)) {
                memmove(&work->intents[k], &work->intents[k + 1],
                        (size_t)(work->intent_count - k - 1) * sizeof *work->intents);
                work->intent_count--;
                k--;
            } else
                add = false;
        }
        if (add && work->intent_count < CLAUSE_INTENTS)
            work->intents[work->intent_count++] = mark;
        else if (add)
            work->wishes->overflow = true;
    }
    join_items(work);
    drop_absence(work);
}
