#include "parsers/compose.h"

#include <stdlib.h>

#include "parsers/encode.h"
#include "parsers/zone.h"
#include "tests/tap.h"

static const struct compose base = {
    .from = "Les Jardins <paniers@example.org>",
    .to = "anne@example.net",
    .subject = "Votre panier",
    .message_id = "1.2@cabas.example.org",
    .date = 1772352300,
    .auto_submitted = "auto-replied",
    .text = "Bonjour\n",
};

/* The field's value, folds and all; NULL when there is no such field; the body does not count. */
static const char *field_of(struct arena *arena, const char *mail, const char *name, int *count)
{
    const char *found = NULL;
    *count = 0;
    const char *end = strstr(mail, "\r\n\r\n");
    for (const char *at = mail; at < end + 2;) {
        const char *next = strstr(at, "\r\n") + 2;
        while (*next == ' ' || *next == '\t')
            next = strstr(next, "\r\n") + 2;
        size_t len = strlen(name);
        if (!strncmp(at, name, len) && at[len] == ':') {
            ++*count;
            found = arena_copy(arena, at + len + 1, (size_t)(next - 2 - at) - len - 1);
        }
        at = next;
    }
    return found;
}

static const char *composed(struct arena *arena, const struct compose *mail)
{
    struct text out = text_in(arena);
    struct error error;
    if (!compose_mail(mail, &out, &error))
        return out.at;
    tap_note("error", error.text);
    return NULL;
}

/* No bare CR or LF, no NUL, no line over `limit`. */
static bool lines_good(const char *mail, size_t limit)
{
    size_t column = 0;
    for (const char *at = mail; *at; at++) {
        if (*at == '\r' && at[1] == '\n') {
            at++;
            column = 0;
        } else if (*at == '\r' || *at == '\n' || (*at & 0x80) || ++column > limit)
            return false;
    }
    return column == 0;
}

static const struct {
    const char *subject, *want;
} subject_rows[] = {
    {"Votre panier", " Votre panier"},
    {"  Votre \t panier  ", " Votre panier"},
    {"", ""},
    {"a\r\nBcc: x@y", " a Bcc: x@y"},
    {"a\rBcc: x@y\n\nb", " a Bcc: x@y b"},
    {"a\x01\x07\x7f"
     "b",
     " ab"},
    {"Été", " =?UTF-8?B?w4l0w6k=?="},
    {"Votre panier de mardi est suspendu (été)",
     " =?UTF-8?Q?Votre_panier_de_mardi_est_suspendu_=28=C3=A9t=C3=A9=29?="},
    {"=?utf-8?Q?a?=", " =?UTF-8?B?PT91dGYtOD9RP2E/PQ==?="},
    {"\xE9t\xE9", " =?UTF-8?B?77+9dO+/vQ==?="},
    {"a\xE2\x80\xA8"
     "b",
     " ab"},
    {"Le panier de la semaine du douze mars et celui de la semaine suivante sont suspendus",
     " Le panier de la semaine du douze mars et celui de la semaine\r\n suivante sont suspendus"},
    {"🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕",
     " =?UTF-8?B?8J+llfCfpZXwn6WV8J+llfCfpZXwn6WV8J+llfCfpZXwn6WV?=\r\n"
     " =?UTF-8?B?8J+llfCfpZXwn6WV8J+llfCfpZXwn6WV?="},
};

static const struct {
    const char *from, *want;
} from_rows[] = {
    {"paniers@example.org", " paniers@example.org"},
    {"<paniers@example.org>", " paniers@example.org"},
    {"Les Jardins <paniers@example.org>", " Les Jardins <paniers@example.org>"},
    {"\"Les Jardins\" <paniers@example.org>", " Les Jardins <paniers@example.org>"},
    {"Dupont, Jean <a@b.fr>", " \"Dupont, Jean\" <a@b.fr>"},
    {"\"a \\\"b\\\" <x@y>\" <a@b.fr>", " \"a \\\"b\\\" <x@y>\" <a@b.fr>"},
    {"Les Jardins de l’Été <a@b.fr>", " =?UTF-8?B?TGVzIEphcmRpbnMgZGUgbOKAmcOJdMOp?= <a@b.fr>"},
    {"x\r\nBcc: y@z <a@b.fr>", " \"x Bcc: y@z\" <a@b.fr>"},
    {"`rm -rf /`; $(id) <a@b.fr>", " \"`rm -rf /`; $(id)\" <a@b.fr>"},
};

