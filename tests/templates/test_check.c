/* check: every embedded template, with every sample model of tests/data/render. With
 * CABAS_RENDER_DIR set, what comes out is written there (NAME.html in its mail, NAME.txt,
 * NAME.sms), for looking at. */
#include "templates/check.h"

#include <dirent.h>
#include <stdlib.h>

#include "parsers/embed.h"
#include "templates/proof.h"
#include "templates/render.h"
#include "templates/template.h"
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

static void file_write(struct arena *arena, const char *dir, const char *name, const char *ending,
                       const char *text)
{
    FILE *file = text ? fopen(arena_print(arena, "%s/%s.%s", dir, name, ending), "wb") : NULL;
    if (!file)
        return;
    fwrite(text, 1, strlen(text), file);
    fclose(file);
}

/* The mail around blocks: what the answer layout makes of them. */
static bool in_mail(struct arena *arena, const struct check_output *blocks, size_t count,
                    struct check_output *mail, struct error *error)
{
    struct view json = file_read(arena, "tests/data/render/answer.model");
    struct tree *model = tree_read(arena, json, error);
    if (!model)
        return false;
    struct tree *list = tree_put_list(model, "blocks");
    for (size_t i = 0; i < count; i++) {
        struct tree *block = tree_push_object(list);
        tree_put_text(block, "text", blocks[i].text);
        tree_put_text(block, "html", blocks[i].html);
    }
    return check_render(arena, "fr", "answer", model, mail, error) == 0;
}

static const char *const *samples(struct arena *arena, int *count)
{
    struct dirent **found = NULL;
    int all = scandir("tests/data/render", &found, NULL, alphasort);
    const char **names = arena_array(arena, all > 0 ? (size_t)all : 1, sizeof *names);
    *count = 0;
    for (int i = 0; i < all; i++) {
        struct view name = view_of(found[i]->d_name);
        if (view_ends(name, ".json"))
            names[(*count)++] = arena_copy(arena, name.at, name.len - 5);
        free(found[i]);
    }
    free(found);
    return names;
}

/* "suspend-late" is a sample of "suspend". */
static char *template_of(struct arena *arena, const char *sample)
{
    return arena_copy(arena, sample, strcspn(sample, "-"));
}

static void test_sample(const char *sample)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    struct check_output output = {0}, mail;
    const char *name = template_of(arena, sample);
    const char *path = arena_print(arena, "tests/data/render/%s.json", sample);
    const struct tree *model = tree_read(arena, file_read(arena, path), &error);
    bool good = model && !check_render(arena, "fr", name, model, &output, &error);
    CHECK(good, "%s %s", sample, error.text);
    const char *dir = getenv("CABAS_RENDER_DIR");
    if (dir && output.sms)
        file_write(arena, dir, sample, "sms",
                   arena_print(arena, "%s\n%s\n", output.subject, output.sms));
    if (good && output.subject) {
        if (view_starts(view_trim(view_of(output.html)), "<!DOCTYPE")) /* a mail of its own */
            mail = output;
        else
            CHECK(in_mail(arena, &output, 1, &mail, &error), "%s in a mail %s", sample, error.text);
        if (dir) {
            file_write(arena, dir, sample, "html", mail.html);
            file_write(arena, dir, sample, "txt", mail.text);
        }
    }
    arena_free(&arena);
}

/* An answer to several requests. */
static void test_answer(const char *names)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    struct check_output blocks[8] = {0}, mail;
    size_t count = 0;
    struct view rest = view_of(names), name;
    while (count < 8 && view_item(&rest, ' ', &name)) {
        const char *sample = arena_copy(arena, name.at, name.len);
        const char *path = arena_print(arena, "tests/data/render/%s.json", sample);
        const struct tree *model = tree_read(arena, file_read(arena, path), &error);
        CHECK(model && !check_render(arena, "fr", template_of(arena, sample), model,
                                     &blocks[count++], &error),
              "%s %s", sample, error.text);
    }
    CHECK(in_mail(arena, blocks, count, &mail, &error), "one mail of %s %s", names, error.text);
    const char *dir = getenv("CABAS_RENDER_DIR");
    if (dir) {
        file_write(arena, dir, "answer-several", "html", mail.html);
        file_write(arena, dir, "answer-several", "txt", mail.text);
    }
    arena_free(&arena);
}

