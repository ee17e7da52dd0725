#include "parsers/csv.h"

#include "tests/tap.h"

/* Cells joined by '|', rows by '/', each row led by its line: "1:a|b/2:c|d"; an error is "! text". */
static const char *show(struct arena *arena, struct view bytes)
{
    struct csv csv;
    struct error error = {0};
    struct text text = text_in(arena);
    if (csv_read(arena, bytes, &csv, &error)) {
        text_print(&text, "! %s", error.text);
        return text.at;
    }
    for (int i = -1; i < csv.count; i++) {
        const struct csv_row *row = i < 0 ? &csv.header : &csv.rows[i];
        text_print(&text, "%s%d:", i < 0 ? "" : "/", row->line);
        for (int cell = 0; cell < row->count; cell++) {
            text_add(&text, cell ? "|" : "");
            text_add_view(&text, row->cells[cell]);
        }
    }
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
    ROW("a;b\n1;2\n", "1:a|b/2:1|2"),
    ROW("a,b\n1,2", "1:a|b/2:1|2"),
    ROW("a\tb\n1\t2", "1:a|b/2:1|2"),
    ROW("a;b\r\n1;2\r\n", "1:a|b/2:1|2"),
    ROW("a;b\r1;2\r3;4", "1:a|b/2:1|2/3:3|4"),
    ROW("\xEF\xBB\xBF"
        "a;b\n1;2",
        "1:a|b/2:1|2"),
    ROW("\"a\";\"b\"\n\"1;2\";\"3,4\"\n", "1:a|b/2:1;2|3,4"),
    ROW("\xEF\xBB\xBF\"a\";\"b\"\r\n\"1\";\"2\"\r\n", "1:a|b/2:1|2"),
    ROW("a;b\n\"dit \"\"le Bon\"\"\";2\n", "1:a|b/2:dit \"le Bon\"|2"),
    ROW("a;b\n\"\"\"\"\"\";2\n", "1:a|b/2:\"\"|2"),
    ROW("a;b\n\"\";\"\"\n3;4\n", "1:a|b/3:3|4"),
    ROW("a;b\n\"un\r\ndeux\";2\n3;4", "1:a|b/2:un\ndeux|2/4:3|4"),
    ROW("a;b\n 1 ;  \"x y\"  \n", "1:a|b/2:1|x y"),
    ROW("a;b\n\xC2\xA0"
        "1\xE2\x80\xAF;2\xC2\xA0 \n",
        "1:a|b/2:1|2"),
    ROW("a;b\n5\" pot;2\n", "1:a|b/2:5\" pot|2"),
    ROW("a;b\n\n  \n;\n;;;;\n1;2\n\n", "1:a|b/6:1|2"),
    ROW("\n\n  \r\na;b\n1;2", "4:a|b/5:1|2"),
    ROW("a;b\n1\n1;2;3\n", "1:a|b/2:1/3:1|2|3"),
    ROW("a;b;\n1;2;\n", "1:a|b|/2:1|2|"),
    ROW("sep=,\r\na,b\r\n1;x,2\r\n", "2:a|b/3:1;x|2"),
    ROW("sep=;\na;b\n1,5;2\n", "2:a|b/3:1,5|2"),
    ROW("a;b;c\n1,5;2,5;3,5\n", "1:a|b|c/2:1,5|2,5|3,5"),
    ROW("\"a,b,c\";d\n1;2\n", "1:a,b,c|d/2:1|2"),
    ROW("a\n1\n2\n", "1:a/2:1/3:2"),
    ROW("a;b\nH\xE9l\xE8ne;B\x9Cuf \x80\n", "1:a|b/2:Hélène|Bœuf €"),
    ROW("a;b\nL\x92"
        "ann\xE9"
        "e;\x96\xA0\n",
        "1:a|b/2:L’année|–"),
    ROW("a;b\nHélène;Bœuf €\n", "1:a|b/2:Hélène|Bœuf €"),
    ROW("", "! 1: the file is empty: its first line must name the columns"),
    ROW("\n\n", "! 1: the file is empty: its first line must name the columns"),
    ROW("\xEF\xBB\xBF", "! 1: the file is empty: its first line must name the columns"),
    ROW("a;b\n1;\"2\n3;4\n", "! 2: column 2: a quote opens here and never ends"),
    ROW("a;b\n\"1\"x;2\n",
        "! 2: column 1: text after the closing quote: write a quote inside quotes twice"),
    ROW("a;b\n1;\0002\n", "! 2: byte 0x00 is no text: save the file as \"CSV UTF-8\""),
    ROW("a;b\r\n1;\0332\n", "! 2: byte 0x1B is no text: save the file as \"CSV UTF-8\""),
    ROW("a;b\n1;\x81\n", "! 2: byte 0x81 is no text: save the file as \"CSV UTF-8\""),
    ROW("a;b\nH\xC3\xA9l\xE8ne;2\n",
        "! 2: the file mixes UTF-8 and Windows-1252: save it as \"CSV UTF-8\""),
    ROW("\xFF\xFE"
        "a\0;\0",
        "! 1: file is UTF-16 (\"Unicode text\"): save it as \"CSV UTF-8\""),
    ROW("\xEF\xBB\xBF"
        "a;b\nH\xE9l;2\n",
        "! 2: the file says it is UTF-8 and is not: save it as \"CSV UTF-8\""),
};

static const char *repeated(struct arena *arena, const char *head, const char *piece, int times)
{
    struct text text = text_in(arena);
    text_add(&text, head);
    for (int i = 0; i < times; i++)
        text_add(&text, piece);
    return text.at;
}

static void test_limits(struct arena *arena)
{
    const char *fits = repeated(arena, "a;b\n1;", "x", CSV_CELL_BYTES);
    CHECK(show(arena, view_of(fits))[0] == '1', "a cell of 4 KiB fits");
    CHECK_TEXT(show(arena, view_of(repeated(arena, fits, "x", 1))),
               "! 2: column 2: a cell is longer than 4096 bytes", "and not one byte more");
    const char *wide = repeated(arena, "a", ";a", CSV_COLUMNS - 1);
    CHECK(show(arena, view_of(wide))[0] == '1', "64 columns fit");
    CHECK_TEXT(show(arena, view_of(repeated(arena, wide, ";a", 1))), "! 1: more than 64 columns",
               "and not one more");
    struct view huge = {"a", (size_t)CSV_BYTES + 1}; /* refused before a byte is read */
    CHECK_TEXT(show(arena, huge), "! 1: file is larger than 32 MiB: split it", "a huge file");
    const char *many = repeated(arena, "a;b\n", "x;\n", CSV_CELLS / 2 + 1);
    CHECK_TEXT(show(arena, view_of(many)), "! 2000001: more than 4000000 cells: split the file",
               "too many cells");
}

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(show(arena, rows[i].bytes), rows[i].want, "row %zu", i);
    CHECK(show(arena, (struct view){NULL, 0})[0] == '!', "no bytes");
    test_limits(arena);
    arena_free(&arena);
    return tap_done();
}