static const struct {
    const char *address;
    bool good;
} address_rows[] = {
    {"a@b.fr", true},
    {"a.b+c@d-e.example.org", true},
    {"root@localhost", true},
    {"o'neil@b.fr", true},
    {"", false},
    {"a", false},
    {"@b.fr", false},
    {"a@", false},
    {"a@b@c", false},
    {"a b@c.fr", false},
    {"a@b.fr\r\nRCPT TO:<x@y>", false},
    {"a@b.fr\n", false},
    {"<a@b.fr>", false},
    {"\"a\"@b.fr", false},
    {"a..b@c.fr", false},
    {".a@c.fr", false},
    {"a.@c.fr", false},
    {"a@.c", false},
    {"a@c.", false},
    {"a,b@c.fr", false},
    {"é@b.fr", false},
    {"a@[127.0.0.1]", false},
    {"a@b.fr,c@d.fr", false},
    {"a@b\tc", false},
};

static const struct {
    const char *value, *address;
} find_rows[] = {
    {"a@b.fr", "a@b.fr"},
    {" Jean <a@b.fr> ", "a@b.fr"},
    {"\"x <y@z>\" < a@b.fr >", "a@b.fr"},
    {"Jean <a@b.fr>, Anne <c@d.fr>", ""},
    {"a@b.fr, c@d.fr", ""},
    {"Jean", ""},
    {"<a@b.fr> x", ""},
    {"\"Jean <a@b.fr>", ""},
};

static void test_headers(struct arena *arena)
{
    int count;
    for (size_t i = 0; i < sizeof subject_rows / sizeof *subject_rows; i++) {
        struct compose mail = base;
        mail.subject = subject_rows[i].subject;
        const char *out = composed(arena, &mail);
        CHECK_TEXT(field_of(arena, out, "Subject", &count), subject_rows[i].want, "subject row %zu",
                   i);
        CHECK(count == 1 && lines_good(out, 76), "one subject, good lines");
        field_of(arena, out, "Bcc", &count);
        CHECK(!count, "no Bcc");
    }
    for (size_t i = 0; i < sizeof from_rows / sizeof *from_rows; i++) {
        struct compose mail = base;
        mail.from = from_rows[i].from;
        const char *out = composed(arena, &mail);
        if (CHECK(out != NULL, "from row %zu is taken", i))
            CHECK_TEXT(field_of(arena, out, "From", &count), from_rows[i].want, "from row %zu", i);
    }
    for (size_t i = 0; i < sizeof address_rows / sizeof *address_rows; i++)
        CHECK(compose_is_address(view_of(address_rows[i].address)) == address_rows[i].good,
              "address %s", address_rows[i].address);
    for (size_t i = 0; i < sizeof find_rows / sizeof *find_rows; i++) {
        struct view found = compose_address(view_of(find_rows[i].value));
        CHECK_TEXT(arena_copy(arena, found.at ? found.at : "", found.len), find_rows[i].address,
                   "address in %s", find_rows[i].value);
    }
}

static bool refused(struct compose mail, const char *name)
{
    struct arena *arena = arena_new();
    struct text out = text_in(arena);
    struct error error = {""};
    bool good = compose_mail(&mail, &out, &error) == -1 && !out.len && strstr(error.text, name) &&
                !strpbrk(error.text, "\r\n");
    arena_free(&arena);
    return good;
}

static void test_refused(void)
{
    struct compose mail = base;
    mail.to = "a@b.fr\r\nBcc: x@y.fr";
    CHECK(refused(mail, "To"), "line end in To");
    mail = base, mail.to = NULL;
    CHECK(refused(mail, "To"), "no To");
    mail = base, mail.to = "Anne <a@b.fr>";
    CHECK(refused(mail, "To"), "display name in To");
    mail = base, mail.from = "x <a@b.fr\r\nBcc: x@y.fr>";
    CHECK(refused(mail, "From"), "line end in From's address");
    mail = base, mail.reply_to = "nobody";
    CHECK(refused(mail, "Reply-To"), "Reply-To without address");
    mail = base, mail.message_id = "a@b>\r\nBcc: x@y.fr";
    CHECK(refused(mail, "Message-ID"), "line end in Message-ID");
    mail = base, mail.auto_submitted = "auto-replied\r\nBcc: x@y.fr";
    CHECK(refused(mail, "Auto-Submitted"), "line end in Auto-Submitted");
    mail = base, mail.auto_submitted = "";
    CHECK(refused(mail, "Auto-Submitted"), "empty Auto-Submitted");
    char word[1200] = "";
    memset(word, 'x', sizeof word - 1);
    mail = base, mail.auto_submitted = word;
    CHECK(refused(mail, "Auto-Submitted"), "endless Auto-Submitted");
}

