#include "parsers/caution.h"

#include <string.h>

#include "parsers/wish_context.h"

static const struct token *unit(const struct act *act, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    const struct tokens *units = &act->outcome->chunked->units;
    return at >= 0 && at < units->count ? &units->items[at] : &none;
}

const struct mark *caution_mark(const struct act *act, int sentence, unsigned guard, int from,
                                int to)
{
    if (sentence < 0 || sentence >= act->sentences->count)
        return NULL;
    const struct sentence *where = &act->sentences->items[sentence];
    for (int i = where->first_mark; i < where->last_mark; i++) {
        const struct mark *mark = &act->sentences->marks[i];
        if (mark->kind == MARK_GUARD && !mark->dropped && mark->guard & guard &&
            mark->start >= from && mark->start < to)
            return mark;
    }
    return NULL;
}

static bool sentence_has(const struct act *act, int sentence, unsigned guard)
{
    return caution_mark(act, sentence, guard, 0, INT32_MAX) != NULL;
}

static void ask(struct wish *wish, const char *why)
{
    if (wish->verdict != CLAUSE_DO)
        return;
    wish->verdict = CLAUSE_ASK;
    wish->why = why;
}

static void leave(const struct act *act, struct wish *wish, const char *why)
{
    wish->verdict = CLAUSE_HUMAN;
    wish->why = why;
    act->wishes->blocked = true;
}

/* "suspendre les prélèvements", "l'ensemble des rappels": named before any basket or date. */
static bool object_is_money(const struct act *act, const struct wish *wish)
{
    const struct mark *money =
        caution_mark(act, wish->sentence, GUARD_MONEY, wish->start, wish->right);
    if (!money || token_is_any(unit(act, wish->start), "pas|ne|rien|aucun|aucune"))
        return false;
    for (int i = wish->start; i < money->start; i++)
        if (token_has(unit(act, i), LEX_BASKETLIKE) || token_has(unit(act, i), LEX_FORMULA) ||
            token_has(unit(act, i), LEX_DATE) ||
            (i > wish->start && unit(act, i)->kind == TOKEN_MARK))
            return false;
    return true;
}

/* "commande de 20 kg", "suspension de la cantine" as a point of an agenda: a noun, no imperative. */
static bool names_order(const struct act *act, const struct wish *wish)
{
    return wish->verb == VERB_ORDER && token_is_any(unit(act, wish->start), "commande") &&
           token_is_any(unit(act, wish->start + 1), "de|d") && !wish->slots.when_count;
}

/* "ne mettez plus de navets dans mon panier": of something in it. */
static bool object_is_food(const struct act *act, const struct wish *wish)
{
    const struct token *of = unit(act, wish->end), *what = unit(act, wish->end + 1);
    if (token_is_any(unit(act, wish->end - 1), "de|d|des|du") &&
        token_is_any(unit(act, wish->end - 2), "pas|plus")) {
        what = of;
        of = unit(act, wish->end - 1);
    } else if (!token_is_any(unit(act, wish->end - 1), "pas|plus|rien|jamais"))
        return false;
    return wish->verb == VERB_SUSPEND && token_is_any(of, "de|d|des|du") &&
           what->kind != TOKEN_MARK && !token_has(what, LEX_BASKETLIKE) &&
           !token_has(what, LEX_FORMULA) && !token_has(what, LEX_DATE) &&
           !token_has(what, LEX_DET) && !token_is(what, "ici");
}

/* "nous suspendons nos livraisons de terreau": no basket's. */
static bool is_other_delivery(const struct act *act, const struct wish *wish)
{
    for (int i = wish->start; i < wish->right && wish->verb == VERB_SUSPEND; i++) {
        const struct token *what = unit(act, i + 2);
        if (token_has(unit(act, i), LEX_COMMA))
            return false;
        if (token_is_any(unit(act, i), "livraison|livraisons") &&
            token_is_any(unit(act, i + 1), "de|d") && what->kind == TOKEN_WORD &&
            !token_has(what, LEX_BASKETLIKE) && !token_has(what, LEX_DET) &&
            !token_has(what, LEX_FILLER) && !token_has(what, LEX_MONTH) &&
            !token_has(what, LEX_WEEKDAY) && !token_has(what, LEX_LIAISON) && !what->capital &&
            !token_is_any(what, "ici|semaine|fin|debut|cet|rentree|noel"))
            return true;
    }
    return false;
}

