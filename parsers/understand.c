#include "parsers/understand.h"

#include <string.h>

#include "parsers/act.h"
#include "parsers/caution.h"
#include "parsers/definitive.h"
#include "parsers/dialog.h"
#include "parsers/explain.h"
#include "parsers/keyword.h"
#include "parsers/signature.h"
#include "parsers/wish.h"

/* "Re:", "RE :", "TR:", "Fwd:" at the start of a subject. */
static struct view subject_own(struct view subject, bool *foreign)
{
    static const char *const marks[] = {
        "re:", "re :", "tr:", "tr :", "fwd:", "fw:", "fwd :", "fw :", "rep:", "rép:", "aw:"};
    *foreign = false;
    for (bool more = true; more;) {
        more = false;
        subject = view_trim(subject);
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (view_starts_nocase(subject, marks[i])) {
                subject = view_cut(subject, strlen(marks[i]), subject.len);
                *foreign = more = true;
                break;
            }
    }
    return subject;
}

static int units_before(const struct tokens *units, size_t at)
{
    int count = 0;
    while (count < units->count && units->items[count].at < at)
        count++;
    return count;
}

static void mark_commands(struct sentences *sentences, int first, int last)
{
    for (int s = 0; s < sentences->count; s++)
        if (sentences->items[s].first >= first && sentences->items[s].last <= last)
            sentences->items[s].command = true;
}

/* A command stands on a line of its own, and no sentence runs into it from the line above. */
static bool may_begin(const struct tokens *units, int first)
{
    int at = first - 1;
    while (at >= 0 && token_has(&units->items[at], LEX_BREAK))
        at--;
    if (at < 0 || first - at > 2)
        return true;
    const struct token *token = &units->items[at];
    return token->kind != TOKEN_WORD || token_has(token, LEX_GREETING) ||
           token_has(token, LEX_FILLER) || units->items[first].upper;
}

static int read_commands(struct outcome *outcome, struct sentences *sentences, int from, int to,
                         enum channel channel, bool alone)
{
    const struct tokens *units = &outcome->chunked->units;
    int found = 0;
    bool previous = true;
    while (to > from && token_has(&units->items[to - 1], LEX_BREAK))
        to--;
    for (int first = from; first < to;) {
        int last = first;
        while (last < to && !token_has(&units->items[last], LEX_BREAK))
            last++;
        bool whole = alone && first == from && last == to;
        bool read = last > first && (previous || may_begin(units, first)) &&
                    keyword_line(outcome, first, last, channel, whole);
        if (read) {
            mark_commands(sentences, first, last);
            found++;
        }
        previous = read;
        first = last + 1;
    }
    return found;
}

static bool written_by_machine(const struct sentences *sentences)
{
    for (int s = 0; s < sentences->count; s++)
        if (sentences->items[s].guards & GUARD_AUTO)
            return true;
    return false;
}

struct reading {
    struct outcome *outcome;
    struct chunked *chunked;
    struct sentences sentences;
    struct wishes wishes;
    int subject_units, body_first;
    const struct message *message;
};

/* Questions and complaints beside what was understood are for a person. */
static bool leaves_something(const struct reading *reading, int from_sentence)
{
    if (reading->wishes.blocked || reading->wishes.left_over || reading->wishes.overflow ||
        reading->outcome->overflow)
        return true;
    for (int s = from_sentence; s < reading->sentences.count; s++) {
        const struct sentence *sentence = &reading->sentences.items[s];
        bool wished = sentence->command;
        for (int w = 0; w < reading->wishes.count; w++)
            wished |= reading->wishes.items[w].sentence == s;
        if (!wished && !sentence->subject &&
            (sentence->question || sentence->guards & GUARD_COMPLAINT))
            return true;
    }
    return false;
}

