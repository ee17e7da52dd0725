/* sms: every template as a text message, with the longest values that a farm has, within its budget of segments.
 *
 * The samples of tests/data/render are rendered with each value made as long as it really gets (tests/data/sms/longest.tsv,
 * by key), and measured as they are sent. tests/data/sms/budgets.tsv says what each may cost; a template that is not
 * named there has one segment. "3+" is a list of any length: PLUS goes on with it (tests/bot/test_answer.c).
 */
#include <dirent.h>
#include <stdlib.h>

#include "parsers/gsm7.h"
#include "templates/render.h"
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

/* The value of a row "key<TAB>value"; {NULL, 0} when there is none. */
static struct view row_of(struct view rows, struct view key)
{
    struct view line, name;
    while (view_line(&rows, &line))
        if (view_item(&line, '\t', &name) && view_equal(name, key))
            return line;
    return (struct view){NULL, 0};
}

/* The sample's JSON with longer texts in place of those that a key has a row for; empty ones stay empty. */
static struct view lengthen(struct arena *arena, struct view json, struct view longest)
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
        struct view other = is_key ? (struct view){NULL, 0} : row_of(longest, key);
        text_add_byte(&out, '"');
        text_add_view(&out, string.len && other.at ? other : string);
        text_add_byte(&out, '"');
        if (is_key)
            key = string;
        i = end;
    }
    return text_view(&out);
}

static struct gsm7_size size_of(struct arena *arena, const char *name, const char *section,
                                const struct tree *model, const char *sample)
{
    struct text text = text_in(arena);
    struct error error = {""};
    bool fine = !render("fr", name, section, RENDER_SMS, model, &text, &error);
    CHECK(fine, "%s, %s: %s", sample, section, error.text);
    struct view folded = gsm7_fold(arena, text_view(&text));
    struct gsm7_size size = gsm7_measure(folded);
    CHECK(!size.ucs2, "%s, %s: all in GSM-7", sample, section);
    if (getenv("CABAS_SMS_SHOW"))
        tap_note(arena_print(arena, "%s %d %d", sample, size.segments, size.units), folded.at);
    return size;
}

static void test_sample(const char *sample, struct view longest, struct view budgets)
{
    struct arena *arena = arena_new();
    struct error error = {""};
    const char *name = arena_copy(arena, sample, strcspn(sample, "-"));
    const char *path = arena_print(arena, "tests/data/render/%s.json", sample);
    struct view section = render_section("fr", name, "sms");
    if (!section.len) { /* staff's own */
        arena_free(&arena);
        return;
    }
    const struct tree *model =
        tree_read(arena, lengthen(arena, file_read(arena, path), longest), &error);
    CHECK(model != NULL, "%s: its model %s", sample, error.text);
    int64_t budget = 1;
    struct view row = row_of(budgets, view_of(name));
    bool list = row.at && view_is(row, "3+");
    if (row.at && !list)
        CHECK(view_int(row, &budget) && budget > 1 && budget <= GSM7_SEGMENTS, "%s has a budget",
              name);
    struct gsm7_size size = size_of(arena, name, "sms", model, sample);
    CHECK(size.segments >= 1 && (list || size.segments <= budget),
          "%s: %d of %d segments, %d signs", sample, size.segments, (int)budget, size.units);
    if (render_section("fr", name, "more").len)
        size_of(arena, name, "more", model, sample);
    arena_free(&arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct view longest = file_read(arena, "tests/data/sms/longest.tsv");
    struct view budgets = file_read(arena, "tests/data/sms/budgets.tsv");
    struct dirent **found = NULL;
    int count = scandir("tests/data/render", &found, NULL, alphasort);
    CHECK(longest.len && budgets.len && count > 0, "samples, values and budgets are read");
    for (int i = 0; i < count; i++) {
        struct view name = view_of(found[i]->d_name);
        if (view_ends(name, ".json"))
            test_sample(arena_copy(arena, name.at, name.len - 5), longest, budgets);
        free(found[i]);
    }
    free(found);
    arena_free(&arena);
    return tap_done();
}
