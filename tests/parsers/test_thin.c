/* thin: what stays of a long mail; every split into pieces gives the same. */
#include "parsers/thin.h"

#include <string.h>

#include "parsers/mail.h"
#include "tests/tap.h"

enum { MOST = 1024 * 1024 };

static void add_lines(struct text *mail, const char *line, int count)
{
    for (int i = 0; i < count; i++)
        text_print(mail, "%s\r\n", line);
}

static const char data[] =
    "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0";

static struct view thinned(struct arena *arena, struct view mail, size_t piece, size_t most,
                           bool *full)
{
    struct thin thin;
    thin_begin(&thin, arena, most);
    for (size_t at = 0; at < mail.len; at += piece)
        if (!thin_add(&thin, view_cut(mail, at, at + piece)))
            break;
    struct view out = thin_end(&thin);
    *full = thin.full;
    return out;
}

/* A text, pictures of `lines` lines each, and a text behind them. */
static struct text make_mail(struct arena *arena, int pictures, int lines)
{
    struct text mail = text_in(arena);
    text_add(&mail, "From: a@example.org\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                    "--b\r\nContent-Type: text/plain\r\n\r\nSUSPENDRE 17 mars\r\n");
    for (int i = 0; i < pictures; i++) {
        text_add(&mail, "--b\r\nContent-Type: image/jpeg; name=p.jpg\r\n"
                        "Content-Transfer-Encoding: base64\r\n\r\n");
        add_lines(&mail, data, lines);
    }
    text_add(&mail, "--b\r\nContent-Type: text/plain\r\n\r\nnon, le 24\r\n--b--\r\n");
    return mail;
}

static void test_pictures(void)
{
    struct arena *arena = arena_new();
    struct text mail = make_mail(arena, 5, 60000);
    struct mail whole, thin;
    struct error error;
    bool full;
    struct view out = thinned(arena, text_view(&mail), 16384, MOST, &full);
    CHECK(!full && out.len < 500 * 1024, "five pictures of 4.7 MB: %zu bytes stay", out.len);
    CHECK(!mail_read(arena, text_view(&mail), &whole, &error) &&
              !mail_read(arena, out, &thin, &error),
          "both are read");
    CHECK(view_equal(whole.text, thin.text) && thin.part_count == whole.part_count,
          "the same text, %d parts", thin.part_count);
    CHECK(view_find(thin.text, "non, le 24") != SIZE_MAX,
          "what stands behind the pictures as well");
    static const size_t pieces[] = {1, 7, 127, 128, 129, 1000, 1 << 22};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct view same = thinned(arena, text_view(&mail), pieces[i], MOST, &full);
        CHECK(view_equal(same, out), "in pieces of %zu bytes", pieces[i]);
    }
    arena_free(&arena);
}

static void test_others(void)
{
    struct arena *arena = arena_new();
    bool full;
    struct text small = make_mail(arena, 1, 1000);
    struct view out = thinned(arena, text_view(&small), 100, MOST, &full);
    CHECK(!full && view_equal(out, text_view(&small)), "a small mail stays as it is");
    struct text words = text_in(arena);
    add_lines(&words, "Bonjour, merci de ne pas livrer notre panier la semaine prochaine.", 30000);
    out = thinned(arena, text_view(&words), 4096, MOST, &full);
    CHECK(full && out.len == MOST, "words are never left out: too long is said");
    struct text line = text_in(arena);
    for (int i = 0; i < 20000; i++)
        text_add(&line, data);
    out = thinned(arena, text_view(&line), 4096, MOST, &full);
    CHECK(full && out.len == MOST, "nor a line without end");
    out = thinned(arena, text_view(&small), 4096, 300, &full);
    CHECK(full && out.len == 300 && !out.at[300], "never more than what is allowed");
    out = thinned(arena, VIEW(""), 1, 10, &full);
    CHECK(!full && !out.len, "nothing");
    arena_free(&arena);
}

int main(void)
{
    test_pictures();
    test_others();
    return tap_done();
}
