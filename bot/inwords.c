#include "bot/inwords.h"

#include <string.h>

#include "parsers/gloss.h"

enum { WORDS_BYTES = 120 }; /* longer messages are no answer to "which one?" */

/* The keyword that makes a request of the words; `together`: several of its options may hold at once. */
static const struct kind_of_question {
    enum verb verb;
    const char *keyword;
    bool together;
} kinds[] = {
    {VERB_SUSPEND, "SUSPENDRE", true},  {VERB_RESUME, "REPRENDRE", true},
    {VERB_CHANGE, "FORMULE", false},    {VERB_PICKUP, "LIEU", false},
    {VERB_SUBSCRIBE, "ABONNER", false}, {VERB_ORDER, "COMMANDER", false},
    {VERB_BASKET, "PANIER", false},     {VERB_INVOICE, "FACTURE", false},
};

struct asked {
    struct arena *arena;
    const struct vocabulary *vocabulary;
    const struct message *message;
    const struct tree *options;
    const struct kind_of_question *kind;
    struct tokens tokens;
    int first, last; /* the words without what stands around an answer */
};

static const char *option_line(const struct asked *asked, int index)
{
    return tree_get_text(tree_at(asked->options, (size_t)index), "line", "");
}

static int option_count(const struct asked *asked)
{
    return (int)tree_count(asked->options);
}

static bool has(const struct asked *asked, int at, const char *class)
{
    const struct token *token = &asked->tokens.items[at];
    int id = lexicon_class(asked->tokens.lexicon, view_of(class));
    return id && token_has(token, id);
}

static bool goes(const struct asked *asked, int at, const char *class)
{
    return asked->tokens.items[at].kind == TOKEN_MARK || has(asked, at, class);
}

static bool any(const struct asked *asked, const char *class)
{
    for (int i = asked->first; i < asked->last; i++)
        if (has(asked, i, class))
            return true;
    return false;
}

/* Options that exclude one another (two depots, a day and the period from it on) can't be picked together. */
static bool may_join(const struct asked *asked)
{
    for (int i = 0; asked->kind->together && i < option_count(asked); i++) {
        struct request option;
        struct error error;
        if (request_read(asked->arena, view_of(option_line(asked, i)), &option, &error) ||
            option.from == DATE_NONE || option.from != option.to)
            return false;
    }
    return asked->kind->together && option_count(asked) <= INWORDS_PICKS;
}

static struct inwords pick_one(int index)
{
    return (struct inwords){.kind = INWORDS_PICK, .picks = {index}, .count = 1};
}

/* "les deux", "tous", "les deux boîtes": every option. */
static bool read_all(const struct asked *asked, struct inwords *answer)
{
    bool all = false;
    for (int i = asked->first; i < asked->last; i++) {
        const struct token *token = &asked->tokens.items[i];
        bool counts = token_has(token, LEX_CARDINAL) || token->kind == TOKEN_NUMBER;
        all |= has(asked, i, "answerall") || (counts && token->value == option_count(asked));
        if (!has(asked, i, "answerall") && !has(asked, i, "answerlist") && !counts)
            return false;
        if (counts && token->value != option_count(asked))
            return false;
    }
    if (!all || option_count(asked) < 2)
        return false;
    *answer = (struct inwords){.kind = INWORDS_NOT};
    if (may_join(asked)) {
        answer->kind = INWORDS_PICK;
        for (int i = 0; i < option_count(asked); i++)
            answer->picks[answer->count++] = i;
    }
    return true;
}

/* "aucune", "aucun des deux", "ni l'un ni l'autre" */
static bool is_none(const struct asked *asked)
{
    const struct token *items = asked->tokens.items + asked->first;
    int count = asked->last - asked->first;
    if (count == 6 && token_is(&items[0], "ni") && token_is(&items[2], "un") &&
        token_is(&items[3], "ni") && token_is(&items[5], "autre"))
        return true;
    if (!has(asked, asked->first, "answernone"))
        return false;
    for (int i = asked->first + 1; i < asked->last; i++)
        if (!has(asked, i, "answerlist"))
            return false;
    return true;
}

/* "la première", "la dernière": its number, 0 when it is none. */
static int read_place(const struct asked *asked)
{
    int at = asked->first;
    if (at < asked->last && token_is_any(&asked->tokens.items[at], "la|le"))
        at++;
    bool number = at + 2 == asked->last && asked->tokens.items[at].kind == TOKEN_NUMBER &&
                  token_is_any(&asked->tokens.items[at + 1], "e|eme|er|ere|nd|nde");
    if (number && asked->tokens.items[at].value <= option_count(asked))
        return (int)asked->tokens.items[at].value;
    if (at + 1 != asked->last)
        return 0;
    if (has(asked, at, "answerlast"))
        return option_count(asked);
    bool ordinal = token_has(&asked->tokens.items[at], LEX_ORDINAL);
    int place = ordinal ? (int)asked->tokens.items[at].value : 0;
    return place <= option_count(asked) ? place : 0;
}

