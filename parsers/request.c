#include "parsers/request.h"

#include <string.h>

#include "parsers/number.h"

static const struct {
    const char *name;
    bool changes;
} verbs[VERB_MAX] = {
    [VERB_NONE] = {"", false},
    [VERB_HELP] = {"HELP", false},
    [VERB_PLANNING] = {"PLANNING", false},
    [VERB_TYPES] = {"TYPES", false},
    [VERB_PICKUPS] = {"PICKUPS", false},
    [VERB_PRODUCTS] = {"PRODUCTS", false},
    [VERB_ORDERS] = {"ORDERS", false},
    [VERB_INVOICES] = {"INVOICES", false},
    [VERB_BALANCE] = {"BALANCE", false},
    [VERB_PAYMENTS] = {"PAYMENTS", false},
    [VERB_INFO] = {"INFO", false},
    [VERB_MYDATA] = {"MYDATA", false},
    [VERB_BASKET] = {"BASKET", false},
    [VERB_SUSPEND] = {"SUSPEND", true},
    [VERB_RESUME] = {"RESUME", true},
    [VERB_CHANGE] = {"CHANGE", true},
    [VERB_PICKUP] = {"PICKUP", true},
    [VERB_ORDER] = {"ORDER", true},
    [VERB_CANCEL] = {"CANCEL", true},
    [VERB_UNDO] = {"UNDO", true},
    [VERB_SUBSCRIBE] = {"SUBSCRIBE", true},
    [VERB_INVOICE] = {"INVOICE", false},
    [VERB_SET] = {"SET", true},
    [VERB_IBAN] = {"IBAN", true},
    [VERB_REMIND] = {"REMIND", true},
    [VERB_UNSUBSCRIBE] = {"UNSUBSCRIBE", true},
    [VERB_CONFIRM] = {"CONFIRM", true},
    [VERB_DENY] = {"DENY", true},
    [VERB_CHOOSE] = {"CHOOSE", true},
    [VERB_STOP] = {"STOP", true},
    [VERB_START] = {"START", true},
    [VERB_ASK] = {"ASK", false},
    [VERB_HUMAN] = {"HUMAN", false},
};

const char *verb_name(enum verb verb)
{
    return verb < VERB_MAX ? verbs[verb].name : "";
}

enum verb verb_read(struct view name)
{
    for (int verb = VERB_NONE + 1; verb < VERB_MAX; verb++)
        if (view_is(name, verbs[verb].name))
            return (enum verb)verb;
    return VERB_NONE;
}

bool verb_changes(enum verb verb)
{
    return verb < VERB_MAX && verbs[verb].changes;
}

struct request request_make(enum verb verb)
{
    return (struct request){
        .verb = verb, .date = DATE_NONE, .from = DATE_NONE, .to = DATE_NONE, .month = DATE_NONE};
}

static void add_quoted(struct text *text, const char *value)
{
    text_add_byte(text, '"');
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            text_add_byte(text, '\\');
        if (*value == '\n' || *value == '\r')
            text_add(text, *value == '\n' ? "\\n" : " ");
        else
            text_add_byte(text, *value);
    }
    text_add_byte(text, '"');
}

static void add_day(struct text *text, const char *key, int day)
{
    if (day == DATE_NONE)
        return;
    text_print(text, " %s=", key);
    date_write_iso(text, day);
}

static void add_number(struct text *text, const char *key, int number)
{
    if (number)
        text_print(text, " %s=%d", key, number);
}

static void add_word(struct text *text, const char *key, const char *word)
{
    if (word)
        text_print(text, " %s=%s", key, word);
}

static void add_items(struct text *text, const struct request *request)
{
    for (int i = 0; i < request->item_count; i++) {
        text_print(text, "%s%s*", i ? "," : " items=", request->items[i].code);
        number_write_quantity(text, request->items[i].thousandths);
    }
}

