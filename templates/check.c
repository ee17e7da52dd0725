#include "templates/check.h"

#include <stdint.h>
#include <string.h>

#include "parsers/embed.h"
#include "templates/proof.h"
#include "templates/render.h"
#include "templates/template.h"

enum { SUBJECT = 1, TEXT = 2, HTML = 4, SMS = 8, ALL = 15, MORE = 32 };

static const struct {
    const char *name;
    int bit;
    enum render_for target;
} sections[] = {{"subject", SUBJECT, RENDER_LINE},
                {"text", TEXT, RENDER_TEXT},
                {"html", HTML, RENDER_HTML},
                {"sms", SMS, RENDER_SMS},
                {"more", MORE, RENDER_SMS}};

enum { SECTIONS = sizeof sections / sizeof *sections };

/* Templates that are no block of an answer. OWN: they have sections of other names too. */
enum { OWN = 16 };
static const struct {
    const char *name;
    int needs;
} others[] = {{"answer", TEXT | HTML | OWN},
              {"digest", SUBJECT | TEXT | HTML},
              {"picklist", SUBJECT | TEXT | HTML},
              {"staff", SUBJECT | TEXT | HTML}};

/* A file with none of the four sections is a list of wordings under names of its own. */
static int needed(const char *name, struct view file)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i].name, name))
            return others[i].needs;
    if (view_starts(view_of(name), "part_"))
        return 0;
    if (view_starts(view_of(name), "staff_") && !template_section(file, "sms").at)
        return SUBJECT | TEXT | HTML; /* the farm's own read mail */
    for (int i = 0; i < SECTIONS; i++)
        if (template_section(file, sections[i].name).at)
            return ALL;
    return OWN;
}

/* Parts are files with that section, or with none at all. */
static int check_parts(const char *language, const struct template *template, const char *section,
                       struct error *error)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct template_tag *tag = &template->tags[i];
        if (tag->kind != TEMPLATE_PART)
            continue;
        struct view file = template_file(language, tag->text);
        if (!file.at || (template_has_sections(file) && !template_section(file, section).at))
            return error_set(error, "%s:%d: there is no part \"%.*s\" with a section \"%s\"",
                             template->name, tag->line, (int)tag->text.len, tag->text.at, section);
    }
    return 0;
}

static int check_section(struct arena *arena, const char *language, const char *path,
                         struct view file, int which, struct error *error)
{
    struct view source = template_section(file, sections[which].name);
    struct template template;
    if (!source.at)
        return error_set(error, "%s: no section \"%s\"", path, sections[which].name);
    struct template_place place = {path, template_line(file, source.at)};
    if (!source.len)
        return error_set(error, "%s:%d: the section \"%s\" is empty", path, place.line,
                         sections[which].name);
    if (template_read(arena, source, place, &template, error))
        return -1;
    if (sections[which].target == RENDER_SMS && proof_sms_source(&template, error))
        return -1;
    return check_parts(language, &template, sections[which].name, error);
}

/* What stands before the first section is one comment, the model; "}}" within it would end it
 * early. */
static int check_model(const char *path, struct view file, struct error *error)
{
    size_t end = view_find(file, "}}");
    if (!view_starts(file, "{{!") || end == SIZE_MAX)
        return error_set(error, "%s:1: a template begins with {{! its model }}", path);
    struct view rest = view_cut(file, end + 2, file.len), line;
    while (view_line(&rest, &line) && !view_starts(line, "== "))
        if (view_trim(line).len && template_has_sections(file))
            return error_set(error, "%s:%d: outside of the model's comment and of any section",
                             path, template_line(file, line.at));
    return 0;
}

static int check_heads(const char *path, struct view file, struct error *error)
{
    struct view rest = file, line;
    int seen = 0;
    while (view_line(&rest, &line)) {
        if (!view_starts(line, "== "))
            continue;
        int bit = 0;
        for (int i = 0; i < SECTIONS; i++)
            if (view_is(view_trim(view_cut(line, 3, line.len)), sections[i].name))
                bit = sections[i].bit;
        if (!bit || (seen & bit))
            return error_set(error, "%s:%d: %s section \"%.*s\"", path,
                             template_line(file, line.at), bit ? "a second" : "no known",
                             (int)line.len, line.at);
        seen |= bit;
    }
    return 0;
}

int check_template(struct arena *arena, const char *language, const char *name, struct view file,
                   struct error *error)
{
    char *path = arena_print(arena, "%s/%s.txt", language, name);
    int needs = needed(name, file);
    struct template whole;
    if (!view_is_utf8(file))
        return error_set(error, "%s: not UTF-8", path);
    if (check_model(path, file, error) || (!(needs & OWN) && check_heads(path, file, error)))
        return -1;
    /* The whole file, so that the comment at the top is read too and no section leaks into the
     * next. */
    if (template_read(arena, file, (struct template_place){path, 1}, &whole, error))
        return -1;
    for (int i = 0; i < SECTIONS; i++)
        if ((needs & sections[i].bit || template_section(file, sections[i].name).at) &&
            check_section(arena, language, path, file, i, error))
            return -1;
    return 0;
}

int check_templates(struct arena *arena, struct error *error)
{
    size_t count;
    const struct embed *files = embed_all(&count);
    int seen = 0;
    for (size_t i = 0; i < count; i++) {
        struct view path = view_of(files[i].path), language, name;
        if (!view_starts(path, "templates/") || !view_ends(path, ".txt"))
            continue;
        path = view_cut(path, strlen("templates/"), path.len - strlen(".txt"));
        if (!view_item(&path, '/', &language) || !view_item(&path, '/', &name))
            return error_set(error, "%s: not LANGUAGE/NAME.txt", files[i].path);
        if (check_template(arena, arena_copy(arena, language.at, language.len),
                           arena_copy(arena, name.at, name.len), files[i].bytes, error))
            return -1;
        seen++;
    }
    return seen ? 0 : error_set(error, "templates: none is built in");
}

static int check_look(const char *name, const struct check_output *output, struct error *error)
{
    if (output->subject && !output->subject[0])
        return error_set(error, "%s: the subject is empty", name);
    if (output->html && proof_html(output->html, error))
        return error_wrap(error, "%s, html", name);
    if (output->html && output->text && proof_same(output->text, output->html, error))
        return error_wrap(error, "%s", name);
    if (output->sms && proof_sms(output->sms, error))
        return error_wrap(error, "%s, sms", name);
    return 0;
}

int check_render(struct arena *arena, const char *language, const char *name,
                 const struct tree *model, struct check_output *output, struct error *error)
{
    const char **slots[SECTIONS] = {&output->subject, &output->text, &output->html, &output->sms,
                                    &output->more};
    *output = (struct check_output){0};
    for (int i = 0; i < SECTIONS; i++) {
        if (!render_section(language, name, sections[i].name).at)
            continue;
        struct text text = text_in(arena);
        if (render(language, name, sections[i].name, sections[i].target, model, &text, error))
            return -1;
        *slots[i] = text.at;
    }
    return check_look(name, output, error);
}
