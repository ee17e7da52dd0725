#include "parsers/act.h"

#include <string.h>

static const struct token *unit(const struct act *act, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    const struct tokens *units = &act->outcome->chunked->units;
    return at >= 0 && at < units->count ? &units->items[at] : &none;
}

static bool part_has(const struct act *act, const struct wish *wish, const char *words)
{
    for (int i = wish->left; i < wish->right; i++)
        if (token_is_any(unit(act, i), words))
            return true;
    return false;
}

/* The one token of that class in the wish's part or in what follows it; NULL when none or several. */
static const struct token *find_value(const struct act *act, const struct wish *wish, int class)
{
    const struct token *found = NULL;
    int last = wish->right;
    for (int s = wish->sentence + 1; s < act->sentences->count && s <= wish->sentence + 2; s++)
        last = act->sentences->items[s].last;
    for (int pass = 0; pass < 2 && !found; pass++)
        for (int i = pass ? wish->right : wish->left; i < (pass ? last : wish->right); i++)
            if (token_has(unit(act, i), class)) {
                if (found)
                    return NULL;
                found = unit(act, i);
            }
    return found;
}

static void ask_set(const struct act *act, const char *field)
{
    struct request ask = request_make(VERB_ASK);
    ask.about = VERB_SET;
    ask.field = field;
    ask.topic = "value";
    slots_emit(act->outcome, ask);
}

static const char *copy_view(const struct act *act, struct view view)
{
    return arena_copy(act->outcome->arena, view.at, view.len);
}

/* "je m'appelle désormais Laurence Petit-Vasseur": the capitals after the last small word. */
static const char *read_person(const struct act *act, const struct wish *wish)
{
    int first = -1, last = -1;
    for (int i = wish->end - 1; i < wish->right; i++) {
        const struct token *token = unit(act, i);
        bool name = token->kind == TOKEN_WORD && token->capital;
        if (first < 0 && name && i >= wish->start + 1)
            first = i;
        if (first >= 0 && !name && !token_is_mark(token, '-') &&
            !token_is_any(token, "de|du|d|le|la"))
            break;
        if (first >= 0 && name)
            last = i + 1;
    }
    return first < 0 ? NULL
                     : copy_view(act, tokens_view(&act->outcome->chunked->units, first, last));
}

/* What stands after ":" or "est", to the end of its line: it must hold a number or a street. */
static const char *read_address(const struct act *act, const struct wish *wish)
{
    const struct tokens *units = &act->outcome->chunked->units;
    int first = -1;
    bool colon = false;
    for (int i = wish->end; i < wish->right; i++)
        colon |= token_is_mark(unit(act, i), ':');
    for (int i = wish->end; i < wish->right && first < 0; i++)
        if (colon ? token_is_mark(unit(act, i), ':')
                  : (token_is_any(unit(act, i), "est|devient|sera") &&
                     token_is_any(unit(act, i - 1), "adresse|domicile|desormais")) ||
                        (i == wish->end && unit(act, i)->kind == TOKEN_NUMBER))
            first = unit(act, i)->kind == TOKEN_NUMBER ? i : i + 1;
    if (first < 0)
        return NULL;
    int last = wish->right;
    if (first >= wish->right) { /* on the line below */
        if (wish->sentence + 1 >= act->sentences->count)
            return NULL;
        const struct sentence *next = &act->sentences->items[wish->sentence + 1];
        first = next->first;
        last = next->last;
    }
    /* "27 chemin des Oiseaux, 05000 Gap": the town belongs to it, wherever the wish's part ends. */
    if (token_has(unit(act, last), LEX_COMMA) && unit(act, last + 1)->kind == TOKEN_NUMBER &&
        unit(act, last + 1)->digits == 5)
        last = act->sentences->items[wish->sentence].last;
    bool number = false;
    for (int i = first; i < last; i++) {
        number |= unit(act, i)->kind == TOKEN_NUMBER || token_has(unit(act, i), LEX_STREET);
        if (token_is_any(unit(act, i), "merci|svp|cordialement|bonne|je|nous") ||
            (token_is_any(unit(act, i), "et") && i > first + 6) ||
            token_is_mark(unit(act, i), '(')) {
            last = i;
            break;
        }
    }
    while (last > first && unit(act, last - 1)->kind == TOKEN_MARK)
        last--;
    /* Number 0 or 00 stands for one that is not given. */
    for (int i = first; i < last; i++)
        if (unit(act, i)->kind == TOKEN_NUMBER && !unit(act, i)->value)
            return NULL;
    if (!number)
        return NULL;
    /* One line, and the next when it begins with the postal code. */
    struct view rest = view_trim(tokens_view(units, first, last)), line;
    struct text text = text_in(act->outcome->arena);
    for (int n = 0; view_line(&rest, &line); n++) {
        line = view_trim(line);
        bool postal = line.len > 5 && byte_is_digit(line.at[0]) && byte_is_digit(line.at[4]);
        if (n && !postal)
            break;
        text_print(&text, "%s%.*s", n ? ", " : "", (int)line.len, line.at);
    }
    return text.at;
}

