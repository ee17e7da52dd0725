#include "parsers/smsfile.h"

#include <string.h>

enum { HEADER_BYTES = 1000 };

static char *copy(struct arena *arena, struct view view)
{
    return arena_copy(arena, view.at, view.len);
}

static void take_header(struct arena *arena, struct view line, struct smsfile *file)
{
    size_t colon = view_find_byte(line, ':');
    if (colon == SIZE_MAX)
        return;
    struct view name = view_trim(view_cut(line, 0, colon));
    struct view value = view_trim(view_cut(line, colon + 1, line.len));
    if (view_is_nocase(name, "From"))
        file->from = copy(arena, value);
    else if (view_is_nocase(name, "Received"))
        file->received = copy(arena, value);
    else if (view_is_nocase(name, "Sim"))
        file->sim = copy(arena, value);
}

static struct view unix_lines(struct arena *arena, struct view rest)
{
    struct text text = text_in(arena);
    struct view line;
    for (bool first = true; view_line(&rest, &line); first = false) {
        if (!first)
            text_add_byte(&text, '\n');
        text_add_view(&text, line);
    }
    while (text.len && text.at[text.len - 1] == '\n')
        text_cut(&text, text.len - 1);
    return text_view(&text);
}

int smsfile_read(struct arena *arena, struct view bytes, struct smsfile *file, struct error *error)
{
    *file = (struct smsfile){.from = "", .received = "", .sim = ""};
    if (view_starts(bytes, "\xEF\xBB\xBF"))
        bytes = view_cut(bytes, 3, bytes.len);
    if (!view_is_utf8(bytes))
        return error_set(error, "it is not UTF-8");
    if (view_find_byte(bytes, '\0') != SIZE_MAX)
        return error_set(error, "it holds a NUL byte");
    struct view line, rest = bytes;
    bool ended = false;
    while (!ended && view_line(&rest, &line)) {
        if (line.len > HEADER_BYTES)
            return error_set(error, "a header line of %zu bytes", line.len);
        ended = !view_trim(line).len;
        take_header(arena, line, file);
    }
    if (!ended)
        return error_set(error, "no empty line between headers and text");
    if (!*file->from)
        return error_set(error, "no line \"From: +33…\"");
    file->text = unix_lines(arena, rest);
    return 0;
}

void smsfile_header(struct text *out, const char *name, const char *value)
{
    text_print(out, "%s: ", name);
    for (; *value; value++)
        text_add_byte(out, (unsigned char)*value < ' ' || *value == 0x7F ? ' ' : *value);
    text_add_byte(out, '\n');
}

void smsfile_write(struct text *out, const struct smsfile *file)
{
    smsfile_header(out, "From", file->from);
    if (*file->received)
        smsfile_header(out, "Received", file->received);
    if (*file->sim)
        smsfile_header(out, "Sim", file->sim);
    text_add_byte(out, '\n');
    text_add_view(out, file->text);
    text_add_byte(out, '\n');
}
