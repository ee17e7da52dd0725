#include "parsers/clause_work.h"

#include <string.h>

enum { GOVERNOR_REACH = 12 };

const struct token *clause_unit(const struct clause_work *work, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    return at >= 0 && at < work->units->count ? &work->units->items[at] : &none;
}

bool clause_guarded(const struct clause_work *work, const struct sentence *sentence, unsigned guard,
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
int clause_governor(const struct clause_work *work, const struct sentence *sentence,
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
    if (found < 0 ||
        clause_guarded(work, sentence, GUARD_BLOCK | GUARD_OTHER, found, intent->start))
        return -1;
    for (int i = end < intent->start ? end : intent->start; i < intent->start; i++)
        if (intent->mood == MOOD_INF && !clause_guarded(work, sentence, GUARD_POLITE, i, i + 1) &&
            token_is_any(clause_unit(work, i),
                         "pas|jamais|avoir|etre|ete|il|elle|ils|elles|qui|fait|faites"))
            return -1;
    /* "nous sommes en … et nous avons dû …": a past participle is no infinitive. */
    return found;
}

static bool leads(const struct token *token)
{
    return token->kind == TOKEN_MARK || token->kind == TOKEN_NUMBER || token->kind == TOKEN_CHUNK ||
           token_has(token, LEX_FILLER) || token_has(token, LEX_GREETING) ||
           token_is_any(
               token, "et|mais|donc|alors|puis|aussi|finalement|sinon|bref|du|coup|juste|seulement|"
                      "de|d|ou|demande|"
                      "objet|enfin|oups|non|oui|stp|pour|contre|par|bonne|annee|ensuite|egalement|"
                      "merci|car|ps|p|s|tous|les|amis|jardiniers|copains|equipe");
}

/* Nothing but a greeting, a date or a bullet between the start of the sentence (or ":") and here. */
bool clause_stands_first(const struct clause_work *work, const struct sentence *sentence, int at)
{
    for (int i = at - 1; i >= sentence->first; i--) {
        if (token_is_mark(clause_unit(work, i), ':'))
            return true;
        if (!leads(clause_unit(work, i)))
            return false;
    }
    return true;
}

/* "absente jeudi 29, ne pas livrer" */
static bool is_telegraphic(const struct clause_work *work, const struct mark *mark)
{
    return token_is_any(clause_unit(work, mark->start), "ne") &&
           clause_unit(work, mark->start - 1)->kind == TOKEN_MARK;
}

enum subject { SUBJECT_NONE, SUBJECT_SPEAKER, SUBJECT_YOU, SUBJECT_OTHER };

static bool is_polite(const struct clause_work *work, const struct sentence *sentence)
{
    for (int i = sentence->first; i < sentence->last; i++)
        if (token_is_any(clause_unit(work, i), "svp|stp|merci|plait|possible|donc|alors"))
            return true;
    return false;
}

/* Whose verb it is: "je suspends", "suspendez", "ma voisine suspend". */
static enum subject find_subject(const struct clause_work *work, const struct sentence *sentence,
                                 int at)
{
    int i = at - 1;
    while (i >= sentence->first &&
           token_is_any(clause_unit(work, i), "ne|me|te|le|la|les|l|y|en|lui|se|n"))
        i--;
    const struct token *token = clause_unit(work, i);
    /* "la ferme suspend": a depot's name, and here who does it. */
    if (i >= sentence->first && i == at - 1 && token_has(token, LEX_DEPOT) &&
        !view_ends(clause_unit(work, at)->text, "ez"))
        return SUBJECT_OTHER;
    /* "on a annulé": told, whatever the verb's ending looks like without its accent. */
    if (i == at - 1 && token_is(token, "a"))
        return SUBJECT_OTHER;
    /* "vous annulez la livraison du 17": told of the farm; "vous suspendez le 17 svp" asks. */
    if (i >= sentence->first && token_is_any(token, "vous|tu") && !is_polite(work, sentence))
        return SUBJECT_YOU;
    if (i < sentence->first || leads(token))
        return SUBJECT_NONE;
    if (token_is_any(token, "je|on|nous|moi|j"))
        return SUBJECT_SPEAKER;
    if (token_is_any(token, "vous|tu"))
        return SUBJECT_YOU;
    struct view verb = clause_unit(work, at)->text;
    bool imperative = view_ends(verb, "ez") || view_ends(verb, "ons");
    if (token_is_any(token, "il|elle|ils|elles|qui|que|ca|ce|si|quand"))
        return SUBJECT_OTHER;
    return imperative ? SUBJECT_NONE : SUBJECT_OTHER;
}

static bool said_before(const struct clause_work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first; i < at; i++)
        if (token_is_any(clause_unit(work, i), "possible"))
            return true;
    for (int i = at; i < sentence->last; i++)
        if (token_is_any(clause_unit(work, i), "possible|ok|accord|bon|svp"))
            return true;
    return false;
}

