#include "bot/handle.h"

#include <string.h>

#include "bot/bounce.h"
#include "bot/fault.h"
#include "bot/robot.h"
#include "bot/secret.h"
#include "bot/staff.h"
#include "db/question.h"
#include "db/snapshot.h"
#include "parsers/compose.h"
#include "parsers/redact.h"
#include "parsers/regex.h"
#include "parsers/zone.h"

int handle_settle(struct handling *h, enum inbox_state state, const char *reason)
{
    h->settled = true;
    h->state = state;
    h->reason = reason;
    return 0;
}

/* Rule D1: the same Message-ID with the same sender, date and body is the same message. */
static const char *make_digest(struct handling *h)
{
    struct text whole = text_in(h->arena);
    text_print(&whole, "%s%s\n%s\n", h->replay ? "replay\n" : "",
               h->mail.from.count ? h->mail.from.items[0].address : "",
               h->mail.date ? h->mail.date : "");
    text_print(&whole, "%s\n", *h->mail.message_id ? h->mail.message_id : h->mail.subject);
    if (!*h->mail.message_id && !h->mail.date) /* then only the day tells two from one */
        text_print(&whole, "%d\n", zone_local(h->row->received).day);
    text_add(&whole, secret_digest(h->arena, h->mail.body)); /* not a copy of it */
    return secret_digest(h->arena, text_view(&whole));
}

int handle_read(struct handling *h, struct error *error)
{
    struct error broken;
    h->reason = h->digest = "";
    h->sms = h->row->sms || (h->as && *h->as == '+');
    h->sender = (struct sender){.address = "", .proof = ""};
    h->mail.subject = h->mail.message_id = "";
    if (h->row->attempts >= INBOX_ATTEMPTS)
        return handle_settle(h, INBOX_QUARANTINED, "it stopped the program three times");
    if (h->row->sms)
        return handle_sms_read(h, error);
    if (mail_read(h->arena, h->row->raw, &h->mail, &broken)) {
        h->mail.subject = h->mail.message_id = "";
        return handle_settle(h, INBOX_QUARANTINED, arena_text(h->arena, broken.text));
    }
    h->too_long = h->row->oversized || h->mail.text_cut;
    h->digest = make_digest(h);
    bool twin;
    if (inbox_is_twin(h->db, h->row->id, h->mail.message_id, h->digest, &twin, error))
        return -1;
    return twin ? handle_settle(h, INBOX_IGNORED, "duplicate") : 0;
}

enum {
    UNPROVEN_A_DAY = 20, /* letters that others may make us write to one subscriber */
    STAFF_FACTOR = 10,   /* the farm's own may write so many times more often */
};

/* What somebody sends in a subscriber's name is counted apart: it neither floods nor silences the real one. */
int handle_limits(struct handling *h, struct error *error)
{
    const char *address = h->sender.address;
    int64_t hour, day;
    if (h->sender.trust ==
        TRUST_CLAIMED) /* when it is known whether a token came: check_unproven */
        return 0;
    if (outbox_count(h->db, address, OUTBOX_PROVEN, h->now - 3600, &hour, error) ||
        outbox_count(h->db, address, OUTBOX_STRANGER, h->now - 86400, &day, error))
        return -1;
    int most = h->config->limits.answers_per_hour * (h->sender.staff ? STAFF_FACTOR : 1);
    if (hour >= most)
        return handle_settle(h, INBOX_STAFF, "too many answers within an hour");
    if (h->sender.trust == TRUST_KNOCKING && (day > 0 || h->quiet))
        return handle_settle(h, INBOX_STAFF, "unknown sender, answered today");
    return 0;
}

static int check_unproven(struct handling *h, struct error *error)
{
    int64_t unproven;
    if (outbox_count(h->db, h->sender.address, OUTBOX_UNPROVEN, h->now - 86400, &unproven, error))
        return -1;
    return unproven < UNPROVEN_A_DAY
               ? 0
               : handle_settle(h, INBOX_STAFF, "too many mails in this name, none authenticated");
}

/* What a person of the farm took over stays theirs: an answer to somebody's own letter, in the thread of a
 * message that was handed to them, is for them, and not answered by us. */
static int check_thread(struct handling *h, struct error *error)
{
    const struct mail *mail = &h->mail;
    const char *parent = mail->in_reply_to;
    int failed = 0;
    if (!*parent && mail->reference_count)
        parent = mail->references[mail->reference_count - 1];
    if (!*parent || db_int(h->db, SQL_OUTBOX_IS_OURS, 0, &failed, error, "t", parent) || failed)
        return failed;
    for (int i = 0; i < mail->reference_count && !failed; i++)
        if (db_int(h->db, SQL_INBOX_IS_STAFFS, 0, &failed, error, "t", mail->references[i]))
            return handle_settle(h, INBOX_STAFF, "in a thread of the farm's people");
    return failed;
}

