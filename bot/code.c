#include "bot/code.h"

#include <string.h>

#include "bot/say.h"
#include "bot/secret.h"

enum { CODE_DAYS = 3 };

bool code_keep(struct conversation *talk, struct decision *decision)
{
    if (decision->contact && talk->contact)
        return false;
    if (!talk->coded_options)
        talk->coded_options = tree_new_list(talk->arena);
    if (decision->contact) {
        talk->contact = decision->contact;
        talk->code = secret_code(talk->arena);
    }
    struct tree *option = tree_push_object(talk->coded_options);
    tree_put_text(option, "line", decision->question.options[0]);
    tree_put_bool(option, "coded", true);
    return true;
}

static void complete_blocks(struct conversation *talk, struct block *blocks, int count,
                            const char *token)
{
    for (int i = 0; i < count; i++) {
        struct block *block = &blocks[i];
        if (strcmp(block->template, "code_sent"))
            continue;
        struct tree *model = (struct tree *)(uintptr_t)block->model; /* ours until it is rendered */
        tree_put_text(model, "token", secret_show(talk->arena, token));
        tree_put_text(model, "until", say_instant(talk->arena, talk->config, talk->code_expires));
        tree_put_text(model, "contact", talk->contact ? talk->contact : "");
    }
}

int code_store(struct conversation *talk, struct error *error)
{
    if (!talk->coded_options)
        return 0;
    const char *token = secret_token(talk->arena);
    talk->code_expires = talk->now + CODE_DAYS * 86400;
    if (talk->code)
        for (size_t i = 0; i < tree_count(talk->coded_options); i++) {
            struct tree *option = (struct tree *)(uintptr_t)tree_at(talk->coded_options, i);
            tree_put_text(option, "code", secret_digest(talk->arena, view_of(talk->code)));
        }
    struct question_new question = {
        .subscriber = talk->subscriber,
        .sender = talk->channel == CHANNEL_SMS ? talk->mail : talk->sender,
        .kind = "token",
        .options = talk->coded_options,
        .token_hash = secret_digest(talk->arena, view_of(token)),
        .created = talk->now,
        .expires = talk->code_expires,
        .inbox = talk->inbox,
    };
    complete_blocks(talk, talk->blocks, talk->block_count, token);
    complete_blocks(talk, talk->mailed, talk->mailed_count, token);
    return question_add(talk->db, &question, error);
}

bool code_waits(const struct question_row *question)
{
    return tree_get_bool(tree_at(question->options, 0), "coded");
}

bool code_fits(struct arena *arena, const struct question_row *question, const char *code)
{
    const char *wanted = tree_get_text(tree_at(question->options, 0), "code", NULL);
    return !wanted || (code && !strcmp(secret_digest(arena, view_of(code)), wanted));
}
