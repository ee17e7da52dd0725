/* human: what a person must answer: questions, remarks, and the verbs whose file does not exist yet. */
#include "bot/decide.h"
#include "bot/say.h"

static void plan(const struct situation *situation, struct decision *decision)
{
    decision->result = RESULT_HUMAN;
    if (situation->request->verb == VERB_HUMAN)
        return;
    decision->template = "staff_later";
    tree_put_text(decision->model, "asked",
                  say_request(situation->arena, situation->config, situation->snapshot->farm,
                              situation->request, situation->today));
}

const struct request_kind request_human = {
    .verb = VERB_HUMAN, .name = "human", .public = true, .plan = plan};
