#include "parsers/dialog.h"

#include <string.h>

enum { CODE_TOKEN = 26, CODE_DIGITS_LEAST = 4, CODE_DIGITS_MOST = 8 };

static const char yes_words[] =
    "oui|ok|confirme|confirmons|confirmer|confirmation|accord|entendu|valide|validons|parfait";
static const char yes_more[] =
    "ce|est|bon|allez|y|vas|tout|a|fait|bien|sur|sure|ca|marche|me|va|convient|je|nous|j|on|merci|"
    "svp|d|code|voici|le|"
    "pour|la|suspension|suspendre|livraison|panier|commande|changement|volontiers|absolument|"
    "exactement|exact|c|mon|"
    "ma|demande|votre|vous|parfait|toutes|les|super|cool|impec|nickel|oui|confirme|est|pouvez|"
    "poursuivre|proceder|resiliation|desabonnement|adresse|email|numero|iban|nouvelle|nouveau|"
    "modification|annulation|beaucoup|et|re|avec|plaisir|infiniment|evidemment|"
    "carrement|bonne|journee|soiree|impeccable|certain|certaine|mille|fois|grand|mercis|encore";
static const char no_words[] = "non";
static const char no_more[] =
    "merci|svp|ce|est|pas|moi|une|erreur|ne|n|y|touchez|rien|faites|laissez|tomber|jamais|demande|"
    "ca|sa|la|je|j|ai|"
    "voulais|voulait|que|surtout|annulez|abandonnez|laisse|finalement|tout|compte|fait|c|du|tant|"
    "pis|on|oubliez|oublie|"
    "quand|meme|vous|verrai|verrons|plus|tard|cela|bon|non|qui|ce|changement|coordonnees|bancaires|"
    "cette|demande|mon|le|de|a|l|un|autre|fois|prochaine|semaine|abandonner|pour|instant|moment|"
    "avoir|changer|inutile|cas|aucun";
static const char pick_words[] =
    "choix|reponse|numero|option|choisis|choisit|prends|prend|premier|premiere|deuxieme|troisieme|"
    "quatrieme|cinquieme|second|seconde|le|la|ce|est|proposition|c|celui|solution";
static const char pick_more[] =
    "le|la|je|pour|moi|svp|merci|tkt|ca|me|va|bien|c|ce|est|sera|numero|no|n|choix|option|reponse|"
    "mettez|plutot|on|prendra|prend|choisit|choisis|prends|donc|alors|oui|proposition|du|lieu|"
    "parfait|nous|c|ira|va|no|celui|solution|par|d|avance|beaucoup|les|jardins";

/* A long token: 26 letters and digits of base32, perhaps in groups with dashes or between < >. */
static char *read_token(struct arena *arena, const struct chunked *chunked, int first, int last,
                        int *end)
{
    const struct tokens *units = &chunked->units;
    struct view whole =
        view_cut(units->original, units->items[first].at, units->items[last - 1].end);
    char code[CODE_TOKEN + 1];
    size_t len = 0, at = 0, digits = 0;
    bool lower = false;
    for (; at < whole.len && len <= CODE_TOKEN; at++) {
        char byte = whole.at[at];
        digits += byte_is_digit(byte);
        lower |= byte >= 'a' && byte <= 'z';
        bool base32 = byte_is_letter(byte) || (byte_is_digit(byte) && byte >= '2' && byte <= '7');
        if (base32 && len < CODE_TOKEN)
            code[len++] = (char)(byte >= 'a' ? byte - 32 : byte);
        else if (base32 || !strchr("- <\t\n>", byte))
            break;
    }
    /* Twenty-six letters of ordinary words are no token. */
    if (len != CODE_TOKEN || (lower && digits < 2))
        return NULL;
    /* The token must end where its letters do. */
    char after = at < whole.len ? whole.at[at] : ' ';
    if (byte_is_letter(after) || byte_is_digit(after))
        return NULL;
    size_t offset = units->items[first].at + at;
    *end = first;
    while (*end < last && units->items[*end].at < offset)
        (*end)++;
    return arena_copy(arena, code, len);
}

struct answer {
    struct outcome *outcome;
    const struct tokens *units;
    int first, last;
};

static bool only(const struct answer *answer, int from, const char *words, const char *more)
{
    for (int i = from; i < answer->last; i++) {
        const struct token *token = &answer->units->items[i];
        if (token->kind != TOKEN_MARK && !token_has(token, LEX_GREETING) &&
            !token_is_any(token, words) && !token_is_any(token, more) &&
            !token_has(token, LEX_PERIOD))
            return false;
    }
    return true;
}

/* A stretched "nooon !" is a cry, no answer. */
static bool is_stretched(const struct token *token)
{
    return token->end - token->at > token->text.len + 1;
}

static enum dialog read_yes(const struct answer *answer, int at)
{
    struct request request = request_make(VERB_CONFIRM);
    bool codes = false;
    for (int i = at; i < answer->last; i++) {
        const struct token *token = &answer->units->items[i];
        int end;
        char *code = !codes && token->kind != TOKEN_MARK && !token_is_any(token, yes_words)
                         ? read_token(answer->outcome->arena, answer->outcome->chunked, i,
                                      answer->last, &end)
                         : NULL;
        if (code) {
            request.code = code;
            codes = true;
            i = end - 1;
            continue;
        }
        if (token->kind == TOKEN_NUMBER && !codes && token->digits >= CODE_DIGITS_LEAST &&
            token->digits <= CODE_DIGITS_MOST) {
            struct view view = view_cut(answer->units->original, token->at, token->end);
            request.code = arena_copy(answer->outcome->arena, view.at, view.len);
            codes = true;
            continue;
        }
        if (token->kind == TOKEN_MARK || token_has(token, LEX_GREETING) ||
            token_is_any(token, yes_words) || token_is_any(token, yes_more))
            continue;
        return DIALOG_NONE;
    }
    slots_emit(answer->outcome, request);
    return DIALOG_DONE;
}

