#include "parsers/clause.h"

#include <string.h>

enum { INTENTS = 40, GOVERNOR_REACH = 12 };

struct work {
    struct chunked *chunked;
    struct tokens *units;
    struct sentences *sentences;
    struct wishes *wishes;
    struct mark *intents[INTENTS];
    int intent_count;
};

static bool is(const struct token *token, const char *words)
{
    struct view rest = view_of(words), word;
    if (token->kind != TOKEN_WORD)
        return false;
    while (view_item(&rest, '|', &word))
        if (view_equal(token->text, word))
            return true;
    return false;
}

static const struct token *unit(const struct work *work, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    return at >= 0 && at < work->units->count ? &work->units->items[at] : &none;
}

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
        return mark->mood == MOOD_ASK ? 5 : 7;
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

static bool beats(const struct mark *a, const struct mark *b)
{
    int pa = priority(a), pb = priority(b);
    if (a->verb == b->verb && a->verb == VERB_REMIND)
        return view_is(a->detail, "off");
    if (pa != pb)
        return pa > pb;
    if (a->mood != b->mood && (a->mood == MOOD_NOUN || b->mood == MOOD_NOUN))
        return b->mood == MOOD_NOUN;
    return a->end - a->start >= b->end - b->start;
}

static int find_governor(const struct work *work, const struct sentence *sentence,
                         const struct mark *intent);

/* "les livraisons qui étaient suspendues": a participle that nobody asks for just before. */
static bool idle_participle(const struct work *work, const struct sentence *sentence,
                            const struct mark *mark)
{
    const struct token *token = unit(work, mark->start);
    if (mark->kind != MARK_INTENT || mark->mood != MOOD_INF || token->kind != TOKEN_WORD ||
        view_ends(token->text, "er") || view_ends(token->text, "re") ||
        view_ends(token->text, "ir"))
        return false;
    if (is(token, "ne|pas|rien|plus|faire|souscrire|se|me|nous"))
        return false;
    int governor = find_governor(work, sentence, mark);
    return governor < 0 || mark->start - governor > 5;
}

/* Items follow one another: a bare one beside an order belongs to it. */
static void join_items(struct work *work)
{
    for (int k = 0; k < work->intent_count; k++)
        for (int o = 0; o < work->intent_count; o++) {
            const struct mark *bare = work->intents[k], *other = work->intents[o];
            bool starts = token_has(unit(work, bare->start), LEX_ITEM);
            if (o == k || bare->verb != VERB_ORDER || (o != k - 1 && o != k + 1) ||
                (bare->mood != MOOD_NOUN && !(starts && o == k - 1)) ||
                other->kind != MARK_INTENT || (other->verb != VERB_ORDER && o == k + 1))
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
static void drop_absence(struct work *work)
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
static void collect(struct work *work, const struct sentence *sentence)
{
    work->intent_count = 0;
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        struct mark *mark = &work->sentences->marks[i];
        /* "ma commande de miel", "les produits à commander" */
        if (mark->verb == VERB_ORDER &&
            ((is(unit(work, mark->start), "commande|commandes") &&
              token_has(unit(work, mark->start - 1), LEX_DET)) ||
             (is(unit(work, mark->start), "commander|ajouter") &&
              is(unit(work, mark->start - 1), "a|peut|peux"))) &&
            !is(unit(work, mark->start - 2), "on|je"))
            continue;
        bool bare =
            mark->verb == VERB_ORDER && mark->mood == MOOD_INF && mark->end == mark->start + 1;
        if ((bare && sentence->question) ||
            (mark->verb == VERB_ORDER && is(unit(work, mark->end - 1), "panier|paniers")) ||
            (is(unit(work, mark->start), "livre") &&
             is(unit(work, mark->start - 1), "demi|une|un|la")))
            continue;
        /* "en plus de notre panier" is not "plus de panier". */
        if (is(unit(work, mark->start), "plus") && is(unit(work, mark->start - 1), "en|de"))
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
        if (add && work->intent_count < INTENTS)
            work->intents[work->intent_count++] = mark;
        else if (add)
            work->wishes->overflow = true;
    }
    join_items(work);
    drop_absence(work);
}

bool clause_is_plain(const struct tokens *units, int first, int last)
{
    for (int i = first; i < last; i++) {
        const struct token *token = &units->items[i];
        if (token->kind == TOKEN_CHUNK || token->kind == TOKEN_MARK ||
            token->kind == TOKEN_NUMBER || token_has(token, LEX_FILLER) ||
            token_has(token, LEX_GREETING) || token_has(token, LEX_BASKETLIKE) ||
            token_has(token, LEX_DET) ||
            is(token, "et|ou|de|d|pour|en|plus|ni|puis|aussi|supplement|au|aux|avec|a|du|dans|mon|"
                      "notre|seulement|"
                      "uniquement|svp|merci|celui|ceux|famille|definitivement|desormais|jour|jours|"
                      "car|moi|nous|sur|dates|date|non|oui|le|la"))
            continue;
        return false;
    }
    return true;
}

static bool guard_between(const struct work *work, const struct sentence *sentence, unsigned guard,
                          int from, int to)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        if (mark->kind == MARK_GUARD && !mark->dropped && (mark->guard & guard) &&
            mark->start < to && mark->end > from)
            return true;
    }
    return false;
}

