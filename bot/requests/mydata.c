/* mydata: all that is held about the subscriber, as files (bot/attach_data.c). */
#include "bot/decide.h"

static void plan(const struct situation *situation, struct decision *decision)
{
    bool mail = situation->channel == CHANNEL_MAIL;
    decision->result = RESULT_ANSWERED;
    tree_put_bool(decision->model, "attached", mail);
    tree_put_bool(decision->model, "by_mail", !mail);
    decision_attach(situation, decision, ATTACHMENT_DATA, "");
}

const struct request_kind request_mydata = {.verb = VERB_MYDATA, .name = "mydata", .plan = plan};
