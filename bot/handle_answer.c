/* handle_answer: the last stages of a message: letters are rendered, then everything is stored. */
#include <stdio.h>
#include <string.h>

#include "bot/answer.h"
#include "bot/attach.h"
#include "bot/handle.h"
#include "bot/log.h"
#include "bot/say.h"
#include "bot/secret.h"
#include "db/question.h"
#include "db/snapshot.h"
#include "parsers/phone.h"
#include "parsers/redact.h"
#include "parsers/zone.h"
#include "templates/render.h"

enum { DEFERRED_SECONDS = 3 * 3600, CONFIRM_DAYS = 7 };

/* What is asked, as the line that will be run: an answer to a question of ours is what it stands for now,
 * not what it may stand for when it is confirmed. NULL: there is nothing to confirm. */
static int confirm_line(struct handling *h, const struct request *request, const char **line,
                        struct error *error)
{
    bool reply =
        request->verb == VERB_CONFIRM || request->verb == VERB_DENY || request->verb == VERB_CHOOSE;
    *line = NULL;
    if (reply)
        return converse_meant(&h->talk, request, line, error);
    *line = request_print(h->arena, request);
    return 0;
}

static const char *say_line(struct handling *h, const char *line)
{
    struct request request;
    struct error unread;
    if (request_read(h->arena, view_of(line), &request, &unread))
        request = request_make(VERB_HUMAN);
    return say_request(h->arena, h->config, h->farm, &request, zone_local(h->row->received).day);
}

int handle_confirm(struct handling *h, struct error *error)
{
    const char *token = secret_token(h->arena);
    struct tree *options = tree_new_list(h->arena), *first = NULL, *lines = NULL;
    for (int i = 0; i < h->request_count; i++) {
        const char *line;
        if (confirm_line(h, &h->requests[i], &line, error))
            return -1;
        if (!line)
            continue;
        struct tree *model = converse_say(&h->talk, line, RESULT_CONFIRM, "confirm_mail");
        if (!first) {
            first = model;
            lines = tree_put_list(first, "lines");
        }
        tree_put_text(tree_push_object(options), "line", line);
        tree_push_text(lines, say_line(h, line));
    }
    if (!first) { /* OUI, NON or a number to nothing */
        struct tree *model = converse_say(&h->talk, request_print(h->arena, &h->requests[0]),
                                          RESULT_ANSWERED, "confirm_nothing");
        if (h->token_state)
            tree_put_bool(model, h->token_state, true);
        return 0;
    }
    int64_t expires = h->now + CONFIRM_DAYS * 86400;
    tree_put_text(first, "token", secret_show(h->arena, token));
    tree_put_text(first, "when", say_instant(h->arena, h->config, h->row->received));
    tree_put_text(first, "until", say_instant(h->arena, h->config, expires));
    struct question_new question = {
        .subscriber = h->sender.subscriber,
        .sender = h->sender.address,
        .kind = "token",
        .options = options,
        .token_hash = secret_digest(h->arena, view_of(token)),
        .created = h->now,
        .expires = expires,
        .inbox = h->row->id,
    };
    return question_add(h->db, &question, error);
}

/* Two mails that differ in their Message-ID only are two mails, and so are their answers. */
const char *handle_seed(struct handling *h)
{
    return arena_print(h->arena, "%s\n%s", h->digest, h->mail.message_id);
}

int handle_letter(struct handling *h, const struct answer *answer, const char *cause,
                  struct error *error)
{
    if (h->letter_count == HANDLE_LETTERS)
        return 0;
    struct outbox_new *letter = &h->letters[h->letter_count];
    const char *text;
    if (answer_make(h->arena, h->config, answer, h->now, letter, &text, error))
        return -1;
    letter->inbox = h->row->id;
    letter->subscriber = h->sender.subscriber; /* whose mailbox it is */
    letter->cause = cause;
    if (!h->letter_count++)
        h->answer = text;
    return 0;
}