/* What a program sent may be a report of a letter of ours that did not arrive. */
static int settle_robot(struct handling *h, const char *reason, struct error *error)
{
    enum bounce_weight weight;
    if (bounce_take(h->arena, h->db, &h->mail, h->row->id, h->now, &weight, error))
        return -1;
    if (weight == BOUNCE_COMPLAINT)
        return handle_settle(h, INBOX_STAFF, "a complaint: a letter of ours was marked as spam");
    if (weight != BOUNCE_NONE)
        return handle_settle(h, INBOX_IGNORED, "bounce");
    if (!strcmp(reason, "from"))
        return handle_settle(h, INBOX_QUARANTINED, "its From is not one address");
    return handle_settle(h, INBOX_IGNORED, reason);
}

/* Who writes, proven, is there: what failed before does not count any more. */
static int hear(struct handling *h, struct error *error)
{
    bool was;
    if (h->sender.trust == TRUST_CLAIMED || h->sender.trust == TRUST_STRANGER)
        return 0;
    return bounce_heard(h->db, h->sender.address, h->row->received, &was, error);
}

int handle_trust(struct handling *h, struct error *error)
{
    if (h->as) {
        h->sender = (struct sender){.trust = TRUST_SUBSCRIBER,
                                    .address = trust_address(h->arena, h->as),
                                    .proof = "replay"};
        h->sender.staff = trust_is_staff(h->config, h->sender.address);
        h->sender.subscriber = snapshot_owner(h->db, *h->as == '+' ? CONTACT_PHONE : CONTACT_EMAIL,
                                              h->sender.address, error);
        if (h->sender.subscriber == 0)
            h->sender.trust = h->sender.staff ? TRUST_STAFF : TRUST_KNOCKING;
        return h->sender.subscriber < 0 ? -1 : 0;
    }
    if (h->sms)
        return handle_sms_trust(h, error);
    struct robot robot = robot_judge(h->config, &h->mail);
    h->quiet = robot.quiet;
    if (*robot.reason)
        return settle_robot(h, robot.reason, error);
    if (h->row->old)
        return handle_settle(h, INBOX_QUARANTINED, "older than the bot's first start");
    if (!compose_is_address(view_of(h->mail.from.items[0].address)))
        return handle_settle(h, INBOX_QUARANTINED, "its sender is no address we can answer");
    if (trust_judge(h->arena, h->config, h->db, &h->mail, &h->sender, error) || hear(h, error))
        return -1;
    if (h->sender.trust == TRUST_STRANGER)
        return handle_settle(h, INBOX_STAFF, "unknown sender, not authenticated");
    if (robot.absent)
        return handle_settle(h, INBOX_STAFF, "its subject is an autoresponder's");
    if (!h->sender.staff && (check_thread(h, error) || h->settled))
        return h->settled ? 0 : -1;
    return handle_limits(h, error);
}

int handle_text(struct handling *h, struct error *error)
{
    (void)error;
    fault_poison(h->row->raw);
    h->message =
        (struct message){.channel = CHANNEL_MAIL, .today = zone_local(h->row->received).day};
    if (h->sms) {
        h->message.channel = CHANNEL_SMS;
        h->message.text = h->reply.text = h->mail.text;
        return 0;
    }
    message_read(h->arena, view_of(h->mail.subject), h->mail.text, &h->reply, &h->message);
    return 0;
}

/* "abonné n° 1002" in a message of somebody else's (A4). Whether there is such a subscriber is not looked
 * at: the answer must not tell. */
static bool names_another(const struct handling *h)
{
    struct view groups[REGEX_GROUPS], text = h->reply.text;
    size_t start = 0;
    enum regex_result found;
    while ((found = regex_find(REGEX_SUBSCRIBER_NUMBER, text, start, groups)) == REGEX_FOUND) {
        int64_t number;
        start = (size_t)(groups[0].at - text.at) + groups[0].len;
        if (view_int(groups[1], &number) && number != h->sender.subscriber)
            return true;
    }
    return found == REGEX_FAILED; /* a limit is no "no" */
}

/* Mail of staff without a command: a number or OUI to a question that their last one raised, or people talking
 * to people. */