/* Another date or place of what was asked about, for the same formula. */
static bool is_of_kind(const struct asked *asked, const struct understanding *understood)
{
    const struct request *request = &understood->requests[0];
    struct request option;
    struct error error;
    if (understood->count != 1 || request->verb != asked->kind->verb ||
        !verb_changes(request->verb) ||
        request_read(asked->arena, view_of(option_line(asked, 0)), &option, &error))
        return false;
    return !option.type == !request->type || request->verb == VERB_CHANGE;
}

static struct inwords match(const struct asked *asked, const struct understanding *understood)
{
    struct inwords answer = {.kind = INWORDS_PICK};
    bool offered[INWORDS_PICKS] = {false};
    for (int r = 0; r < understood->count; r++) {
        const char *line = request_print(asked->arena, &understood->requests[r]);
        bool found = false;
        for (int i = 0; i < option_count(asked) && i < INWORDS_PICKS; i++)
            if (!strcmp(line, option_line(asked, i)))
                offered[i] = found = true;
        if (!found && is_of_kind(asked, understood))
            return (struct inwords){.kind = INWORDS_OTHER, .other = understood->requests[0]};
        if (!found)
            return (struct inwords){.kind = INWORDS_NOT};
    }
    for (int i = 0; i < INWORDS_PICKS; i++)
        if (offered[i])
            answer.picks[answer.count++] = i;
    if (!answer.count || (answer.count > 1 && !may_join(asked)))
        answer.kind = INWORDS_NOT;
    return answer;
}

/* The day that all options share, when they differ in something else. */
static int shared_day(const struct asked *asked)
{
    int day = DATE_NONE;
    for (int i = 0; i < option_count(asked); i++) {
        struct request option;
        struct error error;
        if (request_read(asked->arena, view_of(option_line(asked, i)), &option, &error))
            return DATE_NONE;
        int own = option.date != DATE_NONE   ? option.date
                  : option.from == option.to ? option.from
                                             : DATE_NONE;
        if (own == DATE_NONE || (i && own != day))
            return DATE_NONE;
        day = own;
    }
    return day;
}

static struct inwords understand_words(const struct asked *asked, int day)
{
    struct message message = *asked->message;
    struct view words = tokens_view(&asked->tokens, asked->first, asked->last);
    struct date_parts parts = date_parts(day == DATE_NONE ? asked->message->today : day);
    const char *on = day == DATE_NONE ? ""
                                      : arena_print(asked->arena, " %02d/%02d/%04d,", parts.day,
                                                    parts.month, parts.year);
    message.subject = (struct view){NULL, 0};
    message.text = view_of(
        arena_print(asked->arena, "%s%s %.*s", asked->kind->keyword, on, (int)words.len, words.at));
    struct understanding understood;
    understand(asked->arena, asked->vocabulary, &message, false, &understood);
    return match(asked, &understood);
}

static const struct kind_of_question *kind_of(const struct asked *asked)
{
    struct request first;
    struct error error;
    if (!option_count(asked) ||
        request_read(asked->arena, view_of(option_line(asked, 0)), &first, &error))
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].verb == first.verb)
            return &kinds[i];
    return NULL;
}

struct inwords inwords_read(struct arena *arena, const struct vocabulary *vocabulary,
                            const struct message *message, const struct tree *options)
{
    const struct inwords none = {.kind = INWORDS_NOT};
    struct asked asked = {
        .arena = arena, .vocabulary = vocabulary, .message = message, .options = options};
    struct view words = view_trim(message->text);
    asked.kind = kind_of(&asked);
    if (!asked.kind || !words.len || words.len > WORDS_BYTES || view_find(words, "?") != SIZE_MAX)
        return none;
    gloss_read(arena, vocabulary, words, &asked.tokens);
    asked.last = asked.tokens.count;
    while (asked.first < asked.last && goes(&asked, asked.first, "answerlead"))
        asked.first++;
    while (asked.last > asked.first && goes(&asked, asked.last - 1, "answertail"))
        asked.last--;
    if (asked.first == asked.last)
        return none;
    struct inwords answer = {.kind = INWORDS_NONE};
    if (is_none(&asked) || read_all(&asked, &answer))
        return answer;
    if (any(&asked, "answerdoubt"))
        return none;
    int place = read_place(&asked);
    if (place)
        return pick_one(place - 1);
    answer = understand_words(&asked, DATE_NONE);
    int day = option_count(&asked) > 1 ? shared_day(&asked) : DATE_NONE;
    return answer.kind == INWORDS_NOT && day != DATE_NONE ? understand_words(&asked, day) : answer;
}