struct block *handle_notice(struct handling *h, int *count)
{
    struct block *blocks = arena_array(h->arena, CONVERSE_BLOCKS + 1, sizeof *blocks);
    struct tree *model = tree_new(h->arena);
    int found = 1;
    for (int i = 0; i < h->talk.block_count; i++)
        if (h->talk.blocks[i].changes) {
            blocks[found] = h->talk.blocks[i];
            blocks[found++].attachment_count = 0;
        }
    *count = found > 1 ? found : 0;
    const char *who = h->sender.address;
    tree_put_text(model, "who", h->sms ? phone_say(h->arena, who) : who);
    tree_put_bool(model, "staff", false);
    tree_put_text(model, "when", say_instant(h->arena, h->config, h->row->received));
    tree_put_list(model, "lines");
    blocks[0] = (struct block){.template = "household_notice", .model = model};
    return blocks;
}

/* The other addresses of a household are told what one of them changed. */
int handle_tell_household(struct handling *h, const struct snapshot *snapshot, struct error *error)
{
    int count;
    const struct block *blocks = handle_notice(h, &count);
    if (!count)
        return 0;
    for (int i = 0; i < snapshot->subscriber.contact_count; i++) {
        const struct contact *contact = &snapshot->subscriber.contacts[i];
        if (contact->kind != CONTACT_EMAIL || !strcmp(contact->value, h->sender.address))
            continue;
        struct answer notice = {
            .kind = "notice",
            .recipient = contact->value,
            .name = snapshot->subscriber.first_name,
            .envelope = h->config->mail.from_address,
            .seed = handle_seed(h),
            .generated = true,
            .blocks = blocks,
            .block_count = count,
        };
        if (handle_letter(h, &notice, "", error))
            return -1;
    }
    return 0;
}

/* One mail to confirm all requests; every other message gets a block a request. */
static const char *letter_kind(const struct handling *h)
{
    if (h->sender.trust == TRUST_KNOCKING)
        return "stranger";
    bool claimed = h->sender.trust == TRUST_CLAIMED && !h->token;
    if (claimed && h->talk.blocks[0].result == RESULT_CONFIRM)
        return "confirm";
    return claimed ? "unproven" : "answer";
}

int handle_code_subject(struct handling *h, const struct block *blocks, int count,
                        const char **subject, struct error *error)
{
    struct text text = text_in(h->arena);
    *subject = NULL;
    for (int i = 0; i < count && !*subject; i++) {
        const struct block *block = &blocks[i];
        if (strcmp(block->template, "code_sent"))
            continue;
        if (render(h->config->farm.language, block->template, "subject", RENDER_LINE, block->model,
                   &text, error))
            return -1;
        *subject = text.at;
    }
    return 0;
}

/* The new address gets its code. Nothing of the message is in it. */
int handle_send_code(struct handling *h, struct error *error)
{
    if (!h->talk.contact)
        return 0;
    struct block block = {.template = "code"};
    struct tree *model = tree_new(h->arena);
    tree_put_text(model, "code", h->talk.code);
    tree_put_text(model, "until", say_instant(h->arena, h->config, h->talk.code_expires));
    block.model = model;
    struct answer letter = {
        .kind = "code",
        .recipient = h->talk.contact,
        .name = "",
        .envelope = h->config->mail.from_address,
        .seed = handle_seed(h),
        .generated = true,
        .blocks = &block,
        .block_count = 1,
    };
    return handle_letter(h, &letter, h->sender.address, error);
}

