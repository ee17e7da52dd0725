#include "parsers/slots.h"

#include <string.h>

void slots_add(struct slots *slots, const struct chunk *chunk)
{
    if (chunk->kind == CHUNK_DATE)
        for (int i = 0; i < chunk->when_count && slots->when_count < WHEN_MOST; i++)
            slots->whens[slots->when_count++] = chunk->whens[i];
    bool formula = chunk->named.kind == NAME_FORMULA;
    if ((chunk->kind == CHUNK_NAME || chunk->kind == CHUNK_ITEM) && formula &&
        slots->formula_count < SLOT_NAMES)
        slots->formulas[slots->formula_count++] = chunk;
    if (chunk->kind == CHUNK_NAME && chunk->named.kind == NAME_DEPOT &&
        slots->depot_count < SLOT_NAMES)
        slots->depots[slots->depot_count++] = chunk;
    bool product = chunk->kind == CHUNK_NAME && chunk->named.kind == NAME_PRODUCT;
    if ((chunk->kind == CHUNK_ITEM || product || (chunk->kind == CHUNK_NAME && formula)) &&
        slots->item_count < SLOT_ITEMS)
        slots->items[slots->item_count++] = chunk;
}

void slots_merge(struct slots *slots, int today)
{
    slots->when_count = when_merge(slots->whens, slots->when_count, today);
    /* Rhythms, "à partir de maintenant" and "ce jour-là" are no dates of their own. */
    int kept = 0;
    for (int i = 0; i < slots->when_count; i++)
        slots->rhythm |= slots->whens[i].kind == WHEN_EVERY;
    for (int i = 0; i < slots->when_count; i++)
        if (slots->whens[i].kind != WHEN_EVERY && slots->whens[i].kind != WHEN_NOW &&
            !slots->whens[i].that)
            slots->whens[kept++] = slots->whens[i];
    slots->when_count = kept;
    /* What names no certain day counts only where nothing else does; "deux semaines courant mars"
     * is a length within it. */
    bool certain = false;
    for (int i = 0; i < kept; i++)
        certain |= slots->whens[i].kind != WHEN_VAGUE && slots->whens[i].kind != WHEN_WEEKS &&
                   slots->whens[i].kind != WHEN_NEXT;
    for (int i = 0; certain && i < slots->when_count;) {
        /* "quelques jours en mars": some of it. */
        bool part_of = i + 1 < slots->when_count && slots->whens[i + 1].month &&
                       slots->whens[i + 1].kind == WHEN_PERIOD &&
                       slots->whens[i + 1].first - slots->whens[i].last <= 1;
        if (slots->whens[i].kind != WHEN_VAGUE || part_of) {
            i++;
            continue;
        }
        memmove(&slots->whens[i], &slots->whens[i + 1],
                (size_t)(slots->when_count - i - 1) * sizeof *slots->whens);
        slots->when_count--;
    }
}

void slots_emit(struct outcome *outcome, struct request request)
{
    struct understanding *result = outcome->result;
    if (result->count >=
        UNDERSTAND_REQUESTS - 1) { /* the last place is for the HUMAN that says so */
        outcome->overflow = true;
        return;
    }
    /* The same thing said twice (subject and body, "merci de suspendre … oui, suspendre") is one. */
    char *line = request_print(outcome->arena, &request);
    for (int i = 0; i < result->count; i++)
        if (!strcmp(line, request_print(outcome->arena, &result->requests[i])))
            return;
    int at = result->count++;
    for (; at > 0 && outcome->positions[at - 1] > outcome->position; at--) {
        result->requests[at] = result->requests[at - 1];
        outcome->positions[at] = outcome->positions[at - 1];
    }
    result->requests[at] = request;
    outcome->positions[at] = outcome->position;
}

static const char *code_of(const struct outcome *outcome, const struct chunk *chunk)
{
    return names_get(outcome->chunked->vocabulary, chunk->named.names[0])->code;
}

static char *codes_of(struct outcome *outcome, const struct chunk *chunk)
{
    return names_codes(outcome->arena, outcome->chunked->vocabulary, &chunk->named);
}

