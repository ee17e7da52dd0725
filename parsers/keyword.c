#include "parsers/keyword.h"

#include <string.h>

enum argument {
    ARGUMENT_NONE,
    ARGUMENT_DATE,    /* may have a date */
    ARGUMENT_SUSPEND, /* dates, counts, a formula */
    ARGUMENT_RESUME,
    ARGUMENT_FORMULA,
    ARGUMENT_PLACE,
    ARGUMENT_ITEMS,
    ARGUMENT_CANCEL,
    ARGUMENT_SUBSCRIBE,
    ARGUMENT_INVOICE,
    ARGUMENT_TEXT, /* the rest of the line as written */
    ARGUMENT_PHONE,
    ARGUMENT_EMAIL,
    ARGUMENT_IBAN,
    ARGUMENT_SWITCH, /* oui, non */
    ARGUMENT_REASON,
    ARGUMENT_TOPIC, /* may have one word: what about */
    ARGUMENT_SMS,   /* STOP, START: the whole message */
};

/* Words joined by '|' are alternatives, a blank separates words that follow each other. */
static const struct {
    const char *words;
    enum verb verb;
    enum argument argument;
} keywords[] = {
    {"aide|help", VERB_HELP, ARGUMENT_TOPIC},
    {"panier|composition", VERB_BASKET, ARGUMENT_DATE},
    {"composition du|de panier", VERB_BASKET, ARGUMENT_DATE},
    {"planning|calendrier", VERB_PLANNING, ARGUMENT_NONE},
    {"suspendre|suspendez|suspends|suspend|suspension|suspensions|pause", VERB_SUSPEND,
     ARGUMENT_SUSPEND},
    {"reprendre|reprenez|reprends|reprise", VERB_RESUME, ARGUMENT_RESUME},
    {"formules|types|tarifs|tarif", VERB_TYPES, ARGUMENT_NONE},
    {"formule", VERB_CHANGE, ARGUMENT_FORMULA},
    {"lieux|depots|depot", VERB_PICKUPS, ARGUMENT_NONE},
    {"lieu|depot", VERB_PICKUP, ARGUMENT_PLACE},
    {"produits|catalogue", VERB_PRODUCTS, ARGUMENT_NONE},
    {"commander|commandez|commande", VERB_ORDER, ARGUMENT_ITEMS},
    {"commandes", VERB_ORDERS, ARGUMENT_NONE},
    {"mes commandes", VERB_ORDERS, ARGUMENT_NONE},
    {"annuler|annulez|annule|annulation", VERB_CANCEL, ARGUMENT_CANCEL},
    {"abonner", VERB_SUBSCRIBE, ARGUMENT_SUBSCRIBE},
    {"factures", VERB_INVOICES, ARGUMENT_NONE},
    {"mes factures", VERB_INVOICES, ARGUMENT_NONE},
    {"facture", VERB_INVOICE, ARGUMENT_INVOICE},
    {"solde", VERB_BALANCE, ARGUMENT_NONE},
    {"mon solde", VERB_BALANCE, ARGUMENT_NONE},
    {"reglements|paiements|reglement|paiement", VERB_PAYMENTS, ARGUMENT_NONE},
    {"mes reglements|paiements", VERB_PAYMENTS, ARGUMENT_NONE},
    {"infos|info|informations", VERB_INFO, ARGUMENT_NONE},
    {"mes infos|informations|coordonnees", VERB_INFO, ARGUMENT_NONE},
    {"adresse", VERB_SET, ARGUMENT_TEXT},
    {"telephone|portable", VERB_SET, ARGUMENT_PHONE},
    {"email", VERB_SET, ARGUMENT_EMAIL},
    {"iban|rib", VERB_IBAN, ARGUMENT_IBAN},
    {"rappel|rappels", VERB_REMIND, ARGUMENT_SWITCH},
    {"mes donnees personnelles?", VERB_MYDATA, ARGUMENT_NONE},
    {"donnees personnelles?", VERB_MYDATA, ARGUMENT_NONE},
    {"desabonnement|desabonner|resiliation|resilier", VERB_UNSUBSCRIBE, ARGUMENT_REASON},
    {"stop|stopall|arret|arreter|unsubscribe", VERB_STOP, ARGUMENT_SMS},
    {"start", VERB_START, ARGUMENT_SMS},
};

