#include "parsers/staff.h"

#include <string.h>

#include "parsers/fold.h"

static const struct {
    const char *word; /* folded */
    enum staff_verb verb;
} words[] = {
    {"accepter", STAFF_ACCEPT},   {"accepte", STAFF_ACCEPT},   {"acceptez", STAFF_ACCEPT},
    {"refuser", STAFF_REFUSE},    {"refuse", STAFF_REFUSE},    {"refusez", STAFF_REFUSE},
    {"liste", STAFF_LIST},        {"listes", STAFF_LIST},      {"fiche", STAFF_CARD},
    {"fermeture", STAFF_CLOSE},   {"fermer", STAFF_CLOSE},     {"ouverture", STAFF_OPEN},
    {"ouvrir", STAFF_OPEN},       {"pour", STAFF_FOR},         {"import", STAFF_IMPORT},
    {"importer", STAFF_IMPORT},   {"recherche", STAFF_SEARCH}, {"chercher", STAFF_SEARCH},
    {"rechercher", STAFF_SEARCH}, {"effacer", STAFF_ERASE},    {"digest", STAFF_DIGEST},
    {"bilan", STAFF_DIGEST},      {"aide", STAFF_HELP},
};

static const char *const names[STAFF_VERBS] = {
    [STAFF_ACCEPT] = "accepter", [STAFF_REFUSE] = "refuser",  [STAFF_LIST] = "liste",
    [STAFF_CARD] = "fiche",      [STAFF_CLOSE] = "fermeture", [STAFF_OPEN] = "ouverture",
    [STAFF_FOR] = "pour",        [STAFF_IMPORT] = "import",   [STAFF_SEARCH] = "recherche",
    [STAFF_ERASE] = "effacer",   [STAFF_DIGEST] = "digest",   [STAFF_HELP] = "aide",
};

struct reading {
    struct arena *arena;
    const struct vocabulary *vocabulary;
    int today;
};

const char *staff_verb_name(enum staff_verb verb)
{
    return names[verb];
}

/* Takes a word off `rest`, with a colon or comma behind it; empty at the end. */
static struct view take_word(struct view *rest)
{
    *rest = view_trim(*rest);
    size_t len = 0;
    while (len < rest->len && !byte_is_space(rest->at[len]))
        len++;
    struct view word = view_cut(*rest, 0, len);
    *rest = view_trim(view_cut(*rest, len, rest->len));
    while (word.len && strchr(":,;.", word.at[word.len - 1]))
        word.len--;
    return word;
}

static int find_verb(struct arena *arena, struct view word)
{
    size_t len;
    const char *folded = fold_word(arena, word, &len);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].word, folded))
            return (int)words[i].verb;
    return -1;
}

/* "42", "n°42", "#42": more than nine digits are no number of ours. */
static bool read_number(struct view word, int64_t *number)
{
    while (word.len && !byte_is_digit(*word.at))
        word = view_cut(word, 1, word.len);
    return word.len && word.len <= 9 && view_int(word, number) && *number > 0;
}

static bool is_number_sign(struct arena *arena, struct view word)
{
    size_t len;
    const char *folded = fold_word(arena, word, &len);
    static const char *const signs[] = {"n",  "no",       "num",       "numero", "n°",      "nº",
                                        "et", "commande", "commandes", "abonne", "l'abonne"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strcmp(folded, signs[i]))
            return true;
    return false;
}

/* Numbers at the head of `rest`, at most `most`; they are taken off. */
static void take_numbers(const struct reading *reading, struct view *rest, int most,
                         struct staff_command *command)
{
    while (rest->len && command->number_count < most) {
        struct view after = *rest, word = take_word(&after);
        int64_t number;
        if (read_number(word, &number) && (byte_is_digit(*word.at) || word.len > 1))
            command->numbers[command->number_count++] = number;
        else if (!is_number_sign(reading->arena, word))
            break;
        *rest = after;
    }
    if (!command->number_count)
        command->problem = STAFF_NO_NUMBER;
}

