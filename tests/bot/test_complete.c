/* complete: a request is a file of bot/requests, listed, with its template, wording, next steps and rows. */
#include <dirent.h>

#include "bot/decide.h"
#include "templates/render.h"
#include "tests/tap.h"

static bool is_listed(const char *name)
{
    int count;
    const struct request_kind *const *kinds = decide_kinds(&count);
    for (int i = 0; i < count; i++)
        if (!strcmp(kinds[i]->name, name))
            return true;
    return false;
}

static bool has_section(const char *template, const char *section)
{
    return render_section("fr", template, section).len > 0;
}

/* A row is a paragraph with a message: a name alone is none. */
static int count_rows(struct arena *arena, const char *name)
{
    FILE *file = fopen(arena_print(arena, "tests/data/requests/%s.rows", name), "r");
    char line[4096];
    int rows = 0, requests = 0;
    while (file && fgets(line, sizeof line, file)) {
        rows += line[0] == '[';
        requests += line[0] == '>';
    }
    if (file)
        fclose(file);
    return requests < rows ? 0 : rows;
}

static void check_kind(struct arena *arena, const struct request_kind *kind)
{
    const char *sections[] = {"subject", "text", "html", "sms"};
    for (size_t i = 0; i < 4; i++)
        CHECK(has_section(kind->name, sections[i]), "templates/fr/%s.txt: == %s", kind->name,
              sections[i]);
    CHECK(decide_kind(kind->verb) == kind, "%s: its verb finds it", kind->name);
    CHECK(count_rows(arena, kind->name) > 0, "tests/data/requests/%s.rows has rows", kind->name);
    if (kind->verb == VERB_ASK || kind->verb == VERB_HUMAN)
        return;
    struct text section = text_in(arena);
    for (const char *at = verb_name(kind->verb); *at; at++)
        text_add_byte(&section, byte_lower(*at));
    CHECK(has_section("describe", section.at), "templates/fr/describe.txt: == %s", section.at);
    CHECK(has_section("actions", kind->name), "templates/fr/actions.txt: == %s", kind->name);
}

int main(void)
{
    struct arena *arena = arena_new();
    int count;
    const struct request_kind *const *kinds = decide_kinds(&count);
    for (int i = 0; i < count; i++)
        check_kind(arena, kinds[i]);
    DIR *folder = opendir("bot/requests");
    struct dirent *entry;
    CHECK(folder != NULL, "bot/requests is read");
    while (folder && (entry = readdir(folder))) {
        struct view name = view_of(entry->d_name);
        if (!view_ends(name, ".c"))
            continue;
        const char *plain = arena_copy(arena, name.at, name.len - 2);
        CHECK(is_listed(plain), "bot/requests/%s.c is in list.def", plain);
    }
    if (folder)
        closedir(folder);
    arena_free(&arena);
    return tap_done();
}
