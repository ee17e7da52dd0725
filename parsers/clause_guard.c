#include "parsers/clause_work.h"

#include <string.h>

/* "suspendre le temps": what stands after the verb is neither the basket nor a date. */
static bool object_fits(const struct clause_work *work, const struct sentence *sentence,
                        const struct mark *mark)
{
    int i = mark->end;
    while (
        i < sentence->last &&
        (token_is_any(
             clause_unit(work, i),
             "moi|nous|me|svp|merci|donc|bien|aussi|plutot|juste|simplement|les|y|toi|vous|plait|"
             "il|s|se|te|stp|exceptionnellement|temporairement|momentanement|alors") ||
         token_has(clause_unit(work, i), LEX_GREETING)))
        i++;
    const struct token *token = clause_unit(work, i);
    if (i >= sentence->last || token->kind != TOKEN_WORD || token_has(token, LEX_BASKETLIKE))
        return true;
    bool article = token_has(token, LEX_DET);
    if (!article && token_has(token, LEX_LIAISON))
        return true;
    for (int k = i; k < i + 6 && k < sentence->last; k++) {
        const struct token *next = clause_unit(work, k);
        if (token_has(next, LEX_BASKETLIKE) || token_has(next, LEX_FORMULA) ||
            next->kind == TOKEN_CHUNK ||
            token_is_any(next, "celui|ceux|celle|tout|tous|toutes|suspension|suspensions"))
            return true;
        if (next->kind == TOKEN_MARK)
            break;
    }
    return !article &&
           token_is_any(token, "a|en|pour|pendant|sur|et|ce|jusque|des|dans|a|mais|car|comme|ici|"
                               "tout|normalement|definitivement|pas|plus");
}

/* "je ne veux plus les 2 kg de pommes": before what is counted, in its own part. */
static bool is_refused(const struct clause_work *work, const struct sentence *sentence,
                       const struct mark *mark)
{
    int wants = lexicon_class(work->units->lexicon, VIEW("vouloir"));
    int end = mark->start + 3 < mark->end ? mark->start + 3 : mark->end;
    for (int i = end - 1; i > sentence->first; i--) {
        const struct token *token = clause_unit(work, i), *before = clause_unit(work, i - 1);
        if (i < mark->start && clause_separates(token))
            return false;
        if (token_is_any(token, "pas|plus|jamais") && wants && token_has(before, wants))
            return true;
    }
    return false;
}

/* "ne me passez pas au grand panier", "ne pas résilier": the verb of a wish between "ne" and "pas".
 * Suspensions have phrases of their own that hold their negation. */
static bool is_negated(const struct clause_work *work, const struct sentence *sentence,
                       const struct mark *mark)
{
    static const char *const clitics = "me|te|le|la|les|l|y|en|lui|se|nous|vous|m|t|s|je|on|tu";
    if (mark->verb == VERB_ORDER && is_refused(work, sentence, mark))
        return true;
    if (mark->verb == VERB_SUSPEND || mark->verb == VERB_REMIND || mark->verb == VERB_STOP ||
        (mark->mood != MOOD_IMP && mark->mood != MOOD_INF))
        return false;
    int i = mark->start, verb = mark->start;
    while (verb < mark->end && token_is_any(clause_unit(work, verb), clitics))
        verb++;
    for (; i < verb; i++)
        if (token_is_any(clause_unit(work, i), "ne|n"))
            return true;
    i = mark->start - 1;
    while (i >= sentence->first && token_is_any(clause_unit(work, i), clitics))
        i--;
    bool no = i >= sentence->first && token_is_any(clause_unit(work, i), "ne|n");
    if (i > sentence->first && token_is_any(clause_unit(work, i), "pas|plus|jamais|surtout") &&
        token_is_any(clause_unit(work, i - 1), "ne|n"))
        return true;
    for (int k = verb + 1; no && k <= verb + 3 && k < sentence->last; k++)
        if (token_is_any(clause_unit(work, k), "pas|plus|jamais|rien|surtout|point"))
            return true;
    /* "reprenez pas les livraisons" */
    return mark->mood == MOOD_IMP && token_is_any(clause_unit(work, verb + 1), "pas|jamais") &&
           view_ends(clause_unit(work, verb)->text, "ez");
}

