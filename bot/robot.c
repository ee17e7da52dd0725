#include "bot/robot.h"

#include <string.h>

#include "parsers/regex.h"

enum { RECEIVED_MAX = 50 };

/* R6, R7: headers whose presence, or whose value, says that a program wrote. An empty value: any. */
static const struct {
    const char *header, *value, *reason;
} marks[] = {
    {"List-", "", "list"},
    {"Mailing-List", "", "list"},
    {"X-BeenThere", "", "list"},
    {"X-Mailman-Version", "", "list"},
    {"Precedence", "bulk", "precedence"},
    {"Precedence", "junk", "precedence"},
    {"Precedence", "list", "precedence"},
    {"Precedence", "auto_reply", "precedence"},
    {"X-Autoreply", "yes", "autoreply"},
    {"X-Autorespond", "", "autoreply"},
    {"X-Auto-Generated", "", "autoreply"},
    {"X-FC-Machinegenerated", "true", "autoreply"},
    {"Content-Identifier", "Auto-replied", "autoreply"},
    {"X400-Content-Identifier", "Auto Reply to", "autoreply"},
    {"X-No-Ack", "", "no-ack"},
    {"X-Ack", "no", "no-ack"},
    {"X-Spam-Flag", "YES", "spam"},
    {"X-Cabas-Loop", "", "own"},
};

/* R9: local parts that no person reads; '*' stands at one end. */
static const char *const nobody[] = {
    "mailer-daemon", "postmaster", "noreply",  "no-reply",  "ne-pas-repondre", "nepasrepondre",
    "do-not-reply",  "donotreply", "listserv", "majordomo", "mailman",         "sympa",
    "bounce",        "bounces",    "owner-*",  "*-owner",   "*-request",       "*-bounces",
};

static const char *const report_types[] = {"multipart/report", "message/delivery-status",
                                           "message/disposition-notification",
                                           "message/feedback-report"};

static const char *by_marks(const struct mail *mail)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!*marks[i].value) {
            if (mail_has(mail, marks[i].header))
                return marks[i].reason;
            continue;
        }
        struct view value;
        for (int n = 0; mail_header(mail, marks[i].header, n, &value); n++)
            if (view_starts_nocase(view_trim(value), marks[i].value))
                return marks[i].reason;
    }
    return "";
}

/* R2: any Auto-Submitted whose first token is not "no". */
static bool is_auto_submitted(const struct mail *mail)
{
    struct view value;
    for (int n = 0; mail_header(mail, "Auto-Submitted", n, &value); n++) {
        value = view_trim(value);
        size_t end = 0;
        while (end < value.len && (byte_is_letter(value.at[end]) || value.at[end] == '-'))
            end++;
        if (!view_is_nocase(view_cut(value, 0, end), "no"))
            return true;
    }
    return false;
}

static bool matches(struct view local, struct view pattern)
{
    if (pattern.at[0] == '*') /* "*-owner" */
        return local.len >= pattern.len - 1 &&
               view_is_nocase(view_cut(local, local.len - (pattern.len - 1), local.len),
                              pattern.at + 1);
    if (view_ends(pattern, "*")) { /* "owner-*" */
        for (size_t i = 0; i + 1 < pattern.len; i++)
            if (i >= local.len || byte_lower(local.at[i]) != pattern.at[i])
                return false;
        return true;
    }
    return view_is_nocase(local, pattern.at);
}

static bool is_nobody(const char *address)
{
    struct view local = view_of(address);
    local = view_cut(local, 0, view_find_byte(local, '@'));
    local = view_cut(local, 0, view_find_byte(local, '+'));
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        if (matches(local, view_of(nobody[i])))
            return true;
    return false;
}

static bool is_own(const struct config *config, const char *address)
{
    return *address && view_is_nocase(view_of(address), config->mail.from_address);
}

static const char *by_sender(const struct config *config, const struct mail *mail)
{
    if (mail->from_count != 1 || mail->from.broken || mail->from.count != 1)
        return "from";
    if (is_own(config, mail->from.items[0].address) ||
        (mail->sender.count && is_own(config, mail->sender.items[0].address)) ||
        (mail->has_return_path && is_own(config, mail->return_path)))
        return "own";
    if (is_nobody(mail->from.items[0].address))
        return "noreply";
    return "";
}

static int count_header(const struct mail *mail, const char *name)
{
    struct view value;
    int count = 0;
    while (mail_header(mail, name, count, &value))
        count++;
    return count;
}

/* R5: our address twice among Delivered-To is a loop. */
static bool is_loop(const struct config *config, const struct mail *mail)
{
    int own = 0;
    for (int i = 0; i < mail->delivered_to.count; i++)
        own += is_own(config, mail->delivered_to.items[i].address);
    return own > 1 || count_header(mail, "Received") > RECEIVED_MAX;
}

/* R12: one of To, Cc, Delivered-To is our address, a "+suffix" left aside. */
static bool is_addressed(const struct config *config, const struct mail *mail)
{
    const struct mail_addresses *lists[] = {&mail->to, &mail->cc, &mail->delivered_to};
    struct arena *arena = arena_new();
    bool found = false;
    for (size_t i = 0; i < 3; i++)
        for (int j = 0; j < lists[i]->count; j++) {
            struct view whole = view_of(lists[i]->items[j].address);
            size_t at = view_find_byte(whole, '@'), plus = view_find_byte(whole, '+');
            struct text plain = text_in(arena);
            text_add_view(&plain, view_cut(whole, 0, plus < at ? plus : at));
            text_add_view(&plain, view_cut(whole, at, whole.len));
            found |= is_own(config, plain.at);
        }
    arena_free(&arena);
    return found;
}

struct robot robot_judge(const struct config *config, const struct mail *mail)
{
    struct robot robot = {.reason = ""};
    for (size_t i = 0; i < sizeof report_types / sizeof *report_types; i++)
        if (!strcmp(mail->type, report_types[i]))
            robot = (struct robot){.reason = "report", .bounce = true};
    if (*robot.reason)
        return robot;
    if (mail->has_return_path && !*mail->return_path)
        robot.reason = "null-sender";
    else if (is_auto_submitted(mail))
        robot.reason = "auto-submitted";
    else if (is_loop(config, mail))
        robot.reason = "loop";
    else
        robot.reason = by_sender(config, mail);
    if (!*robot.reason)
        robot.reason = by_marks(mail);
    robot.absent = regex_find(REGEX_ABSENCE_SUBJECT, view_of(mail->subject), 0, NULL) != REGEX_NONE;
    robot.quiet = !is_addressed(config, mail);
    return robot;
}
