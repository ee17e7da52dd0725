#include "bot/converse.h"

#include <string.h>

#include "bot/account.h"
#include "bot/bymail.h"
#include "bot/code.h"
#include "bot/cutoff.h"
#include "bot/inwords.h"
#include "bot/say.h"
#include "db/commit.h"
#include "db/question.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum { QUESTION_DAYS = 7, REASON_BYTES = 2000 };

static struct block *add_block(struct conversation *talk, const char *line, enum result result,
                               const char *template, const struct tree *model)
{
    if (talk->block_count == CONVERSE_BLOCKS)
        return &talk->blocks[CONVERSE_BLOCKS - 1];
    struct block *block = &talk->blocks[talk->block_count++];
    *block = (struct block){.line = line, .result = result, .template = template, .model = model};
    return block;
}

struct tree *converse_say(struct conversation *talk, const char *line, enum result result,
                          const char *template)
{
    struct tree *model = tree_new(talk->arena);
    add_block(talk, line, result, template, model);
    return model;
}

/* Received in time, decided after the cutoff: applied, and the digest says so. */
static void mark_late(struct conversation *talk, struct decision *decision)
{
    for (int i = 0; i < decision->change_count; i++) {
        struct change *change = &decision->changes[i];
        change->forced = talk->forced;
        if (change->kind == CHANGE_BANK) /* its day is that of a signature */
            continue;
        int day = change->first == DATE_NONE ? change->day : change->first;
        if (change->kind == CHANGE_END) /* the first day that it gives or takes */
            day = change->end == DATE_NONE ||
                          (change->old_end != DATE_NONE && change->old_end < change->end)
                      ? change->old_end + 1
                      : change->end + 1;
        if (!talk->forced && day != DATE_NONE && !cutoff_is_open(talk->config, day, talk->now))
            change->late = talk->late = true;
    }
}

/* The choices of a message's second question go on where those of the first end, so that a number
 * says one thing. The model is still ours to change. */
static void shift_numbers(const struct tree *list, int64_t shift)
{
    for (size_t i = 0; i < tree_count(list); i++) {
        struct tree *item = (struct tree *)(uintptr_t)tree_at(list, i);
        tree_put_int(item, "n", tree_get_int(item, "n", 0) + shift);
    }
}

/* Kept until the whole message is decided: then they are one question of one list. */
static void keep_choices(struct conversation *talk, struct decision *decision)
{
    const struct question *question = &decision->question;
    if (!talk->choices)
        talk->choices = tree_new_list(talk->arena);
    int64_t shift = (int64_t)tree_count(talk->choices);
    if (shift) {
        shift_numbers(tree_get(decision->model, "choices"), shift);
        shift_numbers(tree_get(tree_get(decision->model, "nodelivery"), "nearest"), shift);
    }
    for (int i = 0; i < question->count; i++) {
        struct tree *option = tree_push_object(talk->choices);
        struct request request;
        struct error unread;
        const char *label = question->labels[i];
        if (!*label && !request_read(talk->arena, view_of(question->options[i]), &request, &unread))
            label = say_request(talk->arena, talk->config, talk->farm, &request,
                                zone_local(talk->received).day);
        tree_put_text(option, "line", question->options[i]);
        tree_put_text(option, "label", label);
    }
}

static int store_question(struct conversation *talk, const char *kind, const struct tree *options,
                          int64_t expires, struct error *error)
{
    struct question_new row = {
        .subscriber = talk->subscriber,
        .sender = talk->sender,
        .kind = kind,
        .options = options,
        .created = talk->now,
        .expires = expires ? expires : talk->now + QUESTION_DAYS * 86400,
        .inbox = talk->inbox,
    };
    return question_add(talk->db, &row, error);
}

/* Whether the contact of a SET is somebody else's. */
static int find_taken(struct conversation *talk, const struct request *request, bool *taken,
                      struct error *error)
{
    const char *contact = request->verb == VERB_SET
                              ? account_contact(talk->arena, request->field, request->value)
                              : NULL;
    *taken = false;
    if (!contact)
        return 0;
    int64_t owner = snapshot_owner(
        talk->db, strcmp(request->field, "phone") ? CONTACT_EMAIL : CONTACT_PHONE, contact, error);
    *taken = owner > 0 && owner != talk->subscriber;
    return owner < 0 ? -1 : 0;
}

