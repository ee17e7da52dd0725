/* handle_sms: the stages of a message that differ when it came as a text message.
 *
 * The gateway is authenticated, so the number is who they say (SPEC, "Who may ask what"). STOP and START concern
 * the number and nobody's basket (rules S1-S4); they work for anybody, whatever the limits. PLUS goes on with an
 * answer that was too long. The answer is one text; what may not travel by SMS becomes mails beside it.
 */
#include <string.h>

#include "bot/answer.h"
#include "bot/attach.h"
#include "bot/handle.h"
#include "bot/say.h"
#include "bot/secret.h"
#include "db/snapshot.h"
#include "db/texting.h"
#include "parsers/fold.h"
#include "parsers/phone.h"
#include "parsers/smsfile.h"
#include "parsers/zone.h"

int handle_sms_read(struct handling *h, struct error *error)
{
    (void)error;
    struct smsfile file;
    struct error broken;
    h->mail = (struct mail){.subject = "", .message_id = "", .in_reply_to = ""};
    if (smsfile_read(h->arena, h->row->raw, &file, &broken))
        return handle_settle(h, INBOX_QUARANTINED, arena_text(h->arena, broken.text));
    h->mail.text = file.text;
    h->sender.address = file.from;
    h->digest =
        secret_digest(h->arena, view_of(h->row->source_key)); /* its twins were never added */
    return 0;
}

/* The whole message is one request of that verb; VERB_NONE: neither STOP nor START. */
static enum verb stop_or_start(const struct understanding *understood)
{
    enum verb verb = understood->count == 1 ? understood->requests[0].verb : VERB_NONE;
    return verb == VERB_STOP || verb == VERB_START ? verb : VERB_NONE;
}

static bool asks_stop(struct handling *h)
{
    struct understanding understood;
    struct message message = {
        .channel = CHANNEL_SMS, .today = zone_local(h->row->received).day, .text = h->mail.text};
    understand(h->arena, h->farm->spoken, &message, false, &understood);
    return stop_or_start(&understood) != VERB_NONE;
}

int handle_sms_trust(struct handling *h, struct error *error)
{
    const char *number = phone_read(h->arena, view_of(h->sender.address));
    const char *own = phone_read(h->arena, view_of(h->config->sms.number));
    if (!number) /* a name or a short code: rule S7 */
        return handle_settle(h, INBOX_STAFF, "its sender is no number that can be answered");
    if (own && !strcmp(number, own))
        return handle_settle(h, INBOX_IGNORED, "own number");
    h->sender = (struct sender){.address = number, .proof = "gateway"};
    h->sender.subscriber = snapshot_owner(h->db, CONTACT_PHONE, number, error);
    if (h->sender.subscriber < 0)
        return -1;
    h->sender.trust = h->sender.subscriber ? TRUST_SUBSCRIBER : TRUST_KNOCKING;
    return asks_stop(h) ? 0 : handle_limits(h, error);
}

static int decide_stop(struct handling *h, bool stop, bool *done, struct error *error)
{
    bool stopped;
    if (texting_stopped(h->db, h->sender.address, &stopped, error))
        return -1;
    if (!stop && !stopped && h->sender.trust == TRUST_KNOCKING)
        return 0; /* a stranger's START is a stranger's message */
    *done = true;
    h->silent = stop && stopped;
    struct tree *model =
        converse_say(&h->talk, stop ? "STOP" : "START",
                     stop == stopped ? RESULT_ANSWERED : RESULT_APPLIED, "stopped");
    tree_put_bool(model, "on", !stop);
    return texting_set(h->db, h->sender.address, stop, h->sender.subscriber, h->row->received,
                       h->now, error);
}

static int decide_more(struct handling *h, bool *done, struct error *error)
{
    size_t len;
    const char *word = fold_word(h->arena, view_trim(h->message.text), &len);
    if (strcmp(word, "plus") != 0 && strcmp(word, "more") != 0 && strcmp(word, "suite") != 0 &&
        strcmp(word, "la suite") != 0)
        return 0;
    if (texting_rest(h->db, h->arena, h->sender.address, h->row->received, &h->rest, error))
        return -1;
    *done = h->rest.len > 0;
    if (*done)
        converse_say(&h->talk, "HUMAN", RESULT_ANSWERED, "human");
    return 0;
}

/* The first address on file; NULL: there is none. */
static const char *mail_of(const struct snapshot *snapshot)
{
    for (int i = 0; i < snapshot->subscriber.contact_count; i++)
        if (snapshot->subscriber.contacts[i].kind == CONTACT_EMAIL)
            return snapshot->subscriber.contacts[i].value;
    return NULL;
}

static int load(struct handling *h, struct snapshot **snapshot, struct error *error)
{
    *snapshot = NULL;
    if (!h->sender.subscriber)
        return 0;
    *snapshot = snapshot_load(h->arena, h->db, h->farm, h->sender.subscriber,
                              zone_local(h->row->received).day, SNAPSHOT_BASE, error);
    return *snapshot ? 0 : -1;
}

