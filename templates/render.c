#include "templates/render.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "templates/escape.h"
#include "templates/scope.h"
#include "templates/template.h"

/* A part that was read during this rendering. */
struct part {
    struct part *next;
    const char *name;
    struct view indent;
    struct template template;
};

struct job {
    struct arena *arena; /* the output's */
    const char *language;
    const char *section;
    const struct tree *given; /* parts, instead of the files */
    enum render_for target;
    struct text *out;
    size_t start; /* where this rendering begins in `out` */
    struct part *parts;
    int depth, steps;
    struct error *error;
};

static int run(struct job *job, const struct template *template, size_t from, size_t to,
               const struct scope *scope);

static int fail(struct job *job, const struct template *template, const struct template_tag *tag,
                const char *why)
{
    return error_set(job->error, "%s:%d: \"%.*s\" %s", template->name, tag->line,
                     (int)tag->text.len, tag->text.at, why);
}

static int run_value(struct job *job, const struct template *template,
                     const struct template_tag *tag, const struct scope *scope)
{
    struct scope_value value = scope_find(scope, tag->text);
    if (!value.found)
        return fail(job, template, tag, "is not in the model");
    if (value.number) {
        text_print(job->out, "%lld", (long long)value.count);
        return 0;
    }
    switch (tree_kind(value.node)) {
    case TREE_TEXT: {
        struct view text = view_of(tree_text(value.node));
        if (tag->kind == TEMPLATE_RAW && job->target == RENDER_HTML)
            text_add_view(job->out, text);
        else
            escape_add(job->out, text, job->target);
        return 0;
    }
    case TREE_INT:
        text_print(job->out, "%lld", (long long)tree_int(value.node));
        return 0;
    case TREE_NONE: /* null, or a decimal, which no model has */
        return strcmp(tree_write(job->arena, value.node), "null")
                   ? fail(job, template, tag, "is a decimal: give a text or cents")
                   : 0;
    default:
        return fail(job, template, tag, "is no text: it is a list, an object or a bool");
    }
}

static int run_section(struct job *job, const struct template *template,
                       const struct template_tag *tag, const struct scope *scope)
{
    size_t from = (size_t)(tag - template->tags) + 1;
    struct scope_value value = scope_find(scope, tag->text);
    if (tag->kind == TEMPLATE_INVERTED || value.number)
        return scope_is_true(value) == (tag->kind == TEMPLATE_SECTION)
                   ? run(job, template, from, tag->end, scope)
                   : 0;
    if (tree_kind(value.node) != TREE_LIST) {
        struct scope inner = {.node = value.node, .up = scope};
        return scope_is_true(value) ? run(job, template, from, tag->end, &inner) : 0;
    }
    size_t count = tree_count(value.node);
    for (size_t i = 0; i < count; i++) {
        struct scope inner = {tree_at(value.node, i), scope, true, i == 0, i + 1 == count};
        if (run(job, template, from, tag->end, &inner))
            return -1;
    }
    return 0;
}

/* The part's source, in which each line is indented as the tag is. */
static int part_source(struct job *job, struct view name, struct view indent, struct view *source,
                       struct template_place *place)
{
    struct view file;
    if (job->given) {
        const struct tree *node = scope_member(job->given, name);
        file = *source = view_of(tree_kind(node) == TREE_TEXT ? tree_text(node) : NULL);
        place->name = arena_print(job->arena, "part %.*s", (int)name.len, name.at);
    } else {
        file = template_file(job->language, name);
        *source = template_has_sections(file) ? template_section(file, job->section) : file;
        place->name = arena_print(job->arena, "%s/%.*s.txt", job->language, (int)name.len, name.at);
    }
    if (!source->at)
        return -1;
    place->line = template_line(file, source->at);
    if (!indent.len)
        return 0;
    struct text text = text_in(job->arena);
    struct view rest = *source;
    while (rest.at && rest.len) {
        size_t end = view_find_byte(rest, '\n');
        end = end == SIZE_MAX ? rest.len : end + 1;
        if (text.len + indent.len + end > TEMPLATE_BYTES_MAX)
            return -1;
        text_add_view(&text, indent);
        text_add_view(&text, view_cut(rest, 0, end));
        rest = view_cut(rest, end, rest.len);
    }
    *source = text_view(&text);
    return 0;
}

