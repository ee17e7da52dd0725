/* form: what queries and posted forms hold, byte for byte, and back. */
#include "parsers/form.h"

#include "tests/tap.h"

/* An encoded form, and its fields written as name=value, with bytes outside ASCII as \xNN. */
static const struct {
    const char *encoded, *want;
} rows[] = {
    {"", ""},
    {"a=1", "a=1;"},
    {"a=1&b=2", "a=1;b=2;"},
    {"a=1&&b=2&", "a=1;b=2;"},
    {"a", "a=;"},
    {"=1", "=1;"},
    {"a=b=c", "a=b=c;"},
    {"text=un+deux%20trois%2B", "text=un deux trois+;"},
    {"text=%C3%A9t%c3%a9", "text=\\xc3\\xa9t\\xc3\\xa9;"},
    {"text=%00A%00%E9", "text=\\x00A\\x00\\xe9;"},
    {"text=100%&x=%zz%4", "text=100%;x=%zz%4;"},
    {"a%3Db=1%262", "a=b=1&2;"},
    {"a=1&a=2", "a=1;a=2;"},
};

static const char *show(struct arena *arena, const struct form *form)
{
    struct text text = text_in(arena);
    for (int i = 0; i < form->count; i++) {
        const struct view both[2] = {form->fields[i].name, form->fields[i].value};
        for (int j = 0; j < 2; j++) {
            for (size_t k = 0; k < both[j].len; k++) {
                unsigned char byte = (unsigned char)both[j].at[k];
                text_print(&text, byte < 32 || byte > 126 ? "\\x%02x" : "%c", byte);
            }
            text_add(&text, j ? ";" : "=");
        }
    }
    return text.at;
}

int main(void)
{
    struct arena *arena = arena_new();
    struct error error;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct form form = {0};
        CHECK(!form_read(arena, view_of(rows[i].encoded), &form, &error), "read: %s",
              rows[i].encoded);
        CHECK_TEXT(show(arena, &form), rows[i].want, "fields: %s", rows[i].encoded);
    }
    struct form form = {0};
    struct text many = text_in(arena);
    for (int i = 0; i < FORM_FIELDS; i++)
        form_put(&many, "a", VIEW("1"));
    CHECK(!form_read(arena, text_view(&many), &form, &error), "as many fields as are allowed");
    form_put(&many, "a", VIEW("1"));
    form.count = 0;
    CHECK(form_read(arena, text_view(&many), &form, &error) == -1, "one more is refused");
    struct text out = text_in(arena);
    text_add(&out, "http://h/?");
    form_put(&out, "to", VIEW("+33639980101"));
    form_put(&out, "text", VIEW("été & co\0x"));
    CHECK_TEXT(out.at, "http://h/?to=%2B33639980101&text=%C3%A9t%C3%A9%20%26%20co%00x", "written");
    struct form back = {0};
    CHECK(!form_read(arena, view_cut(text_view(&out), 10, out.len), &back, &error) &&
              view_equal(form_get(&back, "text"), VIEW("été & co\0x")) &&
              view_is(form_get(&back, "to"), "+33639980101") && !form_get(&back, "x").len,
          "and read back");
    arena_free(&arena);
    return tap_done();
}