int handle_sms_decide(struct handling *h, bool *done, struct error *error)
{
    struct snapshot *snapshot;
    enum verb verb = stop_or_start(&h->understood);
    *done = false;
    if (verb != VERB_NONE)
        return decide_stop(h, verb == VERB_STOP, done, error);
    if (decide_more(h, done, error) || load(h, &snapshot, error))
        return -1;
    if (snapshot)
        h->talk.mail = mail_of(snapshot);
    return 0;
}

/* One text; its rest waits for PLUS. The first letter of all is the answer that is shown. */
static int add_text(struct handling *h, const char *kind, const char *number, const char *cause,
                    struct view text, struct view more, struct error *error)
{
    struct answer answer = {.kind = kind, .recipient = number, .seed = handle_seed(h)};
    struct view rest;
    if (h->letter_count == HANDLE_LETTERS)
        return 0;
    struct outbox_new *letter = &h->letters[h->letter_count];
    answer_text(h->arena, h->config, &answer, text, more, h->now, letter, &rest);
    letter->inbox = h->row->id;
    letter->subscriber = h->sender.subscriber;
    letter->cause = cause;
    if (!h->letter_count++)
        h->answer = letter->bytes.at;
    return texting_rest_put(h->db, number, rest, h->now, error);
}

/* A household without any address is told by text. */
static int text_household(struct handling *h, const struct snapshot *snapshot, struct error *error)
{
    int count;
    struct view text, more;
    const struct block *blocks = handle_notice(h, &count);
    if (!count || mail_of(snapshot)) /* who has an address is told by mail */
        return 0;
    if (answer_sms(h->arena, h->config, blocks, count, &text, &more, error))
        return -1;
    for (int i = 0; i < snapshot->subscriber.contact_count; i++) {
        const char *number = snapshot->subscriber.contacts[i].value;
        bool stopped = false;
        if (!strcmp(number, h->sender.address))
            continue;
        if (texting_stopped(h->db, number, &stopped, error) ||
            (!stopped && add_text(h, "notice", number, "", text, more, error)))
            return -1;
    }
    return 0;
}

/* To the address on file: what it must say OUI to. */
static int mail_confirm(struct handling *h, struct error *error)
{
    if (!h->talk.confirm_options)
        return 0;
    struct tree *model = tree_new(h->arena), *lines = tree_put_list(model, "lines");
    for (size_t i = 0; i < tree_count(h->talk.confirm_options); i++)
        tree_push_text(lines, tree_get_text(tree_at(h->talk.confirm_options, i), "label", ""));
    tree_put_text(model, "token", secret_show(h->arena, h->talk.confirm_token));
    tree_put_text(model, "how", "par SMS");
    tree_put_text(model, "when", say_instant(h->arena, h->config, h->row->received));
    tree_put_text(model, "until", say_instant(h->arena, h->config, h->talk.confirm_expires));
    struct block block = {.template = "confirm_mail", .model = model};
    struct answer letter = {
        .kind = "confirm",
        .recipient = h->talk.mail,
        .name = "",
        .envelope = h->config->mail.from_address,
        .seed = handle_seed(h),
        .blocks = &block,
        .block_count = 1,
    };
    return handle_letter(h, &letter, h->sender.address, error);
}

/* To the address on file: the answers that are not for a text message. */
static int mail_answers(struct handling *h, const struct snapshot *snapshot, struct error *error)
{
    if (!h->talk.mailed_count)
        return 0;
    struct attach *attach = arena_alloc(h->arena, sizeof *attach);
    *attach = (struct attach){
        .arena = h->arena,
        .db = h->db,
        .config = h->config,
        .farm = h->farm,
        .subscriber = h->sender.subscriber,
        .received = h->row->received,
        .now = h->now,
    };
    struct answer letter = {
        .kind = "answer",
        .recipient = h->talk.mail,
        .name = snapshot->subscriber.first_name,
        .envelope = h->config->mail.from_address,
        .seed = handle_seed(h),
        .blocks = h->talk.mailed,
        .block_count = h->talk.mailed_count,
    };
    if (attach_make(attach, letter.blocks, letter.block_count, error) ||
        handle_code_subject(h, letter.blocks, letter.block_count, &letter.subject, error))
        return -1;
    letter.files = attach->files;
    letter.file_count = attach->count;
    return handle_letter(h, &letter, "", error) || handle_send_code(h, error) ? -1 : 0;
}

int handle_sms_answer(struct handling *h, struct error *error)
{
    struct view text = h->rest, more = {NULL, 0};
    struct snapshot *snapshot;
    if (h->silent) {
        h->settled = true;
        h->state = INBOX_DONE;
        h->reason = "no texts any more, already said";
        return 0;
    }
    if (!h->rest.len &&
        answer_sms(h->arena, h->config, h->talk.blocks, h->talk.block_count, &text, &more, error))
        return -1;
    const char *kind = h->sender.trust == TRUST_KNOCKING ? "stranger" : "answer";
    if (load(h, &snapshot, error) ||
        add_text(h, kind, h->sender.address, h->sender.address, text, more, error))
        return -1;
    if (!snapshot)
        return 0;
    return mail_confirm(h, error) || mail_answers(h, snapshot, error) ||
                   handle_tell_household(h, snapshot, error) || text_household(h, snapshot, error)
               ? -1
               : 0;
}