static bool is_sour(const struct token *token)
{
    static const char *const faces[] = {"🙄", "😡", "🤬", "😤", "😒", "👎", "😠"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
        if (token_has(token, LEX_EMOJI) && view_is(token->text, faces[i]))
            return true;
    return false;
}

static bool sour(const struct clause_work *work, const struct sentence *sentence)
{
    for (int i = sentence->first; i < sentence->last + 3; i++)
        if (is_sour(clause_unit(work, i)))
            return true;
    return false;
}

/* "je saute ce mardi ou le suivant si c'est trop tard": a wish with a condition is asked about. */
static bool condition_follows(const struct clause_work *work, const struct sentence *sentence,
                              int at)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        if (mark->kind == MARK_GUARD && mark->guard == GUARD_HYP && !mark->dropped &&
            (mark->start < at || !token_is_any(clause_unit(work, mark->start), "si")))
            return false;
    }
    return true;
}

static int part_start(const struct clause_work *work, int left, int at)
{
    for (int i = at - 1; i >= left; i--)
        if (clause_separates(clause_unit(work, i)))
            return i;
    return left;
}

static bool past_before(const struct clause_work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++)
        if (work->sentences->marks[i].kind == MARK_GUARD &&
            work->sentences->marks[i].guard == GUARD_PAST &&
            work->sentences->marks[i].start >= part_start(work, sentence->first, at) - 1)
            return true;
    return false;
}

/* Information is asked for by a question, a polite word, or by a line that names it and little more. */
static bool asks_for(const struct clause_work *work, const struct sentence *sentence,
                     const struct mark *mark)
{
    int words = 0;
    if (sentence->question || sentence->guards & GUARD_QUESTION)
        return true;
    for (int i = sentence->first_mark; i < sentence->last_mark; i++)
        if (work->sentences->marks[i].kind == MARK_GOVERNOR &&
            work->sentences->marks[i].start <= mark->end)
            return true;
    for (int i = sentence->first; i < sentence->last; i++) {
        const struct token *token = clause_unit(work, i);
        words += token->kind != TOKEN_MARK && !token_has(token, LEX_GREETING);
        if (token_is_any(token,
                         "svp|merci|quoi|quel|quelle|quels|quelles|combien|comment|ou|envoyez|"
                         "envoie|envoye|renvoyez|dites|donnez|"
                         "liste|cherche|cherchons|indiquez|voudrais|souhaite|veux|aimerais|passez|"
                         "expliquez|listes"))
            return true;
    }
    return words <= 6;
}

/* "bien reçu la facture de mars": nothing is asked. */
static bool acknowledges(const struct clause_work *work, const struct sentence *sentence,
                         const struct mark *mark)
{
    bool received = false;
    for (int i = sentence->first; i < sentence->last; i++) {
        if (sentence->question ||
            token_is_any(clause_unit(work, i), "pas|jamais|rien|toujours|renvoyer|plus"))
            return false;
        received |= i < mark->start + 2 && token_is_any(clause_unit(work, i), "recu|recue|recus");
    }
    return received && mark->verb == VERB_INVOICE;
}

void clause_judge_guards(const struct clause_work *work, const struct sentence *sentence,
                         struct mark *mark, struct wish *wish)
{
    const char *why = NULL;
    bool harmless = mark->mood == MOOD_INFO;
    if (harmless && acknowledges(work, sentence, mark))
        why = "told, not asked";
    else if (clause_guarded(work, sentence, GUARD_NEG, mark->start, mark->end) && !harmless)
        why = "negated";
    else if (is_negated(work, sentence, mark))
        why = "negated";
    else if (sentence->guards & GUARD_HYP && !harmless &&
             !condition_follows(work, sentence, mark->start))
        why = "a condition or a thought";
    else if (sentence->guards & GUARD_NEG && mark->verb == VERB_SUSPEND && mark->mood == MOOD_DO)
        why = "negated beside it";
    else if (sentence->guards & GUARD_PAST && !harmless &&
             (mark->mood == MOOD_DO || mark->mood == MOOD_NOUN || mark->mood == MOOD_ASK) &&
             mark->governor == mark->start && past_before(work, sentence, mark->start))
        why = "what happened";
    else if (sentence->guards & (GUARD_THIRD | GUARD_OTHER))
        why = "somebody else's";
    else if (!harmless && mark->verb != VERB_REMIND &&
             clause_guarded(work, sentence, GUARD_QUESTION,
                            part_start(work, wish->left, mark->governor), wish->right))
        why = "a question about a rule";
    else if (sour(work, sentence) || (sentence->guards & GUARD_COMPLAINT &&
                                      mark->mood != MOOD_INFO && mark->verb != VERB_UNDO))
        why = "a complaint";
    else if (sentence->guards & GUARD_EMPTIES)
        why = "about crates";
    else if (mark->verb == VERB_SUSPEND || mark->verb == VERB_RESUME) {
        const struct token *first = clause_unit(work, mark->start),
                           *last = clause_unit(work, mark->end - 1);
        bool bare = first == last && first->kind == TOKEN_WORD;
        if (bare && !object_fits(work, sentence, mark))
            why = "not about the basket";
    }
    if (why) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = why;
    } else if (sentence->guards & GUARD_HYP && !harmless && wish->verdict == CLAUSE_DO) {
        wish->verdict = CLAUSE_ASK;
        wish->why = "on a condition";
    }
    if (harmless && wish->verdict == CLAUSE_DO && !asks_for(work, sentence, mark)) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "told, not asked";
    }
}