enum { KEYWORDS = sizeof keywords / sizeof *keywords };

struct line {
    struct outcome *outcome;
    const struct tokens *units;
    int at, last;
    enum channel channel;
    bool alone; /* the line is the whole message */
};

static const struct token *unit_at(const struct line *line, int at)
{
    return &line->units->items[at];
}

static bool is_any(const struct token *token, struct view words)
{
    struct view word;
    while (view_item(&words, '|', &word)) {
        if (view_ends(word, "?"))
            word.len--;
        if (token->kind == TOKEN_WORD && view_equal(token->text, word))
            return true;
    }
    return false;
}

static bool is_noise(const struct token *token)
{
    return (token->kind == TOKEN_MARK && token->mark != '?') || token_has(token, LEX_GREETING) ||
           (token->kind == TOKEN_WORD && token_has(token, LEX_FILLER));
}

static void skip_noise(struct line *line)
{
    while (line->at < line->last && is_noise(unit_at(line, line->at)))
        line->at++;
}

/* The words of keyword `index` at the cursor: how many units they take, 0 when they are not there. */
static int matches(const struct line *line, int index)
{
    struct view rest = view_of(keywords[index].words), words;
    int at = line->at;
    while (view_item(&rest, ' ', &words)) {
        bool optional = view_ends(words, "?");
        if (at < line->last && is_any(unit_at(line, at), words))
            at++;
        else if (!optional)
            return 0;
    }
    return at - line->at;
}

/* The keyword at the cursor that takes the most units, -1. */
static int find_keyword(const struct line *line, int *length)
{
    int found = -1;
    *length = 0;
    for (int i = 0; i < KEYWORDS; i++) {
        int taken = matches(line, i);
        if (taken > *length ||
            (taken && taken == *length && keywords[i].argument > keywords[found].argument)) {
            /* "lieu", "depot" and the like: the plain form is the last that fits. */
            *length = taken;
            found = i;
        }
    }
    return found;
}

/* Takes names, dates and items up to a unit that is neither; commas and small words between them go. */
static void read_slots(struct line *line, struct slots *slots)
{
    static const char *const between = "et|ni|le|la|les|du|de|des|au|aux|a|mon|ma|mes|nos|notre|en|"
                                       "pour|avec|livraison|panier|paniers|livraisons|plus|dans";
    while (line->at < line->last) {
        const struct token *token = unit_at(line, line->at);
        const struct chunk *chunk = chunk_of(line->outcome->chunked, token);
        if (chunk &&
            (chunk->kind == CHUNK_DATE || chunk->kind == CHUNK_NAME || chunk->kind == CHUNK_ITEM))
            slots_add(slots, chunk);
        else if (token_is(token, "ou"))
            slots->choice = true;
        else if (!is_noise(token) && !is_any(token, view_of(between)))
            break;
        line->at++;
    }
    slots_merge(slots, line->outcome->chunked->today);
}

static bool is_number(const struct line *line, int at, int64_t most)
{
    return at < line->last && unit_at(line, at)->kind == TOKEN_NUMBER &&
           unit_at(line, at)->value >= 1 && unit_at(line, at)->value <= most &&
           unit_at(line, at)->digits <= 9;
}