static int keep_question(struct conversation *talk, struct decision *decision, struct error *error)
{
    const struct question *question = &decision->question;
    if (question->kind == QUESTION_REASON)
        return store_question(talk, "reason", tree_new_list(talk->arena), question->expires, error);
    if (question->kind == QUESTION_CODE) {
        if (!code_keep(talk, decision)) { /* one new address a message: the other is for a person */
            decision->result = RESULT_HUMAN;
            decision->template = "staff_later";
        }
    } else if (question->kind != QUESTION_NONE && question->count)
        keep_choices(talk, decision);
    return 0;
}

static int run_request(struct conversation *talk, const struct request *request, bool confirmed,
                       bool coded, struct error *error)
{
    bool taken;
    if (find_taken(talk, request, &taken, error))
        return -1;
    const struct request_kind *kind = decide_kind(request->verb);
    int today = zone_local(talk->received).day;
    bool by_mail = bymail_is_needed(talk, kind, request);
    if (by_mail && bymail_confirm(talk, request))
        return 0;
    struct snapshot *snapshot = snapshot_load(talk->arena, talk->db, talk->farm, talk->subscriber,
                                              today, kind->needs, error);
    if (!snapshot)
        return -1;
    struct situation situation = {
        .arena = talk->arena,
        .config = talk->config,
        .snapshot = snapshot,
        .request = request,
        .channel = by_mail ? CHANNEL_MAIL : talk->channel,
        .sender = talk->sender,
        .received = talk->received,
        .now = talk->now,
        .today = today,
        .said = talk->said,
        .proven = talk->proven,
        .coded = coded,
        .taken = taken,
        .forced = talk->forced,
        .confirmed = confirmed,
    };
    struct decision decision = decide(&situation);
    if (talk->channel == CHANNEL_SMS)
        bymail_divide(talk, &situation, &decision);
    mark_late(talk, &decision);
    struct batch batch = {talk->inbox, talk->sender, talk->subscriber, talk->received, talk->now};
    if (commit_changes(talk->db, &batch, decision.changes, decision.change_count, error) ||
        keep_question(talk, &decision, error))
        return -1;
    struct block *block = add_block(talk, request_print(talk->arena, request), decision.result,
                                    decision.template, decision.model);
    block->changes = decision.change_count;
    block->attachments = decision.attachments;
    block->attachment_count = decision.attachment_count;
    return 0;
}

/* One option of a question, as a request; a line that an older version wrote differently is for staff. */
static int run_option(struct conversation *talk, const struct tree *option, struct error *error)
{
    struct request request;
    struct error unread;
    if (request_read(talk->arena, view_of(tree_get_text(option, "line", "")), &request, &unread))
        request = request_make(VERB_HUMAN);
    return run_request(talk, &request, true, false, error);
}

/* The question once more: an answer that fits none of its choices, or came from elsewhere. */
static void ask_again(struct conversation *talk, const struct request *request, const char *line,
                      const struct question_row *question)
{
    struct tree *model = converse_say(talk, line, RESULT_ASKED, "choose_invalid");
    struct tree *choices = tree_put_list(model, "choices");
    size_t count = tree_count(question->options);
    tree_put_bool(model, "elsewhere", question->sender != NULL);
    tree_put_bool(model, "sms", question->sender && *question->sender == '+');
    if (!question->sender && request->verb == VERB_CHOOSE)
        tree_put_int(model, "n", request->choice);
    for (size_t i = 0; count > 1 && i < count; i++) {
        struct tree *choice = tree_push_object(choices);
        tree_put_int(choice, "n", (int64_t)i + 1);
        tree_put_text(choice, "label", tree_get_text(tree_at(question->options, i), "label", ""));
        tree_put_text(choice, "mailto", "");
    }
    if (count == 1)
        tree_put_text(model, "question", tree_get_text(tree_at(question->options, 0), "label", ""));
    tree_put_bool(model, "yesno", count == 1);
}

/* The sender's open question, about the subscriber whose message this is: staff ask for others. */
static int find_question(struct conversation *talk, bool reason, struct question_row **question,
                         struct error *error)
{
    if (question_find(talk->db, talk->arena, talk->sender, reason, talk->received, question, error))
        return -1;
    if (*question && (*question)->subscriber != talk->subscriber)
        *question = NULL;
    return 0;
}

/* The option that an answer means, from 0; -1: none of them. */
static int meant(const struct request *request, const struct question_row *question)
{
    int count = (int)tree_count(question->options);
    int choice = request->verb == VERB_CHOOSE ? request->choice : 1;
    if ((request->verb == VERB_CONFIRM && count != 1) || request->verb == VERB_DENY || choice < 1 ||
        choice > count)
        return -1;
    return choice - 1;
}