/* "ne livrez pas avant 17 h", "ne mettez pas mon panier à Tallard": not then, there or so, not "not at all". */
static bool gives_otherwise(const struct act *act, const struct wish *wish)
{
    bool past = false;
    if (wish->verb == VERB_SUSPEND && token_is(unit(act, wish->start), "pas") &&
        token_is_any(unit(act, wish->end), "sans|trop|aussi|assez"))
        return true; /* "pas de panier trop lourd" */
    if (wish->verb != VERB_SUSPEND ||
        !token_is_any(unit(act, wish->start), "ne|n|pas|inutile|plus|livrez|mettez") ||
        (token_is(unit(act, wish->start), "pas") &&
         token_is_any(unit(act, wish->start + 1), "de|d") &&
         token_has(unit(act, wish->end - 1), LEX_BASKETLIKE)))
        return false;
    for (int i = wish->start; i < wish->right; i++) {
        const struct token *token = unit(act, i), *before = unit(act, i - 1);
        if (i >= wish->end && (token_has(token, LEX_COMMA) || token_is_mark(token, ':')))
            return false;
        if (i >= wish->end && token_is_any(token, "je|on|car|parce|il|elle|puisque|comme"))
            return past;
        past |= token_is(token, "avoir") &&
                token_is_any(unit(act, i + 1),
                             "livre|livres|livree|livrees|prepare|prepares|mis|suspendu|"
                             "suspendus|annule|annules|oublie|oublies");
        if (i >= wish->end &&
            ((token_is_any(before, "avant|apres") &&
              (token_has(token, LEX_TIME) || token->kind == TOKEN_NUMBER)) ||
             token_is_any(token, "tot|tard|sans|devant|dehors|derriere|soleil|pluie|portail|palier|"
                                 "voisin|voisine|voisins|gardien|gardienne|accueil|ensemble")))
            return true;
        if (token_is_any(before, "au|a|la|chez|sur|en") &&
            (token_has(token, LEX_DEPOT) || (token_has(token, LEX_FORMULA) && i >= wish->end)))
            return true;
    }
    return past;
}

/* "je passe mon tour au bowling" */
static bool is_other_turn(const struct act *act, const struct wish *wish)
{
    const struct token *what = unit(act, wish->end + 1);
    return wish->verb == VERB_SUSPEND && token_is(unit(act, wish->end - 1), "tour") &&
           token_is_any(unit(act, wish->end), "au|aux|a") && what->kind == TOKEN_WORD &&
           !what->word;
}

/* "pas de distribution le 17": the farm's own words, when nobody says that it is for them. */
static bool is_notice(const struct act *act, const struct wish *wish)
{
    bool notice = false;
    for (int i = wish->start; i < wish->end; i++)
        notice |= token_is_any(unit(act, i), "distribution|distrib|distributions");
    for (int i = wish->left; i < wish->right; i++)
        notice &= !token_is_any(unit(act, i), "moi|nous|mon|notre|svp|merci|stp|je|on");
    return notice && wish->verb == VERB_SUSPEND && wish->mood == MOOD_DO;
}

/* "pas de panier à salade", "le panier percé": no delivery. */
static bool is_other_basket(const struct act *act, const struct wish *wish)
{
    const struct token *of = unit(act, wish->end), *what = unit(act, wish->end + 1);
    return wish->verb == VERB_SUSPEND &&
           token_is_any(unit(act, wish->end - 1), "panier|paniers|sac|cagette|cagettes") &&
           token_is_any(of, "a") && !token_has(what, LEX_DET) &&
           (what->kind == TOKEN_WORD || token_has(what, LEX_PRODUCT)) &&
           !token_is_any(what, "partir|compter|cause|nouveau|moins|bientot|preparer|livrer|"
                               "prevoir|mettre|faire|gap|compter|venir|distribuer|cet");
}

/* "suspendez vos paniers", "reprenez vos cagettes": the farm's. */
static bool is_yours(const struct act *act, const struct wish *wish)
{
    for (int i = wish->start; i < wish->start + 4 && i < wish->right; i++)
        if (token_is_any(unit(act, i), "vos|votre") &&
            token_has(unit(act, i + 1), LEX_BASKETLIKE) &&
            !token_is_any(unit(act, i + 1), "tournee|passage"))
            return wish->verb == VERB_SUSPEND || wish->verb == VERB_RESUME;
    return false;
}

