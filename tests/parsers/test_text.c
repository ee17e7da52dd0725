#include "parsers/text.h"

#include "parsers/error.h"
#include "tests/tap.h"

static const struct {
    uint32_t rune;
    const char *bytes;
} rune_rows[] = {
    {'a', "a"},
    {0x7F, "\x7F"},
    {0x80, "\xC2\x80"},
    {0xE9, "é"},
    {0x7FF, "\xDF\xBF"},
    {0x800, "\xE0\xA0\x80"},
    {0x20AC, "€"},
    {0xFFFF, "\xEF\xBF\xBF"},
    {0x10000, "\xF0\x90\x80\x80"},
    {0x1F600, "😀"},
    {0x10FFFF, "\xF4\x8F\xBF\xBF"},
    {0xD7FF, "\xED\x9F\xBF"},
    {0xD800, "\xEF\xBF\xBD"},
    {0xDFFF, "\xEF\xBF\xBD"},
    {0x110000, "\xEF\xBF\xBD"},
    {UINT32_MAX, "\xEF\xBF\xBD"},
};

static void test_builder(struct arena *arena)
{
    struct text text = text_in(arena);
    CHECK_TEXT(text.at, "", "empty at first, and terminated");
    text_add(&text, "a");
    text_add(&text, NULL);
    text_add_view(&text, VIEW("bc\0d"));
    CHECK(text.len == 5 && text.at[3] == '\0' && text.at[5] == '\0', "NUL is a byte");
    text_cut(&text, 3);
    CHECK_TEXT(text.at, "abc", "cut");
    text_cut(&text, 99);
    CHECK_TEXT(text.at, "abc", "a cut behind the end does nothing");
    text_print(&text, "-%d-%s", 42, "x");
    CHECK_TEXT(text.at, "abc-42-x", "print");
    text_print(&text, "%s", "");
    CHECK(text_view(&text).len == 8, "printing nothing");
    text_add(&text, text.at);
    CHECK_TEXT(text.at, "abc-42-xabc-42-x", "its own text");
    text_add_view(&text, (struct view){NULL, 0});
    CHECK(text.len == 16, "nothing");
}

/* Every length around the growth of the buffer: the sanitizer sees a byte too many. */
static void test_growth(struct arena *arena)
{
    int good = 0;
    for (size_t len = 0; len < 600; len++) {
        struct text text = text_in(arena);
        char *piece = arena_alloc(arena, len + 1);
        memset(piece, 'x', len);
        text_print(&text, "%s", piece);
        text_add(&text, piece);
        for (size_t i = 0; i < len; i++)
            text_add_byte(&text, 'y');
        good += text.len == 3 * len && strlen(text.at) == 3 * len && text.cap > text.len;
    }
    CHECK(good == 600, "every length is terminated and fits, %d of 600", good);
}

static void test_errors(void)
{
    struct error error;
    CHECK(error_set(&error, "a\nb\x1B[1m\x7F%s", "é") == -1, "a failure is -1");
    CHECK_TEXT(error.text, "a?b?[1m?é", "nothing breaks a line");
    CHECK(error_wrap(&error, "line %d", 3) == -1, "so is its context");
    CHECK_TEXT(error.text, "line 3: a?b?[1m?é", "in front");
    char big[2000];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(big, 'x', shift);
        for (size_t i = shift; i + 4 < sizeof big; i += 4)
            memcpy(big + i, "😀", 5);
        error_set(&error, "%s", big);
        CHECK(view_is_utf8(view_of(error.text)) && strlen(error.text) >= 508,
              "a long text is cut between characters, %zu", strlen(error.text));
        error_wrap(&error, "%s", big);
        CHECK(view_is_utf8(view_of(error.text)) && strlen(error.text) >= 500,
              "with its context too");
    }
    memset(big, 'x', 511);
    big[511] = '\0';
    error_set(&error, "%s", big);
    CHECK(strlen(error.text) == 511, "what fits is not cut");
    error_set(&error, "%s", "");
    CHECK_TEXT(error.text, "", "an empty one");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_builder(arena);
    test_growth(arena);
    test_errors();
    for (size_t i = 0; i < sizeof rune_rows / sizeof *rune_rows; i++) {
        struct text text = text_in(arena);
        text_add_rune(&text, rune_rows[i].rune);
        CHECK_TEXT(text.at, rune_rows[i].bytes, "U+%04X", rune_rows[i].rune);
        CHECK(view_is_utf8(text_view(&text)), "is UTF-8");
    }
    struct text nul = text_in(arena);
    text_add_rune(&nul, 0);
    CHECK(nul.len == 1 && nul.at[0] == '\0', "U+0000 is a byte");
    arena_free(&arena);
    return tap_done();
}
