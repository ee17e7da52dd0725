/* smsfile: a text message as a file, read and written. */
#include "parsers/smsfile.h"
#include "tests/tap.h"

static const struct {
    const char *bytes, *from, *received, *text, *want; /* want: the error, NULL for none */
} files[] = {
    {"From: +33639980101\nReceived: 2026-03-09T10:00\n\nSUSPENDRE 12/03\n", "+33639980101",
     "2026-03-09T10:00", "SUSPENDRE 12/03", NULL},
    {"from:06 39 98 01 01\r\n\r\nligne 1\r\nligne 2\r\n\r\n", "06 39 98 01 01", "",
     "ligne 1\nligne 2", NULL},
    {"\xEF\xBB\xBF"
     "From: +33639980101\n\nété",
     "+33639980101", "", "été", NULL},
    {"X-Other: 1\nFrom: a\nno header\n\nFrom: b\n\nc\n", "a", "", "From: b\n\nc", NULL},
    {"From: a\n\n", "a", "", "", NULL},
    {"From: a\n", "", "", "", "no empty line"},
    {"", "", "", "", "no empty line"},
    {"Received: x\n\ntext\n", "", "", "", "From"},
    {"From:\n\ntext\n", "", "", "", "From"},
    {"From: a\n\n\xE9t\xE9\n", "", "", "", "UTF-8"},
};

int main(void)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct arena *arena = arena_new();
        struct smsfile file, again;
        struct error error = {""};
        int failed = smsfile_read(arena, view_of(files[i].bytes), &file, &error);
        CHECK(!failed == !files[i].want && (!failed || strstr(error.text, files[i].want)),
              "file %zu: %s", i, error.text);
        if (!failed) {
            CHECK_TEXT(file.from, files[i].from, "its sender");
            CHECK_TEXT(file.received, files[i].received, "its time");
            CHECK_TEXT(arena_copy(arena, file.text.at, file.text.len), files[i].text, "its text");
            struct text out = text_in(arena);
            smsfile_write(&out, &file);
            CHECK(!smsfile_read(arena, text_view(&out), &again, &error) &&
                      view_equal(again.text, file.text) && !strcmp(again.from, file.from),
                  "written and read again");
        }
        arena_free(&arena);
    }
    struct arena *arena = arena_new();
    struct error error;
    struct smsfile file;
    CHECK(smsfile_read(arena, VIEW("From: a\n\nb\0c"), &file, &error), "a NUL is no text");
    struct text out = text_in(arena);
    smsfile_header(&out, "To", "+33\nFrom: x\r");
    CHECK_TEXT(out.at, "To: +33 From: x \n", "a header stays one line");
    arena_free(&arena);
    return tap_done();
}
