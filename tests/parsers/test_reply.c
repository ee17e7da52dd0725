/* reply: mails of others (tests/data/replies, licences there) with floors, our own rows one by one. */
#include "parsers/reply.h"

#include <stdio.h>
#include <time.h>

#include "parsers/charset.h"
#include "parsers/html.h"
#include "parsers/mail.h"
#include "tests/corpus.h"
#include "tests/tap.h"

#define DATA "tests/data/replies/"

/* What `cabas text` does with such a file. */
static struct view reply_of(struct arena *arena, const char *kind, struct view bytes)
{
    struct mail mail = {.subject = ""};
    struct error error;
    struct view text = view_of("");
    if (!strcmp(kind, "eml")) {
        if (!mail_read(arena, bytes, &mail, &error))
            text = mail.text;
    } else {
        text = charset_utf8(arena, view_of(""), bytes);
        if (!strcmp(kind, "html"))
            text = html_text(arena, text);
    }
    struct reply reply;
    reply_read(arena, view_of(mail.subject), text, &reply);
    return reply.text;
}

static char *cell(struct arena *arena, struct view view)
{
    return arena_copy(arena, view.at, view.len);
}

static void test_corpus(struct arena *arena)
{
    struct view index, row[5];
    CHECK(corpus_file(arena, DATA "index.tsv", &index), "index.tsv is there");
    int rows = 0, good = 0, french = 0, french_good = 0;
    while (corpus_row(&index, row, 5)) {
        const char *name = cell(arena, row[0]), *kind = cell(arena, row[1]);
        struct view bytes = view_of(""), want = view_of("");
        if (!corpus_file(arena, arena_print(arena, DATA "%s.%s", name, kind), &bytes) ||
            !corpus_file(arena, arena_print(arena, DATA "%s.expected", name), &want))
            CHECK(false, "%s: the files are there", name);
        const char *blank = strcmp(kind, "html") ? " " : "";
        char *got = corpus_fold(arena, reply_of(arena, kind, bytes), blank);
        bool same = !strcmp(got, corpus_fold(arena, want, blank));
        if (!same)
            tap_note("differs", name);
        rows++;
        good += same;
        if (view_is(row[2], "fr"))
            french++, french_good += same;
    }
    CHECK(rows >= 145 && good * 100 >= rows * 95, "%d of %d replies, floor 95 %%", good, rows);
    CHECK(french >= 29 && french_good == french, "%d of %d French replies, floor all", french_good,
          french);
}

static void test_own(struct arena *arena)
{
    struct view index, row[4];
    CHECK(corpus_file(arena, DATA "own.tsv", &index), "own.tsv is there");
    while (corpus_row(&index, row, 4)) {
        struct view got = reply_of(arena, cell(arena, row[1]), corpus_open(arena, row[2]));
        CHECK_TEXT(corpus_fold(arena, got, " "),
                   corpus_fold(arena, corpus_open(arena, row[3]), " "), "%s", cell(arena, row[0]));
    }
}

static const struct {
    const char *subject, *text;
    bool quoted, forwarded;
} flag_rows[] = {
    {"panier", "Bonjour", false, false},
    {"Re: panier", "Oui\n\n> Voulez-vous ?", true, false},
    {"Re: panier", "Oui\n\nLe 5 mars 2024 à 10:20, A <a@b.fr> a écrit :\nBonjour", true, false},
    {"TR : panier", "Oui", false, true},
    {"Tr: panier", "Oui", false, true},
    {"Fwd: panier", "Oui", false, true},
    {"FW: panier", "Oui", false, true},
    {"Re: TR: panier", "Oui", false, false},
    {"Travaux: le 12", "Oui", false, false},
    {"panier", "Voir\n---------- Forwarded message ---------\nFrom: a", false, true},
    {"panier", "Voir\n> Début du message transféré :\n>\n> De: a@b.fr\n", false, true},
};

static void test_flags(struct arena *arena)
{
    for (size_t i = 0; i < sizeof flag_rows / sizeof *flag_rows; i++) {
        struct reply reply;
        reply_read(arena, view_of(flag_rows[i].subject), view_of(flag_rows[i].text), &reply);
        CHECK(reply.quoted == flag_rows[i].quoted && reply.forwarded == flag_rows[i].forwarded,
              "flags of %s / %s", flag_rows[i].subject, flag_rows[i].text);
    }
}

/* Texts made to be slow: each well under a second even with sanitizers. */
static void test_time(struct arena *arena)
{
    static const char *const pieces[] = {"Le 12/03/2024 à 10:20,\n",
                                         "> ",
                                         "-- \n",
                                         "De : a@b.fr\n",
                                         "<\n",
                                         "a @ ",
                                         "\n",
                                         "On 2024 wrote"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct text text = text_in(arena);
        while (text.len < 250 * 1024)
            text_add(&text, pieces[i]);
        struct reply reply;
        clock_t start = clock();
        reply_read(arena, view_of(""), text_view(&text), &reply);
        CHECK((double)(clock() - start) / CLOCKS_PER_SEC < 5, "250 KiB of \"%s\"", pieces[i]);
    }
}

int main(void)
{
    struct arena *arena = arena_new();
    test_corpus(arena);
    test_own(arena);
    test_flags(arena);
    test_time(arena);
    arena_free(&arena);
    return tap_done();
}