/* Days that are over, told without a verb to command: a complaint rather than a wish. */
static bool is_over(const struct act *act, const struct wish *wish)
{
    for (int i = 0; i < wish->slots.when_count; i++)
        if (wish->slots.whens[i].kind != WHEN_DAY || wish->slots.whens[i].from == DATE_NONE ||
            wish->slots.whens[i].from >= act->outcome->chunked->today)
            return false;
    return wish->slots.when_count && wish->mood == MOOD_DO;
}

/* "n'oublie pas le panier": a reminder between people. */
static bool reminds(const struct act *act, const struct wish *wish)
{
    return token_is_any(unit(act, wish->start), "pas") && wish->start > wish->left &&
           token_is_any(unit(act, wish->start - 1), "oublie|oublies|oublier|oubliez");
}

/* "tu peux prendre le panier à la gare ?": whoever is asked to fetch it, it is not the farm. */
static bool asks_to_fetch(const struct act *act, const struct wish *wish)
{
    if (wish->verb != VERB_PICKUP || wish->mood != MOOD_INF ||
        !token_is_any(unit(act, wish->start), "prendre|recuperer|chercher|retirer"))
        return false;
    bool self = false;
    for (int i = wish->lead - 1; i < wish->start; i++) {
        if (token_is_any(unit(act, i), "tu|vous|t"))
            return true;
        self |= token_is_any(unit(act, i), "je|on|nous|puis|possible");
    }
    return !self && token_is_any(unit(act, wish->lead), "peut|peuvent|pourra|pourrait|veut");
}

/* "je passerai prendre mon panier à la gare vers 18 h": where it always is, perhaps. */
static bool comes_by(const struct act *act, const struct wish *wish)
{
    bool comes = false, time = false, instead = false;
    for (int i = wish->left; i < wish->right; i++) {
        const struct token *token = unit(act, i);
        comes |= i < wish->end &&
                 token_is_any(token, "passerai|passerons|passera|viendrai|viendrons|passe|passons|"
                                     "viens|recupererai|recupererons|prendrai|prendrons");
        time |= token_has(token, LEX_TIME) ||
                token_is_any(token, "tard|tot|retard|avance|vers|habitude|hab|habituel");
        instead |= token_is_any(token, "plutot|desormais|dorenavant|lieu|place|exceptionnellement|"
                                       "maintenant");
    }
    return wish->verb == VERB_PICKUP && wish->mood == MOOD_DO && comes && !instead &&
           (time || !wish->slots.when_count);
}

/* "je prends mon panier à Tallard mardi comme d'habitude" */
static bool comes_as_ever(const struct act *act, const struct wish *wish)
{
    int last = act->sentences->items[wish->sentence].last;
    for (int i = wish->start; i < last && wish->verb == VERB_PICKUP; i++)
        if (token_is_any(unit(act, i), "habitude|d'habitude|hab|habituel") &&
            !token_is_any(unit(act, i - 2), "lieu|place"))
            return true;
    return false;
}

/* "je passe à la gare après": somebody who walks by; "je passe à Tallard dès lundi" changes. */
static bool passes_by(const struct act *act, const struct wish *wish)
{
    if (wish->verb != VERB_PICKUP || wish->mood != MOOD_IMP || wish->slots.forgood ||
        !token_is_any(unit(act, wish->start), "passe|passons|passerai|passerons|passera"))
        return comes_by(act, wish);
    for (int i = 0; i < wish->slots.when_count; i++)
        if (wish->slots.whens[i].kind == WHEN_FROM || wish->slots.whens[i].kind == WHEN_PERIOD)
            return false;
    return true;
}

/* "une bonne partie de décembre", "la moitié de mars": some days of what date chunk `at` names. */
bool caution_partial(const struct tokens *units, int at)
{
    for (int i = at - 1; i >= 0 && i >= at - 3; i--) {
        if (token_is_any(&units->items[i], "partie|moitie|majorite|plupart|bout|tiers|courant|"
                                           "alentours|autour|environ|vers|quelques|certains|"
                                           "lendemain|surlendemain|suivant|suivante|soit"))
            return true;
        if (token_is(&units->items[i], "veille") && i > 0 && token_is(&units->items[i - 1], "la"))
            return true;
        if (!token_is_any(&units->items[i], "de|d|du|des|le|la|les"))
            return false;
    }
    return false;
}

/* A stretch of several days, of which some may be meant to stay. */
static bool is_long(const struct wish *wish)
{
    for (int i = 0; i < wish->slots.when_count; i++)
        if (wish->slots.whens[i].kind != WHEN_DAY)
            return true;
    return false;
}