/* "2", "la 1 !", "choix 3 merci", "le deuxième", "3 pour moi" */
static enum dialog read_choice(const struct answer *answer, int at)
{
    int choice = 0, found = 0;
    for (int i = at; i < answer->last; i++) {
        const struct token *token = &answer->units->items[i];
        if (token->kind == TOKEN_NUMBER || token_has(token, LEX_ORDINAL)) {
            if (token->value < 1 || token->value > 9 || token->digits > 1)
                return DIALOG_NONE;
            choice = (int)token->value;
            found++;
        } else if (token_is_any(token, "er|ere|eme|e"))
            continue;
        else if (token->kind == TOKEN_MARK
                     ? !strchr(".,!()-:#e", token->mark)
                     : !token_has(token, LEX_GREETING) && !token_is_any(token, pick_more) &&
                           !token_is_any(token, pick_words) && !token_has(token, LEX_FILLER))
            return DIALOG_NONE;
    }
    if (found != 1)
        return found > 1 ? DIALOG_ASK : DIALOG_NONE;
    struct request request = request_make(VERB_CHOOSE);
    request.choice = choice;
    slots_emit(answer->outcome, request);
    return DIALOG_DONE;
}

static int skip_greeting(const struct answer *answer)
{
    int at = answer->first;
    while (at < answer->last && (answer->units->items[at].kind == TOKEN_MARK ||
                                 token_has(&answer->units->items[at], LEX_GREETING)))
        at++;
    return at;
}

static bool has_word(const struct answer *answer, const char *words)
{
    for (int i = answer->first; i < answer->last; i++)
        if (token_is_any(&answer->units->items[i], words))
            return true;
    return false;
}

static enum dialog read_answer(struct answer *answer, bool question)
{
    int at = skip_greeting(answer);
    if (at == answer->last || question)
        return DIALOG_NONE;
    const struct token *first = &answer->units->items[at];
    bool yes =
        token_is_any(first, "oui") || (has_word(answer, "confirme|confirmons") &&
                                       token_is_any(first, "je|nous|oui|confirme|ok|parfait"));
    if (yes) {
        enum dialog done = read_yes(answer, at);
        return done == DIALOG_NONE && token_is_any(first, "oui") &&
                       has_word(answer, "mais|sauf|seulement|pas|uniquement")
                   ? DIALOG_ASK
                   : done;
    }
    if (token_is_any(first, no_words)) {
        if (is_stretched(first) || !only(answer, at, no_words, no_more) ||
            has_word(answer, "mais|suspendez|sauf"))
            return DIALOG_NONE;
        slots_emit(answer->outcome, request_make(VERB_DENY));
        return DIALOG_DONE;
    }
    return read_choice(answer, at);
}

/* After an answer: thanks, a name, another wish; not a story ("Ouais... c'est vraiment des…"). */
static bool fits_below(const struct outcome *outcome, const struct sentences *sentences,
                       const struct sentence *sentence, bool denied)
{
    const struct tokens *units = &outcome->chunked->units;
    struct answer answer = {(struct outcome *)outcome, units, sentence->first, sentence->last};
    int words = 0, names = 0;
    if (sentence->command)
        return true;
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &sentences->marks[i];
        if (mark->kind == MARK_INTENT && mark->verb != VERB_NONE &&
            (mark->mood != MOOD_NOUN || mark->verb == VERB_ORDER))
            return true;
    }
    for (int i = sentence->first; i < sentence->last; i++) {
        const struct token *token = &units->items[i];
        if (token->kind == TOKEN_MARK || token_has(token, LEX_GREETING) ||
            token_has(token, LEX_FILLER) || token_has(token, LEX_CLOSING))
            continue;
        words++;
        names += token->capital && !token->word;
    }
    const struct token *first = &units->items[sentence->first];
    return words == names ||
           token_is_any(first, "merci|bonne|bon|belle|cordialement|bien|a|encore") ||
           only(&answer, sentence->first, yes_words, yes_more) ||
           (denied && has_word(&answer, "erreur|touchez|rien|demande|moi|annulez|tomber|verrai"));
}

enum dialog dialog_read(struct outcome *outcome, const struct sentences *sentences, int first,
                        int *next)
{
    struct understanding *result = outcome->result;
    *next = first;
    for (int s = first; s < sentences->count; s++) {
        const struct sentence *sentence = &sentences->items[s];
        struct answer answer = {outcome, &outcome->chunked->units, sentence->first, sentence->last};
        if (sentence->command)
            return DIALOG_NONE;
        if (skip_greeting(&answer) == sentence->last)
            continue; /* "Bonjour," on a line of its own */
        int before = result->count;
        enum dialog done = read_answer(&answer, sentence->question);
        if (done == DIALOG_NONE)
            return DIALOG_NONE;
        *next = s + 1;
        bool denied = result->count > before && result->requests[before].verb == VERB_DENY;
        for (int below = s + 1; below < sentences->count && done == DIALOG_DONE; below++)
            if (!fits_below(outcome, sentences, &sentences->items[below], denied)) {
                bool chosen = result->requests[before].verb == VERB_CHOOSE;
                result->count = before;
                done = chosen ? DIALOG_NONE : DIALOG_ASK;
            } else if (denied)
                *next = below + 1;
        return done;
    }
    return DIALOG_NONE;
}