/* Somebody who asks, before an infinitive: where that begins; -1. */
static int find_governor(const struct work *work, const struct sentence *sentence,
                         const struct mark *intent)
{
    int found = -1, end = -1;
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        if (mark->kind == MARK_GOVERNOR && mark->start < intent->start &&
            intent->start - mark->end <= GOVERNOR_REACH && mark->end >= end) {
            end = mark->end;
            if (found < 0 || mark->start > found)
                found = mark->start;
        }
    }
    if (found < 0 || guard_between(work, sentence, GUARD_BLOCK | GUARD_OTHER, found, intent->start))
        return -1;
    for (int i = end < intent->start ? end : intent->start; i < intent->start; i++)
        if (intent->mood == MOOD_INF &&
            is(unit(work, i), "pas|jamais|avoir|etre|ete|il|elle|ils|elles|qui|fait|faites"))
            return -1;
    /* "nous sommes en … et nous avons dû …": a past participle is no infinitive. */
    return found;
}

static bool leads(const struct token *token)
{
    return token->kind == TOKEN_MARK || token->kind == TOKEN_NUMBER || token->kind == TOKEN_CHUNK ||
           token_has(token, LEX_FILLER) || token_has(token, LEX_GREETING) ||
           is(token, "et|mais|donc|alors|puis|aussi|finalement|sinon|bref|du|coup|juste|seulement|"
                     "de|d|ou|demande|"
                     "objet|enfin|oups|non|oui|stp|pour|contre|par|bonne|annee|ensuite|egalement|"
                     "merci|car|ps|p|s|tous|les|amis|jardiniers|copains|equipe");
}

/* Nothing but a greeting, a date or a bullet between the start of the sentence (or ":") and here. */
static bool stands_first(const struct work *work, const struct sentence *sentence, int at)
{
    for (int i = at - 1; i >= sentence->first; i--) {
        if (token_is_mark(unit(work, i), ':'))
            return true;
        if (!leads(unit(work, i)))
            return false;
    }
    return true;
}

/* "absente jeudi 29, ne pas livrer" */
static bool is_telegraphic(const struct work *work, const struct mark *mark)
{
    return is(unit(work, mark->start), "ne") && unit(work, mark->start - 1)->kind == TOKEN_MARK;
}

enum subject { SUBJECT_NONE, SUBJECT_SPEAKER, SUBJECT_YOU, SUBJECT_OTHER };

/* Whose verb it is: "je suspends", "suspendez", "ma voisine suspend". */
static enum subject find_subject(const struct work *work, const struct sentence *sentence, int at)
{
    int i = at - 1;
    while (i >= sentence->first && is(unit(work, i), "ne|me|te|le|la|les|l|y|en|lui|se|n"))
        i--;
    const struct token *token = unit(work, i);
    if (i < sentence->first || leads(token))
        return SUBJECT_NONE;
    if (is(token, "je|on|nous|moi|j"))
        return SUBJECT_SPEAKER;
    if (is(token, "vous|tu"))
        return SUBJECT_YOU;
    struct view verb = unit(work, at)->text;
    bool imperative = view_ends(verb, "ez") || view_ends(verb, "ons");
    if (is(token, "il|elle|ils|elles|qui|que|ca|ce|si|quand"))
        return SUBJECT_OTHER;
    return imperative ? SUBJECT_NONE : SUBJECT_OTHER;
}

