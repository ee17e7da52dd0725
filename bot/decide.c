#include "bot/decide.h"

#include "parsers/date.h"

#define R(name) extern const struct request_kind request_##name;
#include "bot/requests/list.def"
#undef R

static const struct request_kind *const kinds[] = {
#define R(name) &request_##name,
#include "bot/requests/list.def"
#undef R
};

const char *result_name(enum result result)
{
    static const char *const names[] = {"applied", "partial",  "refused", "asked",
                                        "confirm", "answered", "human",   "ignored"};
    return names[result];
}

const struct request_kind *const *decide_kinds(int *count)
{
    *count = (int)(sizeof kinds / sizeof *kinds);
    return kinds;
}

const struct request_kind *decide_kind(enum verb verb)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i]->verb == verb)
            return kinds[i];
    return &request_human;
}

struct decision decide(const struct situation *situation)
{
    const struct request_kind *kind = decide_kind(situation->request->verb);
    struct decision decision = {.template = kind->name, .model = tree_new(situation->arena)};
    kind->plan(situation, &decision);
    return decision;
}

struct change *decision_change(const struct situation *situation, struct decision *decision,
                               enum change_kind kind)
{
    struct change *change = arena_one_more(situation->arena, &decision->changes,
                                           &decision->change_count, sizeof *change);
    *change = change_make(kind);
    return change;
}

void decision_attach(const struct situation *situation, struct decision *decision,
                     enum attachment_kind kind, const char *what)
{
    struct attachment *attachment = arena_one_more(situation->arena, &decision->attachments,
                                                   &decision->attachment_count, sizeof *attachment);
    *attachment = (struct attachment){kind, what, situation->snapshot->subscriber.number};
}

bool decision_offer(const struct situation *situation, struct decision *decision,
                    const struct request *request, const char *label)
{
    struct question *question = &decision->question;
    if (question->count == QUESTION_OPTIONS)
        return false;
    question->options[question->count] = request_print(situation->arena, request);
    question->labels[question->count++] = label;
    return true;
}
