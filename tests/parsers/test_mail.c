/* mail: mails of others (tests/data/mime, licences there) with a floor, and nasty ones row by row. */
#include "parsers/mail.h"

#include <stdio.h>
#include <time.h>

#include "tests/corpus.h"
#include "tests/tap.h"

#define DATA "tests/data/mime/"

static double seconds(clock_t start)
{
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void test_corpus(struct arena *all)
{
    struct view index, row[5];
    int rows = 0, good = 0, compared = 0;
    CHECK(corpus_file(all, DATA "index.tsv", &index), "index.tsv is there");
    while (corpus_row(&index, row, 5)) {
        struct arena *arena = arena_new();
        const char *name = arena_copy(arena, row[0].at, row[0].len);
        struct view bytes = view_of(""), want = view_of("");
        struct mail mail;
        struct error error;
        if (!corpus_file(arena, arena_print(arena, DATA "%s.eml", name), &bytes))
            CHECK(false, "%s: the file is there", name);
        clock_t start = clock();
        int result = mail_read(arena, bytes, &mail, &error);
        if (seconds(start) > 1)
            CHECK(false, "%s: takes less than a second", name);
        if (!result && !view_is_utf8(mail.text))
            CHECK(false, "%s: UTF-8", name);
        rows++;
        if (view_is(row[4], "1") &&
            corpus_file(arena, arena_print(arena, DATA "%s.expected", name), &want)) {
            const char *got = result ? "-" : corpus_fold(arena, mail.text, " ");
            bool same = corpus_same(got, corpus_fold(arena, want, " "));
            compared++;
            good += same;
            if (!same)
                tap_note("differs", name);
        }
        arena_free(&arena);
    }
    CHECK(rows >= 190, "%d mails read", rows);
    CHECK(compared >= 65 && good * 100 >= compared * 97, "%d of %d texts, floor 97 %%", good,
          compared);
}

#define HEAD "From: a@example.org\n"
#define TEXT HEAD "Content-Type: text/plain; "

/* A whole mail; what is asked of it; what it must be. */
static const struct {
    const char *name, *raw, *what, *want;
} rows[] = {
    {"folded subject", HEAD "Subject: Un\n panier\n\nx", "subject", "Un panier"},
    {"encoded words",
     HEAD "Subject: =?utf-8?Q?D=C3=A9sabonnement?= =?utf-8?B?IGTDqWZpbml0aWY=?=\n\nx", "subject",
     "Désabonnement définitif"},
    {"é over two words", HEAD "Subject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=\n\nx", "subject",
     "café"},
    {"é over two words, folded", HEAD "Subject: =?utf-8?B?Y2Fmww==?=\n\t=?utf-8?B?qQ==?=\n\nx",
     "subject", "café"},
    {"word with a language", HEAD "Subject: =?iso-8859-1*fr?Q?=E9t=E9?=\n\nx", "subject", "été"},
    {"word with blanks inside", HEAD "Subject: =?utf-8?Q?deux mots?=\n\nx", "subject", "deux mots"},
    {"word that begins with =", HEAD "Subject: =?utf-8?Q?=C3=A9t=C3=A9?=\n\nx", "subject", "été"},
    {"word that is none", HEAD "Subject: =?utf-8?Q?x\n\nx", "subject", "=?utf-8?Q?x"},
    {"unknown charset", HEAD "Subject: =?not-supported?Q?=07test=A9?=\n\nx", "subject", "test©"},
    {"charset with a path", HEAD "Subject: =?../../etc/passwd?Q?a=E9?=\n\nx", "subject", "aé"},
    {"raw latin-1", HEAD "Subject: d\xE9sabonnement\n\nx", "subject", "désabonnement"},
    {"raw UTF-8", HEAD "Subject: désabonnement\n\nx", "subject", "désabonnement"},
    {"windows-1252 called latin-1", HEAD "Subject: =?iso-8859-1?Q?12_=80_l=92=9Cuf?=\n\nx",
     "subject", "12 € l’œuf"},
    {"iso-8859-15", HEAD "Subject: =?iso-8859-15?Q?12_=A4_=BDuf?=\n\nx", "subject", "12 € œuf"},
    {"no injection", HEAD "Subject: =?utf-8?Q?a=0D=0ABcc:_x@y?=\n\nx", "subject", "a Bcc: x@y"},
    {"no subject", HEAD "\nx", "subject", ""},
    {"message id", HEAD "Message-ID: <a.b@c>\n\nx", "id", "a.b@c"},
    {"message id with a comment", HEAD "Message-ID: (x) <a.b@c> (y)\n\nx", "id", "a.b@c"},
    {"message id with blanks", HEAD "Message-ID: <a b@c>\n\nx", "id", ""},
    {"references", HEAD "References: <1@a>\n <2@a> junk <3@a>\n\nx", "references", "1@a 2@a 3@a"},
    {"8 bit without charset", HEAD "\nD\xE9j\xE0", "text", "Déjà"},
    {"UTF-8 without charset", HEAD "\nDéjà", "text", "Déjà"},
    {"us-ascii that is none", TEXT "charset=us-ascii\n\nD\xE9j\xE0", "text", "Déjà"},
    {"utf-8 that is none", TEXT "charset=utf-8\n\nD\xE9j\xE0", "text", "Déjà"},
    {"utf-8 with latin-1 pasted in", TEXT "charset=utf-8\n\nDéj\xE0 œuf", "text", "Déjà œuf"},
    {"bogus charset", TEXT "charset=\"x-bogus-9\"\n\nDéjà", "text", "Déjà"},
    {"utf-7", TEXT "charset=utf-7\n\nD+AOk-j+AOA-", "text", "Déjà"},
    {"utf-16", TEXT "charset=utf-16le\nContent-Transfer-Encoding: base64\n\nRADpAGoA4AA=", "text",
     "Déjà"},
    {"quoted-printable",
     TEXT "charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable ;\n\n"
          "D=C3=A9=\nj=c3=A0 =ZZ =",
     "text", "Déjà =ZZ"},
    {"base64 and a list's footer",
     TEXT
     "charset=utf-8\nContent-Transfer-Encoding: base64\n\nRMOpasOgIQ==\n\n-- \nListe de diffusion",
     "text", "Déjà!"},
    {"flowed", TEXT "format=flowed\n\nUn panier \npour deux.\n> cit \n> ation\n-- \nAnne", "text",
     "Un panier pour deux.\n> cit ation\n-- \nAnne"},
    {"flowed with DelSp", TEXT "format=flowed; delsp=yes\n\nUn pan \nier\n  > stuffed", "text",
     "Un panier\n > stuffed"},
    {"HTML only", HEAD "Content-Type: text/html; charset=iso-8859-1\n\n<p>D&eacute;j\xE0</p>",
     "text", "Déjà"},
    {"HTML where the plain part is empty",
     HEAD
     "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \xA0\n"
     "--b\nContent-Type: text/html\n\n<b>Oui</b>\n--b--\n",
     "text", "Oui"},
    {"plain before HTML",
     HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n"
          "<b>Non</b>\n--b\nContent-Type: text/plain\n\nOui\n--b--\n",
     "text", "Oui"},
    {"a list's plain footer below HTML",
     HEAD
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<b>Oui</b>\n"
     "--b\nContent-Type: text/plain\n\nListe\n--b--\n",
     "text", "Oui"},
    {"a picture inside the text",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPas de panier\n--b\n"
          "Content-Type: image/png; name=a.png\n\nx\n--b\n\nle 12 mars\n--b--\n",
     "text", "Pas de panier\nle 12 mars"},
    {"a text file is an attachment",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n--b\n"
          "Content-Type: text/plain; name=notes.txt\n\nx\n--b--\n",
     "text", ""},
    {"an empty part without a header",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\n"
          "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nT3Vp\n--b--\n",
     "text", "Oui"},
    {"no boundary", HEAD "Content-Type: multipart/mixed\n\n--b\n\nOui\n--b--\n", "text", "Oui"},
    {"wrong boundary", HEAD "Content-Type: multipart/mixed; boundary=x\n\n--b\n\nOui\n--b--\n",
     "text", "Oui"},
    {"no parts", HEAD "Content-Type: multipart/mixed; boundary=x\n\nOui\n", "text", "Oui"},
    {"no end", HEAD "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\nOui\n", "text", "Oui"},
    {"garbage type", HEAD "Content-Type: ;;;=\"\n\nOui", "text", "Oui"},
    {"garbage type of a part",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: (((\n\nOui\n--b--",
     "text", "Oui"},
    {"a forwarded mail stays closed",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
          "Subject: x\n\nNon\n--b--",
     "text", ""},
    {"and is an attachment",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
          "Subject: x\n\nNon\n--b--",
     "parts", "message/rfc822||Subject: x\n\nNon"},
    {"NUL bytes", HEAD "Subject: a=00b\n\nOui", "subject", "a=00b"},
    {"lone CR", "From: a@example.org\r\rOui\rNon", "text", "Oui\nNon"},
    {"mbox line and byte order mark", "\xEF\xBB\xBF" HEAD "Subject: x\n\nOui", "subject", "x"},
    {"a broken header line is passed over", HEAD "broken line\nSubject: x\n\nOui", "subject", "x"},
    {"no empty line", HEAD "Subject: x\nBonjour,\nOui", "text", "Bonjour,\nOui"},
    {"file name",
     HEAD
     "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOui\n--b\nContent-Type: text/csv\n"
     "Content-Disposition: attachment; filename=\"=?utf-8?Q?d=C3=A9p=C3=B4ts.csv?=\"\n\na;b\n--b--",
     "parts", "text/csv|dépôts.csv|a;b"},
    {"file name of RFC 2231",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOui\n--b\nContent-Type: text/csv\n"
          "Content-Disposition: attachment; filename*0*=utf-8'fr'd%C3%A9p; filename*1=\"ots.csv\"\n"
          "Content-Transfer-Encoding: base64\n\nYTti\n--b--",
     "parts", "text/csv|dépots.csv|a;b"},
    {"from", "From: Anne <Anne@Example.ORG>\n\nx", "from", "Anne <Anne@example.org>"},
    {"from with words", "From: =?utf-8?Q?Ren=C3=A9e?= Martin <r@b.fr>\n\nx", "from",
     "Renée Martin <r@b.fr>"},
    {"from with quotes", "From: \"Martin, \\\"R\\\"\" <r@b.fr>\n\nx", "from",
     "Martin, \"R\" <r@b.fr>"},
    {"from with a comment", "From: r@b.fr (Renée)\n\nx", "from", "Renée <r@b.fr>"},
    {"a bare name", "From: Jean Dupont\n\nx", "from", "!"},
    {"a name with a comma", "From: Dupont, Jean <a@b.fr>\n\nx", "from", "Jean <a@b.fr>!"},
    {"two dots", "From: a..b@c.fr\n\nx", "from", "!"},
    {"two at signs", "From: a@b@c.fr\n\nx", "from", "!"},
    {"two addresses", "From: a@b.fr, c@d.fr\n\nx", "from", " <a@b.fr> <c@d.fr>"},
    {"two From headers", "From: a@b.fr\nFrom: c@d.fr\n\nx", "from", " <a@b.fr> <c@d.fr>"},
    {"a group", "From: friends: a@b.fr, c@d.fr;\n\nx", "from", " <a@b.fr> <c@d.fr>"},
    {"an empty group", "From: undisclosed-recipients:;\n\nx", "from", ""},
    {"a route", "From: <@x.fr,@y.fr:a@b.fr>\n\nx", "from", " <a@b.fr>"},
    {"latin-1 local part", "From: ren\xE9@b.fr\n\nx", "from", "!"},
    {"nothing", "From: \n\nx", "from", ""},
    {"angle not closed", "From: A <a@b.fr\n\nx", "from", "A <a@b.fr>!"},
    {"shell marks are text", "From: \"`rm -rf /`\" <a@b.fr>\n\nx", "from", "`rm -rf /` <a@b.fr>"},
    {"null sender", "Return-Path: <>\nFrom: a@b.fr\n\nx", "path", "<>"},
    {"return path", "Return-Path: <c@d.fr>\nFrom: a@b.fr\n\nx", "path", "<c@d.fr>"},
    {"no return path", "From: a@b.fr\n\nx", "path", ""},
    {"no header at all", "Bonjour\n\nOui", "text", "error: mail: no header"},
    {"empty", "", "text", "error: mail: no header"},
};

static const char *ask(struct arena *arena, struct view raw, const char *what)
{
    struct mail mail;
    struct error error;
    struct text out = text_in(arena);
    if (mail_read(arena, raw, &mail, &error))
        return arena_print(arena, "error: %s", error.text);
    if (!strcmp(what, "subject"))
        return mail.subject;
    if (!strcmp(what, "id"))
        return mail.message_id;
    if (!strcmp(what, "path"))
        return mail.has_return_path ? arena_print(arena, "<%s>", mail.return_path) : "";
    for (int i = 0; !strcmp(what, "references") && i < mail.reference_count; i++)
        text_print(&out, "%s%s", i ? " " : "", mail.references[i]);
    for (int i = 0; !strcmp(what, "from") && i < mail.from.count; i++)
        text_print(&out, "%s <%s>", mail.from.items[i].name, mail.from.items[i].address);
    if (!strcmp(what, "from") && mail.from.broken)
        text_add(&out, "!");
    for (int i = 0; !strcmp(what, "parts") && i < mail.part_count; i++) {
        text_print(&out, "%s|%s|", mail.parts[i].type, mail.parts[i].file);
        text_add_view(&out, view_trim(mail.parts[i].bytes));
    }
    if (!strcmp(what, "text"))
        text_add_view(&out, view_trim(mail.text));
    return out.at;
}

/* Mails made to be slow or to kill: a prefix, then a piece many times. */
static const struct {
    const char *name, *head, *piece;
    size_t times;
    const char *want; /* NULL: whatever, but soon */
} hostile_rows[] = {
    {"multiparts in multiparts", HEAD "Content-Type: multipart/mixed; boundary=b\n\n",
     "--b\nContent-Type: multipart/mixed; boundary=b\n\n", 100000,
     "error: mail: more than 50 multiparts"},
    {"mails in mails", HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
     "Content-Type: message/rfc822\n\n", 100000, ""},
    {"mails in mails, oddly written", HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
     "Content-Type: (x) MESSAGE (y) / rfc822\n\n", 100000, NULL},
    {"a mail at the top", HEAD, "Content-Type: message/rfc822\n\n", 100000, ""},
    {"comments in comments",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nSubject: ", "(", 200000, NULL},
    {"comments in the type", HEAD "Content-Type: ", "(", 200000, NULL},
    {"comments in From", "From: ", "(", 200000, NULL},
    {"boundaries", HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 100000,
     "error: mail: more than 100 parts"},
    {"recipients", HEAD, "To: a@b.fr\n", 100000, "error: mail: more than 500 headers"},
    {"recipients in one header", HEAD "To: a@b.fr", ",\n a@b.fr", 20000, ""},
    {"a long header", HEAD "X: ", "0123456789", 30000, "error: mail: more than 256 KiB of headers"},
    {"encoded words", HEAD "Subject: ", "=?utf-8?Q?a?=\n ", 15000, ""},
    {"half encoded words", HEAD "Subject: ", "=?a?q?", 40000, ""},
    {"parameters", HEAD "Content-Type: multipart/mixed", ";a=b", 50000, ""},
    {"a long text", HEAD "\n", "Bonjour la ferme\n", 60000, NULL},
    {"a long line", HEAD "\n", "Bonjour la ferme ", 60000, NULL},
    {"tags in tags", HEAD "Content-Type: text/html\n\n", "<div>", 50000, ""},
    {"quotations in quotations", HEAD "Content-Type: text/html\n\n", "<blockquote>a", 20000, NULL},
    {"attributes", HEAD "Content-Type: text/html\n\n<p ", "a1='b' ", 30000, NULL},
    {"attributes without blanks", HEAD "Content-Type: text/html\n\n<p ", "a=b/", 60000, NULL},
    {"tables in tables", HEAD "Content-Type: text/html\n\n", "<table><td>", 20000, NULL},
    {"open tags", HEAD "Content-Type: text/html\n\n", "<", 200000, NULL},
    {"comments of HTML", HEAD "Content-Type: text/html\n\n", "<!--", 60000, NULL},
    {"entities", HEAD "Content-Type: text/html\n\n", "&amp", 60000, NULL},
};

int main(void)
{
    struct arena *arena = arena_new();
    test_corpus(arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(ask(arena, view_of(rows[i].raw), rows[i].what), rows[i].want, "%s",
                   rows[i].name);
    CHECK_TEXT(ask(arena, VIEW("From: a@b.fr\nSubject: a\0b\n\nx"), "subject"), "ab", "NUL byte");
    CHECK_TEXT(ask(arena, VIEW("From: a@b.fr\n\na\0b"), "text"), "ab", "NUL byte in the text");
    for (size_t i = 0; i < sizeof hostile_rows / sizeof *hostile_rows; i++) {
        struct arena *own = arena_new();
        struct text raw = text_in(own);
        text_add(&raw, hostile_rows[i].head);
        for (size_t n = 0; n < hostile_rows[i].times; n++)
            text_add(&raw, hostile_rows[i].piece);
        clock_t start = clock();
        const char *got = ask(own, text_view(&raw), "text");
        double took = seconds(start);
        CHECK(took < 3, "%s: %.2f s (under sanitizers)", hostile_rows[i].name, took);
        if (hostile_rows[i].want)
            CHECK_TEXT(got, hostile_rows[i].want, "%s", hostile_rows[i].name);
        arena_free(&own);
    }
    arena_free(&arena);
    return tap_done();
}