/* "suspendre le temps": what stands after the verb is neither the basket nor a date. */
static bool object_fits(const struct work *work, const struct sentence *sentence,
                        const struct mark *mark)
{
    int i = mark->end;
    while (i < sentence->last &&
           (is(unit(work, i),
               "moi|nous|me|svp|merci|donc|bien|aussi|plutot|juste|simplement|les|y|toi|vous|plait|"
               "il|s|se|te|stp|exceptionnellement|temporairement|momentanement|alors") ||
            token_has(unit(work, i), LEX_GREETING)))
        i++;
    const struct token *token = unit(work, i);
    if (i >= sentence->last || token->kind != TOKEN_WORD || token_has(token, LEX_BASKETLIKE))
        return true;
    bool article = token_has(token, LEX_DET);
    if (!article && token_has(token, LEX_LIAISON))
        return true;
    for (int k = i; k < i + 6 && k < sentence->last; k++) {
        const struct token *next = unit(work, k);
        if (token_has(next, LEX_BASKETLIKE) || token_has(next, LEX_FORMULA) ||
            next->kind == TOKEN_CHUNK ||
            is(next, "celui|ceux|celle|tout|tous|toutes|suspension|suspensions"))
            return true;
        if (next->kind == TOKEN_MARK)
            break;
    }
    return !article && is(token, "a|en|pour|pendant|sur|et|ce|jusque|des|dans|a|mais|car|comme|ici|"
                                 "tout|normalement|definitivement|pas|plus");
}

static bool is_sour(const struct token *token)
{
    static const char *const faces[] = {"🙄", "😡", "🤬", "😤", "😒", "👎", "😠"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++)
        if (token_has(token, LEX_EMOJI) && view_is(token->text, faces[i]))
            return true;
    return false;
}

static bool sour(const struct work *work, const struct sentence *sentence)
{
    for (int i = sentence->first; i < sentence->last + 3; i++)
        if (is_sour(unit(work, i)))
            return true;
    return false;
}

static bool said_before(const struct work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first; i < at; i++)
        if (is(unit(work, i), "possible"))
            return true;
    for (int i = at; i < sentence->last; i++)
        if (is(unit(work, i), "possible|ok|accord|bon|svp"))
            return true;
    return false;
}

static void judge_mood(const struct work *work, const struct sentence *sentence, struct mark *mark,
                       struct wish *wish)
{
    int governor = mark->mood == MOOD_INF || mark->mood == MOOD_DO || mark->mood == MOOD_ASK
                       ? find_governor(work, sentence, mark)
                       : -1;
    if (governor >= 0)
        mark->governor = governor;
    if (mark->mood == MOOD_INF) {
        bool coordinated = is(unit(work, mark->start - 1), "et|puis") ||
                           (is(unit(work, mark->start - 1), "de|d") &&
                            is(unit(work, mark->start - 2), "et|puis|aussi|ou"));
        coordinated &= work->wishes->count > 0 &&
                       work->wishes->items[work->wishes->count - 1].verdict != CLAUSE_HUMAN &&
                       work->wishes->items[work->wishes->count - 1].sentence == wish->sentence;
        if (governor < 0 && !coordinated && !stands_first(work, sentence, mark->start) &&
            !is_telegraphic(work, mark)) {
            wish->verdict = CLAUSE_HUMAN;
            wish->why = "nobody asks for it";
        }
    } else if (mark->mood == MOOD_IMP) {
        enum subject subject = find_subject(work, sentence, mark->start);
        /* "je voudré changé": a participle written for the infinitive. */
        int asks = subject == SUBJECT_OTHER ? find_governor(work, sentence, mark) : -1;
        if (asks >= 0 && mark->start - asks <= 4) {
            mark->governor = governor = asks;
            subject = SUBJECT_NONE;
        }
        if (subject == SUBJECT_OTHER) {
            wish->verdict = CLAUSE_HUMAN;
            wish->why = "somebody else's doing";
        } else if (subject == SUBJECT_YOU) {
            wish->verdict = CLAUSE_ASK;
            wish->why = "a statement about the farm";
        }
    } else if (mark->mood == MOOD_NOUN && !clause_is_plain(work->units, wish->left, mark->start)) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a topic, not a wish";
    } else if (mark->mood == MOOD_NOUN && !clause_is_plain(work->units, mark->end, wish->right)) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a topic, not a wish";
    } else if (mark->mood == MOOD_ASK && wish->verdict == CLAUSE_DO)
        wish->verdict = CLAUSE_ASK;
    /* "L'Escale aimerait…" */
    if (mark->mood == MOOD_DO && view_ends(unit(work, mark->start)->text, "t") &&
        is(unit(work, mark->start),
           "veut|voudrait|aimerait|souhaiterait|prendrait|prend|prefere") &&
        find_subject(work, sentence, mark->start) == SUBJECT_OTHER) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "somebody else's wish";
    }
    const struct token *second = unit(work, mark->start + 1);
    if (mark->mood == MOOD_DO && mark->verb == VERB_SUSPEND &&
        is(unit(work, mark->start), "rien") && !stands_first(work, sentence, mark->start)) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a statement";
    }
    if (mark->mood == MOOD_DO && mark->verb == VERB_SUSPEND && !is(second, "besoin") &&
        !is(unit(work, mark->start), "rien|ne") &&
        is(unit(work, mark->start - 1), "avait|avais|eu|a|ai|avons|ont|avez|trouve|recu|etait|est|"
                                        "aurait|pourquoi|qui|avaient|aura|y")) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a statement";
    }
    if (sentence->question && wish->verdict == CLAUSE_DO && governor < 0 &&
        mark->mood != MOOD_INFO && !said_before(work, sentence, mark->start)) {
        wish->verdict =
            mark->mood == MOOD_INF || mark->mood == MOOD_IMP ? CLAUSE_ASK : CLAUSE_HUMAN;
        wish->why = "a question";
    }
}

