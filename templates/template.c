#include "templates/template.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "parsers/embed.h"

struct reader {
    struct arena *arena;
    struct view source;
    struct template_place place;
    struct template *template;
    size_t cap;
    size_t open[TEMPLATE_DEPTH_MAX]; /* tags whose end is not read yet */
    int depth;
    size_t at;
    int line;
    struct error *error;
};

struct view template_file(const char *language, struct view name)
{
    char path[128];
    if (name.len >= TEMPLATE_NAME_MAX || strlen(language) > 16)
        return (struct view){NULL, 0};
    snprintf(path, sizeof path, "templates/%s/%.*s.txt", language, (int)name.len, name.at);
    struct view file = embed_find(path);
    if (file.at)
        return file;
    /* What only staff read is French whatever subscribers read. */
    snprintf(path, sizeof path, "templates/fr/%.*s.txt", (int)name.len, name.at);
    return embed_find(path);
}

static bool section_head(struct view line, struct view *name)
{
    if (!view_starts(line, "== "))
        return false;
    *name = view_trim(view_cut(line, 3, line.len));
    return name->len > 0;
}

bool template_has_sections(struct view file)
{
    struct view line, name;
    while (view_line(&file, &line))
        if (section_head(line, &name))
            return true;
    return false;
}

static struct view without_blank_lines(struct view text)
{
    struct view rest = text, line;
    while (view_line(&rest, &line) && !view_trim(line).len)
        text = rest;
    while (text.len >= 2 && text.at[text.len - 1] == '\n' && text.at[text.len - 2] == '\n')
        text.len--;
    return text;
}

struct view template_section(struct view file, const char *section)
{
    struct view line, name;
    const char *start = NULL;
    const char *end = file.at + file.len;
    while (view_line(&file, &line)) {
        if (!section_head(line, &name))
            continue;
        if (start) {
            end = line.at;
            break;
        }
        if (view_is(name, section))
            start = file.at ? file.at : end;
    }
    if (!start)
        return (struct view){NULL, 0};
    return without_blank_lines(view_make(start, (size_t)(end - start)));
}

int template_line(struct view file, const char *at)
{
    int line = 1;
    for (const char *byte = file.at; byte < at && byte < file.at + file.len; byte++)
        line += *byte == '\n';
    return line;
}

static int fail(struct reader *reader, int line, const char *why, struct view what)
{
    int len = (int)(what.len < TEMPLATE_NAME_MAX ? what.len : TEMPLATE_NAME_MAX);
    return error_set(reader->error, "%s:%d: %s%s%.*s%s", reader->place.name, line, why,
                     len ? " \"" : "", len, len ? what.at : "", len ? "\"" : "");
}

static int push(struct reader *reader, struct template_tag tag)
{
    struct template *template = reader->template;
    if (template->count == TEMPLATE_TAGS_MAX)
        return fail(reader, tag.line, "too many tags", VIEW(""));
    if (template->count == reader->cap) {
        size_t cap = reader->cap ? 2 * reader->cap : 32;
        template->tags =
            arena_grow(reader->arena, template->tags, template->count, cap, sizeof *template->tags);
        reader->cap = cap;
    }
    template->tags[template->count++] = tag;
    return 0;
}

static bool name_is_good(struct view name)
{
    if (!name.len || name.len >= TEMPLATE_NAME_MAX)
        return false;
    if (view_is(name, ".") || view_is(name, "@first") || view_is(name, "@last"))
        return true;
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.at[i];
        bool dot = byte == '.' && i && i + 1 < name.len && name.at[i - 1] != '.';
        if (!byte_is_letter(byte) && !byte_is_digit(byte) && byte != '_' && byte != '-' && !dot)
            return false;
    }
    return true;
}