int handle_answer(struct handling *h, struct error *error)
{
    if (!h->talk.block_count) {
        h->settled = true;
        h->state = INBOX_STAFF;
        h->reason = "nothing to answer";
        return 0;
    }
    if (h->sms)
        return handle_sms_answer(h, error);
    const char *kind = letter_kind(h);
    bool stranger = h->sender.trust == TRUST_KNOCKING;
    struct snapshot *snapshot = NULL;
    bool staff = h->staff.count || h->staff_subscriber; /* nobody's household */
    if (h->sender.subscriber && !staff) {
        snapshot = snapshot_load(h->arena, h->db, h->farm, h->sender.subscriber,
                                 zone_local(h->row->received).day, SNAPSHOT_BASE, error);
        if (!snapshot)
            return -1;
    }
    struct answer answer = {
        .kind = kind,
        .recipient = h->sender.address,
        .name = snapshot && strcmp(kind, "confirm") ? snapshot->subscriber.first_name : "",
        .envelope = stranger ? "" : h->config->mail.from_address,
        .seed = handle_seed(h),
        .to = &h->mail,
        .staff = staff,
        .deferred = h->now - h->row->received > DEFERRED_SECONDS,
        .blocks = h->talk.blocks,
        .block_count = strcmp(kind, "confirm") ? h->talk.block_count : 1,
    };
    struct attach *attach = arena_alloc(h->arena, sizeof *attach);
    *attach = (struct attach){
        .arena = h->arena,
        .db = h->db,
        .config = h->config,
        .farm = h->farm,
        .received = h->row->received,
        .now = h->now,
    };
    if (attach_make(attach, answer.blocks, answer.block_count, error))
        return -1;
    answer.files = attach->files;
    answer.file_count = attach->count;
    if (handle_code_subject(h, answer.blocks, answer.block_count, &answer.subject, error) ||
        handle_letter(h, &answer, h->sender.address, error) || handle_send_code(h, error))
        return -1;
    return snapshot && strcmp(kind, "confirm") ? handle_tell_household(h, snapshot, error) : 0;
}

/* The state that the verdicts come to: a person first, then an open question. */
static void conclude(struct handling *h)
{
    h->state = INBOX_DONE;
    h->reason = "";
    for (int i = 0; i < h->talk.block_count; i++) {
        enum result result = h->talk.blocks[i].result;
        if (result == RESULT_HUMAN)
            h->state = INBOX_STAFF;
        else if ((result == RESULT_ASKED || result == RESULT_CONFIRM) && h->state == INBOX_DONE)
            h->state = INBOX_ASKED;
    }
}

enum { VERDICT_WORD = 40 };

/* The request without what is personal: that stands where it belongs, and nowhere else. Of a command of staff its
 * first two words: "POUR 1001". */
static const char *verdict_line(struct handling *h, const char *line)
{
    struct request request;
    struct error unread;
    struct view rest = view_of(line), word;
    if (!request_read(h->arena, rest, &request, &unread)) {
        request.value = request.reason = request.code = NULL;
        return request_print(h->arena, &request);
    }
    struct text kept = text_in(h->arena);
    for (int i = 0; i < 2 && view_item(&rest, ' ', &word) && word.len <= VERDICT_WORD; i++) {
        text_add(&kept, i ? " " : "");
        text_add_view(&kept, word);
    }
    return kept.at;
}

static int store_verdicts(struct handling *h, struct error *error)
{
    for (int i = 0; i < h->talk.block_count; i++) {
        const struct block *block = &h->talk.blocks[i];
        if (db_run(h->db, SQL_VERDICT_ADD, error, "iitt", h->row->id, (int64_t)i,
                   verdict_line(h, block->line), result_name(block->result)))
            return -1;
    }
    return 0;
}

int handle_store(struct handling *h, struct error *error)
{
    if (!h->settled)
        conclude(h);
    if (store_verdicts(h, error))
        return -1;
    for (int i = 0; i < h->letter_count; i++)
        if (outbox_add(h->db, &h->letters[i], error))
            return -1;
    struct view shown = redact_text(h->arena, view_of(h->mail.subject));
    const char *subject = arena_copy(h->arena, shown.at, shown.len);
    struct inbox_decision decision = {
        .state = h->state,
        .reason = h->reason,
        .decided = h->now,
        .sender = h->sender.address,
        .subscriber = h->sender.subscriber,
        .subject = subject,
        .message_id = h->mail.message_id,
        .digest = h->digest,
    };
    bool named = bank_named(h->understood.requests, h->understood.count);
    if (inbox_decide(h->db, h->row->id, &decision, error) ||
        bank_redact(h->arena, h->db, h->row, named, &h->redacted, error))
        return -1;
    char id[32];
    snprintf(id, sizeof id, "m%lld", (long long)h->row->id);
    log_event(LOG_LEVEL_INFO, id, "decided",
              "state=NEW->%s reason=\"%s\" trust=%s requests=%d letters=%d",
              inbox_state_name(h->state), log_text(h->reason).at, trust_name(h->sender.trust),
              h->talk.block_count, h->letter_count);
    return 0;
}