static const struct template *part_find(struct job *job, const struct template *template,
                                        const struct template_tag *tag)
{
    for (struct part *part = job->parts; part; part = part->next)
        if (view_is(tag->text, part->name) && view_equal(tag->indent, part->indent))
            return &part->template;
    struct view source;
    struct template_place place = {0};
    struct part *part = arena_alloc(job->arena, sizeof *part);
    if (part_source(job, tag->text, tag->indent, &source, &place)) {
        fail(job, template, tag, "is a part that does not exist or has no such section");
        return NULL;
    }
    if (template_read(job->arena, source, place, &part->template, job->error))
        return NULL;
    part->name = arena_copy(job->arena, tag->text.at, tag->text.len);
    part->indent = tag->indent;
    part->next = job->parts;
    job->parts = part;
    return &part->template;
}

/* A part within a sentence does not bring its file's last line end along. */
static int run_part(struct job *job, const struct template *template,
                    const struct template_tag *tag, const struct scope *scope)
{
    const struct template *part = part_find(job, template, tag);
    if (!part || run(job, part, 0, part->count, scope))
        return -1;
    if (!job->given && !tag->alone && job->out->len > job->start &&
        job->out->at[job->out->len - 1] == '\n')
        text_cut(job->out, job->out->len - 1);
    return 0;
}

static int run_tag(struct job *job, const struct template *template, const struct template_tag *tag,
                   const struct scope *scope)
{
    switch (tag->kind) {
    case TEMPLATE_TEXT:
        text_add_view(job->out, tag->text);
        return 0;
    case TEMPLATE_VALUE:
    case TEMPLATE_RAW:
        return run_value(job, template, tag, scope);
    case TEMPLATE_SECTION:
    case TEMPLATE_INVERTED:
        return run_section(job, template, tag, scope);
    case TEMPLATE_PART:
        return run_part(job, template, tag, scope);
    default:
        return 0;
    }
}

static int run(struct job *job, const struct template *template, size_t from, size_t to,
               const struct scope *scope)
{
    if (job->depth == RENDER_DEPTH_MAX)
        return error_set(job->error, "%s: more than %d sections and parts within each other",
                         template->name, RENDER_DEPTH_MAX);
    job->depth++;
    job->steps++; /* entering counts too: a loop over nothing must end */
    for (size_t i = from; i < to; i++) {
        const struct template_tag *tag = &template->tags[i];
        if (++job->steps > RENDER_STEPS_MAX)
            return error_set(job->error, "%s:%d: more than %d steps", template->name, tag->line,
                             RENDER_STEPS_MAX);
        if (run_tag(job, template, tag, scope))
            return -1;
        if (job->out->len - job->start > RENDER_OUTPUT_MAX)
            return error_set(job->error, "%s:%d: the text grows over %d bytes", template->name,
                             tag->line, RENDER_OUTPUT_MAX);
        if (tag->kind == TEMPLATE_SECTION || tag->kind == TEMPLATE_INVERTED)
            i = tag->end;
    }
    job->depth--;
    return 0;
}

static int render_all(struct job *job, struct view source, struct template_place place,
                      const struct tree *model)
{
    struct template template;
    struct scope scope = {.node = model};
    job->arena = job->out->arena;
    job->start = job->out->len;
    if (template_read(job->arena, source, place, &template, job->error) ||
        run(job, &template, 0, template.count, &scope)) {
        text_cut(job->out, job->start);
        return -1;
    }
    escape_tidy(job->out, job->start, job->target);
    return 0;
}

struct view render_section(const char *language, const char *name, const char *section)
{
    return template_section(template_file(language, view_of(name)), section);
}

int render(const char *language, const char *name, const char *section, enum render_for target,
           const struct tree *model, struct text *out, struct error *error)
{
    struct job job = {
        .language = language, .section = section, .target = target, .out = out, .error = error};
    struct view file = template_file(language, view_of(name));
    struct view source = template_section(file, section);
    if (!source.at)
        return error_set(error, "%s/%s.txt: no section \"%s\"", language, name, section);
    struct template_place place = {arena_print(out->arena, "%s/%s.txt", language, name),
                                   template_line(file, source.at)};
    return render_all(&job, source, place, model);
}

int render_source(const char *language, struct view source, enum render_for target,
                  const struct tree *model, struct text *out, struct error *error)
{
    static const char *const sections[] = {[RENDER_TEXT] = "text",
                                           [RENDER_HTML] = "html",
                                           [RENDER_SMS] = "sms",
                                           [RENDER_LINE] = "subject"};
    struct job job = {.language = language,
                      .section = sections[target],
                      .target = target,
                      .out = out,
                      .error = error};
    return render_all(&job, source, (struct template_place){"template", 1}, model);
}

int render_source_with(const struct tree *parts, struct view source, enum render_for target,
                       const struct tree *model, struct text *out, struct error *error)
{
    struct job job = {.given = parts,
                      .language = "",
                      .section = "",
                      .target = target,
                      .out = out,
                      .error = error};
    return render_all(&job, source, (struct template_place){"template", 1}, model);
}