/* Dates are read as subscribers' are, behind a keyword that takes one. */
static bool read_dates(const struct reading *reading, const char *keyword, struct view text,
                       int *from, int *to)
{
    const char *line = arena_print(reading->arena, "%s %.*s", keyword, (int)text.len, text.at);
    struct message message = {
        .channel = CHANNEL_SMS, .today = reading->today, .text = view_of(line)};
    struct understanding result;
    understand(reading->arena, reading->vocabulary, &message, false, &result);
    const struct request *request = &result.requests[0];
    if (result.count != 1 || request->verb != VERB_SUSPEND || request->from == DATE_NONE ||
        request->to == DATE_NONE)
        return false;
    *from = request->from;
    *to = request->to;
    return true;
}

static bool has_digit(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (byte_is_digit(text.at[i]))
            return true;
    return false;
}

/* "14/07 : fête nationale": the date ends at a colon, a dash, a bracket or a comma; else all of it is the date. */
static void take_dates(const struct reading *reading, struct view rest,
                       struct staff_command *command)
{
    static const char *const marks[] = {":", " - ", " – ", " — ", "(", ", ", ""};
    command->problem = STAFF_NO_DATE;
    for (size_t i = 0; rest.len && i < sizeof marks / sizeof *marks; i++) {
        size_t at = *marks[i] ? view_find(rest, marks[i]) : rest.len;
        if (at == SIZE_MAX)
            continue;
        struct view reason = view_trim(view_cut(rest, at + strlen(marks[i]), rest.len));
        if (*marks[i] == ',' &&
            has_digit(reason)) /* two dates: not clear, rather than half of them */
            continue;
        if (!read_dates(reading, "SUSPENDRE", view_cut(rest, 0, at), &command->from,
                        &command->to) ||
            command->to - command->from >= STAFF_PERIOD)
            continue;
        while (reason.len && strchr(").", reason.at[reason.len - 1])) /* the template ends it */
            reason.len--;
        command->text = arena_copy(reading->arena, reason.at, reason.len);
        command->problem = STAFF_FINE;
        return;
    }
}

/* FORCER anywhere in the request. */
static struct view take_force(const struct reading *reading, struct view rest, bool *force)
{
    struct text kept = text_in(reading->arena);
    while (rest.len) {
        struct view before = rest, word = take_word(&rest);
        size_t len, whole = rest.len ? (size_t)(rest.at - before.at) : before.len;
        if (!strcmp(fold_word(reading->arena, word, &len), "forcer"))
            *force = true;
        else
            text_add_view(&kept, view_cut(before, 0, whole));
    }
    return text_view(&kept);
}

/* What staff may ask for somebody: no bank details (a mandate is signed by its owner), no answers to questions
 * that we asked somebody else, nothing that is not certain. */
static bool may_ask(enum verb verb)
{
    static const enum verb never[] = {VERB_NONE, VERB_IBAN, VERB_CONFIRM, VERB_DENY,  VERB_CHOOSE,
                                      VERB_STOP, VERB_ASK,  VERB_HUMAN,   VERB_START, VERB_HELP};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (verb == never[i])
            return false;
    return true;
}

static void read_for(const struct reading *reading, struct view rest, struct staff_command *command)
{
    take_numbers(reading, &rest, 1, command);
    if (command->problem)
        return;
    struct understanding result;
    struct message message = {.channel = CHANNEL_MAIL, .today = reading->today};
    message.text = take_force(reading, rest, &command->force);
    understand(reading->arena, reading->vocabulary, &message, false, &result);
    for (int i = 0; i < result.count; i++) {
        if (!may_ask(result.requests[i].verb))
            command->problem = STAFF_NOT_CLEAR;
        command->requests[command->request_count++] = result.requests[i];
    }
    if (!command->request_count)
        command->problem = STAFF_NOT_CLEAR;
}

static void read_text(const struct reading *reading, struct view rest,
                      struct staff_command *command)
{
    command->text = arena_copy(reading->arena, rest.at, rest.len);
    if (!rest.len)
        command->problem = STAFF_NO_TEXT;
}

/* EFFACER 1001, EFFACER 1001 OUI; whatever else stands there makes it unclear. */
static void read_erase(const struct reading *reading, struct view rest,
                       struct staff_command *command)
{
    take_numbers(reading, &rest, 1, command);
    if (command->problem || !rest.len)
        return;
    struct view word = take_word(&rest);
    command->force = view_is_nocase(word, "oui") && !rest.len;
    if (!command->force)
        command->problem = STAFF_NOT_CLEAR;
}