/* Days that stand apart from the wish but lie within it: "du 1er au 30. Le 14 nous serons là." */
static bool inside(const struct act *act, const struct wish *wish, int sentence)
{
    if (sentence < 0 || sentence >= act->sentences->count ||
        act->sentences->items[sentence].subject || act->sentences->items[sentence].command)
        return false;
    for (int i = act->sentences->items[sentence].first; i < act->sentences->items[sentence].last;
         i++) {
        const struct chunk *chunk = chunk_of(act->outcome->chunked, unit(act, i));
        for (int d = 0; chunk && chunk->kind == CHUNK_DATE && d < chunk->when_count; d++) {
            const struct when *day = &chunk->whens[d];
            for (int w = 0; w < wish->slots.when_count && day->kind == WHEN_DAY; w++)
                if (wish->slots.whens[w].kind == WHEN_PERIOD &&
                    ((day->from > wish->slots.whens[w].from &&
                      day->from < wish->slots.whens[w].to) ||
                     day->bare))
                    return true;
        }
    }
    return false;
}

/* "du 10 au 24 mars mais pas le 17", "en avril, à l'exception du 14" */
static bool has_exception(const struct act *act, const struct wish *wish)
{
    bool dated = wish->verb == VERB_SUSPEND || wish->verb == VERB_PICKUP ||
                 wish->verb == VERB_CHANGE || wish->verb == VERB_RESUME;
    if (!dated || !is_long(wish))
        return false;
    const struct sentence *own = &act->sentences->items[wish->sentence];
    for (int i = own->first_mark; i < own->last_mark; i++) {
        const struct mark *mark = &act->sentences->marks[i];
        bool dates = false;
        for (int k = mark->start; k < mark->end; k++)
            dates |= token_has(unit(act, k), LEX_DATE);
        if (mark->kind == MARK_EXCEPT && dates && mark->start >= wish->end)
            return true;
    }
    bool kept = sentence_has(act, wish->sentence, GUARD_PRESENT);
    for (int w = 0; w < act->wishes->count; w++)
        kept |= act->wishes->items[w].keep && act->wishes->items[w].sentence == wish->sentence;
    return (kept && inside(act, wish, wish->sentence)) ||
           caution_mark(act, wish->sentence, GUARD_EXCEPT, wish->start, own->last) ||
           sentence_has(act, wish->sentence + 1, GUARD_EXCEPT) ||
           (sentence_has(act, wish->sentence + 1, GUARD_PRESENT) &&
            inside(act, wish, wish->sentence + 1));
}

/* A wish told as one that was made before. */
static const struct mark *told_before(const struct act *act, const struct wish *wish)
{
    return caution_mark(act, wish->sentence, GUARD_TOLD, wish->left > 8 ? wish->left - 8 : 0,
                        wish->start);
}

/* "ce jour-là" after several days: which of them? */
static bool that_is_open(const struct act *act, const struct wish *wish)
{
    int found = DATE_NONE;
    if (!wish->that || wish->slots.when_count != 2)
        return false;
    if (wish->slots.whens[1].kind != WHEN_DAY)
        return false;
    for (int s = wish->sentence - 3; s < wish->sentence; s++) {
        if (s < 0 || act->sentences->items[s].subject)
            continue;
        for (int i = act->sentences->items[s].first; i < act->sentences->items[s].last; i++) {
            const struct chunk *chunk = chunk_of(act->outcome->chunked, unit(act, i));
            for (int d = 0; chunk && chunk->kind == CHUNK_DATE && d < chunk->when_count; d++) {
                if (chunk->whens[d].kind != WHEN_DAY || chunk->whens[d].past ||
                    chunk->whens[d].from < act->outcome->chunked->today)
                    continue;
                if (found != DATE_NONE && found != chunk->whens[d].from)
                    return true;
                found = chunk->whens[d].from;
            }
        }
    }
    return false;
}

/* "résilier mon abonnement Netflix": a name nobody here knows. */
static bool names_stranger(const struct act *act, const struct wish *wish)
{
    const struct token *after = unit(act, wish->end);
    const struct token *last = unit(act, wish->end - 1);
    bool subscription = token_is_any(last, "abonnement|abo|abonnements|contrat");
    bool unknown = !after->word;
    return (wish->verb == VERB_UNSUBSCRIBE || wish->verb == VERB_SUSPEND) && subscription &&
           ((after->kind == TOKEN_WORD && unknown) ||
            sentence_has(act, wish->sentence, GUARD_FOREIGN));
}