int converse_meant(struct conversation *talk, const struct request *answer, const char **line,
                   struct error *error)
{
    struct question_row *question;
    *line = NULL;
    if (find_question(talk, false, &question, error))
        return -1;
    int option = question && !answer->code ? meant(answer, question) : -1;
    if (option >= 0)
        *line = tree_get_text(tree_at(question->options, (size_t)option), "line", NULL);
    return 0;
}

/* What a OUI still lacks: the token that the subject held, or the code of the new address. */
static void say_code(struct conversation *talk, const char *line, const struct request *request,
                     bool needed)
{
    struct tree *model = converse_say(talk, line, RESULT_CONFIRM, "code_wrong");
    tree_put_bool(model, "needed", needed);
    tree_put_bool(model, "given", needed && request->code);
}

/* Asked by SMS and answered by mail, or the other way, or by another of the household: perhaps they mean something
 * else. So the question moves to them and is asked once more; NON only closes it. *taken: there is such a question. */
static int answer_elsewhere(struct conversation *talk, const struct request *request,
                            const char *line, bool *taken, struct error *error)
{
    struct question_row *question = NULL;
    *taken = false;
    if (!talk->proven || request->code || !talk->subscriber)
        return 0;
    if (question_elsewhere(talk->db, talk->arena, talk->subscriber, talk->sender, talk->received,
                           &question, error))
        return -1;
    *taken = question != NULL;
    if (!question)
        return 0;
    if (question_close(talk->db, question->id, false, error))
        return -1;
    if (request->verb == VERB_DENY) {
        converse_say(talk, line, RESULT_ANSWERED, "deny");
        return 0;
    }
    ask_again(talk, request, line, question);
    return store_question(talk, question->kind, question->options, question->expires, error);
}

/* OUI or NON without the token, by somebody proven, to the one confirmation mail that waits. */
static int answer_mail(struct conversation *talk, const struct request *request, const char *line,
                       struct error *error)
{
    struct question_row *question = NULL;
    bool yes = request->verb == VERB_CONFIRM;
    if (talk->proven && request->verb != VERB_CHOOSE &&
        question_mailed(talk->db, talk->arena, talk->sender, talk->answers ? talk->answers : "",
                        talk->received, &question, error))
        return -1;
    if (question && yes && code_waits(question)) { /* not without token and code */
        say_code(talk, line, request, !code_fits(talk->arena, question, NULL));
        return 0;
    }
    bool waits, taken = false; /* a number can mean no such mail */
    if (request->verb == VERB_CHOOSE && answer_elsewhere(talk, request, line, &taken, error))
        return -1;
    if (taken)
        return 0;
    if (bymail_waits(talk, &waits, error))
        return -1;
    if (waits) { /* that mail is what they must answer */
        converse_say(talk, line, RESULT_CONFIRM, "confirm_sent");
        return 0;
    }
    if (!question && !talk->token_state && answer_elsewhere(talk, request, line, &taken, error))
        return -1;
    if (taken)
        return 0;
    if (!question || request->code) {
        struct tree *model = converse_say(talk, line, RESULT_ANSWERED, "confirm_nothing");
        if (talk->token_state)
            tree_put_bool(model, talk->token_state, true);
        return 0;
    }
    if (question_close(talk->db, question->id, yes, error))
        return -1;
    if (!yes)
        converse_say(talk, line, RESULT_ANSWERED, "deny");
    for (size_t i = 0; yes && i < tree_count(question->options); i++)
        if (run_option(talk, tree_at(question->options, i), error))
            return -1;
    return 0;
}

static int answer_question(struct conversation *talk, const struct request *request,
                           struct error *error)
{
    const char *line = request_print(talk->arena, request);
    struct question_row *question = NULL;
    if (talk->token_state && !strcmp(talk->token_state, "code")) {
        say_code(talk, line, request, true); /* its subject says what it answers */
        return 0;
    }
    if (!request->code && find_question(talk, false, &question, error))
        return -1;
    if (!question) /* a code is for a mail that had one */
        return answer_mail(talk, request, line, error);
    if (request->verb == VERB_DENY) {
        converse_say(talk, line, RESULT_ANSWERED, "deny");
        return question_close(talk->db, question->id, false, error);
    }
    int option = meant(request, question);
    if (option < 0) {
        ask_again(talk, request, line, question);
        return 0;
    }
    if (question_close(talk->db, question->id, true, error))
        return -1;
    return run_option(talk, tree_at(question->options, (size_t)option), error);
}

/* We asked why they leave: what they write next without asking anything is the reason. A question in it
 * is for a person as well. */
