/* Untrusted text in XML: escaped, cleaned, never broken. */
#include "parsers/xml.h"
#include "tests/tap.h"

int main(void)
{
    static const struct {
        const char *text, *clean, *escaped;
    } rows[] = {
        {"", "", ""},
        {NULL, "", ""},
        {"Œufs à 3 €", "Œufs à 3 €", "Œufs à 3 €"},
        {"a<b>&\"c'", "a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'"},
        {"]]><!--", "]]><!--", "]]&gt;&lt;!--"},
        {"a\tb\nc\r\n", "a b c  ", "a b c  "},
        {"\x01\x1B\x7F\xC2\x85x", "x", "x"},
        {"\xE2\x80\xAE\xE2\x81\xA6y", "y", "y"},
        {"\xEF\xBF\xBE\xEF\xB7\x90\xF0\x9F\xBF\xBFz", "z", "z"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", NULL},
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD", NULL},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", NULL},
        {"é\xC3", "é\xEF\xBF\xBD", NULL},
        {"\xF0\x9F\x8C", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", NULL},
        {"\xF0\x9F\x8C\xBB", "🌻", "🌻"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = text_in(arena);
        xml_add(&out, rows[i].text);
        CHECK_TEXT(xml_clean(arena, rows[i].text), rows[i].clean, "cleaned, row %zu", i);
        CHECK_TEXT(out.at, rows[i].escaped ? rows[i].escaped : rows[i].clean, "escaped, row %zu",
                   i);
    }
    arena_free(&arena);
    return tap_done();
}
