#include "parsers/ini.h"

#include "tests/tap.h"

/* "line:[section] key=value" joined by '/'; an error is "! text". */
static const char *show(struct arena *arena, struct view bytes)
{
    struct ini ini;
    struct error error = {0};
    struct text text = text_in(arena);
    if (ini_read(arena, bytes, &ini, &error)) {
        text_print(&text, "! %s", error.text);
        return text.at;
    }
    for (int i = 0; i < ini.count; i++)
        text_print(&text, "%s%d:[%s] %s=%s", i ? "/" : "", ini.entries[i].line,
                   ini.entries[i].section, ini.entries[i].key, ini.entries[i].value);
    return text.at;
}

#define ROW(bytes, want)                                                                           \
    {                                                                                              \
        VIEW_ROW(bytes), want                                                                      \
    }

static const struct {
    struct view bytes;
    const char *want;
} rows[] = {
    ROW("", ""),
    ROW("; nothing\n# here\n\n   \n  ; indented comment\n", ""),
    ROW("[a]\nk=v\n", "2:[a] k=v"),
    ROW("[a]\r\nk = v w \r\n[b]\r\nk=2", "2:[a] k=v w/4:[b] k=2"),
    ROW("\xEF\xBB\xBF[a]\nk=v", "2:[a] k=v"),
    ROW("[a]\nk=\n", "2:[a] k="),
    ROW("[a]\nk=\"\"\n", "2:[a] k="),
    ROW("[a]\nk=\" v \"\n", "2:[a] k= v "),
    ROW("[a]\nk=a;b#c\n", "2:[a] k=a;b#c"),
    ROW("[a]\nk=\"a ;b #c\"\n", "2:[a] k=a ;b #c"),
    ROW("[a]\nk=\"a \\\"b\\\" \\\\ \\n\"\n", "2:[a] k=a \"b\" \\ \\n"),
    ROW("[a]\nk=Les \"Jardins\"\n", "2:[a] k=Les \"Jardins\""),
    ROW("[a]\nk=\"Les Jardins\" <a@b>\n", "2:[a] k=\"Les Jardins\" <a@b>"),
    ROW("[a]\nurl=imaps://u@h:993/INBOX\n", "2:[a] url=imaps://u@h:993/INBOX"),
    ROW("[a]\nk==v=w\n", "2:[a] k==v=w"),
    ROW("[a]\nné=à\n", "2:[a] né=à"),
    ROW("k=v\n", "! 1: stands before any [section]: put its section above it"),
    ROW("[a]\nk=v ; note\n",
        "! 2: \"#\" or \";\" behind a blank: put a comment on a line of its own, and a value that "
        "holds it in quotes"),
    ROW("[a]\nk=v\t# note\n", "2:[a] k=v"),
    ROW("[a]\nk=\"v # w\"  # note\n", "2:[a] k=v # w"),
    ROW("[a]\nk=v #1\n",
        "! 2: \"#\" or \";\" behind a blank: put a comment on a line of its own, and a value that "
        "holds it in quotes"),
    ROW("[a]\nk=\"v\n", "! 2: a quote opens and never ends"),
    ROW("[a]\nk=\"v\" ; note\n",
        "! 2: \"#\" or \";\" behind a blank: put a comment on a line of its own, and a value that "
        "holds it in quotes"),
    ROW("[a]\nk=v\n  more\n",
        "! 3: begins with a blank: a setting begins its line and has one line"),
    ROW("[a]\n k=v\n", "! 2: begins with a blank: a setting begins its line and has one line"),
    ROW("[a\nk=v\n", "! 1: a section is written [name]: \"]\" is missing"),
    ROW("[a] k=v\n", "! 1: text behind [section]: put it on a line of its own"),
    ROW("[a] ; note\n", "! 1: text behind [section]: put it on a line of its own"),
    ROW("[]\n", "! 1: a section's name has 1 to 40 letters"),
    ROW("[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\nk=v\n",
        "! 1: a section's name has 1 to 40 letters"),
    ROW("[a]\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=v\n",
        "! 2: a key has 1 to 40 letters"),
    ROW("[a]\n=v\n", "! 2: a key has 1 to 40 letters"),
    ROW("[a]\nnonsense\n", "! 2: is neither a comment, [section] nor key=value: \"=\" is missing"),
    ROW("[a]\nk: v\n", "! 2: is neither a comment, [section] nor key=value: \"=\" is missing"),
    ROW("[a]\nk:x=v\n", "! 2: is not key=value"),
    ROW("[a]\nk=1\n[b]\nk=2\n[a]\nk=3\n", "! 6: [a] k: is already on line 2: remove one"),
    ROW("[a]\nk=\0v\n", "! 2: holds a control character: write the line anew"),
    ROW("[a]\nk=\033[1m\n", "! 2: holds a control character: write the line anew"),
    ROW("[a]\nk=H\xE9l\xE8ne\n", "! 2: is not UTF-8: save the file as UTF-8"),
};

static void test_long_lines(struct arena *arena)
{
    static const size_t sizes[] = {190, 198, 199, 200, 201, 1000, INI_LINE_BYTES - 2};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *value = arena_alloc(arena, sizes[i] + 1);
        memset(value, 'x', sizes[i]);
        char *bytes = arena_print(arena, "[a]\nk=%s\nl=m\n", value);
        CHECK_TEXT(show(arena, view_of(bytes)), arena_print(arena, "2:[a] k=%s/3:[a] l=m", value),
                   "a value of %zu bytes is whole", sizes[i]);
        bytes = arena_print(arena, "[a]\nk=%sxxxxxxxxx%*s", value, INI_LINE_BYTES, "");
        CHECK_TEXT(show(arena, view_of(bytes)), "! 2: is longer than 4000 bytes",
                   "too long a line");
    }
    struct view huge = {"", INI_BYTES + 1}; /* refused before a byte is read */
    CHECK_TEXT(show(arena, huge), "! 1: the file is larger than 256 KiB", "a huge file");
}

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(show(arena, rows[i].bytes), rows[i].want, "row %zu", i);
    CHECK_TEXT(show(arena, (struct view){NULL, 0}), "", "no bytes");
    test_long_lines(arena);
    arena_free(&arena);
    return tap_done();
}