/* "je saute ce mardi ou le suivant si c'est trop tard": a wish with a condition is asked about. */
static bool condition_follows(const struct work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        if (mark->kind == MARK_GUARD && mark->guard == GUARD_HYP && !mark->dropped &&
            (mark->start < at || !is(unit(work, mark->start), "si")))
            return false;
    }
    return true;
}

static bool separates(const struct token *token);

static int part_start(const struct work *work, int left, int at)
{
    for (int i = at - 1; i >= left; i--)
        if (separates(unit(work, i)))
            return i;
    return left;
}

static bool past_before(const struct work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++)
        if (work->sentences->marks[i].kind == MARK_GUARD &&
            work->sentences->marks[i].guard == GUARD_PAST &&
            work->sentences->marks[i].start >= part_start(work, sentence->first, at) - 1)
            return true;
    return false;
}

/* Information is asked for by a question, a polite word, or by a line that names it and little more. */
static bool asks_for(const struct work *work, const struct sentence *sentence,
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
        const struct token *token = unit(work, i);
        words += token->kind != TOKEN_MARK && !token_has(token, LEX_GREETING);
        if (is(token, "svp|merci|quoi|quel|quelle|quels|quelles|combien|comment|ou|envoyez|"
                      "envoie|envoye|renvoyez|dites|donnez|"
                      "liste|cherche|cherchons|indiquez|voudrais|souhaite|veux|aimerais|passez|"
                      "expliquez|listes"))
            return true;
    }
    return words <= 6;
}

static void judge_guards(const struct work *work, const struct sentence *sentence,
                         struct mark *mark, struct wish *wish)
{
    const char *why = NULL;
    bool harmless = mark->mood == MOOD_INFO;
    if (guard_between(work, sentence, GUARD_NEG, mark->start, mark->end) && !harmless)
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
             guard_between(work, sentence, GUARD_QUESTION,
                           part_start(work, wish->left, mark->governor), wish->right))
        why = "a question about a rule";
    else if (sour(work, sentence) || (sentence->guards & GUARD_COMPLAINT &&
                                      mark->mood != MOOD_INFO && mark->verb != VERB_UNDO))
        why = "a complaint";
    else if (sentence->guards & GUARD_EMPTIES)
        why = "about crates";
    else if (mark->verb == VERB_SUSPEND || mark->verb == VERB_RESUME) {
        const struct token *first = unit(work, mark->start), *last = unit(work, mark->end - 1);
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

static bool separates(const struct token *token)
{
    return token_has(token, LEX_COMMA) || token_is_mark(token, ':') ||
           is(token, "et|mais|puis|car|parce|puisque|sinon");
}

/* The parts of the sentence between its intents: cut at the last separator before the next one. */
static void set_parts(const struct work *work, const struct sentence *sentence, struct wish *wishes,
                      int count)
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
            if (separates(unit(work, i))) {
                at = i;
                break;
            }
        /* No separator: dates before the next verb are its own only when something leads to it. */
        wishes[k].right = at < wishes[k].end ? wishes[k].end : at;
    }
}

