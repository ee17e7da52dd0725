#include "parsers/definitive.h"

#include <string.h>

#include "parsers/fold.h"

enum { BODY_BYTES = 2000 }; /* a longer letter may say anything */

/* Words after which the subject alone decides nothing (folded; each is looked for as a whole word). */
static const char *const doubts[] = {
    "pas",           "ne",       "n'",       "non",          "sauf",         "newsletter",
    "lettre",        "mail",     "mails",    "email",        "sms",          "rappel",
    "rappels",       "annule",   "annulez",  "annuler",      "suspens",      "si",
    "peut-etre",     "comment",  "voisine",  "voisin",       "mere",         "pere",
    "erreur",        "attendez", "blague",   "plaisante",    "plaisanterie", "rigole",
    "poisson",       "farce",    "rire",     "reste",        "restons",      "continue",
    "continuons",    "oubliez",  "laissez",  "finalement",   "avez-vous",    "pouvez-vous",
    "pourriez-vous", "combien",  "pourquoi", "quelle heure", "ou en",        "virement",
    "cheque",        "essai",    "test",
};

static bool is_word_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || (unsigned char)byte >= 0x80;
}

static bool has_word(struct view text, const char *word)
{
    size_t len = strlen(word), start = 0;
    while (start < text.len) {
        size_t at = view_find(view_cut(text, start, text.len), word);
        if (at == SIZE_MAX)
            return false;
        at += start;
        bool begins = at == 0 || !is_word_byte(text.at[at - 1]);
        bool ends =
            word[len - 1] == '\'' || at + len == text.len || !is_word_byte(text.at[at + len]);
        if (begins && ends)
            return true;
        start = at + 1;
    }
    return false;
}

static bool is_definitive(struct arena *arena, struct view subject)
{
    size_t len;
    const char *folded = fold_word(arena, view_trim(subject), &len);
    return view_is(view_make(folded, len), "desabonnement definitif");
}

/* A subject that asks for it over a body that speaks of something else: what is wished? */
static void ask_beside(struct understanding *result)
{
    for (int i = 0; i < result->count; i++)
        if (result->requests[i].verb == VERB_UNSUBSCRIBE ||
            result->requests[i].about == VERB_UNSUBSCRIBE)
            return;
    if (result->count >= UNDERSTAND_REQUESTS)
        return;
    for (int i = result->count; i > 0; i--)
        result->requests[i] = result->requests[i - 1];
    result->requests[0] = request_make(VERB_ASK);
    result->requests[0].about = VERB_UNSUBSCRIBE;
    result->requests[0].topic = "confirm";
    result->count++;
}

void definitive_settle(struct arena *arena, const struct message *message,
                       struct understanding *result)
{
    if (message->channel == CHANNEL_MAIL && is_definitive(arena, message->subject))
        ask_beside(result);
    struct request *first = &result->requests[0];
    if (message->channel != CHANNEL_MAIL || !result->count || first->verb != VERB_ASK ||
        first->about != VERB_UNSUBSCRIBE || first->choices || first->type ||
        message->text.len > BODY_BYTES || !is_definitive(arena, message->subject))
        return;
    for (int i = 1; i < result->count; i++)
        if (result->requests[i].verb != VERB_HUMAN)
            return;
    size_t len;
    const char *folded = fold_word(arena, message->text, &len);
    struct view body = view_make(folded, len);
    if (view_find_byte(body, '?') != SIZE_MAX)
        return;
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++)
        if (has_word(body, doubts[i]))
            return;
    int from = first->from;
    *first = request_make(VERB_UNSUBSCRIBE);
    first->from = from;
}
