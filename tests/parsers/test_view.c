#include "parsers/view.h"

#include <stdlib.h>

#include "tests/tap.h"

static const struct view nothing = {NULL, 0};

static void test_cut_and_trim(void)
{
    struct view view = VIEW("abcdef");
    CHECK(view_is(view_cut(view, 2, 4), "cd"), "a part");
    CHECK(view_is(view_cut(view, 4, 99), "ef"), "the end is clamped");
    CHECK(view_is(view_cut(view, 5, 2), "") && view_is(view_cut(view, 99, 100), ""),
          "nothing between");
    CHECK(view_cut(nothing, 0, 3).len == 0 && view_cut(nothing, 2, 3).at == NULL, "of nothing");
    CHECK(view_is(view_trim(VIEW(" \t\r\n\v\f a b \n")), "a b"), "trim");
    CHECK(view_trim(VIEW(" \n ")).len == 0 && view_trim(nothing).len == 0, "only blanks");
    CHECK(view_is(view_trim(VIEW("\xC2\xA0x")), "\xC2\xA0x"), "a no-break space is no ASCII blank");
    CHECK(view_of(NULL).len == 0 && view_is(view_of("é"), "é"), "of a C string");
}

static void test_compare(void)
{
    CHECK(view_equal(VIEW("a\0b"), VIEW("a\0b")) && !view_equal(VIEW("a\0b"), VIEW("a\0c")),
          "NUL is a byte");
    CHECK(!view_is(VIEW("a\0b"), "a") && view_is(nothing, ""),
          "a C string ends, a view has a length");
    CHECK(view_is_nocase(VIEW("MaRdi"), "mArDI") && !view_is_nocase(VIEW("mardis"), "mardi"),
          "no case");
    CHECK(!view_is_nocase(VIEW("É"), "é"), "ASCII only");
    CHECK(view_starts(VIEW("abc"), "ab") && view_starts(VIEW("abc"), "") &&
              view_starts(nothing, ""),
          "starts");
    CHECK(!view_starts(VIEW("ab"), "abc") && !view_starts(nothing, "a"), "does not start");
    CHECK(view_starts_nocase(VIEW("Re: x"), "RE:") && !view_starts_nocase(VIEW("Re"), "RE:"),
          "starts, no case");
    CHECK(view_ends(VIEW("abc"), "bc") && view_ends(VIEW("abc"), "") && !view_ends(VIEW("c"), "bc"),
          "ends");
}

static void test_find(void)
{
    CHECK(view_find(VIEW("abcabc"), "ca") == 2, "find");
    CHECK(view_find(VIEW("abc"), "x") == SIZE_MAX && view_find(nothing, "x") == SIZE_MAX,
          "not there");
    CHECK(view_find(VIEW("abc"), "") == 0 && view_find(nothing, "") == 0,
          "nothing is found at once");
    CHECK(view_find(VIEW("ab"), "abc") == SIZE_MAX, "longer than the text");
    CHECK(view_find(VIEW("a\0bc"), "bc") == 2, "behind a NUL");
    CHECK(view_find_nocase(VIEW("xxAbC"), "aBc") == 2 &&
              view_find_nocase(VIEW("ab"), "abc") == SIZE_MAX,
          "no case");
    CHECK(view_find_nocase(nothing, "a") == SIZE_MAX && view_find_nocase(nothing, "") == 0,
          "in nothing");
    CHECK(view_find_byte(VIEW("ab|c"), '|') == 2 && view_find_byte(nothing, '|') == SIZE_MAX,
          "a byte");
}

#define ROW(text, want)                                                                            \
    {                                                                                              \
        VIEW_ROW(text), want                                                                       \
    }

/* Items joined by '+'. */
static const struct {
    struct view text;
    const char *want;
} line_rows[] =
    {
        ROW("a\nb\n", "a+b+"),  ROW("a\r\nb", "a+b+"), ROW("a\n\nb\n\n", "a++b++"),
        ROW("\n", "+"),         ROW("", ""),           ROW("a\rb\n", "a\rb+"),
        ROW("a\r\r\n", "a\r+"), ROW("\r\n\r\n", "++"),
},
  item_rows[] = {
      ROW("a||b", "a++b+"), ROW("a|", "a++"), ROW("|", "++"), ROW("a", "a+"), ROW("", "+"),
};