/* "à ce rythme je vais me désabonner" */
static bool goes_to(const struct clause_work *work, const struct mark *mark)
{
    for (int i = mark->governor; i < mark->start; i++)
        if (token_is_any(clause_unit(work, i), "vais|va|allons"))
            return true;
    return false;
}

/* What speaks for asking once everything of the wish is known. */
void clause_doubt(const struct clause_work *work, const struct sentence *sentence,
                  const struct mark *mark, struct wish *wish)
{
    bool changes = mark->kind == MARK_INTENT && verb_changes(wish->verb);
    if (!changes || wish->verdict == CLAUSE_HUMAN)
        return;
    bool past = false, basket = false, governed = mark->governor < mark->start;
    for (int i = 0; i < wish->slots.when_count; i++) {
        past |= wish->slots.whens[i].past;
        wish->slots.choice |= wish->slots.whens[i].kind == WHEN_EVERY && wish->verb == VERB_SUSPEND;
    }
    for (int i = wish->left; i < wish->right; i++)
        basket |= token_is_any(clause_unit(work, i),
                               "mon|ma|mes|notre|nos|retrait|panier|paniers|livraison|livraisons");
    /* Dates or counts of which nothing was made: "du 18 au", "les deux prochains". */
    for (int i = wish->start; i < wish->right && wish->verb == VERB_SUSPEND; i++)
        if (clause_next_of(work, i) &&
            token_has(
                clause_unit(work, token_has(clause_unit(work, i - 1), LEX_COMMA) ? i - 2 : i - 1),
                LEX_DATE))
            i += 3;
        else
            wish->slots.choice |=
                token_is_any(clause_unit(work, i),
                             "suivant|suivante|suivants|suivantes|lendemain") ||
                (token_is_any(clause_unit(work, i), "celui|celle|ceux|celles") &&
                 token_is_any(clause_unit(work, i + 1), "d") &&
                 token_is_any(clause_unit(work, i + 2), "apres|avant")) ||
                ((token_has(clause_unit(work, i), LEX_WEEKDAY) ||
                  token_has(clause_unit(work, i), LEX_MONTH)) &&
                 clause_unit(work, i)->kind == TOKEN_WORD && clause_unit(work, i)->text.len > 4);
    wish->slots.choice |=
        wish->doubt || (clause_guarded(work, sentence, GUARD_CHOICE, wish->left, wish->right) &&
                        wish->verb != VERB_CANCEL && wish->verb != VERB_ORDER);
    if (past && mark->mood != MOOD_IMP && !governed) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "of the past";
    } else if (wish->verb == VERB_PICKUP && sentence->question && !basket) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a question";
    } else if (wish->verb == VERB_UNSUBSCRIBE && wish->verdict == CLAUSE_DO && governed &&
               goes_to(work, mark)) {
        wish->verdict = CLAUSE_ASK;
        wish->why = "not done yet";
    } else if (wish->verb == VERB_UNSUBSCRIBE && wish->verdict == CLAUSE_DO &&
               (mark->mood == MOOD_INF || mark->mood == MOOD_NOUN) && !governed) {
        wish->verdict = CLAUSE_ASK;
        wish->why = "nobody asks for it";
    }
}
