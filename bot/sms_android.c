/* SMS Gateway for Android: the phone itself (http://phone:8080/message) or its server (https://…/3rdparty/v1/messages).
 * The text's id is ours: the same id again is no second text. */
#include "bot/sms_web.h"
#include "parsers/form.h"
#include "parsers/tree.h"

static void make_base(const struct sms_web_keys *keys, struct fetch_request *request)
{
    request->url = keys->url;
    request->user = keys->config->sms.user;
    request->password = keys->password;
}

static void make_send(struct arena *arena, const struct sms_web_keys *keys,
                      const struct sms_out *out, struct fetch_request *request)
{
    struct tree *root = tree_new(arena);
    tree_put_text(root, "id", out->client_id);
    tree_put_text(tree_put_object(root, "textMessage"), "text", out->text.at);
    tree_push_text(tree_put_list(root, "phoneNumbers"), out->to);
    tree_put_bool(root, "withDeliveryReport", true);
    make_base(keys, request);
    request->type = "application/json";
    request->body = view_of(tree_write(arena, root));
}

/* 409: it has a text of that id. */
static void read_sent(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out)
{
    struct error error;
    const struct tree *root = tree_read(arena, answer->body, &error);
    out->verdict =
        sms_web_judge(arena, answer, view_of(root ? tree_get_text(root, "message", "") : ""));
    if (answer->status == 409)
        out->verdict = verdict_ok();
    if (out->verdict.kind == VERDICT_OK)
        sms_web_keep_id(out, view_of(out->client_id));
}

/* The list of the newest texts, or a 404 of it: both are behind the login. */
static void make_probe(struct arena *arena, const struct sms_web_keys *keys,
                       struct fetch_request *request)
{
    (void)arena;
    make_base(keys, request);
}

const struct sms_web sms_web_android = {
    .name = "android",
    .default_url = "https://api.sms-gate.app/3rdparty/v1/messages",
    .needs_user = true,
    .send = make_send,
    .sent = read_sent,
    .probe = make_probe,
};

const struct sms_provider sms_android = {
    .name = "android",
    .idempotent = true,
    .open = sms_web_open,
    .close = sms_web_close,
    .send = sms_web_send,
    .check = sms_web_check,
};
