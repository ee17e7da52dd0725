#include "parsers/caution.h"
#include "parsers/cited.h"
#include "parsers/wish_context.h"

static const struct token *unit(const struct act *act, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    const struct tokens *units = &act->outcome->chunked->units;
    return at >= 0 && at < units->count ? &units->items[at] : &none;
}

/* "Chéri, pour samedi :": whom it is written to, or what it is. Names further down are talk. */
static bool addresses_family(const struct act *act, int sentence)
{
    const struct sentence *where = &act->sentences->items[sentence];
    const struct mark *mark = caution_mark(act, sentence, GUARD_FAMILY, 0, INT32_MAX);
    if (!mark || token_is_any(unit(act, mark->start), "liste|ordre|votre|reunion|a|note|todo|memo"))
        return mark;
    if (token_is_any(unit(act, mark->start - 1), "bisous|bises|bisou|bise|aime|merci"))
        return true;
    if (mark->end == where->last &&
        !token_is_any(unit(act, mark->start - 1), "chez|pour|a|avec|de|d|ma|mon|la|le|et|par|sans"))
        return true;
    for (int i = where->first; i < mark->start; i++)
        if (!token_has(unit(act, i), LEX_GREETING))
            return false;
    return unit(act, mark->end)->kind == TOKEN_MARK ||
           token_is_any(unit(act, mark->end), "tu|te|t|le|la|on|n|ne|est|as");
}

/* "Non, restons au petit", "Ah mince, c'est le 17 qu'on part", "réflexion faite, on le prend": whatever
 * follows, something above is not meant any more; "non, rien d'autre, merci" takes nothing back. */
static bool takes_back(const struct act *act, const struct sentence *where, int first)
{
    bool opens = token_is_any(unit(act, first), "finalement|mince|oups|zut|rectification|erratum|"
                                                "reflexion|attendez|attends|fait");
    int words = 0;
    bool nothing = false, thanks = false;
    for (int i = where->first; i < first; i++)
        opens |= token_is(unit(act, i), "non");
    for (int i = first; i < where->last; i++) {
        nothing |= token_is_any(unit(act, i), "rien|autre");
        thanks |= token_is(unit(act, i), "merci");
        words += unit(act, i)->kind != TOKEN_MARK;
    }
    return opens && words > 0 && !nothing && !(thanks && words <= 3);
}

/* "Pardon, 2 kg.": a correction of its own, in which no wish was found. */
static bool corrects_above(const struct act *act, int sentence)
{
    const struct sentence *where = &act->sentences->items[sentence];
    int first = where->first;
    while (
        first < where->last &&
        (token_is_any(unit(act, first), "ah|oh|euh|heu|en|ou|bon|ben|bah|mais|ps|p|s|edit|non") ||
         token_has(unit(act, first), LEX_COMMA)))
        first++;
    bool corrects =
        token_is_any(unit(act, first), "pardon|rectification|rectificatif|erratum|correction|oups|"
                                       "finalement|plutot|non|erreur|fait|attendez|attends");
    for (int i = where->first; i < first; i++)
        corrects |= token_is(unit(act, i), "non");
    bool bare = takes_back(act, where, first);
    for (int i = first; i < where->last && i < first + 6; i++)
        corrects |=
            token_is_any(unit(act, i), "trompe|trompee|trompes|gourre|gouree|plante|plantee");
    if (where->subject || where->command || wish_is_in(act->wishes, sentence))
        return false;
    if (bare || !corrects)
        return bare;
    for (int i = where->first; i < where->last; i++) {
        const struct chunk *chunk = chunk_of(act->outcome->chunked, unit(act, i));
        if (unit(act, i)->kind == TOKEN_NUMBER ||
            (chunk && (chunk->kind == CHUNK_ITEM || chunk->kind == CHUNK_DATE)))
            return true;
    }
    return false;
}

static bool is_wish(const struct request *request)
{
    return verb_changes(request->verb) && request->verb != VERB_CONFIRM &&
           request->verb != VERB_DENY && request->verb != VERB_CHOOSE &&
           request->verb != VERB_STOP && request->verb != VERB_START;
}

/* What --explain says of the wishes of that verb (VERB_NONE: of all). */
static void explain_wishes(const struct act *act, enum verb verb, enum verdict_of_clause verdict,
                           const char *why)
{
    for (int w = 0; w < act->wishes->count; w++) {
        struct wish *wish = &act->wishes->items[w];
        if (wish->verdict < verdict && !wish->keep && (verb == VERB_NONE || wish->verb == verb)) {
            wish->verdict = verdict;
            wish->why = why;
        }
    }
}

void cautions_result(const struct act *act, int from)
{
    struct understanding *result = act->outcome->result;
    unsigned guards = 0;
    bool family = false;
    for (int s = 0; s < act->sentences->count; s++) {
        const struct sentence *sentence = &act->sentences->items[s];
        family |= !sentence->command && addresses_family(act, s);
        if (s > from && corrects_above(act, s))
            guards |= GUARD_REVOKED;
        if (s >= from && !sentence->command && !sentence->subject)
            guards |= sentence->guards;
    }
    enum cited_talk talk = cited_talk(act->outcome->chunked);
    if (family || talk == CITED_TALK) {
        result->count = 0;
        explain_wishes(act, VERB_NONE, CLAUSE_HUMAN, "not written to the farm");
    }
    if (!(guards & (GUARD_STRANGER | GUARD_REVOKED | GUARD_STAYS)) && talk == CITED_NONE)
        return;
    for (int i = 0; i < result->count; i++) {
        struct request *request = &result->requests[i];
        bool stays = guards & GUARD_STAYS && request->verb == VERB_SUSPEND;
        stays |= talk == CITED_NAME && request->verb != VERB_ORDER && request->verb != VERB_IBAN &&
                 request->verb != VERB_SET;
        if (!is_wish(request) || (!stays && !(guards & (GUARD_STRANGER | GUARD_REVOKED))))
            continue;
        explain_wishes(act, request->verb, CLAUSE_ASK, "doubtful as a whole");
        bool newcomer = guards & GUARD_STRANGER && request->verb == VERB_CHANGE;
        request->about = newcomer ? VERB_SUBSCRIBE : request->verb;
        request->verb = VERB_ASK;
        request->topic = "confirm";
    }
}