static int take_reason(struct conversation *talk, bool *taken, struct error *error)
{
    struct question_row *question;
    *taken = false;
    struct view said = view_trim(talk->said);
    if (!said.len)
        return 0;
    if (find_question(talk, true, &question, error))
        return -1;
    bool reply = talk->answers && *talk->answers;
    bool soon = question && talk->received <= question->expires - (QUESTION_DAYS - 1) * 86400;
    if (!question ||
        (!reply && !soon)) /* days later, in a mail of its own: it speaks of something else */
        return 0;
    struct change change = change_make(CHANGE_REASON);
    size_t len = said.len < REASON_BYTES ? said.len : REASON_BYTES;
    while (len < said.len && len && ((unsigned char)said.at[len] & 0xC0) == 0x80)
        len--; /* not within a character */
    change.text = arena_copy(talk->arena, said.at, len);
    struct batch batch = {talk->inbox, talk->sender, talk->subscriber, talk->received, talk->now};
    if (commit_changes(talk->db, &batch, &change, 1, error) ||
        question_close(talk->db, question->id, true, error))
        return -1;
    bool question_too = view_find_byte(said, '?') != SIZE_MAX;
    converse_say(talk, "HUMAN", question_too ? RESULT_HUMAN : RESULT_ANSWERED,
                 "unsubscribe_reason");
    *taken = true;
    return 0;
}

/* Next to what was answered, only the rest of the message is for a person. */
static void name_rest(struct conversation *talk)
{
    bool answered = false;
    for (int i = 0; i < talk->block_count; i++)
        answered |= strcmp(talk->blocks[i].template, "human") != 0;
    for (int i = 0; answered && i < talk->block_count; i++)
        if (!strcmp(talk->blocks[i].template, "human"))
            talk->blocks[i].template = "partly_understood";
}

/* "Non, le 26 plutôt": not what was offered; asked about, never done. */
static int ask_other(struct conversation *talk, const struct request *other, struct error *error)
{
    struct request ask = *other;
    ask.verb = VERB_ASK;
    ask.about = other->verb;
    ask.topic = "confirm";
    return run_request(talk, &ask, false, false, error);
}

/* A question is open and the message asks nothing that is clear by itself: perhaps it answers in words. */
static int take_words(struct conversation *talk, bool *taken, struct error *error)
{
    struct question_row *question;
    *taken = false;
    if (find_question(talk, false, &question, error))
        return -1;
    if (!question)
        return 0;
    struct inwords answer =
        inwords_read(talk->arena, talk->farm->spoken, talk->message, question->options);
    *taken = answer.kind != INWORDS_NOT;
    if (!*taken)
        return 0;
    if (question_close(talk->db, question->id, answer.kind == INWORDS_PICK, error))
        return -1;
    if (answer.kind == INWORDS_NONE)
        converse_say(talk, "DENY", RESULT_ANSWERED, "deny");
    for (int i = 0; i < answer.count; i++)
        if (run_option(talk, tree_at(question->options, (size_t)answer.picks[i]), error))
            return -1;
    return answer.kind == INWORDS_OTHER ? ask_other(talk, &answer.other, error) : 0;
}

static int take_answer(struct conversation *talk, const struct request *request, bool *taken,
                       struct error *error)
{
    *taken = false;
    if (!talk->proven)
        return 0;
    bool unclear = request->verb == VERB_HUMAN || request->verb == VERB_ASK;
    if (unclear && talk->proven && talk->message && take_words(talk, taken, error))
        return -1;
    if (*taken || request->verb != VERB_HUMAN)
        return 0;
    return take_reason(talk, taken, error);
}

int converse(struct conversation *talk, const struct request *requests, int count,
             struct error *error)
{
    bool taken = false;
    if (count == 1 && take_answer(talk, &requests[0], &taken, error))
        return -1;
    if (taken)
        return 0;
    for (int i = 0; i < count; i++) {
        enum verb verb = requests[i].verb;
        bool reply = verb == VERB_CONFIRM || verb == VERB_DENY || verb == VERB_CHOOSE;
        if (reply ? answer_question(talk, &requests[i], error)
                  : run_request(talk, &requests[i], talk->token_confirmed, i < talk->coded, error))
            return -1;
    }
    name_rest(talk);
    if (code_store(talk, error) || bymail_store(talk, error))
        return -1;
    if (!talk->choices)
        return 0;
    return store_question(talk, tree_count(talk->choices) == 1 ? "yes" : "choice", talk->choices, 0,
                          error);
}