static void refuse(struct wish *wish, const char *why)
{
    wish->verdict = CLAUSE_HUMAN;
    wish->why = why;
}

/* "suspendre le 17 serait idiot": the infinitive is what something is said of. */
static bool is_spoken_of(const struct clause_work *work, const struct sentence *sentence,
                         const struct mark *mark)
{
    for (int i = mark->start + 1; i < sentence->last; i++) {
        const struct token *token = clause_unit(work, i);
        int before = i - 1;
        if (token_has(token, LEX_COMMA))
            return false;
        if (!token_is_any(token, "est|serait|sera|etait|arrange|arrangerait|marche|fonctionne|"
                                 "coute|suffit|semble|parait|devient|reste|va|plait|sert"))
            continue;
        while (before > mark->start &&
               token_is_any(clause_unit(work, before), "ne|n|me|m|nous|vous|te|l|y|en|lui"))
            before--;
        if (clause_unit(work, before)->kind == TOKEN_CHUNK || before < mark->end ||
            clause_unit(work, before)->kind == TOKEN_NUMBER)
            return true;
    }
    return false;
}

static void judge_infinitive(const struct clause_work *work, const struct sentence *sentence,
                             const struct mark *mark, struct wish *wish)
{
    const struct wishes *wishes = work->wishes;
    const struct token *before = clause_unit(work, mark->start - 1);
    /* "suspendre le 12 et de reprendre le 19": the second goes with the first. */
    bool joined = token_is_any(before, "et|puis") ||
                  (token_is_any(before, "de|d") &&
                   token_is_any(clause_unit(work, mark->start - 2), "et|puis|aussi|ou"));
    joined |= mark->verb == VERB_RESUME && token_has(before, LEX_COMMA);
    joined = joined && wishes->count > 0 &&
             wishes->items[wishes->count - 1].verdict != CLAUSE_HUMAN &&
             wishes->items[wishes->count - 1].sentence == wish->sentence;
    if (is_spoken_of(work, sentence, mark))
        refuse(wish, "said of it, not asked");
    else if (!joined && !clause_stands_first(work, sentence, mark->start) &&
             !is_telegraphic(work, mark))
        refuse(wish, "nobody asks for it");
}

static void judge_finite(const struct clause_work *work, const struct sentence *sentence,
                         struct mark *mark, struct wish *wish)
{
    enum subject subject = find_subject(work, sentence, mark->start);
    /* "je voudré changé": a participle written for the infinitive. */
    int asks = subject == SUBJECT_OTHER ? clause_governor(work, sentence, mark) : -1;
    if (asks >= 0 && mark->start - asks <= 4) {
        mark->governor = asks;
        subject = SUBJECT_NONE;
    }
    if (subject == SUBJECT_OTHER)
        refuse(wish, "somebody else's doing");
    else if (subject == SUBJECT_YOU && sentence->question && mark->verb == VERB_SUSPEND &&
             sentence->guards & GUARD_HYP)
        refuse(wish, "a question about the farm");
    else if (subject == SUBJECT_YOU) {
        wish->verdict = CLAUSE_ASK;
        wish->why = "a statement about the farm";
    }
}

