/* robot: rules R1 to R12, a mail each, and the mails of people that look like it. */
#include "bot/robot.h"
#include "tests/bot/sample.h"

#define FROM "From: Camille Roux <camille.roux@example.org>\n"
#define TO "To: Les Jardins <paniers@example.org>\n"
#define PERSON FROM TO

/* Header lines; the reason ("" for a person), then q quiet, a absent, b bounce. */
static const struct row {
    const char *rule, *headers, *reason, *flags;
} rows[] = {
    {"a person", PERSON "Subject: Absence\n", "", ""},
    {"R1 null sender", "Return-Path: <>\n" PERSON, "null-sender", ""},
    {"R1 null sender with a blank", "Return-Path: < >\n" PERSON, "null-sender", ""},
    {"R1 a sender", "Return-Path: <camille.roux@example.org>\n" PERSON, "", ""},
    {"R2 auto-replied", PERSON "Auto-Submitted: auto-replied\n", "auto-submitted", ""},
    {"R2 auto-generated with parameters", PERSON "Auto-Submitted: Auto-Generated; type=x\n",
     "auto-submitted", ""},
    {"R2 no", PERSON "Auto-Submitted: no\n", "", ""},
    {"R2 No with a comment", PERSON "Auto-Submitted: No (a person)\n", "", ""},
    {"R2 any of two", PERSON "Auto-Submitted: no\nAuto-Submitted: auto-replied\n", "auto-submitted",
     ""},
    {"R2 empty is not no", PERSON "Auto-Submitted:\n", "auto-submitted", ""},
    {"R3 a report",
     PERSON "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n", "report",
     "b"},
    {"R3 a delivery status", PERSON "Content-Type: message/delivery-status\n", "report", "b"},
    {"R3 a receipt", PERSON "Content-Type: Message/Disposition-Notification\n", "report", "b"},
    {"R3 a complaint", PERSON "Content-Type: message/feedback-report\n", "report", "b"},
    {"R3 a mail with attachments", PERSON "Content-Type: multipart/mixed; boundary=x\n", "", ""},
    {"R4 our own address", "From: Les Jardins <Paniers@Example.org>\n" TO, "own", ""},
    {"R4 as Sender", PERSON "Sender: paniers@example.org\n", "own", ""},
    {"R4 as Return-Path", "Return-Path: <paniers@example.org>\n" PERSON, "own", ""},
    {"R4 our loop header", PERSON "X-Cabas-Loop: yes\n", "own", ""},
    {"R5 twice delivered to us",
     PERSON "Delivered-To: paniers@example.org\n"
            "Delivered-To: paniers@example.org\n",
     "loop", ""},
    {"R5 delivered to us once", PERSON "Delivered-To: paniers@example.org\n", "", ""},
    {"R6 bulk", PERSON "Precedence: bulk\n", "precedence", ""},
    {"R6 junk", PERSON "Precedence: Junk\n", "precedence", ""},
    {"R6 list", PERSON "Precedence: list\n", "precedence", ""},
    {"R6 auto_reply", PERSON "Precedence: auto_reply\n", "precedence", ""},
    {"R6 only the second (nasty 3)", PERSON "Precedence: first-class\nPrecedence: bulk\n",
     "precedence", ""},
    {"R6 first-class", PERSON "Precedence: first-class\n", "", ""},
    {"R6 a list's id", PERSON "List-Id: <amap.example.org>\n", "list", ""},
    {"R6 a list's unsubscription", PERSON "list-unsubscribe: <mailto:x@y>\n", "list", ""},
    {"R6 Mailing-List", PERSON "Mailing-List: x\n", "list", ""},
    {"R6 X-BeenThere", PERSON "X-BeenThere: x@y\n", "list", ""},
    {"R6 mailman", PERSON "X-Mailman-Version: 3\n", "list", ""},
    {"R6 a word that only begins so", PERSON "Listing: x\n", "", ""},
    {"R7 X-Autoreply", PERSON "X-Autoreply: yes\n", "autoreply", ""},
    {"R7 X-Autoreply: no", PERSON "X-Autoreply: no\n", "", ""},
    {"R7 X-Autorespond", PERSON "X-Autorespond: absent\n", "autoreply", ""},
    {"R7 X-Auto-Generated", PERSON "X-Auto-Generated: 1\n", "autoreply", ""},
    {"R7 X-FC-Machinegenerated", PERSON "X-FC-Machinegenerated: true\n", "autoreply", ""},
    {"R7 Content-Identifier", PERSON "Content-Identifier: Auto-replied\n", "autoreply", ""},
    {"R7 X400", PERSON "X400-Content-Identifier: Auto Reply to your mail\n", "autoreply", ""},
    {"R7 X-No-Ack", PERSON "X-No-Ack: yes\n", "no-ack", ""},
    {"R7 X-Ack: no", PERSON "X-Ack: no\n", "no-ack", ""},
    {"R7 spam", PERSON "X-Spam-Flag: YES\n", "spam", ""},
    {"R7 no spam", PERSON "X-Spam-Flag: NO\n", "", ""},
    {"R8 not on X-Auto-Response-Suppress alone (nasty 4)",
     PERSON "X-Auto-Response-Suppress: DR, OOF, AutoReply\n", "", ""},
    {"R9 mailer-daemon", "From: Mail Delivery <MAILER-DAEMON@example.org>\n" TO, "noreply", ""},
    {"R9 postmaster", "From: postmaster@example.org\n" TO, "noreply", ""},
    {"R9 noreply with a suffix", "From: noreply+42@example.org\n" TO, "noreply", ""},
    {"R9 no-reply", "From: no-reply@example.org\n" TO, "noreply", ""},
    {"R9 ne-pas-repondre", "From: Ne-Pas-Repondre@example.org\n" TO, "noreply", ""},
    {"R9 bounces", "From: bounces@example.org\n" TO, "noreply", ""},
    {"R9 sympa", "From: sympa@example.org\n" TO, "noreply", ""},
    {"R9 owner-x", "From: owner-amap@example.org\n" TO, "noreply", ""},
    {"R9 x-owner", "From: amap-owner@example.org\n" TO, "noreply", ""},
    {"R9 x-request", "From: amap-request@example.org\n" TO, "noreply", ""},
    {"R9 a person whose name holds one", "From: jean.postmaster@example.org\n" TO, "", ""},
    {"R9 a domain that is one", "From: camille@noreply.example.org\n" TO, "", ""},
    {"R10 Réponse automatique", PERSON "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Panier?=\n",
     "", "a"},
    {"R10 Out of Office", PERSON "Subject: Out of Office: Panier\n", "", "a"},
    {"R10 Automatic reply", PERSON "Subject: automatic reply: Panier\n", "", "a"},
    {"R10 Abwesenheitsnotiz", PERSON "Subject: Abwesenheitsnotiz\n", "", "a"},
    {"R10 an answer to one is a person's", PERSON "Subject: Re: Out of Office\n", "", ""},
    {"R10 an absence is a person's", PERSON "Subject: Absence du 12 au 26 mars\n", "", ""},
    {"R11 no From", TO, "from", ""},
    {"R11 two Froms", FROM FROM TO, "from", ""},
    {"R11 two mailboxes", "From: a@example.org, b@example.org\n" TO, "from", ""},
    {"R11 an empty From", "From:\n" TO, "from", ""},
    {"R11 no address in it", "From: Camille\n" TO, "from", ""},
    {"R12 not to us", FROM "To: somebody@example.org\n", "", "q"},
    {"R12 to nobody", FROM, "", "q"},
    {"R12 in Cc", FROM "To: somebody@example.org\nCc: PANIERS@example.org\n", "", ""},
    {"R12 by Delivered-To", FROM "Delivered-To: paniers@example.org\n", "", ""},
    {"R12 with a suffix", FROM "To: paniers+mars@example.org\n", "", ""},
};