static void read_free(struct reading *reading)
{
    struct act act = {reading->outcome, &reading->sentences, &reading->wishes,
                      reading->message->channel};
    clauses_read(reading->chunked, &reading->sentences, reading->message->channel,
                 &reading->wishes);
    wishes_settle(&act);
    cautions_wishes(&act);
    for (int w = 0; w < reading->wishes.count; w++) {
        const struct wish *wish = &reading->wishes.items[w];
        if (!wish->gone && !wish->keep && wish->verb != VERB_NONE && wish->verdict != CLAUSE_HUMAN)
            act_on(&act, wish);
    }
    if (!reading->outcome->result->count)
        wishes_absence(&act);
}

static void read_all(struct reading *reading)
{
    struct outcome *outcome = reading->outcome;
    struct sentences *sentences = &reading->sentences;
    const struct tokens *units = &reading->chunked->units;
    if (written_by_machine(sentences))
        return;
    bool sms = reading->message->channel == CHANNEL_SMS;
    int body = reading->subject_units, commands;
    commands =
        read_commands(outcome, sentences, body, units->count, reading->message->channel, true);
    bool empty = !clause_has_words(units, body, units->count);
    int first = 0, next;
    while (first < sentences->count && sentences->items[first].subject)
        first++;
    reading->body_first = first;
    if (!commands && !sms && body > 0 && empty)
        commands = read_commands(outcome, sentences, 0, body, reading->message->channel, empty);
    if (!commands) {
        outcome->position = 0;
        enum dialog dialog = dialog_read(outcome, sentences, first, &next);
        for (int s = first; s < next && dialog != DIALOG_NONE; s++)
            sentences->items[s].command = true;
        if (dialog == DIALOG_ASK)
            slots_ask(outcome, NULL, VERB_CONFIRM, "answer");
        reading->body_first = dialog != DIALOG_NONE ? next : first;
    }
    read_free(reading);
    wishes_subject(outcome, sentences, &reading->wishes, reading->message->channel, commands > 0,
                   body);
    struct act act = {outcome, sentences, &reading->wishes, reading->message->channel};
    cautions_result(&act, reading->body_first);
}

void understand(struct arena *arena, const struct vocabulary *vocabulary,
                const struct message *message, bool explained, struct understanding *result)
{
    struct chunked chunked;
    bool foreign, cut = message->text.len > UNDERSTAND_BYTES;
    *result = (struct understanding){.explanation = ""};
    struct view subject = subject_own(view_cut(message->subject, 0, 1000), &foreign);
    struct outcome outcome = {.arena = arena, .chunked = &chunked, .result = result};
    struct text text = text_in(arena);
    /* "Re: Re: SUSPENDRE 12/03" over nothing asks it again; no subject of our answers is a command. */
    bool repeated = foreign && !view_trim(message->text).len;
    if ((!foreign || repeated) && subject.len && message->channel == CHANNEL_MAIL) {
        text_add_view(&text, subject);
        text_add(&text, "\n\n");
    }
    size_t body_at = text.len;
    text_add_view(&text, view_cut(message->text, 0, UNDERSTAND_BYTES));
    chunk_text(arena, vocabulary, text_view(&text), message->today, &chunked);
    struct reading reading = {.outcome = &outcome, .chunked = &chunked, .message = message};
    reading.subject_units = units_before(&chunked.units, body_at);
    if (message->channel == CHANNEL_MAIL)
        signature_cut(&chunked.units, reading.subject_units);
    sentences_read(arena, &chunked, reading.subject_units, &reading.sentences);
    if (repeated)
        read_commands(&outcome, &reading.sentences, 0, reading.subject_units, message->channel,
                      true);
    else
        read_all(&reading);
    outcome.position = chunked.units.count;
    if (!result->count || cut || leaves_something(&reading, reading.body_first)) {
        struct request human = request_make(VERB_HUMAN);
        result->requests[result->count++] = human;
    }
    definitive_settle(arena, message, result);
    if (explained) {
        struct text why = text_in(arena);
        explain(&chunked, &reading.sentences, &reading.wishes, &why);
        result->explanation = why.at;
    }
}
