#include "bot/converse.h"

#include <string.h>

#include "bot/cutoff.h"
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
    *block = (struct block){line, result, template, model, 0};
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
        int day = change->kind == CHANGE_END ? change->end + 1 : change->day;
        if (day != DATE_NONE && !cutoff_is_open(talk->config, day, talk->now))
            change->late = talk->late = true;
    }
}

static int store_question(struct conversation *talk, const struct question *question,
                          struct error *error)
{
    static const char *const kinds[] = {"", "choice", "yes", "reason"};
    if (question->kind == QUESTION_NONE || (question->kind != QUESTION_REASON && !question->count))
        return 0;
    struct tree *options = tree_new_list(talk->arena);
    for (int i = 0; i < question->count; i++) {
        struct tree *option = tree_push_object(options);
        tree_put_text(option, "line", question->options[i]);
        tree_put_text(option, "label", question->labels[i]);
    }
    struct question_new row = {
        .subscriber = talk->subscriber,
        .sender = talk->sender,
        .kind = kinds[question->kind],
        .options = options,
        .created = talk->now,
        .expires = question->expires ? question->expires : talk->now + QUESTION_DAYS * 86400,
        .inbox = talk->inbox,
    };
    return question_add(talk->db, &row, error);
}

static int run_request(struct conversation *talk, const struct request *request, bool confirmed,
                       struct error *error)
{
    const struct request_kind *kind = decide_kind(request->verb);
    int today = zone_local(talk->received).day;
    struct snapshot *snapshot = snapshot_load(talk->arena, talk->db, talk->farm, talk->subscriber,
                                              today, kind->needs, error);
    if (!snapshot)
        return -1;
    struct situation situation = {
        .arena = talk->arena,
        .config = talk->config,
        .snapshot = snapshot,
        .request = request,
        .channel = talk->channel,
        .sender = talk->sender,
        .received = talk->received,
        .now = talk->now,
        .today = today,
        .confirmed = confirmed,
    };
    struct decision decision = decide(&situation);
    mark_late(talk, &decision);
    struct batch batch = {talk->inbox, talk->sender, talk->subscriber, talk->received, talk->now};
    if (commit_changes(talk->db, &batch, decision.changes, decision.change_count, error) ||
        store_question(talk, &decision.question, error))
        return -1;
    struct block *block = add_block(talk, request_print(talk->arena, request), decision.result,
                                    decision.template, decision.model);
    block->changes = decision.change_count;
    return 0;
}

/* One option of a question, as a request; a line that an older version wrote differently is for staff. */
static int run_option(struct conversation *talk, const struct tree *option, struct error *error)
{
    struct request request;
    struct error unread;
    if (request_read(talk->arena, view_of(tree_get_text(option, "line", "")), &request, &unread))
        request = request_make(VERB_HUMAN);
    return run_request(talk, &request, true, error);
}

/* The question once more: an answer that fits none of its choices. */
static void ask_again(struct conversation *talk, const char *line,
                      const struct question_row *question)
{
    struct tree *model = converse_say(talk, line, RESULT_ASKED, "choose_invalid");
    struct tree *choices = tree_put_list(model, "choices");
    size_t count = tree_count(question->options);
    for (size_t i = 0; count > 1 && i < count; i++) {
        struct tree *choice = tree_push_object(choices);
        tree_put_int(choice, "n", (int64_t)i + 1);
        tree_put_text(choice, "label", tree_get_text(tree_at(question->options, i), "label", ""));
        tree_put_text(choice, "mailto", "");
    }
    tree_put_bool(model, "yesno", count == 1);
}

static int answer_question(struct conversation *talk, const struct request *request,
                           struct error *error)
{
    const char *line = request_print(talk->arena, request);
    struct question_row *question;
    if (question_find(talk->db, talk->arena, talk->sender, false, talk->received, &question, error))
        return -1;
    if (!question) {
        converse_say(talk, line, RESULT_ANSWERED, "confirm_nothing");
        return 0;
    }
    size_t count = tree_count(question->options);
    if (request->verb == VERB_DENY) {
        converse_say(talk, line, RESULT_ANSWERED, "deny");
        return question_close(talk->db, question->id, false, error);
    }
    size_t choice = request->verb == VERB_CHOOSE ? (size_t)request->choice : 1;
    if ((request->verb == VERB_CONFIRM && count != 1) || choice < 1 || choice > count) {
        ask_again(talk, line, question);
        return 0;
    }
    if (question_close(talk->db, question->id, true, error))
        return -1;
    return run_option(talk, tree_at(question->options, choice - 1), error);
}

/* We asked why they leave: what they write next without asking anything is the reason. */
static int take_reason(struct conversation *talk, bool *taken, struct error *error)
{
    struct question_row *question;
    *taken = false;
    struct view said = view_trim(talk->said);
    if (!said.len)
        return 0;
    if (question_find(talk->db, talk->arena, talk->sender, true, talk->received, &question, error))
        return -1;
    if (!question)
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
    converse_say(talk, "HUMAN", RESULT_ANSWERED, "unsubscribe_reason");
    *taken = true;
    return 0;
}

int converse(struct conversation *talk, const struct request *requests, int count,
             struct error *error)
{
    if (count == 1 && requests[0].verb == VERB_HUMAN) {
        bool taken;
        if (take_reason(talk, &taken, error))
            return -1;
        if (taken)
            return 0;
    }
    for (int i = 0; i < count; i++) {
        enum verb verb = requests[i].verb;
        bool reply = verb == VERB_CONFIRM || verb == VERB_DENY || verb == VERB_CHOOSE;
        if (reply && talk->token_confirmed && verb == VERB_CONFIRM)
            continue; /* the token's own OUI: its requests stand in the list already */
        if (reply ? answer_question(talk, &requests[i], error)
                  : run_request(talk, &requests[i], talk->token_confirmed, error))
            return -1;
    }
    return 0;
}