/* "ce n'est pas le 06 39 98 40 17", "mon ancienne adresse lea@example.net": said of the value itself. */
static bool is_denied(const struct act *act, const struct wish *wish)
{
    for (int i = wish->left; i < wish->right; i++)
        for (int k = i - 3;
             k < i && (token_has(unit(act, i), LEX_PHONE) || token_has(unit(act, i), LEX_EMAIL));
             k++)
            if (k >= wish->left && token_is_any(unit(act, k), "pas|plus|ancien|ancienne|etait"))
                return true;
    return false;
}

/* "… mais n'écrivez que sur l'autre": what is said behind the value may take it back. */
static bool is_limited(const struct act *act, const struct wish *wish)
{
    for (int i = wish->start; i < act->sentences->items[wish->sentence].last; i++)
        if (token_is_any(unit(act, i), "mais"))
            return true;
    return false;
}

static void act_set(const struct act *act, const struct wish *wish)
{
    struct request request = request_make(VERB_SET);
    const char *field = copy_view(act, wish->detail);
    request.field = field;
    if (token_is_any(unit(act, wish->start - 1), "son|sa|leur|votre|vos|ses|leurs"))
        return;
    if (!strcmp(field, "phone")) {
        const struct token *token = find_value(act, wish, LEX_PHONE);
        const struct chunk *chunk = token ? chunk_of(act->outcome->chunked, token) : NULL;
        request.value = chunk ? chunk->value : NULL;
    } else if (!strcmp(field, "email")) {
        const struct token *token = find_value(act, wish, LEX_EMAIL);
        if (token)
            request.value = copy_view(
                act, view_cut(act->outcome->chunked->units.original, token->at, token->end));
    } else if (!strcmp(field, "name"))
        request.value = read_person(act, wish);
    else
        request.value = read_address(act, wish);
    const char *const now = "nouveau|nouvelle|remplacer|remplacez|desormais|maintenant|dorenavant";
    bool old = part_has(act, wish, "ancien|ancienne|incorrect|incorrecte|faux|fausse") &&
               !part_has(act, wish, now);
    old |= part_has(act, wish, "plus|marche|fonctionne|existe") && !part_has(act, wish, now);
    old |= is_denied(act, wish) || is_limited(act, wish);
    if (request.value && !old && wish->verdict == CLAUSE_DO)
        slots_emit(act->outcome, request);
    else if (request.value || part_has(act, wish,
                                       strcmp(field, "address") != 0
                                           ? "nouveau|nouvelle|change|changer|changez|modifier|"
                                             "modifiez|remplacer|remplacez|nouveaux|changement"
                                           : "nouvelle"))
        ask_set(act, field);
}

