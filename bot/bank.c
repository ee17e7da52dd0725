#include "bot/bank.h"

#include <string.h>

#include "parsers/iban.h"
#include "parsers/redact.h"

static const char *shorten(struct arena *arena, const char *text)
{
    struct view short_ = text ? redact_text(arena, view_of(text)) : (struct view){NULL, 0};
    return text && short_.at != text ? arena_copy(arena, short_.at, short_.len) : text;
}

static void seal_one(struct arena *arena, const struct seal *seal, int64_t subscriber, bool show,
                     struct request *request)
{
    const char *iban = request->value ? iban_read(arena, view_of(request->value)) : NULL;
    if (request->sealed) /* from a question of ours */
        return;
    if (iban && seal)
        request->sealed = seal_make(arena, seal, subscriber, iban);
    if (!show)
        request->value = NULL;
}

void bank_keep(struct arena *arena, const struct seal *seal, int64_t subscriber, bool show,
               struct request *requests, int *count)
{
    const char *first = NULL;
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        struct request request = requests[i];
        request.reason = shorten(arena, request.reason);
        if (request.verb != VERB_IBAN)
            request.value = shorten(arena, request.value);
        if (request.verb == VERB_IBAN && request.value) {
            if (first && !strcmp(first, request.value))
                continue; /* the same one, said twice */
            if (first)
                request = request_make(VERB_HUMAN);
            else
                first = request.value;
        }
        if (request.verb == VERB_IBAN)
            seal_one(arena, seal, subscriber, show, &request);
        requests[kept++] = request;
    }
    *count = kept;
}

bool bank_named(const struct request *requests, int count)
{
    for (int i = 0; i < count; i++)
        if ((requests[i].verb == VERB_ASK ? requests[i].about : requests[i].verb) == VERB_IBAN)
            return true;
    return false;
}

int bank_redact(struct arena *arena, struct db *db, const struct inbox_row *row, bool named,
                bool *changed, struct error *error)
{
    bool found = row->sms ? redact_holds(row->raw) : redact_finds(arena, row->raw);
    *changed = found || named;
    if (!*changed)
        return 0;
    struct view bytes =
        row->sms ? redact_text(arena, row->raw) : redact_mail(arena, row->raw, named && !found);
    if (row->sms && named && !found)
        bytes = view_of("[Coordonnées bancaires retirées]");
    return inbox_set_raw(db, row->id, bytes, error);
}