/* Reads the tag at `at` ("{{"): its kind, its name or comment, where it ends. */
static int tag_read(struct reader *reader, struct template_tag *tag, size_t *end)
{
    static const struct {
        char sign;
        enum template_kind kind;
    } signs[] = {{'#', TEMPLATE_SECTION}, {'^', TEMPLATE_INVERTED}, {'/', TEMPLATE_END},
                 {'>', TEMPLATE_PART},    {'!', TEMPLATE_COMMENT},  {'&', TEMPLATE_RAW}};
    struct view rest = view_cut(reader->source, reader->at, reader->source.len);
    bool triple = view_starts(rest, "{{{");
    size_t start = triple ? 3 : 2;
    size_t close = view_find(view_cut(rest, start, rest.len), triple ? "}}}" : "}}");
    if (close == SIZE_MAX)
        return fail(reader, tag->line, "a tag is not closed", VIEW(""));
    *end = reader->at + 2 * start + close;
    tag->kind = triple ? TEMPLATE_RAW : TEMPLATE_VALUE;
    tag->text = view_cut(rest, start, start + close);
    for (size_t i = 0; !triple && tag->text.len && i < sizeof signs / sizeof *signs; i++)
        if (tag->text.at[0] == signs[i].sign) {
            tag->kind = signs[i].kind;
            tag->text = view_cut(tag->text, 1, tag->text.len);
            break;
        }
    tag->text = view_trim(tag->text);
    if (tag->kind != TEMPLATE_COMMENT && !name_is_good(tag->text))
        return fail(reader, tag->line, "not a tag's name", tag->text);
    return 0;
}

/* A tag with only blanks around it on its line takes the line with it, except what prints a value.
 * `before` is where the text before it ends, `after` where the text after it begins. */
static bool tag_is_alone(struct view source, size_t start, size_t end, size_t *before,
                         size_t *after)
{
    while (start && (source.at[start - 1] == ' ' || source.at[start - 1] == '\t'))
        start--;
    if (start && source.at[start - 1] != '\n')
        return false;
    while (end < source.len && (source.at[end] == ' ' || source.at[end] == '\t'))
        end++;
    if (end < source.len && source.at[end] == '\r')
        end++;
    if (end < source.len && source.at[end] != '\n')
        return false;
    *before = start;
    *after = end < source.len ? end + 1 : end;
    return true;
}

/* Pairs sections with their ends. */
static int tag_nest(struct reader *reader, const struct template_tag *tag)
{
    struct template *template = reader->template;
    if (tag->kind == TEMPLATE_SECTION || tag->kind == TEMPLATE_INVERTED) {
        if (reader->depth == TEMPLATE_DEPTH_MAX)
            return fail(reader, tag->line, "too many sections within each other", tag->text);
        reader->open[reader->depth++] = template->count;
    }
    if (tag->kind == TEMPLATE_END) {
        if (!reader->depth)
            return fail(reader, tag->line, "no section to end", tag->text);
        struct template_tag *open = &template->tags[reader->open[--reader->depth]];
        if (!view_equal(open->text, tag->text))
            return fail(reader, tag->line, "the section to end is", open->text);
        open->end = template->count;
    }
    return 0;
}

/* One text and the tag after it; false in `more` at the end. */
static int step(struct reader *reader, bool *more)
{
    size_t found = view_find(view_cut(reader->source, reader->at, reader->source.len), "{{");
    size_t start = found == SIZE_MAX ? reader->source.len : reader->at + found;
    struct template_tag text = {TEMPLATE_TEXT, .line = reader->line};
    size_t from = reader->at, before = start;
    for (; reader->at < start; reader->at++)
        reader->line += reader->source.at[reader->at] == '\n';
    struct template_tag tag = {.line = reader->line};
    size_t end = start, after = start;
    *more = found != SIZE_MAX;
    if (*more) {
        if (tag_read(reader, &tag, &end))
            return -1;
        after = end;
        tag.alone = tag.kind != TEMPLATE_VALUE && tag.kind != TEMPLATE_RAW &&
                    tag_is_alone(reader->source, start, end, &before, &after);
        if (tag.alone)
            tag.indent = view_cut(reader->source, before, start);
    }
    text.text = view_cut(reader->source, from, before);
    if (text.text.len && push(reader, text))
        return -1;
    for (; reader->at < after; reader->at++)
        reader->line += reader->source.at[reader->at] == '\n';
    if (!*more || tag.kind == TEMPLATE_COMMENT)
        return 0;
    return tag_nest(reader, &tag) ? -1 : push(reader, tag);
}

int template_read(struct arena *arena, struct view source, struct template_place place,
                  struct template *template, struct error *error)
{
    *template = (struct template){.name = place.name};
    struct reader reader = {.arena = arena,
                            .source = source,
                            .place = place,
                            .template = template,
                            .line = place.line,
                            .error = error};
    if (source.len > TEMPLATE_BYTES_MAX)
        return fail(&reader, place.line, "the template is too big", VIEW(""));
    for (bool more = true; more;)
        if (step(&reader, &more))
            return -1;
    if (reader.depth) {
        const struct template_tag *open = &template->tags[reader.open[reader.depth - 1]];
        return fail(&reader, open->line, "this section is not ended:", open->text);
    }
    return 0;
}