/* "mon nouveau RIB", "merci de prélever sur": said with the number or in the two sentences before. */
static bool is_own_account(const struct act *act, const struct wish *wish)
{
    int first = wish->sentence > 1 ? wish->sentence - 2 : 0;
    for (int i = act->sentences->items[first].first; i < wish->right; i++) {
        if (token_is_any(unit(act, i), "magasin|ferme|association|fournisseur|virement"))
            return false;
        if (token_is_any(
                unit(act, i),
                "mon|notre|mes|nos|nouveau|nouvel|nouvelle|nouvelles|nouveaux|changement|change|"
                "prelever|prelevez|prelevement|prelevements"))
            return true;
    }
    return false;
}

static void act_iban(const struct act *act, const struct wish *wish)
{
    struct request request = request_make(VERB_IBAN);
    const struct token *token = find_value(act, wish, LEX_IBANLIKE);
    const struct chunk *chunk = token ? chunk_of(act->outcome->chunked, token) : NULL;
    request.value = chunk ? chunk->value : NULL;
    bool old = part_has(act, wish, "ancien|ancienne|cloture|cloturee|votre|ferme|errone|faux|bon");
    if (request.value && !old && is_own_account(act, wish) && wish->verdict == CLAUSE_DO)
        slots_emit(act->outcome, request);
    else
        slots_ask(act->outcome, NULL, VERB_IBAN, "value");
}

static int order_number(const struct act *act, const struct wish *wish)
{
    int found = 0;
    for (int i = wish->start; i < wish->right; i++) {
        const struct token *token = unit(act, i);
        if (token->kind == TOKEN_NUMBER && token_is_any(unit(act, i - 1), "la|le") &&
            token_is_any(unit(act, i - 2), "pas"))
            continue; /* "mais pas la 413" */
        bool led = token_is_any(unit(act, i - 1), "commande|commandes|numero|no|n|num|nr|la") ||
                   token_is_mark(unit(act, i - 1), '#');
        /* "la commande 12 et 13": two of them. */
        if (found && token->kind == TOKEN_NUMBER &&
            (token_is_any(unit(act, i - 1), "et|ou|ni") || token_has(unit(act, i - 1), LEX_COMMA)))
            return 0;
        if (found && token->kind == TOKEN_NUMBER &&
            part_has(act, wish, "non|pardon|plutot|attendez|finalement|erreur"))
            return 0;
        if (token->kind != TOKEN_NUMBER || !led || token->digits > 9 || token->value < 1)
            continue;
        if (found)
            return 0;
        found = (int)token->value;
    }
    return found;
}

static void act_cancel(const struct act *act, const struct wish *wish)
{
    struct request request = request_make(VERB_CANCEL);
    request.order = order_number(act, wish);
    if (!request.order && wish->sentence > 0 && act->sentences->items[0].subject) {
        const struct wish subject = {.start = act->sentences->items[0].first,
                                     .right = act->sentences->items[0].last};
        request.order = order_number(act, &subject);
    }
    if (request.order && wish->verdict == CLAUSE_DO)
        slots_emit(act->outcome, request);
    else
        slots_ask(act->outcome, NULL, VERB_CANCEL, "order");
}

static bool is_basket_formula(const struct act *act, const struct chunk *chunk)
{
    const struct name *name = names_get(act->outcome->chunked->vocabulary, chunk->named.names[0]);
    return view_find_nocase(view_of(name->name), "panier") != SIZE_MAX ||
           view_find_nocase(view_of(name->aliases), "panier") != SIZE_MAX;
}

static bool every(const struct wish *wish)
{
    for (int i = 0; i < wish->slots.when_count; i++)
        if (wish->slots.whens[i].kind == WHEN_EVERY)
            return true;
    return false;
}

