/* render: the mustache specification's cases, then what Cabas adds and forbids. */
#include "templates/render.h"

#include <stdlib.h>

#include "tests/tap.h"

static struct view file_read(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = text_in(arena);
    char buffer[4096];
    size_t got;
    while (file && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_add_view(&text, view_make(buffer, got));
    if (file)
        fclose(file);
    return text_view(&text);
}

/* Cases of the specification that end in an error here: a missing name, a decimal. */
static const struct {
    const char *file, *name, *error;
} refused[] = {
    {"interpolation", "Basic Decimal Interpolation", "is a decimal"},
    {"interpolation", "Triple Mustache Decimal Interpolation", "is a decimal"},
    {"interpolation", "Ampersand Decimal Interpolation", "is a decimal"},
    {"interpolation", "Basic Context Miss Interpolation", "is not in the model"},
    {"interpolation", "Triple Mustache Context Miss Interpolation", "is not in the model"},
    {"interpolation", "Ampersand Context Miss Interpolation", "is not in the model"},
    {"interpolation", "Dotted Names - Broken Chains", "is not in the model"},
    {"interpolation", "Dotted Names - Broken Chain Resolution", "is not in the model"},
    {"interpolation", "Dotted Names - Context Precedence", "is not in the model"},
    {"interpolation", "Dotted Names are never single keys", "is not in the model"},
    {"sections", "Implicit Iterator - Decimal", "is a decimal"},
    {"partials", "Failed Lookup", "does not exist"},
};

static const char *refusal(const char *file, const char *name)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (!strcmp(refused[i].file, file) && !strcmp(refused[i].name, name))
            return refused[i].error;
    return NULL;
}

static void spec_case(struct arena *arena, const char *file, const struct tree *test)
{
    const char *name = tree_get_text(test, "name", "?");
    const struct tree *parts = tree_get(test, "partials");
    struct text out = text_in(arena);
    struct error error = {""};
    int failed = render_source_with(parts ? parts : tree_new(arena),
                                    view_of(tree_get_text(test, "template", "")), RENDER_HTML,
                                    tree_get(test, "data"), &out, &error);
    const char *want = refusal(file, name);
    if (want)
        CHECK(failed && strstr(error.text, want), "%s, %s: refused (%s)", file, name, error.text);
    else if (CHECK(!failed, "%s, %s: renders %s", file, name, error.text))
        CHECK_TEXT(out.at, tree_get_text(test, "expected", "?"), "%s, %s", file, name);
}

static void spec_file(const char *file, size_t count)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    char *path = arena_print(arena, "tests/data/mustache/%s.json", file);
    const struct tree *all = tree_read(arena, file_read(arena, path), &error);
    const struct tree *tests = tree_get(all, "tests");
    CHECK(tree_count(tests) == count, "%s has %zu cases %s", path, tree_count(tests), error.text);
    for (size_t i = 0; i < tree_count(tests); i++)
        spec_case(arena, file, tree_at(tests, i));
    arena_free(&arena);
}

