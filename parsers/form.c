#include "parsers/form.h"

static int hex(char byte)
{
    if (byte_is_digit(byte))
        return byte - '0';
    byte = byte_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static struct view decode(struct arena *arena, struct view encoded)
{
    struct text text = text_in(arena);
    for (size_t i = 0; i < encoded.len; i++) {
        char byte = encoded.at[i];
        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%' && i + 2 < encoded.len && hex(encoded.at[i + 1]) >= 0 &&
                   hex(encoded.at[i + 2]) >= 0) {
            byte = (char)(hex(encoded.at[i + 1]) * 16 + hex(encoded.at[i + 2]));
            i += 2;
        }
        text_add_byte(&text, byte);
    }
    return text_view(&text);
}

int form_read(struct arena *arena, struct view encoded, struct form *form, struct error *error)
{
    for (struct view item; view_item(&encoded, '&', &item);) {
        if (!item.len)
            continue;
        if (form->count == FORM_FIELDS)
            return error_set(error, "form: more than %d fields", FORM_FIELDS);
        size_t mark = view_find_byte(item, '=');
        struct form_field *field =
            arena_one_more(arena, &form->fields, &form->count, sizeof *field);
        field->name = decode(arena, view_cut(item, 0, mark));
        if (mark != SIZE_MAX)
            field->value = decode(arena, view_cut(item, mark + 1, item.len));
    }
    return 0;
}

struct view form_get(const struct form *form, const char *name)
{
    for (int i = 0; i < form->count; i++)
        if (view_is(form->fields[i].name, name))
            return form->fields[i].value;
    return (struct view){NULL, 0};
}

void form_escape(struct text *out, struct view value)
{
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.at[i];
        if (byte_is_letter(byte) || byte_is_digit(byte) || byte == '-' || byte == '.' ||
            byte == '_' || byte == '~')
            text_add_byte(out, byte);
        else
            text_print(out, "%%%02X", (unsigned)(unsigned char)byte);
    }
}

void form_put(struct text *out, const char *name, struct view value)
{
    if (out->len && out->at[out->len - 1] != '?')
        text_add_byte(out, '&');
    form_escape(out, view_of(name));
    text_add_byte(out, '=');
    form_escape(out, value);
}