/* The order of keys is SPEC's: periods before what they restrict, names before dates. */
void request_line(const struct request *request, struct text *text)
{
    bool ask = request->verb == VERB_ASK;
    enum verb of = ask ? request->about : request->verb;
    bool named_first = of != VERB_SUSPEND && of != VERB_RESUME;
    text_add(text, verb_name(request->verb));
    if (ask)
        text_print(text, " verb=%s", verb_name(request->about));
    if (request->verb == VERB_REMIND)
        text_add(text, request->on ? " on" : " off");
    if (ask && request->on)
        text_add(text, " on=yes");
    if (request->all)
        text_add(text, ask ? " all=yes" : " all");
    if (named_first) {
        add_word(text, "type", request->type);
        add_word(text, "place", request->place);
    }
    add_items(text, request);
    add_day(text, "date", request->date);
    add_day(text, "from", request->from);
    add_day(text, "to", request->to);
    add_number(text, "next", request->next);
    add_number(text, "weeks", request->weeks);
    if (!named_first) {
        add_word(text, "type", request->type);
        add_word(text, "place", request->place);
    }
    add_number(text, "order", request->order);
    add_number(text, "n", request->choice);
    add_number(text, "subscription", request->subscription);
    if (request->month != DATE_NONE)
        text_print(text, " month=%04d-%02d", date_parts(request->month).year,
                   date_parts(request->month).month);
    add_word(text, "number", request->number);
    add_word(text, "code", request->code);
    add_word(text, "field", request->field);
    if (request->value && of == VERB_IBAN)
        add_word(text, "value", request->value);
    else if (request->value) {
        text_add(text, " value=");
        add_quoted(text, request->value);
    }
    if (!request->value) /* the contract's line where it may be shown, else what may be stored */
        add_word(text, "sealed", request->sealed);
    if (of != VERB_HELP) /* the line of the contract is bare */
        add_word(text, "topic", request->topic);
    add_word(text, "choices", request->choices);
    if (request->reason) {
        text_add(text, " reason=");
        add_quoted(text, request->reason);
    }
}

char *request_print(struct arena *arena, const struct request *request)
{
    struct text text = text_in(arena);
    request_line(request, &text);
    return text.at;
}

/* A value: a quoted text, or everything up to the next blank. */
static bool read_value(struct arena *arena, struct view *rest, char **value)
{
    struct text text = text_in(arena);
    if (!rest->len || rest->at[0] != '"') {
        size_t end = view_find_byte(*rest, ' ');
        struct view bare = view_cut(*rest, 0, end);
        *rest = end == SIZE_MAX ? view_cut(*rest, rest->len, rest->len)
                                : view_cut(*rest, end, rest->len);
        *value = arena_copy(arena, bare.at, bare.len);
        return bare.len > 0;
    }
    for (size_t i = 1; i < rest->len; i++) {
        char byte = rest->at[i];
        if (byte == '"') {
            *rest = view_cut(*rest, i + 1, rest->len);
            *value = text.at;
            return true;
        }
        if (byte == '\\' && ++i < rest->len)
            byte = rest->at[i] == 'n' ? '\n' : rest->at[i];
        text_add_byte(&text, byte);
    }
    return false;
}

static bool read_items(struct arena *arena, struct view value, struct request *request)
{
    struct view item;
    while (view_item(&value, ',', &item)) {
        size_t star = view_find_byte(item, '*');
        if (star == SIZE_MAX || !star || request->item_count == REQUEST_ITEMS)
            return false;
        struct request_item *out = &request->items[request->item_count++];
        out->code = arena_copy(arena, item.at, star);
        if (!number_quantity(view_cut(item, star + 1, item.len), &out->thousandths))
            return false;
    }
    return request->item_count > 0;
}

static bool read_count(struct view value, int *number)
{
    int64_t read;
    if (!view_int(value, &read) || read < 1 || read > 1000000000)
        return false;
    *number = (int)read;
    return true;
}