static void test_thread(struct arena *arena)
{
    int count;
    struct compose mail = base;
    const char *ids[40];
    for (int i = 0; i < 40; i++)
        ids[i] = arena_print(arena, "%d@example.net", i);
    mail.references = ids;
    mail.reference_count = 2;
    mail.in_reply_to = "parent@example.net";
    const char *out = composed(arena, &mail);
    CHECK_TEXT(field_of(arena, out, "References", &count),
               " <0@example.net> <1@example.net> <parent@example.net>", "references");
    CHECK_TEXT(field_of(arena, out, "In-Reply-To", &count), " <parent@example.net>", "parent");
    mail.in_reply_to = ids[1];
    CHECK_TEXT(field_of(arena, composed(arena, &mail), "References", &count),
               " <0@example.net> <1@example.net>", "a parent already there is not repeated");
    mail.reference_count = 40;
    mail.in_reply_to = "parent@example.net";
    out = composed(arena, &mail);
    const char *refs = field_of(arena, out, "References", &count);
    int kept = 0;
    for (const char *at = refs; (at = strchr(at, '<')); at++)
        kept++;
    CHECK(kept == 21 && strstr(refs, "<0@") && !strstr(refs, "<20@") && strstr(refs, "<21@") &&
              strstr(refs, "<39@") && strstr(refs, "<parent@"),
          "the first and the last 20 references");
    CHECK(lines_good(out, 76), "references are folded");
    const char *bad[] = {"a b@c", "x>\r\nBcc: y@z", "",
                         "ok@c",  "\xC3\xA9@c",     arena_print(arena, "%01000d@c", 7)};
    mail.references = bad;
    mail.reference_count = 6;
    mail.in_reply_to = "p\r\nBcc: y@z";
    out = composed(arena, &mail);
    CHECK_TEXT(field_of(arena, out, "References", &count), " <ok@c>", "what is no id is left out");
    CHECK(!field_of(arena, out, "In-Reply-To", &count) && !strstr(out, "Bcc"), "nor as parent");
}

static void test_robot(struct arena *arena)
{
    int count;
    struct compose mail = base;
    const char *out = composed(arena, &mail);
    CHECK_TEXT(field_of(arena, out, "Auto-Submitted", &count), " auto-replied", "robot");
    CHECK_TEXT(field_of(arena, out, "X-Auto-Response-Suppress", &count), " OOF, AutoReply",
               "no vacation answers");
    CHECK_TEXT(field_of(arena, out, "X-Cabas-Loop", &count), " 1", "loop");
    CHECK_TEXT(field_of(arena, out, "Date", &count), " Sun, 01 Mar 2026 09:05:00 +0100", "date");
    CHECK_TEXT(field_of(arena, out, "Message-ID", &count), " <1.2@cabas.example.org>", "id");
    CHECK_TEXT(strstr(out, "\r\n\r\n"), "\r\n\r\nBonjour\r\n", "body");
    mail.auto_submitted = NULL;
    out = composed(arena, &mail);
    CHECK(!field_of(arena, out, "Auto-Submitted", &count) &&
              field_of(arena, out, "X-Cabas-Loop", &count),
          "a person's mail has the loop mark only");
}

static const struct {
    const char *text, *want;
} body_rows[] = {
    {"a\nb", "a\r\nb\r\n"},
    {"a\r\nb\rc\n", "a\r\nb\r\nc\r\n"},
    {"", "\r\n"},
    {"a \nb\t\n", "a=20\r\nb=09\r\n"},
    {"From moi\n.\n..\n", "=46rom moi\r\n=2E\r\n=2E.\r\n"},
    {"1=1 é", "1=3D1 =C3=A9\r\n"},
    {"a\001b\033[0m", "ab[0m\r\n"},
    {"\xE9", "=EF=BF=BD\r\n"},
    {"01234567890123456789012345678901234567890123456789012345678901234567890123456",
     "012345678901234567890123456789012345678901234567890123456789012345678901234=\r\n56\r\n"},
    {"0123456789012345678901234567890123456789012345678901234567890123456789012345",
     "0123456789012345678901234567890123456789012345678901234567890123456789012345\r\n"},
};