/* "avoir une boîte de 6 œufs" is an order, "avoir le grand panier" a change. */
static enum verb real_verb(const struct act *act, const struct wish *wish)
{
    if (wish->verb == VERB_CHANGE && wish->slots.formula_count &&
        !is_basket_formula(act, wish->slots.formulas[0])) {
        if (wish->mood == MOOD_NOUN)
            return VERB_ORDER;
        bool swap = part_has(act, wish,
                             "passer|changer|basculer|passez|basculez|changez|remplacer|remplacez|"
                             "lieu|place|passe|passons");
        if (!swap)
            return every(wish) ? VERB_SUBSCRIBE : VERB_ORDER;
    }
    /* "mettre un grand panier pour le 30 mars" is the basket of that day, not one more. */
    if (wish->verb == VERB_ORDER && wish->slots.item_count == 1 && wish->slots.formula_count == 1 &&
        is_basket_formula(act, wish->slots.formulas[0]) && !every(wish) &&
        !part_has(act, wish,
                  "ajouter|ajoutez|rajouter|rajoutez|commander|commandez|plus|supplement|ajoute|"
                  "rajoute|supplementaire|aussi|deuxieme|second"))
        return VERB_CHANGE;
    if (wish->verb == VERB_ORDER && wish->slots.formula_count && every(wish))
        return VERB_SUBSCRIBE;
    return wish->verb;
}

bool act_is_complete(const struct act *act, const struct wish *wish)
{
    switch (real_verb(act, wish)) {
    case VERB_SUSPEND:
        return wish->slots.when_count > 0;
    case VERB_CHANGE:
    case VERB_SUBSCRIBE:
        return wish->slots.formula_count > 0;
    case VERB_PICKUP:
        return wish->slots.depot_count > 0;
    case VERB_ORDER:
        return wish->slots.item_count > 0;
    case VERB_IBAN:
        return find_value(act, wish, LEX_IBANLIKE) != NULL;
    case VERB_SET:
        if (view_is(wish->detail, "address"))
            return read_address(act, wish) != NULL;
        return find_value(act, wish, view_is(wish->detail, "phone") ? LEX_PHONE : LEX_EMAIL) !=
                   NULL ||
               (view_is(wish->detail, "name") && read_person(act, wish));
    default:
        return wish->verdict == CLAUSE_DO;
    }
}

static void act_resume(const struct act *act, const struct wish *wish, const struct slots *slots)
{
    const struct token *verb = unit(act, wish->start);
    bool again = view_starts(verb->text, "repren") || view_starts(verb->text, "repri");
    bool direct = false,
         all = part_has(act, wish,
                        "tout|tous|toutes|mes|nos|suspension|suspensions|livraisons|paniers|les");
    for (int i = wish->start; i < wish->right; i++) {
        const struct chunk *chunk = chunk_of(act->outcome->chunked, unit(act, i));
        if (chunk && chunk->kind == CHUNK_DATE)
            direct |= token_has(unit(act, i - 1), LEX_BASKETLIKE) ||
                      token_is_any(unit(act, i - 1), "celui|celle");
    }
    if (!slots->when_count && !all && wish->mood != MOOD_NOUN)
        slots_ask(act->outcome, slots, VERB_RESUME, "date");
    else
        slots_resume(act->outcome, slots, again && !direct);
}

static void act_order(const struct act *act, const struct wish *wish, struct slots *slots)
{
    bool named = wish->verb == VERB_CHANGE; /* "pain mardi svp" */
    bool sure = (wish->mood != MOOD_NOUN || slots->when_count || slots->item_count > 1) &&
                !(named && wish->mood == MOOD_NOUN);
    /* What is counted but no product of the farm's. */
    for (int i = wish->left; i < wish->right; i++) {
        const struct token *token = unit(act, i);
        bool bullet = i == wish->left || token_is_mark(unit(act, i + 1), ')') ||
                      token_is_mark(unit(act, i + 1), '.');
        slots->unknown |=
            token->kind == TOKEN_NUMBER && (!bullet || token_has(unit(act, i + 1), LEX_UNIT));
        /* "2 salades, un chou": the farm has none, and half an order is none. */
        const struct token *before = unit(act, i - 1), *next = unit(act, i + 1);
        bool listed =
            token_has(before, LEX_COMMA) || token_is(before, "et") || token_has(before, LEX_ITEM);
        slots->unknown |= listed && token_is_any(token, "un|une|des|du|quelques|deux|trois") &&
                          next->kind == TOKEN_WORD && !next->word && !next->capital;
        slots->unknown |=
            token_is_any(token, "place|lieu|remplacer|remplacez|echanger|echangez|contre");
        if (token_has(token, LEX_UNIT) && !token_has(token, LEX_BASKETLIKE) &&
            token->kind == TOKEN_WORD && token_is_any(unit(act, i + 1), "de|d"))
            slots->unknown = true;
    }
    if (every(wish))
        slots->unknown = true;
    if (sure)
        slots_order(act->outcome, slots);
    else
        slots_ask(act->outcome, slots, VERB_ORDER, "confirm");
}