/* Puts a certain date into a request; false when it is none. */
static bool put_when(struct request *request, const struct when *when, bool single)
{
    switch (when->kind) {
    case WHEN_DAY:
        if (single)
            request->date = when->from;
        else
            request->from = request->to = when->from;
        return true;
    case WHEN_PERIOD:
    case WHEN_UNTIL:
        request->from = when->from;
        request->to = when->to;
        return true;
    case WHEN_FROM:
        request->from = when->from;
        return true;
    default:
        return false;
    }
}

void slots_ask(struct outcome *outcome, const struct slots *slots, enum verb about,
               const char *topic)
{
    struct request ask = request_make(VERB_ASK);
    ask.about = about;
    ask.topic = topic;
    bool single =
        about == VERB_CHANGE || about == VERB_PICKUP || about == VERB_ORDER || about == VERB_BASKET;
    /* Which days are meant is open: none that one OUI could apply. */
    if (slots && slots->when_count == 1 && !(slots->choice && !strcmp(topic, "date"))) {
        put_when(&ask, &slots->whens[0], single);
        if (slots->whens[0].kind == WHEN_NEXT)
            ask.next = slots->whens[0].n;
        if (slots->whens[0].kind == WHEN_WEEKS)
            ask.weeks = slots->whens[0].n;
    }
    if (slots && slots->formula_count == 1) {
        if (slots->formulas[0]->named.count == 1)
            ask.type = code_of(outcome, slots->formulas[0]);
        else if (!ask.choices)
            ask.choices = codes_of(outcome, slots->formulas[0]);
    }
    if (slots && slots->depot_count == 1 && (about == VERB_PICKUP || about == VERB_NONE)) {
        if (slots->depots[0]->named.count == 1)
            ask.place = code_of(outcome, slots->depots[0]);
        else
            ask.choices = codes_of(outcome, slots->depots[0]);
    }
    for (int i = 0; slots && about == VERB_ORDER && i < slots->item_count; i++) {
        const struct chunk *item = slots->items[i];
        if (item->named.count == 1 && item->kind == CHUNK_ITEM && !item->unfit)
            ask.items[ask.item_count++] =
                (struct request_item){code_of(outcome, item), item->thousandths};
        else if (item->named.count > 1 && !ask.choices)
            ask.choices = codes_of(outcome, item);
    }
    if (about == VERB_ORDER)
        ask.type = NULL;
    slots_emit(outcome, ask);
}

/* Only certain dates, no choice between them. */
static bool dates_certain(const struct slots *slots)
{
    for (int i = 0; i < slots->when_count; i++)
        if (slots->whens[i].kind == WHEN_BAD || slots->whens[i].kind == WHEN_VAGUE ||
            slots->whens[i].kind == WHEN_DAYS || slots->whens[i].kind == WHEN_MONTHS)
            return false;
    return !slots->choice;
}

/* NULL and true: no formula named; false: ambiguous. */
static bool one_type(struct outcome *outcome, const struct slots *slots, const char **type)
{
    *type = NULL;
    if (slots->whole || !slots->formula_count)
        return true;
    for (int i = 0; i < slots->formula_count; i++) {
        if (slots->formulas[i]->named.count != 1)
            return false;
        const char *code = code_of(outcome, slots->formulas[i]);
        if (*type && strcmp(*type, code))
            return false;
        *type = code;
    }
    return true;
}