/* "annulez la commande 42, pas le panier", "ce ne sont pas vos légumes": named to say that it is not. */
static bool is_contrast(const struct clause_work *work, const struct mark *mark,
                        const struct wish *wish)
{
    const struct token *before = clause_unit(work, mark->start - 1);
    if (!token_is(clause_unit(work, mark->start), "pas") ||
        !token_is_any(clause_unit(work, mark->start + 1), "le|la|les|des|du|vos|votre|mon|ma|mes|"
                                                          "nos|notre"))
        return false;
    for (int w = 0; w < work->wishes->count; w++) {
        struct wish *other = &work->wishes->items[w];
        if (other->sentence != wish->sentence || other->keep || other->verb == VERB_NONE)
            continue;
        /* "suspendez le 17 mais pas le pain": then of what? */
        for (int i = mark->start; i <= mark->end && other->verb == VERB_SUSPEND; i++)
            other->slots.choice |= token_has(clause_unit(work, i), LEX_FORMULA);
        return true;
    }
    return token_is_any(before, "est|sont|suis|etait|sera|serait") ||
           (before->kind == TOKEN_WORD && view_ends(before->text, "ez")) ||
           clause_guarded(work, &work->sentences->items[wish->sentence],
                          GUARD_NEWSLETTER | GUARD_MONEY, 0, mark->start);
}

/* "pas de panier", "rien le 12", "je voudrais le grand": phrases without a verb to command. */
static void judge_phrase(const struct clause_work *work, const struct sentence *sentence,
                         const struct mark *mark, struct wish *wish)
{
    const struct token *first = clause_unit(work, mark->start);
    if (token_is_any(first, "veut|voudrait|aimerait|souhaiterait|prendrait|prend|prefere") &&
        find_subject(work, sentence, mark->start) == SUBJECT_OTHER)
        refuse(wish, "somebody else's wish");
    if (mark->verb == VERB_REMIND && token_is_any(first, "pas|plus") &&
        ((token_is_any(clause_unit(work, mark->start - 1), "ai|as|a|avons|avez|eu|recu") &&
          !token_is(clause_unit(work, mark->start + 1), "besoin")) ||
         token_is_any(clause_unit(work, mark->end), "recu|recus|eu|arrive|envoye")))
        refuse(wish, "a statement");
    if (mark->verb != VERB_SUSPEND)
        return;
    if (is_contrast(work, mark, wish))
        refuse(wish, "what is not meant");
    bool told = token_is_any(clause_unit(work, mark->start - 1),
                             "avait|avais|eu|a|ai|avons|ont|avez|trouve|recu|etait|est|aurait|"
                             "pourquoi|qui|avaient|aura|y");
    if (token_is_any(first, "rien") && !clause_stands_first(work, sentence, mark->start))
        refuse(wish, "a statement");
    if (told && !token_is_any(first, "rien|ne") &&
        !token_is_any(clause_unit(work, mark->start + 1), "besoin"))
        refuse(wish, "a statement");
}

void clause_judge_mood(const struct clause_work *work, const struct sentence *sentence,
                       struct mark *mark, struct wish *wish)
{
    bool governable = mark->mood == MOOD_INF || mark->mood == MOOD_DO || mark->mood == MOOD_ASK;
    int governor = governable ? clause_governor(work, sentence, mark) : -1;
    if (governor >= 0)
        mark->governor = governor;
    if (mark->mood == MOOD_INF && governor < 0)
        judge_infinitive(work, sentence, mark, wish);
    if (mark->mood == MOOD_IMP)
        judge_finite(work, sentence, mark, wish);
    if (mark->mood == MOOD_DO)
        judge_phrase(work, sentence, mark, wish);
    if (mark->mood == MOOD_NOUN && (!clause_is_plain(work->units, wish->left, mark->start) ||
                                    !clause_is_plain(work->units, mark->end, wish->right)))
        refuse(wish, "a topic, not a wish");
    bool governed = mark->governor < mark->start;
    if (mark->mood == MOOD_ASK && wish->verdict == CLAUSE_DO)
        wish->verdict = CLAUSE_ASK;
    if (mark->mood == MOOD_ASK && sentence->question && !governed &&
        !said_before(work, sentence, mark->start))
        refuse(wish, "a question");
    if (sentence->question && wish->verdict == CLAUSE_DO && !governed && mark->mood != MOOD_INFO &&
        !said_before(work, sentence, mark->start)) {
        bool verb = mark->mood == MOOD_INF || mark->mood == MOOD_IMP;
        wish->verdict = verb ? CLAUSE_ASK : CLAUSE_HUMAN;
        wish->why = "a question";
    }
}