static bool read_cancel(struct line *line)
{
    struct request request = request_make(VERB_CANCEL);
    int at = line->at;
    bool named = false;
    for (; at < line->last; at++) {
        const struct token *token = unit_at(line, at);
        if (is_any(token, VIEW("commande|commandes|order")))
            named = true;
        else if (!is_any(token, VIEW("la|ma|numero|n|no|le")) && !is_noise(token))
            break;
    }
    if (is_number(line, at, 999999999) && named) {
        for (;;) { /* "commandes 12 et 13" */
            request.order = (int)unit_at(line, at)->value;
            line->at = at + 1;
            slots_emit(line->outcome, request);
            at += 2;
            if (!is_number(line, at, 999999999) || !(token_is(unit_at(line, at - 1), "et") ||
                                                     token_has(unit_at(line, at - 1), LEX_COMMA)))
                return true;
        }
    }
    line->at = at;
    if (named)
        slots_ask(line->outcome, NULL, VERB_CANCEL, "order");
    else if (at == line->last)
        slots_emit(line->outcome, request_make(VERB_UNDO));
    else
        return false; /* "annuler le panier du 12": free French */
    return true;
}

static const char *rest_of(struct line *line)
{
    int last = line->last;
    while (last > line->at && unit_at(line, last - 1)->kind == TOKEN_MARK)
        last--;
    while (line->at < last && unit_at(line, line->at)->kind == TOKEN_MARK)
        line->at++;
    struct view view = view_trim(tokens_view(line->units, line->at, last));
    line->at = line->last;
    return arena_copy(line->outcome->arena, view.at, view.len);
}

static bool read_text(struct line *line)
{
    struct request request = request_make(VERB_SET);
    request.field = "address";
    int words = 0, numbers = 0;
    bool question = false;
    for (int i = line->at; i < line->last; i++) {
        const struct token *token = unit_at(line, i);
        words += token->kind == TOKEN_WORD && !token_has(token, LEX_FILLER);
        numbers += token->kind == TOKEN_NUMBER || token_has(token, LEX_STREET);
        question |= token_has(token, LEX_QUESTION) || token_has(token, LEX_EMAIL);
    }
    /* "adresse du gîte : …": not theirs. */
    if (question || (line->at < line->last && is_any(unit_at(line, line->at), VIEW("du|des|de|d"))))
        return false;
    if (!words || !numbers) {
        if (words)
            return false;
        line->at = line->last;
        struct request ask = request_make(VERB_ASK);
        ask.about = VERB_SET;
        ask.field = "address";
        ask.topic = "value";
        slots_emit(line->outcome, ask);
        return true;
    }
    request.value = rest_of(line);
    slots_emit(line->outcome, request);
    return true;
}

/* "AIDE", "AIDE commandes", "aide pour les factures": one word and what leads to it; more is a wish in words. */
static bool read_topic(struct line *line)
{
    struct request request = request_make(VERB_HELP);
    const struct token *word = NULL;
    int at = line->at;
    for (; at < line->last && !word; at++) {
        const struct token *token = unit_at(line, at);
        bool leads = token_is_any(token, "pour|sur|de|du|des|la|le|les|mes|mon|ma|l|d") ||
                     token_is_mark(token, ':') || token_is_mark(token, '\'');
        if (!leads && token->kind != TOKEN_WORD && token->kind != TOKEN_CHUNK)
            break;
        word = leads ? NULL : token;
    }
    if (word) {
        struct view text =
            word->kind == TOKEN_WORD ? word->text : tokens_view(line->units, at - 1, at);
        request.topic = fold_word(line->outcome->arena, text, &(size_t){0});
        line->at = at;
    }
    slots_emit(line->outcome, request);
    return true;
}