static int handle_staff_reply(struct handling *h, struct error *error)
{
    if (!h->too_long)
        understand(h->arena, h->farm->vocabulary, &h->message, false, &h->understood);
    enum verb verb = h->understood.count == 1 ? h->understood.requests[0].verb : VERB_NONE;
    if (verb == VERB_CONFIRM || verb == VERB_DENY || verb == VERB_CHOOSE) {
        if (staff_asked(h, &h->staff_subscriber, error))
            return -1;
        h->requests[h->request_count++] = h->understood.requests[0];
    }
    return h->staff_subscriber ? 0 : handle_settle(h, INBOX_STAFF, "from staff");
}

static int find_requests(struct handling *h, struct error *error)
{
    struct question_row *question = NULL;
    if (h->sender.staff && !h->too_long)
        staff_read(h->arena, h->farm->vocabulary, &h->message, &h->staff);
    if (h->sender.trust == TRUST_STAFF && !h->staff.count)
        return handle_staff_reply(h, error);
    if (h->too_long || h->staff.count)
        return 0;
    if (h->sender.trust != TRUST_KNOCKING && handle_token_find(h, &question, error))
        return -1;
    understand(h->arena, h->farm->spoken, &h->message, false, &h->understood);
    if (h->sender.trust == TRUST_KNOCKING)
        return 0;
    if (names_another(h)) { /* nothing runs: a person reads it, and the sender is told */
        h->requests[h->request_count++] = request_make(VERB_HUMAN);
        h->message.text = h->reply.text =
            (struct view){NULL, 0}; /* nor is it an answer or a reason */
        return 0;
    }
    if (question && handle_token_use(h, question, error))
        return -1;
    bool answered = !h->token; /* the token's own OUI or NON is none to another question */
    for (int i = 0; i < h->understood.count; i++) {
        enum verb verb = h->understood.requests[i].verb;
        if (!answered && (verb == VERB_CONFIRM || verb == VERB_DENY))
            answered = true;
        else
            h->requests[h->request_count++] = h->understood.requests[i];
    }
    return 0;
}

int handle_requests(struct handling *h, struct error *error)
{
    if (find_requests(h, error))
        return -1;
    bank_keep(h->arena, h->seal, h->sender.subscriber, h->replay, h->requests, &h->request_count);
    return 0;
}

/* A verb that no file claims, and an answer to a question of ours, are nobody's but the subscriber's. */
static bool only_public(const struct handling *h)
{
    for (int i = 0; i < h->request_count; i++) {
        const struct request_kind *kind = decide_kind(h->requests[i].verb);
        if (!kind->public || kind->verb != h->requests[i].verb)
            return false;
    }
    return true;
}

int handle_decide(struct handling *h, struct error *error)
{
    h->talk = (struct conversation){
        .arena = h->arena,
        .db = h->db,
        .config = h->config,
        .farm = h->farm,
        .subscriber = h->sender.subscriber,
        .sender = h->sender.address,
        .channel = h->message.channel,
        .received = h->row->received,
        .now = h->now,
        .inbox = h->row->id,
        .said = redact_text(h->arena, h->reply.text),
        .message = &h->message,
        .answers = h->mail.in_reply_to,
        .proven = h->sender.trust == TRUST_SUBSCRIBER || h->token,
        .token_confirmed = h->token,
        .coded = h->coded,
        .token_state = h->token_state,
    };
    if (h->staff.count || h->staff_subscriber)
        return staff_run(h, error);
    bool done = false;
    if (h->sms && (handle_sms_decide(h, &done, error) || done))
        return done ? 0 : -1;
    if (h->sender.trust == TRUST_KNOCKING) {
        struct tree *model = converse_say(&h->talk, "HUMAN", RESULT_HUMAN, "unknown_sender");
        tree_put_bool(model, "sms", h->sms);
        return 0;
    }
    if (h->too_long) {
        converse_say(&h->talk, "HUMAN", RESULT_HUMAN, "too_big");
        return 0;
    }
    if (h->token_denied)
        converse_say(&h->talk, "DENY", RESULT_ANSWERED, "deny");
    if (h->sender.trust == TRUST_CLAIMED && !h->token && !h->token_denied) {
        if (check_unproven(h, error))
            return -1;
        if (h->settled)
            return 0;
        if (!only_public(h))
            return handle_confirm(h, error);
        if (h->quiet) /* perhaps a robot, surely unproven: a person reads it, nobody is answered */
            return handle_settle(h, INBOX_STAFF, "not authenticated, nothing to confirm");
    }
    return converse(&h->talk, h->requests, h->request_count, error);
}