/* A template, a model, and what comes out; or "!" and a part of the error. */
static const struct {
    enum render_for target;
    const char *source, *model, *want;
} rows[] = {
    /* Escaping: each target on its own. */
    {RENDER_HTML, "<p>{{name}}</p>", "{\"name\":\"<script>alert(1)</script>\"}",
     "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
    {RENDER_HTML, "<a href=\"{{name}}\">", "{\"name\":\"\\\"&' onclick=x\"}",
     "<a href=\"&quot;&amp;&#39; onclick=x\">"},
    {RENDER_HTML, "{{{block}}}", "{\"block\":\"<p>ours</p>\"}", "<p>ours</p>"},
    {RENDER_HTML, "{{name}}", "{\"name\":\"{{{x}}} {{> part}}\"}", "{{{x}}} {{&gt; part}}"},
    {RENDER_TEXT, "{{name}}", "{\"name\":\"<script> \\\"&'\"}", "<script> \"&'\n"},
    {RENDER_TEXT, "{{{name}}}", "{\"name\":\"a\\u0007\\u001b[31mb\\u007f\\u0085c\"}",
     "a[31mb\nc\n"},
    {RENDER_HTML, "{{name}}", "{\"name\":\"a\\u202Eb\\u2066c\\uFEFFd\\u200Fe\"}", "abcde"},
    {RENDER_LINE, "Panier de {{name}}\n", "{\"name\":\"Zo\\u00e9\\r\\nBcc: x@y\\u2028z\"}",
     "Panier de Zoé Bcc: x@y z"},
    {RENDER_LINE, "  un\n  {{#no}}x{{/no}}\tdeux \n", "{}", "un deux"},
    {RENDER_SMS, "Un.\n\n{{x}}\n\n", "{\"x\":\"a\\r\\nb\"}", "Un.\na\nb"},
    {RENDER_TEXT, "\n\nA  \n\n\n \nB\n{{#no}}x{{/no}}\n\n", "{}", "A\n\nB\n"},
    {RENDER_TEXT, "", "{}", ""},
    {RENDER_SMS, "\n\n", "{}", ""},
    {RENDER_HTML, "{{a}}|{{b}}",
     "{\"a\":\"à 23 h 59, 12,50 €\",\"b\":\"oh 5 €uros, 2 huit, h 5, 3 h\"}",
     "à 23&nbsp;h&nbsp;59, 12,50&nbsp;€|oh 5&nbsp;€uros, 2 huit, h&nbsp;5, 3&nbsp;h"},
    /* Lists in a sentence. */
    {RENDER_SMS, "{{#d}}{{.}}{{^@last}}, {{/@last}}{{/d}}.",
     "{\"d\":[\"lundi\",\"mardi\",\"jeudi\"]}", "lundi, mardi, jeudi."},
    {RENDER_SMS, "{{#d}}{{^@first}}|{{/@first}}{{#@last}}!{{/@last}}{{.}}{{/d}}", "{\"d\":[1,2]}",
     "1|!2"},
    {RENDER_SMS, "{{#d}}{{#x}}{{y}}{{^@last}},{{/@last}}{{/x}}{{/d}}",
     "{\"d\":[{\"x\":{\"y\":1}},{\"x\":{\"y\":2}}]}", "1,2"},
    {RENDER_SMS, "{{#d.length}}{{d.length}} dates{{/d.length}}{{^e.length}} rien{{/e.length}}",
     "{\"d\":[1,2],\"e\":[]}", "2 dates rien"},
    {RENDER_SMS, "{{^no.length}}rien{{/no.length}}{{#@last}}x{{/@last}}{{^@last}}y{{/@last}}", "{}",
     "rieny"},
    {RENDER_SMS, "{{o.length}}", "{\"o\":{\"length\":\"7 m\"}}", "7 m"},
    /* Empty is false. */
    {RENDER_SMS, "{{#a}}A{{/a}}{{#b}}B{{/b}}{{#c}}C{{/c}}{{#d}}D{{/d}}{{#e}}E{{/e}}{{#f}}F{{/f}}",
     "{\"a\":\"\",\"b\":0,\"c\":[],\"d\":null,\"e\":false,\"f\":{}}", "F"},
    {RENDER_SMS, "{{#a}}A{{/a}}{{#b}}B{{/b}}{{#c}}C{{/c}}{{#d}}D{{/d}}",
     "{\"a\":\"0\",\"b\":-1,\"c\":[0],\"d\":true}", "ABCD"},
    /* What the model lacks is named with its line. */
    {RENDER_TEXT, "a\nb\n{{#x}}\n{{nom}}\n{{/x}}", "{\"x\":true}",
     "!template:4: \"nom\" is not in"},
    {RENDER_TEXT, "{{! two\nlines }}\n{{x.y}}", "{\"x\":{}}", "!template:3: \"x.y\" is not in"},
    {RENDER_TEXT, "{{x.y}}", "{\"x\":{},\"y\":\"outer\"}", "!\"x.y\" is not in"},
    {RENDER_TEXT, "{{x}}", "{\"x\":[1]}", "!is no text"},
    {RENDER_TEXT, "{{x}}", "{\"x\":{}}", "!is no text"},
    {RENDER_TEXT, "{{x}}", "{\"x\":true}", "!is no text"},
    {RENDER_TEXT, "{{x}}|{{y}}", "{\"x\":null,\"y\":-5}", "|-5\n"},
    {RENDER_TEXT, "{{@last}}", "{}", "!is not in"},
    {RENDER_TEXT, "{{> no_such_part}}", "{}", "!\"no_such_part\" is a part that does not exist"},
    {RENDER_TEXT, "{{> ../fr/answer}}", "{}", "!not a tag's name"},
    /* Syntax. */
    {RENDER_TEXT, "a\n{{#x}}", "{}", "!template:2: this section is not ended: \"x\""},
    {RENDER_TEXT, "{{#x}}\n{{/y}}", "{}", "!template:2: the section to end is \"x\""},
    {RENDER_TEXT, "{{/y}}", "{}", "!no section to end \"y\""},
    {RENDER_TEXT, "a {{b", "{}", "!template:1: a tag is not closed"},
    {RENDER_TEXT, "{{{b}}", "{}", "!not closed"},
    {RENDER_TEXT, "{{}}", "{}", "!not a tag's name"},
    {RENDER_TEXT, "{{a b}}", "{}", "!not a tag's name"},
    {RENDER_TEXT, "{{=<% %>=}}", "{}", "!not a tag's name"},
    {RENDER_TEXT, "{{a..b}}{{.a}}", "{}", "!not a tag's name"},
};

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct error error = {""};
        const struct tree *model = tree_read(arena, view_of(rows[i].model), &error);
        struct text out = text_in(arena);
        text_add(&out, "> ");
        int failed =
            render_source("fr", view_of(rows[i].source), rows[i].target, model, &out, &error);
        if (rows[i].want[0] == '!')
            CHECK(failed && strstr(error.text, rows[i].want + 1) && !strcmp(out.at, "> "),
                  "row %zu: %s -> %s", i, rows[i].source, error.text);
        else if (CHECK(!failed, "row %zu renders %s", i, error.text))
            CHECK_TEXT(out.at + 2, rows[i].want, "row %zu: %s", i, rows[i].source);
        arena_free(&arena);
    }
}