/* TELEPHONE, EMAIL, IBAN: one value that passes its check, else the question. */
static bool read_value(struct line *line, enum argument argument)
{
    struct request request = request_make(argument == ARGUMENT_IBAN ? VERB_IBAN : VERB_SET);
    if (argument != ARGUMENT_IBAN)
        request.field = argument == ARGUMENT_PHONE ? "phone" : "email";
    skip_noise(line);
    if (line->at < line->last) {
        const struct token *token = unit_at(line, line->at);
        const struct chunk *chunk = chunk_of(line->outcome->chunked, token);
        if (chunk && chunk->kind == (argument == ARGUMENT_IBAN ? CHUNK_IBAN : CHUNK_PHONE) &&
            argument != ARGUMENT_EMAIL)
            request.value = chunk->value;
        if (argument == ARGUMENT_EMAIL && token_has(token, LEX_EMAIL)) {
            struct view view = tokens_view(line->units, line->at, line->at + 1);
            request.value = arena_copy(line->outcome->arena, view.at, view.len);
        }
        if (request.value || (chunk && chunk->kind == CHUNK_IBAN)) {
            line->at++;
            if (token_is_mark(line->at < line->last ? unit_at(line, line->at) : token, '('))
                return false;
        } else {
            bool letters = false;
            for (int i = line->at; i < line->last; i++)
                letters |= unit_at(line, i)->kind == TOKEN_WORD && !is_noise(unit_at(line, i));
            if (letters)
                return false;
            line->at = line->last;
        }
    }
    if (!request.value) {
        struct request ask = request_make(VERB_ASK);
        ask.about = request.verb;
        ask.field = request.field;
        ask.topic = "value";
        slots_emit(line->outcome, ask);
    } else
        slots_emit(line->outcome, request);
    return true;
}

static bool read_switch(struct line *line)
{
    struct request request = request_make(VERB_REMIND);
    skip_noise(line);
    bool on = line->at < line->last && is_any(unit_at(line, line->at), VIEW("oui|on|actif|active"));
    bool off =
        line->at < line->last && is_any(unit_at(line, line->at), VIEW("non|off|inactif|stop"));
    if (!on && !off) {
        slots_ask(line->outcome, NULL, VERB_REMIND, "choice");
        return true;
    }
    line->at++;
    request.on = on;
    slots_emit(line->outcome, request);
    return true;
}

/* Nothing that begins like a statement or like something else's name. */
static bool is_plain_rest(const struct line *line)
{
    if (is_any(unit_at(line, line->at), VIEW("c|ce|est|serait|coute|ca")))
        return false;
    if (!is_any(unit_at(line, line->at), VIEW("mon|ma|mes|notre|nos|l|le|la|les|du|de|d")))
        return true;
    for (int i = line->at + 1; i < line->last; i++)
        if (unit_at(line, i)->kind == TOKEN_WORD && !is_noise(unit_at(line, i)) &&
            !token_has(unit_at(line, i), LEX_BASKETLIKE) && !token_has(unit_at(line, i), LEX_DET))
            return false;
    return true;
}

/* DESABONNEMENT [raison]: the rest is the reason when it reads like one. */
static bool read_reason(struct line *line)
{
    struct slots slots = {0};
    int start = line->at, words = 0;
    while (
        line->at < line->last &&
        (is_any(unit_at(line, line->at), VIEW("definitif|definitivement|total|complet|immediat")) ||
         is_noise(unit_at(line, line->at))))
        line->at++;
    if (line->at == line->last) {
        slots_unsubscribe(line->outcome, &slots, NULL);
        return true;
    }
    /* "résilier c'est compliqué", "résilier mon abonnement de bus": words, no command with a reason. */
    if (start > 0 && view_ends(unit_at(line, start - 1)->text, "er") && !is_plain_rest(line))
        return false;
    const struct chunk *chunk = chunk_of(line->outcome->chunked, unit_at(line, line->at));
    if (chunk && (chunk->kind == CHUNK_DATE || chunk->named.kind == NAME_FORMULA)) {
        read_slots(line, &slots);
        if (line->at < line->last)
            return false;
        slots_unsubscribe(line->outcome, &slots, NULL);
        return true;
    }
    for (int i = line->at; i < line->last; i++) {
        const struct token *token = unit_at(line, i);
        words++;
        if (token_has(token, LEX_QUESTION) || token->kind == TOKEN_CHUNK ||
            is_any(token, VIEW("newsletter|lettre|mailing|mail|email|sms|texto|textos|comment|si|"
                               "demande|question|information|infos|"
                               "liste|pas|rappel|rappels|mails|messages|notifications|ne|peut|son|"
                               "sa|quand|que|peux|pense|non|ou|serait|serais|dommage|faut|faudrait|"
                               "pourquoi|quoi|jamais|attendre|hesite|hesitons|bientot")))
            return false;
    }
    if (words > 25)
        return false;
    line->at = start;
    slots_unsubscribe(line->outcome, &slots, rest_of(line));
    return true;
}