/* "pour le 21 je vous redirai": said of another day. */
static bool unsure_of_another(const struct act *act, int sentence, const struct mark *mark)
{
    for (int i = act->sentences->items[sentence].first; i < mark->start; i++)
        if (token_has(unit(act, i), LEX_DATE))
            return true;
    return token_is_any(unit(act, mark->end), "pour") &&
           token_has(unit(act, mark->end + 1), LEX_DATE);
}

/* Not decided in its own words, or in one of the sentences after it that is not about another day. */
static bool undecided(const struct act *act, const struct wish *wish)
{
    if (sentence_has(act, wish->sentence, GUARD_UNSURE))
        return true;
    int next = wish->sentence + 1;
    const struct mark *mark = caution_mark(act, next, GUARD_UNSURE, 0, INT32_MAX);
    return mark && !unsure_of_another(act, next, mark);
}

/* "Actually, scrap it.": a few words after the wish's sentence. */
static bool is_aside(const struct act *act, int sentence, int at)
{
    enum { ASIDE_UNITS = 6 };
    if (sentence >= act->sentences->count)
        return false;
    const struct sentence *next = &act->sentences->items[sentence];
    return at >= next->first && at < next->last && next->last - next->first <= ASIDE_UNITS;
}

/* A second language's word that no rule knows may be the very one that takes it back. */
static bool has_strange(const struct act *act, const struct wish *wish)
{
    const struct sentence *sentence = &act->sentences->items[wish->sentence];
    int words = 0, strange = 0;
    for (int i = 0; i < act->outcome->chunked->units.count; i++) {
        bool here = token_has(unit(act, i), LEX_STRANGE);
        if (here && i >= sentence->first &&
            (i < sentence->last || is_aside(act, wish->sentence + 1, i)))
            return true;
        strange += here;
        words += unit(act, i)->kind == TOKEN_WORD;
    }
    /* A quarter of them: it is written in another language. */
    return strange > 2 && strange * 4 >= words;
}

static void caution(const struct act *act, struct wish *wish)
{
    const struct mark *told = told_before(act, wish);
    if (wish->verb == VERB_SUSPEND && object_is_money(act, wish))
        leave(act, wish, "not about the basket");
    else if (object_is_food(act, wish) || is_other_basket(act, wish) ||
             is_other_delivery(act, wish) || is_other_turn(act, wish))
        leave(act, wish, "not about the basket");
    else if (gives_otherwise(act, wish))
        leave(act, wish, "not then or there");
    else if (is_notice(act, wish))
        ask(wish, "whose words?");
    else if (comes_as_ever(act, wish))
        leave(act, wish, "as ever");
    else if (is_over(act, wish))
        leave(act, wish, "of the past");
    else if (is_yours(act, wish))
        ask(wish, "whose?");
    else if (reminds(act, wish))
        leave(act, wish, "a reminder");
    else if (asks_to_fetch(act, wish))
        leave(act, wish, "asks somebody to fetch it");
    else if (told && wish->mood == MOOD_INF && wish->start - told->end <= 3)
        leave(act, wish, "told, not asked");
    else if (told && (wish->mood != MOOD_IMP || told->start < wish->left))
        ask(wish, "told before");
    else if (passes_by(act, wish))
        ask(wish, "passes by, perhaps");
    else if (names_order(act, wish))
        ask(wish, "a topic, not a wish");
    else if (names_stranger(act, wish))
        ask(wish, "of something else");
    else if (that_is_open(act, wish))
        wish->slots.choice = true;
    else if (undecided(act, wish))
        ask(wish, "not decided");
    else if (has_strange(act, wish))
        ask(wish, "a word that is not known");
    /* "pas de panier plastique": of a sort that nobody knows. */
    const struct token *sort = unit(act, wish->end);
    if (wish->verb == VERB_SUSPEND && token_is(unit(act, wish->start), "pas") &&
        sort->kind == TOKEN_WORD && !sort->word && !sort->capital &&
        unit(act, wish->end + 1)->kind != TOKEN_MARK)
        ask(wish, "of which sort?");
    /* "le 16 juste le pain, pas de légumes": of a part nobody named. */
    if (has_exception(act, wish) ||
        (wish->verb == VERB_SUSPEND && !wish->slots.formula_count && wish->around.formula_count))
        wish->slots.choice = true;
}

void cautions_wishes(const struct act *act)
{
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (!wish->gone && !wish->keep && verb_changes(wish->verb) && wish->verdict != CLAUSE_HUMAN)
            caution(act, wish);
    }
}
