/* help: what can be written, by subject. */
#include "bot/decide.h"

static void plan(const struct situation *situation, struct decision *decision)
{
    decision->result = RESULT_ANSWERED;
    tree_put_text(decision->model, "topic",
                  situation->request->topic ? situation->request->topic : "");
    tree_put_text(decision->model, "faq_url", situation->config->farm.faq_url);
}

const struct request_kind request_help = {
    .verb = VERB_HELP, .name = "help", .public = true, .plan = plan};