static void test_split(void)
{
    char got[64];
    for (size_t i = 0; i < sizeof line_rows / sizeof *line_rows; i++) {
        struct view rest = line_rows[i].text, line;
        size_t len = 0;
        while (view_line(&rest, &line) && len + line.len < 60)
            len += (size_t)sprintf(got + len, "%.*s+", (int)line.len, line.at);
        got[len] = '\0';
        CHECK_TEXT(got, line_rows[i].want, "lines %zu", i);
    }
    for (size_t i = 0; i < sizeof item_rows / sizeof *item_rows; i++) {
        struct view rest = item_rows[i].text, item;
        size_t len = 0;
        while (view_item(&rest, '|', &item) && len + item.len < 60)
            len += (size_t)sprintf(got + len, "%.*s+", (int)item.len, item.at);
        got[len] = '\0';
        CHECK_TEXT(got, item_rows[i].want, "items %zu", i);
    }
    struct view rest = nothing, item;
    CHECK(!view_item(&rest, '|', &item) && !view_line(&rest, &item), "nothing has no item");
}

static const struct {
    struct view text;
    bool good;
    long long number;
} int_rows[] = {
    {VIEW_ROW("0"), true, 0},
    {VIEW_ROW("-0"), true, 0},
    {VIEW_ROW("007"), true, 7},
    {VIEW_ROW("-12"), true, -12},
    {VIEW_ROW("999999999999999999"), true, 999999999999999999},
    {VIEW_ROW("9223372036854775808"), false, 0},
    {VIEW_ROW("99999999999999999999999"), false, 0},
    {VIEW_ROW(""), false, 0},
    {VIEW_ROW("-"), false, 0},
    {VIEW_ROW("+1"), false, 0},
    {VIEW_ROW(" 1"), false, 0},
    {VIEW_ROW("1 "), false, 0},
    {VIEW_ROW("1.0"), false, 0},
    {VIEW_ROW("0x1"), false, 0},
    {VIEW_ROW("--1"), false, 0},
    {VIEW_ROW("1\0"), false, 0},
};

static const struct {
    struct view text;
    bool good;
} utf8_rows[] = {
    {VIEW_ROW(""), true},
    {VIEW_ROW("abc"), true},
    {VIEW_ROW("a\0b"), true},
    {VIEW_ROW("é€😀"), true},
    {VIEW_ROW("\xC2\x80"), true},
    {VIEW_ROW("\xED\x9F\xBF\xEE\x80\x80"), true},
    {VIEW_ROW("\xF4\x8F\xBF\xBF"), true},
    {VIEW_ROW("\xEF\xBF\xBF"), true},
    {VIEW_ROW("\x80"), false},
    {VIEW_ROW("\xC0\x80"), false},
    {VIEW_ROW("\xC1\xBF"), false},
    {VIEW_ROW("\xC3"), false},
    {VIEW_ROW("\xC3("), false},
    {VIEW_ROW("\xE2\x82"), false},
    {VIEW_ROW("\xE0\x9F\xBF"), false},
    {VIEW_ROW("\xED\xA0\x80"), false},
    {VIEW_ROW("\xF0\x8F\xBF\xBF"), false},
    {VIEW_ROW("\xF0\x9F\x98"), false},
    {VIEW_ROW("\xF4\x90\x80\x80"), false},
    {VIEW_ROW("\xF5\x80\x80\x80"), false},
    {VIEW_ROW("\xFF"), false},
    {VIEW_ROW("H\xE9l\xE8ne"), false},
};

int main(void)
{
    test_cut_and_trim();
    test_compare();
    test_find();
    test_split();
    for (size_t i = 0; i < sizeof int_rows / sizeof *int_rows; i++) {
        int64_t number = 0;
        bool good = view_int(int_rows[i].text, &number);
        CHECK(good == int_rows[i].good && number == int_rows[i].number, "number %zu", i);
    }
    for (size_t i = 0; i < sizeof utf8_rows / sizeof *utf8_rows; i++) {
        /* In memory of exactly that size, so that the sanitizer sees a byte too many. */
        size_t len = utf8_rows[i].text.len;
        char *copy = malloc(len ? len : 1);
        if (!copy)
            return 1;
        memcpy(copy, utf8_rows[i].text.at, len);
        CHECK(view_is_utf8(view_make(copy, len)) == utf8_rows[i].good, "UTF-8 %zu", i);
        free(copy);
    }
    CHECK(view_is_utf8(nothing), "nothing is UTF-8");
    int spaces = 0, letters = 0, digits = 0, lowered = 0;
    for (int byte = -128; byte < 128; byte++) {
        spaces += byte_is_space((char)byte);
        letters += byte_is_letter((char)byte);
        digits += byte_is_digit((char)byte);
        lowered += byte_lower((char)byte) != (char)byte;
    }
    CHECK(spaces == 6 && letters == 52 && digits == 10 && lowered == 26, "bytes are ASCII's");
    return tap_done();
}