/* Each template that makes something of its own has a sample. */
static void test_all_have_samples(void)
{
    struct arena *arena = arena_new();
    int count;
    const char *const *names = samples(arena, &count);
    size_t files;
    const struct embed *all = embed_all(&files);
    for (size_t i = 0; i < files; i++) {
        struct view path = view_of(all[i].path);
        if (!view_starts(path, "templates/fr/") || view_starts(path, "templates/fr/part_"))
            continue;
        struct view name = view_cut(path, 13, path.len - 4);
        if (!render_section("fr", arena_copy(arena, name.at, name.len), "text").at)
            continue; /* a list of wordings */
        bool found = false;
        for (int j = 0; j < count; j++)
            found |= view_is(name, template_of(arena, names[j]));
        CHECK(found, "%.*s has a sample in tests/data/render", (int)name.len, name.at);
    }
    arena_free(&arena);
}

static const struct {
    const char *file, *want; /* NULL: good */
} sources[] = {
    {"{{! m }}\n== subject\na\n== text\nb\n== html\nc\n== sms\nd\n", NULL},
    {"== subject\na\n== text\nb\n== html\nc\n== sms\nd\n", "fr/x.txt:1: a template begins with"},
    {"{{! m", "fr/x.txt:1: a template begins with"},
    {"{{! {a: {b}}\n}} }}\n== subject\na\n== text\nb\n== html\nc\n== sms\nd\n",
     "fr/x.txt:2: outside of the model"},
    {"{{! m }}\n== subject\na\n== text\nb\n== html\nc\n", "no section \"sms\""},
    {"{{! m }}\n== subject\n\n== text\nb\n== html\nc\n== sms\nd",
     "the section \"subject\" is empty"},
    {"{{! m }}\n== subject\na\n== text\nb\n== text\nb\n== html\nc\n== sms\nd",
     "fr/x.txt:6: a second"},
    {"{{! m }}\n== like\na\n== this\n{{#x}}b{{/x}}\n", NULL},
    {"{{! m }}\n== like\na\n== this\n{{#x}}b\n", "fr/x.txt:5: this section is not ended"},
    {"{{! m }}\n== subject\na\n== txt\nb\n== html\nc\n== sms\nd", "fr/x.txt:4: no known"},
    {"{{! m }}\n== subject\na\n== text\n{{#b}}\n== html\n{{/b}}\n== sms\nd",
     "fr/x.txt:5: this section is not ended"},
    {"{{! m }}\n== subject\na\n== text\n\n{{b}\n== html\nc\n== sms\nd",
     "fr/x.txt:6: a tag is not closed"},
    {"{{! m }}\n== subject\na\n== text\n{{> nope}}\n== html\nc\n== sms\nd",
     "fr/x.txt:5: there is no part \"nope\""},
    {"{{! m }}\n== subject\n{{> part_undo}}\n== text\nb\n== html\nc\n== sms\nd",
     "fr/x.txt:3: there is no part"},
    {"{{! m }}\n== subject\na\n== text\nb\n== html\nc\n== sms\nà bientôt {{œ}}",
     "not a tag's name"},
    {"{{! m }}\n== subject\na\n== text\nb\n== html\nc\n== sms\n\nà bientôt",
     "fr/x.txt:10: a text message can't have \"ô\""},
    {"{{! m }}\n== subject\na\xFF\n== text\nb\n== html\nc\n== sms\nd", "not UTF-8"},
};

static void test_sources(void)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct arena *arena = arena_new();
        struct error error = {""};
        int failed = check_template(arena, "fr", "x", view_of(sources[i].file), &error);
        CHECK(!failed == !sources[i].want && (!failed || strstr(error.text, sources[i].want)),
              "source %zu: %s", i, error.text);
        arena_free(&arena);
    }
}

static const struct {
    const char *html, *want;
} pages[] = {
    {"<p>a<br>b</p>", NULL},
    {"<a href=\"mailto:a@b\">x</a><img src=\"cid:1\" alt=\"\">", NULL},
    {"<p>a", "not closed"},
    {"<p><strong>a</p></strong>", "not open here"},
    {"</p>", "not open here"},
    {"<script>a</script>", "not a tag"},
    {"<p onclick=\"x\">a</p>", "an event"},
    {"<p class=x>a</p>", "quoted"},
    {"<a href=\"javascript:x\">a</a>", "a link of another kind"},
    {"<a href=\"/x\">a</a>", "a link of another kind"},
    {"<img src=\"https://x\">", "remote"},
    {"<p style=\"background:url(x)\">a</p>", "remote"},
    {"<style>@import x</style>", "remote"},
    {"<p style=\"a", "without end"},
};

