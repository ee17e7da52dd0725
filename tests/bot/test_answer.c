/* answer: a text message that is too long goes on with PLUS; nothing is lost between its pages. */
#include "bot/answer.h"
#include "parsers/gsm7.h"
#include "tests/bot/sample.h"

static struct arena *arena;
static struct config *config;

static struct outbox_new page(struct view text, struct view more, struct view *rest)
{
    struct outbox_new row;
    struct answer answer = {.kind = "answer", .recipient = "+33639980101", .seed = "x"};
    answer_text(arena, config, &answer, text, more, 1000, &row, rest);
    return row;
}

/* Without blanks, line ends and the hint. */
static void squeeze(struct text *out, struct view piece)
{
    static const char hint[] = "Pour la suite : PLUS.";
    if (view_ends(piece, hint))
        piece = view_cut(piece, 0, piece.len - strlen(hint));
    for (size_t i = 0; i < piece.len; i++)
        if (!byte_is_space(piece.at[i]))
            text_add_byte(out, piece.at[i]);
}

static void test_pages(const char *what, struct view text, struct view more, int want)
{
    struct text all = text_in(arena), read = text_in(arena);
    struct view rest = text, then = more;
    int pages = 0;
    squeeze(&all, text);
    squeeze(&all, more);
    while (rest.len && pages < 100) {
        struct view next;
        struct outbox_new row = page(rest, then, &next);
        struct gsm7_size size = gsm7_measure(row.bytes);
        CHECK(size.segments <= GSM7_SEGMENTS && size.segments == row.segments &&
                  size.ucs2 == row.ucs2,
              "%s, page %d: %d segments", what, ++pages, row.segments);
        CHECK(view_ends(row.bytes, "PLUS.") == (next.len > 0), "it says PLUS when there is more");
        CHECK(view_is_utf8(row.bytes), "no letter is cut");
        squeeze(&read, row.bytes);
        rest = next;
        then = (struct view){NULL, 0};
    }
    CHECK(pages == want, "%s: %d pages", what, pages);
    CHECK_TEXT(read.at, all.at, "%s: every sign is there, in order", what);
}

static struct view repeat(const char *piece, int times)
{
    struct text text = text_in(arena);
    while (times--)
        text_add(&text, piece);
    return view_trim(text_view(&text));
}

int main(void)
{
    arena = arena_new();
    config = sample_config(arena, "[sms]\nnumber=+33939000000\n");
    test_pages("short", VIEW("Bonjour"), (struct view){NULL, 0}, 1);
    test_pages("just", repeat("a", 459), (struct view){NULL, 0}, 1);
    test_pages("one too many", repeat("a", 460), (struct view){NULL, 0}, 2);
    test_pages("lines", repeat("mardi 10 mars : Petit panier\n", 60), (struct view){NULL, 0}, 4);
    test_pages("words", repeat("panier ", 200), (struct view){NULL, 0}, 4);
    test_pages("another script", repeat("Иван ", 80), (struct view){NULL, 0}, 3);
    test_pages("pictures", repeat("я😀", 100), (struct view){NULL, 0}, 2);
    test_pages("a second part", VIEW("mardi 10 mars"), VIEW("mardi 17 mars"), 2);
    test_pages("a full page and a second part", repeat("a", 459), VIEW("b"), 2);
    struct view rest;
    struct outbox_new row =
        page(repeat("mardi 10 mars : Petit panier\n", 60), (struct view){NULL, 0}, &rest);
    CHECK(view_starts(rest, "mardi 10 mars"), "a page ends with a line");
    CHECK(!strncmp(row.message_id, "sms.", 4) && strlen(row.message_id) == 36, "its one id");
    CHECK_TEXT(row.sender, "+33939000000", "from the farm's number");
    struct outbox_new again = page(VIEW("other"), (struct view){NULL, 0}, &rest);
    CHECK_TEXT(again.message_id, row.message_id, "the same message's answer has the same id");
    arena_free(&arena);
    return tap_done();
}
