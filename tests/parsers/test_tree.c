#include "parsers/tree.h"

#include "parsers/text.h"
#include "tests/tap.h"

#define ROW(bytes, want)                                                                           \
    {                                                                                              \
        VIEW_ROW(bytes), want                                                                      \
    }

/* What is read, as it is written; NULL: refused. */
static const struct {
    struct view json;
    const char *want;
} rows[] = {
    ROW("{}", "{}"),
    ROW("[]", "[]"),
    ROW(" {\"b\" : 1 , \"a\" : [true, false, null, \"x\"]} \n",
        "{\"b\":1,\"a\":[true,false,null,\"x\"]}"),
    ROW("{\"a\":\"\\u00e9\\n\\\"\"}", "{\"a\":\"é\\n\\\"\"}"),
    ROW("{\"a\":9223372036854775807}", "{\"a\":9223372036854775807}"),
    ROW("", NULL),
    ROW("{", NULL),
    ROW("{}x", NULL),
    ROW("{} {}", NULL),
    ROW("{\"a\":1,\"a\":2}", NULL),
    ROW("{\"a\":\"\xE9\"}", NULL),
    ROW("{\"a\":\"\\u0000\"}", NULL),
    ROW("{\"a\":\"\\ud800\"}", NULL),
    ROW("{\"a\":9223372036854775808}", NULL),
    ROW("{\"a\":1}\0", NULL),
    ROW("{a:1}", NULL),
    ROW("\"text\"", NULL),
};

static void test_reading(struct arena *arena)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error error = {0};
        struct tree *tree = tree_read(arena, rows[i].json, &error);
        CHECK_TEXT(tree ? tree_write(arena, tree) : "refused",
                   rows[i].want ? rows[i].want : "refused", "JSON %zu", i);
        CHECK(tree || error.text[0], "and why");
    }
    struct error error = {0};
    for (int depth = 64; depth <= 65; depth++) {
        struct text text = text_in(arena);
        for (int i = 0; i < depth; i++)
            text_add(&text, "[");
        for (int i = 0; i < depth; i++)
            text_add(&text, "]");
        CHECK((tree_read(arena, text_view(&text), &error) != NULL) == (depth == 64), "depth %d",
              depth);
    }
    struct text brackets = text_in(arena);
    text_add(&brackets, "[\"\\\"");
    for (int i = 0; i < 100; i++)
        text_add(&brackets, "[{");
    text_add(&brackets, "\"]");
    CHECK(tree_read(arena, text_view(&brackets), &error) != NULL,
          "brackets in a text are no depth");
    CHECK(!tree_read(arena, (struct view){NULL, 0}, &error), "no bytes");
}

/* Outside text in a tree is always read again. */
static const struct {
    struct view text;
    const char *want;
} text_rows[] = {
    ROW("é😀", "é😀"),
    ROW("H\xE9l\xC3\xA8ne", "H?lène"),
    ROW("a\0b", "a?b"),
    ROW("\xC3", "?"),
    ROW("\xE2\x82x", "??x"),
    ROW("", ""),
    ROW("\xED\xA0\x80", "???"),
    ROW("\"\\\n\t\x01", "\"\\\n\t\x01"),
};

static void test_texts(struct arena *arena)
{
    for (size_t i = 0; i < sizeof text_rows / sizeof *text_rows; i++) {
        struct tree *tree = tree_new(arena);
        tree_put_view(tree, "a", text_rows[i].text);
        CHECK_TEXT(tree_get_text(tree, "a", "none"), text_rows[i].want, "text %zu", i);
        struct error error = {0};
        struct tree *back = tree_read(arena, view_of(tree_write(arena, tree)), &error);
        CHECK_TEXT(back ? tree_get_text(back, "a", "none") : error.text, text_rows[i].want,
                   "read again");
    }
    struct tree *tree = tree_new(arena);
    tree_put_text(tree, "a", NULL);
    CHECK_TEXT(tree_get_text(tree, "a", "none"), "", "no text is empty");
}

static void test_building(struct arena *arena)
{
    struct tree *root = tree_new(arena);
    tree_put_int(root, "z", -1);
    tree_put_bool(root, "b", true);
    tree_put_text(root, "z", "now a text");
    struct tree *child = tree_put_object(root, "child");
    tree_put_int(child, "n", INT64_MIN);
    struct tree *list = tree_put_list(root, "list");
    tree_push_text(list, "one");
    tree_put_text(tree_push_object(list), "k", "v");
    tree_push_copy(list, child);
    tree_put_copy(root, "copy", child);
    tree_put_int(child, "n", 2);
    CHECK_TEXT(
        tree_write(arena, root),
        "{\"z\":\"now a text\",\"b\":true,\"child\":{\"n\":2},\"list\":[\"one\",{\"k\":\"v\"},"
        "{\"n\":-9223372036854775808}],\"copy\":{\"n\":-9223372036854775808}}",
        "in order, replaced in place, copies are deep");
    CHECK(strchr(tree_write_pretty(arena, root), '\n') != NULL, "for people");
    const struct tree *read = tree_get(root, "list");
    CHECK(tree_kind(read) == TREE_LIST && tree_count(read) == 3, "a list of three");
    CHECK_TEXT(tree_text(tree_at(read, 0)), "one", "its first");
    CHECK(!tree_at(read, 3) && !tree_get(root, "none") && !tree_get(NULL, "x"),
          "what is not there");
    CHECK(tree_kind(NULL) == TREE_NONE && tree_count(NULL) == 0 && tree_count(root) == 0,
          "no list");
    CHECK_TEXT(tree_get_text(root, "b", "fallback"), "fallback", "another kind");
    CHECK(tree_get_int(root, "z", 7) == 7 && tree_get_int(tree_get(root, "child"), "n", 7) == 2,
          "numbers");
    CHECK(tree_get_bool(root, "b") && !tree_get_bool(root, "z") && !tree_get_bool(root, "none"),
          "truth");
    CHECK_TEXT(tree_text(NULL), "", "text of nothing");
    CHECK(tree_int(NULL) == 0 && !tree_bool(NULL), "number and truth of nothing");
    CHECK(tree_kind(tree_new_list(arena)) == TREE_LIST, "a new list");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_reading(arena);
    test_texts(arena);
    test_building(arena);
    arena_free(&arena);
    return tap_done();
}
