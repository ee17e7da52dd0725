#include "parsers/ini.h"

#include <string.h>

#include <ini.h>

struct reader {
    struct arena *arena;
    struct ini *ini;
    int cap;
    struct view rest, line; /* what is still to read; the line that inih has */
    int number;             /* of that line */
    bool failed;
    struct error *error;
};

static int fail(struct reader *reader, const char *why)
{
    reader->failed = true;
    return error_set(reader->error, "%d: %s", reader->number, why);
}

static bool is_comment(struct view line)
{
    return !line.len || line.at[0] == ';' || line.at[0] == '#';
}

/* What inih would read otherwise than it is written. */
static int check_line(struct reader *reader)
{
    struct view line = reader->line, trimmed = view_trim(line);
    if (!view_is_utf8(line))
        return fail(reader, "is not UTF-8: save the file as UTF-8");
    for (size_t i = 0; i < line.len; i++)
        if (((unsigned char)line.at[i] < 0x20 && line.at[i] != '\t') || line.at[i] == 0x7F)
            return fail(reader, "holds a control character: write the line anew");
    if (line.len > INI_LINE_BYTES)
        return fail(reader, "is longer than 4000 bytes");
    if (is_comment(trimmed))
        return 0;
    if (trimmed.at != line.at)
        return fail(reader, "begins with a blank: a setting begins its line and has one line");
    if (trimmed.at[0] == '[') {
        size_t end = view_find_byte(trimmed, ']');
        if (end == SIZE_MAX)
            return fail(reader, "a section is written [name]: \"]\" is missing");
        if (end + 1 != trimmed.len)
            return fail(reader, "text behind [section]: put it on a line of its own");
        if (end < 2 || end - 1 > INI_NAME_BYTES)
            return fail(reader, "a section's name has 1 to 40 letters");
    } else if (view_find_byte(trimmed, '=') == SIZE_MAX)
        return fail(reader, "is neither a comment, [section] nor key=value: \"=\" is missing");
    else if (view_find_byte(trimmed, '=') > INI_NAME_BYTES + 40)
        return fail(reader, "a key has 1 to 40 letters");
    return 0;
}

/* One line for inih, always with its end and always whole. */
static char *give_line(char *to, int size, void *context)
{
    struct reader *reader = context;
    if (reader->failed || !view_line(&reader->rest, &reader->line))
        return NULL;
    reader->number++;
    if (check_line(reader))
        return NULL;
    if (size < 2 || reader->line.len + 2 > (size_t)size) {
        fail(reader, "is longer than this machine's inih can read");
        return NULL;
    }
    if (reader->line.len)
        memcpy(to, reader->line.at, reader->line.len);
    memcpy(to + reader->line.len, "\n", 2);
    return to;
}

/* "value     # comment": blank, '#' and blank begin a comment. */
static struct view without_comment(struct view value)
{
    for (size_t i = 1; i + 1 < value.len; i++)
        if (value.at[i] == '#' && byte_is_space(value.at[i - 1]) && byte_is_space(value.at[i + 1]))
            return view_trim(view_cut(value, 0, i));
    return value;
}

/* As written; what only might be a comment is not guessed about. */
static const char *plain_value(struct reader *reader, struct view value)
{
    value = without_comment(value);
    for (size_t i = 1; i < value.len; i++)
        if ((value.at[i] == '#' || value.at[i] == ';') && byte_is_space(value.at[i - 1])) {
            fail(reader, "\"#\" or \";\" behind a blank: put a comment on a line of its own, and a "
                         "value that holds it in quotes");
            return NULL;
        }
    return arena_copy(reader->arena, value.at, value.len);
}

/* `value` is what stands behind '='. NULL: error is set. */
static const char *unquote(struct reader *reader, struct view value)
{
    if (!value.len || value.at[0] != '"')
        return plain_value(reader, value);
    struct text text = text_in(reader->arena);
    size_t at = 1;
    for (; at < value.len && value.at[at] != '"'; at++) {
        bool escaped = value.at[at] == '\\' && at + 1 < value.len &&
                       (value.at[at + 1] == '"' || value.at[at + 1] == '\\');
        at += escaped;
        text_add_byte(&text, value.at[at]);
    }
    struct view behind = view_trim(view_cut(value, at + 1, value.len));
    if (at < value.len && (!behind.len || view_starts(behind, "# ")))
        return text.at;
    if (at < value.len) /* "Les Jardins" <paniers@example.org> */
        return plain_value(reader, value);
    fail(reader, "a quote opens and never ends");
    return NULL;
}

static int check_entry(struct reader *reader, const char *section, const char *key,
                       struct view value)
{
    struct view line = view_trim(reader->line);
    if (!section[0])
        return fail(reader, "stands before any [section]: put its section above it");
    if (!key[0] || strlen(key) > INI_NAME_BYTES)
        return fail(reader, "a key has 1 to 40 letters");
    size_t mark = view_find_byte(line, '=');
    /* The last guard: whatever inih does, key and value are the line's two sides. */
    if (!view_equal(view_trim(view_cut(line, 0, mark)), view_of(key)) ||
        !view_equal(view_trim(view_cut(line, mark + 1, line.len)), value))
        return fail(reader, "is not key=value");
    for (int i = 0; i < reader->ini->count; i++) {
        const struct ini_entry *entry = &reader->ini->entries[i];
        if (strcmp(entry->section, section) || strcmp(entry->key, key))
            continue;
        error_set(reader->error, "%d: [%s] %s: is already on line %d: remove one", reader->number,
                  section, key, entry->line);
        reader->failed = true;
        return -1;
    }
    return reader->ini->count < INI_ENTRIES ? 0 : fail(reader, "too many settings");
}

/* inih's callback: 1 is success. */
static int take_entry(void *context, const char *section, const char *key, const char *value)
{
    struct reader *reader = context;
    struct ini *ini = reader->ini;
    if (reader->failed || check_entry(reader, section, key, view_of(value)))
        return 0;
    const char *plain = unquote(reader, view_of(value));
    if (!plain)
        return 0;
    if (ini->count == reader->cap) {
        reader->cap = reader->cap ? reader->cap * 2 : 64;
        ini->entries = arena_grow(reader->arena, ini->entries, (size_t)ini->count,
                                  (size_t)reader->cap, sizeof *ini->entries);
    }
    ini->entries[ini->count++] = (struct ini_entry){
        reader->number, arena_text(reader->arena, section), arena_text(reader->arena, key), plain};
    return 1;
}

int ini_read(struct arena *arena, struct view bytes, struct ini *ini, struct error *error)
{
    *ini = (struct ini){0};
    if (bytes.len > INI_BYTES)
        return error_set(error, "1: the file is larger than %d KiB", INI_BYTES / 1024);
    if (view_starts(bytes, "\xEF\xBB\xBF"))
        bytes = view_cut(bytes, 3, bytes.len);
    struct reader reader = {.arena = arena, .ini = ini, .rest = bytes, .error = error};
    /* The library's own settings, the same for every call: heap lines, nothing cut behind ';', no joined
     * lines. */
    ini_use_stack = false;
    ini_max_line = ini_initial_alloc = INI_LINE_BYTES + 16;
    ini_allow_inline_comments = false;
    ini_allow_multiline = false;
    ini_stop_on_first_error = true;
    int line = ini_parse_stream(give_line, &reader, take_entry, &reader);
    if (reader.failed)
        return -1;
    if (line)
        return error_set(error, "%d: cannot be read", line > 0 ? line : 1);
    return 0;
}