static const char *bill_number(const struct act *act, const struct wish *wish)
{
    for (int i = wish->left; i < wish->right; i++)
        if (token_has(unit(act, i), LEX_BILL)) {
            struct view view = tokens_view(&act->outcome->chunked->units, i, i + 1);
            char *copy = arena_copy(act->outcome->arena, view.at, view.len);
            copy[0] = 'F';
            return copy;
        }
    return NULL;
}

static void act_change_like(const struct act *act, const struct wish *wish, enum verb verb,
                            struct slots *slots)
{
    if (wish->verdict == CLAUSE_ASK) {
        const char *topic = verb == VERB_SUSPEND && !slots->when_count ? "date" : "confirm";
        slots_ask(act->outcome, slots, verb, topic);
        return;
    }
    switch (verb) {
    case VERB_SUSPEND:
        slots_suspend(act->outcome, slots);
        break;
    case VERB_RESUME:
        act_resume(act, wish, slots);
        break;
    case VERB_CHANGE:
        slots_change(act->outcome, slots);
        break;
    case VERB_PICKUP:
        slots_pickup(act->outcome, slots);
        break;
    case VERB_ORDER:
        act_order(act, wish, slots);
        break;
    case VERB_SUBSCRIBE:
        slots_subscribe(act->outcome, slots);
        break;
    default:
        slots_unsubscribe(act->outcome, slots, NULL);
        break;
    }
}

void act_on(const struct act *act, const struct wish *wish)
{
    struct slots slots = wish->slots;
    enum verb verb = real_verb(act, wish);
    struct request plain = request_make(verb);
    slots_merge(&slots, act->outcome->chunked->today);
    /* "pour la rentrée nous passons au grand panier, définitivement" */
    if (slots.forgood && slots.when_count == 1 && slots.whens[0].kind == WHEN_VAGUE)
        slots.when_count = 0;
    act->outcome->position = wish->start;
    switch (verb) {
    case VERB_SUSPEND:
    case VERB_RESUME:
    case VERB_CHANGE:
    case VERB_PICKUP:
    case VERB_ORDER:
    case VERB_SUBSCRIBE:
    case VERB_UNSUBSCRIBE:
        act_change_like(act, wish, verb, &slots);
        break;
    case VERB_CANCEL:
        act_cancel(act, wish);
        break;
    case VERB_SET:
        act_set(act, wish);
        break;
    case VERB_IBAN:
        act_iban(act, wish);
        break;
    case VERB_BASKET:
        slots_basket(act->outcome, &slots);
        break;
    case VERB_INVOICE:
        slots_invoice(act->outcome, &slots, bill_number(act, wish));
        break;
    case VERB_REMIND:
        plain.on = view_is(wish->detail, "on");
        slots_emit(act->outcome, plain);
        break;
    case VERB_STOP:
    case VERB_START:
        if (act->channel == CHANNEL_SMS && verb == VERB_START)
            slots_emit(act->outcome, plain);
        else if (act->channel == CHANNEL_SMS)
            slots_ask(act->outcome, NULL, VERB_STOP, "confirm");
        break;
    default:
        if (wish->verdict == CLAUSE_ASK)
            slots_ask(act->outcome, &slots, verb, "confirm");
        else
            slots_emit(act->outcome, plain);
        break;
    }
}