static const struct {
    const char *text, *html, *want;
} pairs[] = {
    {"Bonjour Zoé,\n\n- le 12 : 2 × œufs",
     "<p>Bonjour&nbsp;<b>Zoé</b>, le&nbsp;12&nbsp;: 2 œufs</p>", NULL},
    {"le 12", "<title>no</title><body>le 12", NULL},
    {"le 12", "<p>le 13</p>", "word 2 is \"12\" in the text, \"13\""},
    {"le 12 mars", "<p>le 12</p>", "word 3"},
    {"le", "<p>le 12</p>", "word 2"},
    {"Carte : https://example.org/a?b=c\nfin",
     "<a href=\"https://example.org/a?b=c\">Carte</a> fin", NULL},
    {"R&D <b>", "R&amp;D &lt;b&gt;", NULL},
};

static void test_proofs(void)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct error error = {""};
        int failed = proof_html(pages[i].html, &error);
        CHECK(!failed == !pages[i].want && (!failed || strstr(error.text, pages[i].want)),
              "html %zu: %s", i, error.text);
    }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct error error = {""};
        int failed = proof_same(pairs[i].text, pairs[i].html, &error);
        CHECK(!failed == !pairs[i].want && (!failed || strstr(error.text, pairs[i].want)),
              "same %zu: %s", i, error.text);
    }
}

static void test_sms_parts(void)
{
    static const struct {
        const char *piece;
        int times;
        bool good;
    } texts[] = {{"a", 459, true}, {"a", 460, false}, {"€", 228, true}, {"€", 229, false},
                 {"ê", 459, true}, {"…", 154, false}, {"", 1, false}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena *arena = arena_new();
        struct text text = text_in(arena);
        struct error error = {""};
        for (int j = 0; j < texts[i].times; j++)
            text_add(&text, texts[i].piece);
        CHECK(!proof_sms(text.at, &error) == texts[i].good, "sms %zu %s", i, error.text);
        arena_free(&arena);
    }
}

/* The sample's JSON with every text, but links of ours, put in place of `value` (JSON-escaped). */
static struct view hostile(struct arena *arena, struct view json, const char *value)
{
    struct text out = text_in(arena);
    struct view key = {NULL, 0};
    for (size_t i = 0; i < json.len; i++) {
        if (json.at[i] != '"') {
            text_add_byte(&out, json.at[i]);
            continue;
        }
        size_t end = i + 1;
        while (end < json.len && json.at[end] != '"')
            end += json.at[end] == '\\' ? 2 : 1;
        struct view string = view_cut(json, i + 1, end);
        bool is_key = end + 1 < json.len && json.at[end + 1] == ':';
        bool ours = view_is(key, "mailto") || view_is(key, "map") || view_is(key, "html") ||
                    view_is(key, "faq_url") || view_is(key, "text");
        text_add_byte(&out, '"');
        if (is_key || ours || !string.len)
            text_add_view(&out, string);
        else
            text_add(&out, value);
        text_add_byte(&out, '"');
        if (is_key)
            key = string;
        i = end;
    }
    return text_view(&out);
}

/* Whatever a value is, the HTML stays whole and says what the text says, and a subject is one
 * line. */
static void test_hostile(const char *sample)
{
    static const char *const values[] = {
        "<script>alert(1)</script>", "\\\"&' onclick=\\\"x", "a\\r\\nBcc: b", "--><b x=",
        "{{name}}{{{x}}}",           "]]> &lt; &#39;"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct arena *arena = arena_new();
        struct error error = {""};
        struct check_output output = {0};
        struct view json =
            file_read(arena, arena_print(arena, "tests/data/render/%s.json", sample));
        const struct tree *model = tree_read(arena, hostile(arena, json, values[i]), &error);
        int failed =
            !model || check_render(arena, "fr", template_of(arena, sample), model, &output, &error);
        /* A message may grow over three parts then; nothing else may go wrong. */
        CHECK(!failed || strstr(error.text, "sms: "), "%s with %s %s", sample, values[i],
              error.text);
        CHECK(!output.subject || !strpbrk(output.subject, "\r\n"), "%s: one line of subject",
              sample);
        arena_free(&arena);
    }
}

