/* csv_write: what is written is read again as it was, and no cell is a formula. */
#include "parsers/csv.h"
#include "parsers/csv_write.h"
#include "tests/tap.h"

int main(void)
{
    static const char *const texts[] = {
        "plain", "",    "=1+1",      "+33612345678", "-x", "@SUM(A1)", "'=1",   "''+", "'tHooft",
        "a;b",   "a,b", "say \"x\"", "\"",           "'",  "=\"a;b\"", "é — œ", "'@;", "- pont -",
    };
    enum { COUNT = sizeof texts / sizeof *texts };
    struct arena *arena = arena_new();
    struct text out = text_in(arena);
    struct csv csv;
    struct error error;
    csv_begin(&out, "nr;text;money");
    for (int i = 0; i < COUNT; i++) {
        csv_value(&out, "1");
        csv_text(&out, texts[i]);
        csv_money(&out, i - 5);
        csv_end(&out);
    }
    CHECK(!csv_read(arena, text_view(&out), &csv, &error) && csv.count == COUNT, "read again");
    for (int i = 0; i < COUNT && csv.count == COUNT; i++) {
        struct view cell = csv.rows[i].cells[1];
        CHECK(!cell.len || !memchr("=+-@", cell.at[0], 4), "row %d: no formula", i);
        cell = csv_unguard(cell);
        CHECK_TEXT(arena_copy(arena, cell.at, cell.len), texts[i], "row %d: the text", i);
    }
    CHECK(view_is(csv.rows[0].cells[2], "-0,05") && view_is(csv.rows[6].cells[2], "0,01"), "money");
    out = text_in(arena);
    csv_text(&out, " a\tb\r\nc\x7F ");
    CHECK_TEXT(out.at, "a b  c ;", "controls are blanks");
    arena_free(&arena);
    return tap_done();
}
