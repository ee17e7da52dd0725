#include "bot/bymail.h"

#include <string.h>

#include "bot/say.h"
#include "bot/secret.h"
#include "db/question.h"
#include "parsers/zone.h"

enum { CONFIRM_DAYS = 7 };

/* What waits for the token of bot/code.h: a contact, an account. */
static bool is_coded(const struct request *request)
{
    if (request->verb == VERB_IBAN)
        return true;
    return request->verb == VERB_SET && request->field &&
           (!strcmp(request->field, "email") || !strcmp(request->field, "phone"));
}

bool bymail_is_needed(const struct conversation *talk, const struct request_kind *kind,
                      const struct request *request)
{
    return talk->channel == CHANNEL_SMS && !talk->token_confirmed &&
           (kind->sensitive || is_coded(request));
}

static const char *say(const struct conversation *talk, const struct request *request)
{
    return say_request(talk->arena, talk->config, talk->farm, request,
                       zone_local(talk->received).day);
}

bool bymail_confirm(struct conversation *talk, const struct request *request)
{
    const char *line = request_print(talk->arena, request);
    if (!talk->mail) {
        struct tree *model = converse_say(talk, line, RESULT_HUMAN, "staff_later");
        tree_put_text(model, "asked", say(talk, request));
        return true;
    }
    if (is_coded(request))
        return false;
    struct tree *model = converse_say(talk, line, RESULT_CONFIRM, "confirm_sent");
    tree_push_text(tree_put_list(model, "asked"), say(talk, request));
    if (!talk->confirm_options)
        talk->confirm_options = tree_new_list(talk->arena);
    struct tree *option = tree_push_object(talk->confirm_options);
    tree_put_text(option, "line", line);
    tree_put_text(option, "label", say(talk, request));
    return true;
}

static void add_mailed(struct conversation *talk, const struct request *request,
                       const struct decision *decision)
{
    if (talk->mailed_count == CONVERSE_BLOCKS)
        return;
    talk->mailed[talk->mailed_count++] = (struct block){
        .line = request_print(talk->arena, request),
        .result = decision->result,
        .template = decision->template,
        .model = decision->model,
        .attachments = decision->attachments,
        .attachment_count = decision->attachment_count,
    };
}

void bymail_divide(struct conversation *talk, const struct situation *situation,
                   struct decision *decision)
{
    if (!strcmp(decision->template, "code_sent")) {
        add_mailed(talk, situation->request, decision);
        decision->template = "confirm_sent";
        decision->model = tree_new(talk->arena);
        tree_push_text(tree_put_list(decision->model, "asked"), say(talk, situation->request));
    } else if (tree_get_bool(decision->model, "by_mail")) {
        struct situation as_mail = *situation;
        as_mail.channel = CHANNEL_MAIL;
        struct decision whole = decide(&as_mail);
        if (talk->mail) {
            add_mailed(talk, situation->request, &whole);
        } else if (decide_kind(situation->request->verb)->public) {
            tree_put_bool(decision->model, "by_mail", false); /* the text alone says enough */
        } else {
            decision->template = "staff_later";
            decision->result = RESULT_HUMAN;
            decision->model = tree_new(talk->arena);
            tree_put_text(decision->model, "asked", say(talk, situation->request));
        }
    }
    decision->attachments = NULL; /* no text message has any */
    decision->attachment_count = 0;
}

int bymail_waits(struct conversation *talk, bool *waits, struct error *error)
{
    *waits = false;
    if (talk->channel != CHANNEL_SMS || !talk->mail)
        return 0;
    return question_waits(talk->db, talk->mail, talk->received, waits, error);
}

int bymail_store(struct conversation *talk, struct error *error)
{
    if (!talk->confirm_options)
        return 0;
    talk->confirm_token = secret_token(talk->arena);
    talk->confirm_expires = talk->now + CONFIRM_DAYS * 86400;
    struct question_new question = {
        .subscriber = talk->subscriber,
        .sender = talk->mail,
        .kind = "token",
        .options = talk->confirm_options,
        .token_hash = secret_digest(talk->arena, view_of(talk->confirm_token)),
        .created = talk->now,
        .expires = talk->confirm_expires,
        .inbox = talk->inbox,
    };
    return question_add(talk->db, &question, error);
}