static int count_words(const struct line *line)
{
    int words = 0;
    for (int i = 0; i < line->last; i++)
        words += unit_at(line, i)->kind == TOKEN_WORD;
    return words;
}

static bool read_sms(struct line *line, enum verb verb)
{
    bool bare = count_words(line) == 1; /* nothing but that word: not "stop merci" */
    skip_noise(line);
    if (!line->alone || line->at < line->last)
        return false;
    const struct vocabulary *vocabulary = line->outcome->chunked->vocabulary;
    /* In English it is the keyword of mails, and what stops texts in an SMS. */
    if (verb == VERB_STOP && line->channel == CHANNEL_MAIL &&
        token_is(unit_at(line, line->last - 1), "unsubscribe") &&
        !strcmp(vocabulary_language(vocabulary), "en"))
        slots_unsubscribe(line->outcome, &(struct slots){0}, NULL);
    else if (verb == VERB_STOP && line->channel == CHANNEL_MAIL)
        slots_ask(line->outcome, NULL, VERB_UNSUBSCRIBE, "confirm");
    else if (line->channel == CHANNEL_MAIL)
        return false;
    else if (verb == VERB_STOP && !bare)
        slots_ask(line->outcome, NULL, VERB_STOP, "confirm");
    else
        slots_emit(line->outcome, request_make(verb));
    return true;
}

static bool has_bare_length(const struct slots *slots)
{
    for (int i = 0; i < slots->when_count; i++)
        if (slots->whens[i].loose || slots->whens[i].kind == WHEN_DAYS ||
            slots->whens[i].kind == WHEN_MONTHS)
            return true;
    return false;
}

/* What only a written reader can know: that nothing of the line is left over. */
static bool ends_here(const struct line *line)
{
    struct line rest = *line;
    skip_noise(&rest);
    int length;
    return rest.at == rest.last || find_keyword(&rest, &length) >= 0;
}

/* "LIEU paris": a name that the farm does not have. */
static bool ask_unknown(struct line *line, const struct slots *slots, enum verb verb)
{
    enum { NAME_WORDS = 4 };
    int words = 0;
    for (int i = line->at; i < line->last; i++) {
        const struct token *token = unit_at(line, i);
        words += token->kind != TOKEN_MARK && !is_noise(token);
        if (token_has(token, LEX_QUESTION) || token_has(token, LEX_BASKETLIKE) ||
            words > NAME_WORDS)
            return false;
    }
    line->at = line->last;
    slots_ask(line->outcome, slots, verb, verb == VERB_PICKUP ? "place" : "type");
    return true;
}