/* The names of a section's tags, one between blanks, each once. */
static struct view keys_of(struct arena *arena, struct view source)
{
    struct text keys = text_in(arena);
    text_add(&keys, " ");
    for (size_t at; (at = view_find(source, "{{")) != SIZE_MAX;) {
        source = view_cut(source, at + 2, source.len);
        size_t end = view_find(source, "}}");
        struct view tag = view_cut(source, 0, end);
        while (tag.len && strchr("{#^/ ", tag.at[0]))
            tag = view_cut(tag, 1, tag.len);
        const char *key = arena_print(arena, " %.*s ", (int)tag.len, tag.at);
        if (tag.len && tag.at[0] != '!' && view_find(text_view(&keys), key) == SIZE_MAX)
            text_add(&keys, key + 1);
        source = view_cut(source, end, source.len);
    }
    return text_view(&keys);
}

/* The first key of `some` that `others` does not have, or NULL. */
static const char *key_apart(struct arena *arena, struct view some, struct view others)
{
    struct view key;
    while (view_item(&some, ' ', &key))
        if (key.len &&
            view_find(others, arena_print(arena, " %.*s ", (int)key.len, key.at)) == SIZE_MAX)
            return arena_copy(arena, key.at, key.len);
    return NULL;
}

static bool is_staffs(struct view name)
{
    static const char *const own[] = {"digest", "picklist", "picklist_words", "part_picklist",
                                      "reasons"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (view_is(name, own[i]))
            return true;
    return view_starts(name, "staff_");
}

/* What subscribers read in French they can read in each other language: the same sections with the same keys. */
static void test_twin(const char *language, struct view name, struct view french)
{
    struct arena *arena = arena_new();
    const char *path =
        arena_print(arena, "templates/%s/%.*s.txt", language, (int)name.len, name.at);
    struct view twin = embed_find(path), rest = french, line;
    CHECK(twin.at, "%s is there: a subscriber reads it", path);
    while (twin.at && view_line(&rest, &line)) {
        if (!view_starts(line, "== "))
            continue;
        const char *section = arena_copy(arena, line.at + 3, line.len - 3);
        struct view own = template_section(twin, section);
        if (view_is(name, "words") && view_starts(view_of(section), "invoice."))
            continue; /* invoices are French documents */
        CHECK(own.at, "%s: == %s", path, section);
        struct view want = keys_of(arena, template_section(french, section)),
                    got = keys_of(arena, own);
        const char *less = key_apart(arena, want, got), *more = key_apart(arena, got, want);
        CHECK(!less && !more, "%s: == %s has the keys of French, not %s", path, section,
              less   ? less
              : more ? more
                     : "others");
    }
    arena_free(&arena);
}

static void test_twins(const char *language)
{
    size_t count;
    const struct embed *files = embed_all(&count);
    for (size_t i = 0; i < count; i++) {
        struct view path = view_of(files[i].path);
        if (!view_starts(path, "templates/fr/"))
            continue;
        struct view name = view_cut(path, 13, path.len - 4);
        if (!is_staffs(name))
            test_twin(language, name, files[i].bytes);
    }
}

/* The samples are as good in another language: whole, and short enough for a text message. */
static void test_sample_in(const char *language, const char *sample)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    struct check_output output = {0};
    const char *path = arena_print(arena, "tests/data/render/%s.json", sample);
    const struct tree *model = tree_read(arena, file_read(arena, path), &error);
    CHECK(model &&
              !check_render(arena, language, template_of(arena, sample), model, &output, &error),
          "%s in %s %s", sample, language, error.text);
    arena_free(&arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    CHECK(!check_templates(arena, &error), "all templates are whole %s", error.text);
    int count;
    const char *const *names = samples(arena, &count);
    CHECK(count > 0, "%d samples", count);
    for (int i = 0; i < count; i++)
        test_sample(names[i]);
    for (int i = 0; i < count; i++)
        test_hostile(names[i]);
    for (int i = 0; i < count; i++)
        test_sample_in("en", names[i]);
    test_twins("en");
    test_answer("suspend-partial ask human");
    test_all_have_samples();
    test_sources();
    test_proofs();
    test_sms_parts();
    arena_free(&arena);
    return tap_done();
}
