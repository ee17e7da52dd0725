#include "bot/inwords.h"

#include <string.h>

enum { WORDS_BYTES = 120 }; /* longer messages are no answer to "which one?" */

/* The keyword that makes a request of the words. The lexicon understands them in every language. */
static const struct {
    enum verb verb;
    const char *keyword;
} keywords[] = {
    {VERB_SUSPEND, "SUSPENDRE"}, {VERB_RESUME, "REPRENDRE"},  {VERB_CHANGE, "FORMULE"},
    {VERB_PICKUP, "LIEU"},       {VERB_SUBSCRIBE, "ABONNER"}, {VERB_ORDER, "COMMANDER"},
    {VERB_BASKET, "PANIER"},     {VERB_INVOICE, "FACTURE"},
};

static const char *keyword_of(enum verb verb)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (keywords[i].verb == verb)
            return keywords[i].keyword;
    return NULL;
}

static const char *option_line(const struct tree *options, size_t index)
{
    return tree_get_text(tree_at(options, index), "line", "");
}

/* Without the politeness that would hide a bare date: the parser takes care of that, not we. */
static const char *understand_as(struct arena *arena, const struct vocabulary *vocabulary,
                                 const struct message *message, struct view words,
                                 const char *keyword)
{
    struct message asked = *message;
    asked.subject = (struct view){NULL, 0};
    asked.text = view_of(arena_print(arena, "%s %.*s", keyword, (int)words.len, words.at));
    struct understanding understood;
    understand(arena, vocabulary, &asked, false, &understood);
    return understood.count == 1 ? request_print(arena, &understood.requests[0]) : "";
}

int inwords_pick(struct arena *arena, const struct vocabulary *vocabulary,
                 const struct message *message, const struct tree *options)
{
    struct view words = view_trim(message->text);
    struct request first;
    struct error error;
    if (!words.len || words.len > WORDS_BYTES || view_find(words, "?") != SIZE_MAX ||
        request_read(arena, view_of(option_line(options, 0)), &first, &error))
        return -1;
    const char *keyword = keyword_of(first.verb);
    if (!keyword)
        return -1;
    const char *line = understand_as(arena, vocabulary, message, words, keyword);
    for (size_t i = 0; i < tree_count(options); i++)
        if (*line && !strcmp(line, option_line(options, i)))
            return (int)i;
    return -1;
}