static bool read_arguments(struct line *line, enum verb verb, enum argument argument)
{
    struct slots slots = {0};
    switch (argument) {
    case ARGUMENT_NONE:
        slots_emit(line->outcome, request_make(verb));
        return true;
    case ARGUMENT_TOPIC:
        return read_topic(line);
    case ARGUMENT_TEXT:
        return read_text(line);
    case ARGUMENT_PHONE:
    case ARGUMENT_EMAIL:
    case ARGUMENT_IBAN:
        return read_value(line, argument);
    case ARGUMENT_SWITCH:
        return read_switch(line);
    case ARGUMENT_REASON:
        return read_reason(line);
    case ARGUMENT_SMS:
        return read_sms(line, verb);
    case ARGUMENT_CANCEL:
        return read_cancel(line);
    case ARGUMENT_INVOICE:
        if (line->at < line->last && token_has(unit_at(line, line->at), LEX_BILL)) {
            struct view number = tokens_view(line->units, line->at, line->at + 1);
            char *copy = arena_copy(line->outcome->arena, number.at, number.len);
            copy[0] = 'F';
            line->at++;
            slots_invoice(line->outcome, &slots, copy);
            return true;
        }
        read_slots(line, &slots);
        if (slots.when_count > 1)
            return false;
        slots_invoice(line->outcome, &slots, NULL);
        return true;
    default:
        break;
    }
    read_slots(line, &slots);
    bool named = argument == ARGUMENT_FORMULA || argument == ARGUMENT_PLACE ||
                 argument == ARGUMENT_SUBSCRIBE;
    if (!ends_here(line))
        return named && ask_unknown(line, &slots, verb);
    if (argument == ARGUMENT_DATE) {
        if (slots.when_count > 1 || slots.formula_count || slots.item_count)
            return false;
        slots_basket(line->outcome, &slots);
    } else if (argument == ARGUMENT_SUSPEND) {
        if (has_bare_length(&slots))
            slots_ask(line->outcome, &slots, VERB_SUSPEND, "date");
        else
            slots_suspend(line->outcome, &slots);
    } else if (argument == ARGUMENT_RESUME)
        slots_resume(line->outcome, &slots, true);
    else if (argument == ARGUMENT_FORMULA)
        slots_change(line->outcome, &slots);
    else if (argument == ARGUMENT_PLACE)
        slots_pickup(line->outcome, &slots);
    else if (argument == ARGUMENT_SUBSCRIBE)
        slots_subscribe(line->outcome, &slots);
    else if (slots.item_count || slots.when_count || line->at == line->last)
        slots_order(line->outcome, &slots);
    else
        return false;
    return true;
}

static bool changes_any(const struct understanding *result, int from)
{
    for (int i = from; i < result->count; i++)
        if (verb_changes(result->requests[i].verb) || result->requests[i].verb == VERB_ASK)
            return true;
    return false;
}

bool keyword_line(struct outcome *outcome, int first, int last, enum channel channel, bool alone)
{
    /* "produits ?" asks for them; "suspendre mardi ?" is read with care elsewhere. */
    bool question =
        last > first + 1 && token_is_mark(&outcome->chunked->units.items[last - 1], '?');
    last -= question;
    struct line line = {outcome, &outcome->chunked->units, first, last, channel, alone};
    int before = outcome->result->count;
    outcome->position = first;
    /* "vous suspendez bien le 17": told of the farm, no command. */
    if (first < last && is_any(unit_at(&line, first), VIEW("vous|tu")))
        return false;
    for (int number = 0;; number++) {
        skip_noise(&line);
        if (line.at == line.last && number && question && changes_any(outcome->result, before))
            break;
        if (line.at == line.last && number)
            return true;
        int length, found = find_keyword(&line, &length);
        if (found < 0)
            break;
        /* Commands on one line stand apart: "suspendre le dépôt" is no two of them. */
        const struct token *apart = number ? unit_at(&line, line.at - 1) : NULL;
        if (apart && apart->kind != TOKEN_MARK && !token_is_any(apart, "et|puis|svp|merci|stp"))
            break;
        /* "lieux tallard" is "lieu tallard". */
        if (keywords[found].verb == VERB_PICKUPS && line.at + 1 < last &&
            chunk_of(outcome->chunked, unit_at(&line, line.at + 1)))
            for (int i = 0; i < KEYWORDS; i++)
                if (keywords[i].verb == VERB_PICKUP)
                    found = i;
        /* "suspension à partir du 3, reprise le 10" is one wish, not two: see wish.c. */
        if (keywords[found].verb == VERB_RESUME && number)
            break;
        line.at += length;
        /* "demande de suspension": a word between is politeness at most. */
        if (!read_arguments(&line, keywords[found].verb, keywords[found].argument) ||
            !ends_here(&line))
            break;
    }
    outcome->result->count = before;
    return false;
}