/* What a key's value is and where it goes. */
static const struct {
    const char *key;
    char kind; /* d day, n number, w word, m month */
    size_t at;
} keys[] = {
    {"date", 'd', offsetof(struct request, date)},
    {"from", 'd', offsetof(struct request, from)},
    {"to", 'd', offsetof(struct request, to)},
    {"next", 'n', offsetof(struct request, next)},
    {"weeks", 'n', offsetof(struct request, weeks)},
    {"order", 'n', offsetof(struct request, order)},
    {"n", 'n', offsetof(struct request, choice)},
    {"subscription", 'n', offsetof(struct request, subscription)},
    {"month", 'm', offsetof(struct request, month)},
    {"type", 'w', offsetof(struct request, type)},
    {"place", 'w', offsetof(struct request, place)},
    {"code", 'w', offsetof(struct request, code)},
    {"number", 'w', offsetof(struct request, number)},
    {"field", 'w', offsetof(struct request, field)},
    {"value", 'w', offsetof(struct request, value)},
    {"reason", 'w', offsetof(struct request, reason)},
    {"sealed", 'w', offsetof(struct request, sealed)},
    {"topic", 'w', offsetof(struct request, topic)},
    {"choices", 'w', offsetof(struct request, choices)},
};

static bool set_key(struct arena *arena, struct request *request, struct view key, char *value)
{
    struct view view = view_of(value);
    if (view_is(key, "verb"))
        return request->verb == VERB_ASK && (request->about = verb_read(view)) != VERB_NONE;
    if (view_is(key, "items"))
        return read_items(arena, view, request);
    if (view_is(key, "on") || view_is(key, "all"))
        return *(view_is(key, "on") ? &request->on : &request->all) = view_is(view, "yes");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!view_is(key, keys[i].key))
            continue;
        void *at = (char *)request + keys[i].at;
        if (keys[i].kind == 'w')
            *(const char **)at = value;
        else if (keys[i].kind == 'd')
            return (*(int *)at = date_read_iso(view)) != DATE_NONE;
        else if (keys[i].kind == 'm')
            return (*(int *)at = date_read_month(view)) != DATE_NONE;
        else
            return read_count(view, (int *)at);
        return true;
    }
    return false;
}

int request_read(struct arena *arena, struct view line, struct request *request,
                 struct error *error)
{
    struct view rest = view_trim(line);
    size_t end = view_find_byte(rest, ' ');
    *request = request_make(verb_read(view_cut(rest, 0, end)));
    if (request->verb == VERB_NONE)
        return error_set(error, "%.*s: no such request", (int)(line.len < 80 ? line.len : 80),
                         line.at);
    rest = end == SIZE_MAX ? (struct view){rest.at, 0} : view_cut(rest, end, rest.len);
    while ((rest = view_trim(rest)).len) {
        size_t equal = view_find_byte(rest, '='), blank = view_find_byte(rest, ' ');
        if (equal == SIZE_MAX || blank < equal) { /* a word: on, off, all */
            struct view word = view_cut(rest, 0, blank);
            rest = blank == SIZE_MAX ? (struct view){rest.at, 0} : view_cut(rest, blank, rest.len);
            if (request->verb == VERB_REMIND && (view_is(word, "on") || view_is(word, "off")))
                request->on = view_is(word, "on");
            else if (request->verb == VERB_RESUME && view_is(word, "all"))
                request->all = true;
            else
                return error_set(error, "%.*s: not a word of %s", (int)word.len, word.at,
                                 verb_name(request->verb));
            continue;
        }
        struct view key = view_cut(rest, 0, equal);
        char *value;
        rest = view_cut(rest, equal + 1, rest.len);
        if (!read_value(arena, &rest, &value) || !set_key(arena, request, key, value))
            return error_set(error, "%.*s: not a value of %s", (int)key.len, key.at,
                             verb_name(request->verb));
    }
    if (request->verb == VERB_ASK && request->about == VERB_NONE)
        return error_set(error, "ASK without verb=");
    return 0;
}