void slots_suspend(struct outcome *outcome, const struct slots *slots)
{
    const char *type;
    if (!dates_certain(slots) || !slots->when_count || slots->rhythm) {
        slots_ask(outcome, slots, VERB_SUSPEND, "date");
        return;
    }
    if (!one_type(outcome, slots, &type)) {
        slots_ask(outcome, slots, VERB_SUSPEND, "type");
        return;
    }
    bool counted = false, dated = false;
    for (int i = 0; i < slots->when_count; i++) {
        enum when_kind kind = slots->whens[i].kind;
        if (kind == WHEN_FROM) {
            slots_ask(outcome, slots, VERB_SUSPEND, "end");
            return;
        }
        counted |= kind == WHEN_NEXT || kind == WHEN_WEEKS;
        dated |= kind == WHEN_DAY || kind == WHEN_PERIOD || kind == WHEN_UNTIL;
    }
    if (counted && (dated || slots->when_count > 1)) {
        slots_ask(outcome, slots, VERB_SUSPEND, "date");
        return;
    }
    /* Periods that touch are one: "la semaine prochaine et la suivante". */
    struct request request = request_make(VERB_SUSPEND);
    for (int i = 0; i < slots->when_count; i++) {
        const struct when *when = &slots->whens[i];
        request.type = type;
        if (counted) {
            request.next = when->kind == WHEN_NEXT ? when->n : 0;
            request.weeks = when->kind == WHEN_WEEKS ? when->n : 0;
        } else
            put_when(&request, when, false);
        bool more = i + 1 < slots->when_count && when->kind == WHEN_PERIOD &&
                    slots->whens[i + 1].kind == WHEN_PERIOD &&
                    slots->whens[i + 1].from == when->to + 1;
        int from = request.from;
        while (more) {
            request.to = slots->whens[++i].to;
            more = i + 1 < slots->when_count && slots->whens[i + 1].kind == WHEN_PERIOD &&
                   slots->whens[i + 1].from == request.to + 1;
        }
        request.from = from;
        slots_emit(outcome, request);
    }
}

void slots_resume(struct outcome *outcome, const struct slots *slots, bool adverbial)
{
    if (!dates_certain(slots)) {
        slots_ask(outcome, slots, VERB_RESUME, "date");
        return;
    }
    struct request request = request_make(VERB_RESUME);
    if (!slots->when_count) {
        request.all = true;
        if (slots->formula_count)
            slots_ask(outcome, slots, VERB_RESUME, "date");
        else
            slots_emit(outcome, request);
        return;
    }
    for (int i = 0; i < slots->when_count; i++) {
        const struct when *when = &slots->whens[i];
        request = request_make(VERB_RESUME);
        if (!put_when(&request, when, false) || when->kind == WHEN_UNTIL ||
            (adverbial && when->kind == WHEN_PERIOD) || (adverbial && slots->when_count > 1)) {
            slots_ask(outcome, slots, VERB_RESUME, "date");
            return;
        }
        if (adverbial)
            request.to = DATE_NONE;
        slots_emit(outcome, request);
    }
}

/* One line for good, or one a date; asks when a date is of another kind. */
static void emit_dated(struct outcome *outcome, const struct slots *slots, struct request request)
{
    enum verb verb = request.verb;
    if (!dates_certain(slots)) {
        slots_ask(outcome, slots, verb, "date");
        return;
    }
    if (!slots->when_count) {
        slots_emit(outcome, request);
        return;
    }
    /* All of the dates or none: half a wish is none. */
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < slots->when_count; i++) {
            struct request one = request;
            const struct when *when = &slots->whens[i];
            if (when->kind == WHEN_NEXT && when->n == 1 && verb == VERB_ORDER)
                one.date = DATE_NONE;
            else if (!put_when(&one, when, true) || when->kind == WHEN_UNTIL ||
                     (when->kind == WHEN_FROM && slots->when_count > 1) ||
                     (slots->forgood && when->kind != WHEN_FROM)) {
                slots_ask(outcome, slots, verb, "date");
                return;
            }
            if (pass)
                slots_emit(outcome, one);
        }
}

void slots_change(struct outcome *outcome, const struct slots *slots)
{
    struct request request = request_make(VERB_CHANGE);
    if (slots->formula_count != 1 || !one_type(outcome, slots, &request.type) || slots->choice ||
        !request.type || slots->unknown) {
        slots_ask(outcome, slots, VERB_CHANGE, "type");
        return;
    }
    if (slots->formulas[0]->kind == CHUNK_ITEM && slots->formulas[0]->thousandths > 1000) {
        slots_ask(outcome, slots, VERB_CHANGE, "quantity");
        return;
    }
    emit_dated(outcome, slots, request);
}

void slots_pickup(struct outcome *outcome, const struct slots *slots)
{
    struct request request = request_make(VERB_PICKUP);
    if (slots->depot_count != 1 || slots->depots[0]->named.count != 1 || slots->choice ||
        slots->unknown) {
        slots_ask(outcome, slots, VERB_PICKUP, "place");
        return;
    }
    request.place = code_of(outcome, slots->depots[0]);
    emit_dated(outcome, slots, request);
}