static void test_body(struct arena *arena)
{
    for (size_t i = 0; i < sizeof body_rows / sizeof *body_rows; i++) {
        struct compose mail = base;
        mail.text = body_rows[i].text;
        const char *out = composed(arena, &mail);
        CHECK_TEXT(strstr(out, "\r\n\r\n") + 4, body_rows[i].want, "body row %zu", i);
        CHECK(lines_good(out, 76), "lines of body row %zu", i);
    }
}

static void test_files(struct arena *arena)
{
    struct compose_file files[] = {
        {"application/pdf", "Facture été 2026/03 « n° 12 » de Madame Lefèvre-Martin.pdf", NULL,
         VIEW("%PDF-1.4\0\xFF")},
        {"image/png", "plan.png", "plan@cabas", VIEW("\x89PNG")},
        {"text/calendar; method=PUBLISH; charset=utf-8", "a\"b\r\nX-Evil: 1.ics", NULL,
         VIEW("BEGIN:VCALENDAR\r\n")},
        {"a/b\r\nX-Evil: 1", "", "bad id\r\nX-Evil: 1", VIEW("")},
        {"message/rfc822", "../../etc/passwd", NULL, VIEW("x")},
    };
    struct compose mail = base;
    mail.html = "<p>été <img src=\"cid:plan@cabas\"></p>";
    mail.files = files;
    mail.file_count = 5;
    const char *out = composed(arena, &mail);
    CHECK(lines_good(out, 78), "lines with files");
    CHECK(!strstr(out, "\nX-Evil"), "no header by a file's name, type or id");
    static const char *const wanted[] = {
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "Content-Type: multipart/related; type=\"text/html\";",
        "Content-ID: <plan@cabas>\r\n",
        "Content-Disposition: inline; filename=\"plan.png\"\r\n",
        "Content-Type: text/calendar; method=PUBLISH; charset=utf-8\r\n",
        "Content-Disposition: attachment;\r\n filename*0*=utf-8''Facture%20%C3%A9t",
        "\r\n filename*1*=",
        "Content-Type: application/octet-stream\r\n",
        "filename=\".._.._etc_passwd\"",
        "filename=\"fichier\"",
        "\r\n\r\nJVBERi0xLjQA/w==\r\n",
        "--=_mixed_",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK(strstr(out, wanted[i]) != NULL, "has %s", wanted[i]);
    CHECK_TEXT(composed(arena, &mail), out, "the same input gives the same bytes");
    mail.message_id = "1.3@cabas.example.org";
    CHECK(strcmp(strstr(composed(arena, &mail), "boundary="), strstr(out, "boundary=")),
          "another Message-ID, other boundaries");
    mail.html = NULL;
    out = composed(arena, &mail);
    CHECK(!strstr(out, "related") && strstr(out, "attachment; filename=\"plan.png\""),
          "a picture without html is an attachment");
}

/* --golden: the mail that tests/e2e/compose.t reads with another program's parser. */
static void golden(struct arena *arena)
{
    const char *references[] = {"racine@example.net", "un@example.net"};
    struct compose_file files[] = {
        {"application/pdf", "Facture été 2026-03 « n° 12 » de Madame Lefèvre-Martin.pdf", NULL,
         VIEW("%PDF-1.4\0\xFF")},
        {"image/png", "plan.png", "plan@cabas", VIEW("\x89PNG\r\n")},
    };
    struct compose mail = base;
    mail.from = "Les Jardins de l’Été, à Évreux <paniers@example.org>";
    mail.reply_to = "paniers+jeton@example.org";
    mail.subject = "Votre panier du mardi 1er avril est suspendu 🥕 ; le prochain est celui du "
                   "mardi 8 avril, à la gare d’Évreux 🚉 (œufs compris)";
    mail.references = references;
    mail.reference_count = 2;
    mail.in_reply_to = "deux@example.net";
    mail.text = "Bonjour Anne,\n\n.\nFrom ici = 10 € \nÀ bientôt 🥕\n";
    mail.html = "<p>Bonjour Anne, <img src=\"cid:plan@cabas\"> 10 €</p>\n";
    mail.files = files;
    mail.file_count = 2;
    fputs(composed(arena, &mail), stdout);
}

int main(int argc, char **argv)
{
    struct error error;
    if (zone_set("Europe/Paris", &error))
        return 1;
    struct arena *arena = arena_new();
    if (argc > 1 && !strcmp(argv[1], "--golden")) {
        golden(arena);
        arena_free(&arena);
        return 0;
    }
    test_headers(arena);
    test_refused();
    test_thread(arena);
    test_robot(arena);
    test_body(arena);
    test_files(arena);
    arena_free(&arena);
    return tap_done();
}