static void read_rest(const struct reading *reading, struct view rest,
                      struct staff_command *command)
{
    switch (command->verb) {
    case STAFF_ACCEPT:
        take_numbers(reading, &rest, STAFF_NUMBERS, command);
        if (rest.len) /* "accepte pas la 42" */
            command->problem = STAFF_NO_NUMBER;
        break;
    case STAFF_REFUSE:
        take_numbers(reading, &rest, 1, command);
        while (rest.len && strchr(":-,", *rest.at))
            rest = view_trim(view_cut(rest, 1, rest.len));
        command->text = arena_copy(reading->arena, rest.at, rest.len);
        break;
    case STAFF_CARD:
        take_numbers(reading, &rest, 1, command);
        if (command->problem && rest.len) { /* FICHE roux */
            command->verb = STAFF_SEARCH;
            command->problem = STAFF_FINE;
            read_text(reading, rest, command);
        }
        break;
    case STAFF_LIST:
    case STAFF_CLOSE:
    case STAFF_OPEN:
        take_dates(reading, rest, command);
        break;
    case STAFF_FOR:
        read_for(reading, rest, command);
        break;
    case STAFF_ERASE:
        read_erase(reading, rest, command);
        break;
    case STAFF_IMPORT:
    case STAFF_SEARCH:
        read_text(reading, rest, command);
        break;
    case STAFF_DIGEST:
    case STAFF_HELP:
    case STAFF_VERBS:
        break;
    }
}

static bool in_capitals(struct view word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= 'a' && word.at[i] <= 'z')
            return false;
    return true;
}

/* A line of talk may begin with such a word ("Pour info, …"): then it says nothing that can be carried out,
 * and only capitals make it a command that went wrong. */
static bool is_meant(const struct staff_command *command, struct view word, struct view rest,
                     bool subject)
{
    if (!command->problem)
        switch (command->verb) {
        case STAFF_SEARCH:
            return subject || in_capitals(word);
        case STAFF_HELP:
        case STAFF_DIGEST:
            return subject || in_capitals(word) || !rest.len;
        default:
            return true;
        }
    return in_capitals(word) || (subject && command->verb != STAFF_FOR);
}

static void read_line(const struct reading *reading, struct view line, bool subject,
                      struct staff_commands *commands)
{
    struct view rest = view_trim(line), word = take_word(&rest);
    int verb = word.len && word.len < 20 ? find_verb(reading->arena, word) : -1;
    if (verb < 0)
        return;
    struct staff_command *command = arena_alloc(reading->arena, sizeof *command);
    *command = (struct staff_command){.verb = (enum staff_verb)verb,
                                      .line = view_trim(line),
                                      .from = DATE_NONE,
                                      .to = DATE_NONE,
                                      .text = ""};
    read_rest(reading, rest, command);
    if (!is_meant(command, word, rest, subject))
        return;
    for (int i = 0; i < commands->count; i++) /* the subject's once more */
        if (view_equal(commands->items[i].line, command->line))
            return;
    if (commands->count == STAFF_COMMANDS) {
        commands->more = true;
        return;
    }
    commands->items[commands->count++] = *command;
}

/* "Re: ACCEPTER 42" was done already by the mail that it replies to. */
static bool is_answer(struct view subject)
{
    static const char *const marks[] = {"re:", "re :", "tr:", "tr :", "fw:", "fwd:"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (view_starts_nocase(subject, marks[i]))
            return true;
    return false;
}

void staff_read(struct arena *arena, const struct vocabulary *vocabulary,
                const struct message *message, struct staff_commands *commands)
{
    struct reading reading = {arena, vocabulary, message->today};
    struct view rest = message->text, line, subject = view_trim(message->subject);
    *commands = (struct staff_commands){
        .items = arena_array(arena, STAFF_COMMANDS, sizeof *commands->items)};
    if (!is_answer(subject))
        read_line(&reading, subject, true, commands);
    while (view_line(&rest, &line))
        read_line(&reading, line, false, commands);
}