void slots_order(struct outcome *outcome, const struct slots *slots)
{
    struct request request = request_make(VERB_ORDER);
    bool certain = slots->item_count > 0 && !slots->choice && !slots->unknown && !slots->rhythm;
    for (int i = 0; i < slots->item_count; i++) {
        const struct chunk *item = slots->items[i];
        certain &= item->kind == CHUNK_ITEM && !item->unfit && item->named.count == 1;
        if (!certain)
            break;
        const char *code = code_of(outcome, item);
        int same = 0;
        while (same < request.item_count && strcmp(request.items[same].code, code))
            same++;
        if (same < request.item_count) {
            /* Twice the same product: said again, or more of it? */
            certain = request.items[same].thousandths == item->thousandths;
            continue;
        }
        request.items[request.item_count++] = (struct request_item){code, item->thousandths};
    }
    if (!certain) {
        slots_ask(outcome, slots, VERB_ORDER, "items");
        return;
    }
    bool dates =
        slots->when_count <= 1 && (!slots->when_count || slots->whens[0].kind == WHEN_DAY ||
                                   (slots->whens[0].kind == WHEN_NEXT && slots->whens[0].n == 1));
    if (!dates) {
        slots_ask(outcome, slots, VERB_ORDER, "date");
        return;
    }
    emit_dated(outcome, slots, request);
}

void slots_subscribe(struct outcome *outcome, const struct slots *slots)
{
    struct request request = request_make(VERB_SUBSCRIBE);
    if (slots->formula_count != 1 || !one_type(outcome, slots, &request.type) || !request.type ||
        slots->unknown) {
        slots_ask(outcome, slots, VERB_SUBSCRIBE, "type");
        return;
    }
    if (slots->when_count ||
        (slots->formulas[0]->kind == CHUNK_ITEM && slots->formulas[0]->thousandths > 1000)) {
        slots_ask(outcome, slots, VERB_SUBSCRIBE, slots->when_count ? "date" : "quantity");
        return;
    }
    slots_emit(outcome, request);
}

void slots_basket(struct outcome *outcome, const struct slots *slots)
{
    struct request request = request_make(VERB_BASKET);
    if (slots->when_count == 1 && slots->whens[0].kind == WHEN_DAY)
        request.date = slots->whens[0].from;
    if (slots->when_count == 1 && slots->whens[0].kind == WHEN_BAD) {
        slots_ask(outcome, slots, VERB_BASKET, "date");
        return;
    }
    slots_emit(outcome, request);
}

void slots_invoice(struct outcome *outcome, const struct slots *slots, const char *number)
{
    struct request request = request_make(VERB_INVOICE);
    int today = outcome->chunked->today;
    request.number = number;
    int months = 0;
    for (int i = 0; i < slots->when_count && !number; i++) {
        const struct when *when = &slots->whens[i];
        if (when->from == DATE_NONE || (when->kind != WHEN_PERIOD && !when->month))
            continue;
        /* SPEC: the latest such month not after the current one. */
        int first = date_month_first(when->from);
        if (!when->year)
            while (first > date_month_first(today))
                first = date_add_months(first, -12);
        if (!when->year && first < date_month_first(today))
            while (date_add_months(first, 12) <= date_month_first(today))
                first = date_add_months(first, 12);
        request.month = first;
        months++;
        slots_emit(outcome, request);
    }
    if (!months)
        slots_emit(outcome, request);
}

void slots_unsubscribe(struct outcome *outcome, const struct slots *slots, const char *reason)
{
    struct request request = request_make(VERB_UNSUBSCRIBE);
    bool certain =
        dates_certain(slots) && slots->when_count <= 1 && one_type(outcome, slots, &request.type);
    if (certain && slots->when_count) {
        certain = slots->whens[0].kind == WHEN_FROM || slots->whens[0].kind == WHEN_DAY;
        request.from = slots->whens[0].from;
    }
    if (!certain) {
        slots_ask(outcome, slots, VERB_UNSUBSCRIBE, "date");
        return;
    }
    request.reason = reason;
    slots_emit(outcome, request);
}