static void check_row(const struct config *config, const struct row *row)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct error error;
    const char *raw = arena_print(arena, "%s\nBonjour\n", row->headers);
    if (mail_read(arena, view_of(raw), &mail, &error)) {
        CHECK(false, "%s: read: %s", row->rule, error.text);
    } else {
        struct robot robot = robot_judge(config, &mail);
        CHECK_TEXT(robot.reason, row->reason, "%s", row->rule);
        CHECK(robot.quiet == (strchr(row->flags, 'q') != NULL) &&
                  robot.absent == (strchr(row->flags, 'a') != NULL) &&
                  robot.bounce == (strchr(row->flags, 'b') != NULL),
              "%s: flags %s", row->rule, row->flags);
    }
    arena_free(&arena);
}

static void check_hops(struct arena *arena, const struct config *config, int hops,
                       const char *reason)
{
    struct text raw = text_in(arena);
    struct mail mail;
    struct error error;
    for (int i = 0; i < hops; i++)
        text_add(&raw, "Received: from a by b; Mon, 9 Mar 2026 09:00:00 +0100\n");
    text_add(&raw, PERSON "\nBonjour\n");
    CHECK(!mail_read(arena, text_view(&raw), &mail, &error), "read");
    CHECK_TEXT(robot_judge(config, &mail).reason, reason, "R5 %d Received", hops);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct config *config = sample_config(arena, "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(config, &rows[i]);
    check_hops(arena, config, 50, "");
    check_hops(arena, config, 51, "loop");
    arena_free(&arena);
    return tap_done();
}