/* "au lieu du petit", "pas à Serres": named, not meant. What is part of the wish's own words is meant. */
static bool excepted(const struct work *work, const struct sentence *sentence, int at, int start,
                     int end)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        bool inside = mark->start >= start && mark->start < end && view_is(mark->detail, "neg");
        /* "on sera pas là mi-mai" */
        if (mark->kind == MARK_EXCEPT && is(unit(work, mark->start), "pas") &&
            is(unit(work, mark->start - 1), "sera|serai|serons|suis|sommes|est|seront|serait"))
            continue;
        if (mark->kind == MARK_EXCEPT && at >= mark->start && at < mark->end && !inside)
            return true;
    }
    return false;
}

static bool is_subject(const struct work *work, int at)
{
    const struct token *token = unit(work, at), *before = unit(work, at - 1);
    if (is(token, "je|on|il|elle|ils|elles|ca"))
        return !token_is(before, "que") && !token_is(before, "se");
    return is(token, "ce") && is(unit(work, at + 1), "est|etait|sera");
}

/* Adds chunk `at` to a wish; "ou" beside it makes a choice of it. */
static void add_chunk(const struct work *work, struct slots *slots, int at)
{
    const struct chunk *chunk = chunk_of(work->chunked, unit(work, at));
    slots_add(slots, chunk);
    bool date = chunk->kind == CHUNK_DATE;
    if (is(unit(work, at - 1), "ou") || is(unit(work, at + 1), "ou") ||
        (date && is(unit(work, at - 1), "vers|environ|autour|avant|apres")))
        slots->choice = true;
    if (date &&
        is(unit(work, at - 1), "sauf|hormis|excepte|depuis|un|une|certains|quelques|chaque"))
        slots->choice = true;
}

/* "le 12, non pardon, le 19": what follows replaces what came before. */
static bool corrects(const struct work *work, int at)
{
    if (is(unit(work, at), "pardon|rectification|erratum|plutot") && !is(unit(work, at + 1), "que"))
        return chunk_of(work->chunked, unit(work, at + 1)) ||
               token_has(unit(work, at + 1), LEX_COMMA) ||
               is(unit(work, at + 1), "c|ce|le|pour|je");
    if (is(unit(work, at), "non") && token_has(unit(work, at - 1), LEX_COMMA))
        return token_has(unit(work, at + 1), LEX_COMMA) ||
               chunk_of(work->chunked, unit(work, at + 1));
    if (is(unit(work, at), "non") &&
        (unit(work, at - 1)->kind == TOKEN_CHUNK || token_is_mark(unit(work, at - 1), '.')))
        return token_has(unit(work, at + 1), LEX_COMMA) ||
               chunk_of(work->chunked, unit(work, at + 1)) || is(unit(work, at + 1), "pardon");
    if (is(unit(work, at), "enfin|euh") && is(unit(work, at + 1), "non|plutot"))
        return true;
    return is(unit(work, at), "voulais|voulait") && is(unit(work, at + 1), "dire");
}

static void clear_dates(struct slots *slots)
{
    slots->when_count = 0;
    slots->item_count = 0;
    slots->choice = false;
}

static bool has_subject(const struct work *work, int first, int last)
{
    for (int i = first; i < last; i++)
        if (is_subject(work, i) || is(unit(work, i), "nous|qui"))
            return true;
    return false;
}

static bool is_command(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->text.len > 4 && view_ends(token->text, "ez") &&
           !is(token, "assez|serez|pouvez|pourrez|pourriez|voulez|avez|aurez|rendez|etiez");
}

/* Where the wish's own words begin: its governor, or the pronouns before its verb. */
static int find_lead(const struct work *work, const struct sentence *sentence,
                     const struct mark *mark)
{
    if (mark->governor < mark->start)
        return mark->governor;
    int i = mark->start;
    while (i > sentence->first &&
           is(unit(work, i - 1),
              "ne|me|te|le|la|les|l|y|en|lui|se|n|je|on|nous|vous|tu|j|va|vais|allons"))
        i--;
    return i;
}

