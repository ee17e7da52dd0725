/* handle_token: the token of a confirmation mail, as it comes back (rules A3, A4).
 *
 * It is in the subject that a reply kept, or behind the OUI or NON of the text, as people and programs have
 * wrapped it. It is cut out before the message is understood: it is no word of the sender's, and the
 * subject with it is our own.
 */
#include "bot/code.h"
#include "bot/handle.h"
#include "bot/secret.h"
#include "db/question.h"

enum { TOKEN_TRIES = 8 }; /* in one message: each is a look into the database */

static int look_up(struct handling *h, const char *token, struct question_row **question,
                   struct error *error)
{
    return question_by_token(h->db, h->arena, secret_digest(h->arena, view_of(token)), question,
                             error);
}

/* Whether a OUI or a NON stands there as a word. */
static bool is_verdict(struct view text, size_t at)
{
    struct view rest = view_cut(text, at, text.len);
    bool starts = !at || (!byte_is_letter(text.at[at - 1]) && !(text.at[at - 1] & 0x80));
    return starts && (view_starts_nocase(rest, "oui") || view_starts_nocase(rest, "non")) &&
           (rest.len == 3 || !byte_is_letter(rest.at[3]));
}

static int find_in_text(struct handling *h, struct question_row **question, struct error *error)
{
    struct view text = h->message.text;
    int tries = 0;
    for (size_t at = 0; at < text.len && tries < TOKEN_TRIES && !*question; at++) {
        size_t used = 0;
        if (!is_verdict(text, at))
            continue;
        const char *token = secret_read(h->arena, view_cut(text, at + 3, text.len), &used);
        if (!token)
            continue;
        tries++;
        if (look_up(h, token, question, error))
            return -1;
        if (!*question)
            continue;
        struct text rest = text_in(h->arena);
        text_add_view(&rest, view_cut(text, 0, at + 3));
        text_add_view(&rest, view_cut(text, at + 3 + used, text.len));
        h->message.text = text_view(&rest);
    }
    return 0;
}

int handle_token_find(struct handling *h, struct question_row **question, struct error *error)
{
    *question = NULL;
    if (find_in_text(h, question, error))
        return -1;
    const char *token = secret_find(h->arena, view_of(h->mail.subject));
    if (!token)
        return 0;
    h->message.subject = (struct view){NULL, 0};
    return *question ? 0 : look_up(h, token, question, error);
}

static enum verb verdict_of(const struct understanding *understood)
{
    for (int i = 0; i < understood->count; i++)
        if (understood->requests[i].verb == VERB_CONFIRM ||
            understood->requests[i].verb == VERB_DENY)
            return understood->requests[i].verb;
    return VERB_NONE;
}

/* The code of a new address, as its OUI has it. */
static const char *code_of(const struct understanding *understood)
{
    for (int i = 0; i < understood->count; i++)
        if (understood->requests[i].verb == VERB_CONFIRM && understood->requests[i].code)
            return understood->requests[i].code;
    return NULL;
}

/* The requests that a token stands for come first. Another's token: nothing runs. */
int handle_token_use(struct handling *h, const struct question_row *question, struct error *error)
{
    enum verb verdict = verdict_of(&h->understood);
    if (question->subscriber != h->sender.subscriber) {
        h->settled = true;
        h->state = INBOX_STAFF;
        h->reason = "it carries another subscriber's token";
        return 0;
    }
    if (verdict == VERB_NONE) /* a reply that does not say OUI or NON confirms nothing */
        return 0;
    h->token_state = !question->open                         ? "used"
                     : question->expires <= h->row->received ? "expired"
                                                             : NULL;
    if (!h->token_state && verdict == VERB_CONFIRM &&
        !code_fits(h->arena, question, code_of(&h->understood)))
        h->token_state = "code";
    if (h->token_state)
        return 0;
    if (question_close(h->db, question->id, verdict == VERB_CONFIRM, error))
        return -1;
    h->token = true;
    h->token_denied = verdict == VERB_DENY;
    for (size_t i = 0; verdict == VERB_CONFIRM && i < tree_count(question->options); i++) {
        struct error unread;
        const char *line = tree_get_text(tree_at(question->options, i), "line", "");
        if (h->request_count < UNDERSTAND_REQUESTS &&
            !request_read(h->arena, view_of(line), &h->requests[h->request_count], &unread))
            h->request_count++;
    }
    h->coded = code_waits(question) ? h->request_count : 0;
    return 0;
}