static void bound(const char *parts, const char *source, const char *model, const char *want)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    struct text out = text_in(arena);
    int failed =
        render_source_with(tree_read(arena, view_of(parts), &error), view_of(source), RENDER_TEXT,
                           tree_read(arena, view_of(model), &error), &out, &error);
    CHECK(failed && strstr(error.text, want) && !out.len, "bound: %s", error.text);
    arena_free(&arena);
}

static char *repeated(struct arena *arena, const char *piece, int times)
{
    struct text text = text_in(arena);
    while (times-- > 0)
        text_add(&text, piece);
    return text.at;
}

static void test_bounds(void)
{
    struct arena *arena = arena_new();
    bound("{\"p\":\"{{> p}}\"}", "{{> p}}", "{}", "within each other");
    bound("{\"p\":\"{{#x}}{{> p}}{{/x}}\"}", "{{> p}}", "{\"x\":true}", "within each other");
    bound("{}", repeated(arena, "{{#x}}", 17), "{\"x\":1}", "within each other");
    bound("{}", repeated(arena, "{{x}}", 10001), "{\"x\":1}", "too many tags");
    bound("{}", repeated(arena, "0123456789abcdef", 16385), "{}", "too big");
    char *list = arena_print(arena, "{\"l\":[%s0],\"t\":\"%s\"}", repeated(arena, "0,", 999),
                             repeated(arena, "0123456789", 200));
    bound("{}", "{{#l}}{{t}}{{/l}}", list, "grows over");
    bound("{}", "{{#l}}{{#l}}{{#no}}{{/no}}{{/l}}{{/l}}", list, "steps");
    bound("{\"p\":\"{{> q}}{{> q}}\",\"q\":\"{{> r}}{{> r}}\",\"r\":\"{{#l}}{{#l}}{{/l}}{{/l}}\"}",
          "{{> p}}{{> p}}", list, "steps");
    arena_free(&arena);
}

int main(void)
{
    spec_file("interpolation", 42);
    spec_file("sections", 34);
    spec_file("inverted", 22);
    spec_file("comments", 12);
    spec_file("partials", 12);
    test_rows();
    test_bounds();
    return tap_done();
}