/* Fills the wish's slots from its part of the sentence. */
static void fill(const struct work *work, const struct sentence *sentence, struct wish *wish)
{
    struct slots before = {0}, after = {0}, around = {0};
    for (int first = wish->left; first < wish->start;) {
        int last = first;
        while (last < wish->start && !(separates(unit(work, last)) && !is(unit(work, last), "et")))
            last++;
        /* A part with a verb of its own ("nous partons du 2 au 13, …") is around the wish. */
        bool own = last == wish->start
                       ? !has_subject(work, first, wish->lead)
                       : clause_is_plain(work->units, first, last) && !around.when_count;
        for (int i = first; i < last; i++)
            if (chunk_of(work->chunked, unit(work, i)) &&
                !excepted(work, sentence, i, wish->start, wish->end))
                add_chunk(work, own ? &before : &around, i);
        first = last + 1;
    }
    bool outside = false;
    for (int i = wish->start; i < wish->right; i++) {
        if (i >= wish->end && corrects(work, i)) {
            clear_dates(&after);
            clear_dates(&before);
            outside = false;
            continue;
        }
        if (i >= wish->end && is_subject(work, i) && !token_is(unit(work, i - 1), "si"))
            outside = true;
        /* A later part with a subject: ", le 17 nous serons rentrés". */
        if (i >= wish->end &&
            (token_has(unit(work, i), LEX_COMMA) || token_is_mark(unit(work, i), ':'))) {
            int stop = i + 1;
            while (stop < wish->right && !token_has(unit(work, stop), LEX_COMMA))
                stop++;
            outside = has_subject(work, i + 1, stop);
        }
        /* Another order whose verb nobody knows: its dates are not this wish's. */
        if (i >= wish->end && is_command(unit(work, i))) {
            outside = true;
            for (int k = i; k < wish->right; k++)
                wish->doubt |= token_has(unit(work, k), LEX_DATE);
        }
        if (i >= wish->end && is(unit(work, i), "car|parce|puisque|comme|vu"))
            outside = true;
        if (!chunk_of(work->chunked, unit(work, i)) ||
            excepted(work, sentence, i, wish->start, wish->end))
            continue;
        add_chunk(work, outside ? &around : &after, i);
    }
    wish->slots = after;
    if (!after.when_count) {
        memcpy(wish->slots.whens, before.whens, sizeof before.whens);
        wish->slots.when_count = before.when_count;
        wish->slots.choice |= before.choice;
    } else if (before.when_count) {
        /* Dates on both sides: one period said in two pieces, or a list: else nobody knows. */
        struct slots both = before;
        for (int i = 0; i < after.when_count && both.when_count < WHEN_MOST; i++)
            both.whens[both.when_count++] = after.whens[i];
        int count = both.when_count;
        slots_merge(&both, work->chunked->today);
        if (both.when_count < count && both.when_count == 1) {
            memcpy(wish->slots.whens, both.whens, sizeof both.whens);
            wish->slots.when_count = 1;
        } else {
            bool firm = false;
            for (int i = 0; i < after.when_count; i++)
                firm |= after.whens[i].kind <= WHEN_UNTIL;
            if (!firm || wish->verb == VERB_ORDER)
                wish->slots.choice = true;
        }
    }
    for (int i = 0; i < before.depot_count && !after.depot_count; i++)
        wish->slots.depots[wish->slots.depot_count++] = before.depots[i];
    for (int i = 0; i < before.formula_count && !after.formula_count; i++)
        wish->slots.formulas[wish->slots.formula_count++] = before.formulas[i];
    /* In the order written. */
    for (int i = 0; i < after.item_count && before.item_count < SLOT_ITEMS; i++)
        before.items[before.item_count++] = after.items[i];
    memcpy(wish->slots.items, before.items, sizeof before.items);
    wish->slots.item_count = before.item_count;
    wish->around = around;
    for (int i = 0; i < wish->slots.when_count; i++)
        wish->that |= wish->slots.whens[i].that,
            wish->slots.forgood |= wish->slots.whens[i].kind == WHEN_NOW;
    for (int i = wish->left; i < wish->right; i++) {
        wish->slots.forgood |=
            is(unit(work, i), "definitivement|definitif|dorenavant|desormais|toujours");
        wish->that |= is(unit(work, i), "y|bas") && wish->verb == VERB_PICKUP;
        /* "ni pain ni panier", "le panier et les œufs": all of it. */
        bool basket = is(unit(work, i), "panier|paniers|livraison|livraisons") && i >= wish->start;
        bool beside = false;
        for (int k = i - 4; basket && k <= i + 2; k++)
            beside |= k >= wish->start && is(unit(work, k), "et|ni");
        wish->slots.whole |= beside && wish->verb == VERB_SUSPEND;
    }
}

static void add_wish(struct work *work, int index, const struct mark *mark)
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

/* What speaks for asking once everything of the wish is known. */
static void doubt(const struct work *work, const struct sentence *sentence, const struct mark *mark,
                  struct wish *wish)
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
        basket |=
            is(unit(work, i), "mon|ma|mes|notre|nos|retrait|panier|paniers|livraison|livraisons");
    /* Dates or counts of which nothing was made: "du 18 au", "les deux prochains". */
    for (int i = wish->start; i < wish->right && wish->verb == VERB_SUSPEND; i++)
        wish->slots.choice |=
            is(unit(work, i), "suivant|suivante|suivants|suivantes|lendemain") ||
            (token_has(unit(work, i), LEX_WEEKDAY) || token_has(unit(work, i), LEX_MONTH)) &&
                unit(work, i)->kind == TOKEN_WORD && unit(work, i)->text.len > 4;
    wish->slots.choice |=
        wish->doubt || (guard_between(work, sentence, GUARD_CHOICE, wish->left, wish->right) &&
                        wish->verb != VERB_CANCEL && wish->verb != VERB_ORDER);
    if (past && mark->mood != MOOD_IMP && !governed) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "of the past";
    } else if (wish->verb == VERB_PICKUP && sentence->question && !basket) {
        wish->verdict = CLAUSE_HUMAN;
        wish->why = "a question";
    } else if (wish->verb == VERB_UNSUBSCRIBE && wish->verdict == CLAUSE_DO &&
               (mark->mood == MOOD_INF || mark->mood == MOOD_NOUN) && !governed) {
        wish->verdict = CLAUSE_ASK;
        wish->why = "nobody asks for it";
    }
}

static void read_sentence(struct work *work, int index)
{
    struct sentence *sentence = &work->sentences->items[index];
    if (sentence->command)
        return;
    collect(work, sentence);
    struct wishes *wishes = work->wishes;
    int base = wishes->count;
    for (int k = 0; k < work->intent_count; k++) {
        struct mark *mark = work->intents[k];
        if (mark->kind == MARK_INTENT && mark->mood == MOOD_INF) {
            int governor = find_governor(work, sentence, mark);
            mark->governor = governor >= 0 ? governor : mark->start;
        }
        add_wish(work, index, mark);
    }
    int count = wishes->count - base;
    if (count < work->intent_count)
        work->intent_count = count;
    set_parts(work, sentence, wishes->items + base, count);
    int kept = base;
    for (int k = 0; k < count; k++) {
        struct wish wish = wishes->items[base + k];
        wishes->count = kept; /* what coordination looks back at */
        if (!wish.keep) {
            judge_mood(work, sentence, work->intents[k], &wish);
            judge_guards(work, sentence, work->intents[k], &wish);
        }
        wish.lead = find_lead(work, sentence, work->intents[k]);
        fill(work, sentence, &wish);
        doubt(work, sentence, work->intents[k], &wish);
        if (wish.verdict == CLAUSE_HUMAN)
            wishes->blocked = true;
        for (int i = sentence->first_mark; i < sentence->last_mark; i++)
            wish.away |= work->sentences->marks[i].kind == MARK_AWAY;
        wishes->items[kept++] = wish;
    }
    wishes->count = kept;
}

void clauses_read(struct chunked *chunked, struct sentences *sentences, enum channel channel,
                  struct wishes *wishes)
{
    (void)channel;
    struct work work = {
        .chunked = chunked, .units = &chunked->units, .sentences = sentences, .wishes = wishes};
    *wishes = (struct wishes){0};
    for (int s = 0; s < sentences->count; s++)
        read_sentence(&work, s);
}
