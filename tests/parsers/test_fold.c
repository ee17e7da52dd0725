#include "parsers/fold.h"

#include "tests/tap.h"

static const struct {
    const char *text, *folded;
} rows[] = {
    {"Panier FAMILIAL", "panier familial"},
    {"Été, NOËL, çà", "ete, noel, ca"},
    {"6 Œufs et cætera", "6 oeufs et caetera"},
    {"l’ail l'ail lʼail l′ail", "l'ail l'ail l'ail l'ail"},
    {"1\u00A0234\u202F€", "1 234  euro "},
    {"12\u201315 mars \u2014 fin", "12-15 mars - fin"},
    {"« Grand »", "\" grand \""},
    {"bientôt…", "bientot..."},
    {"e\u0301te\u0301", "ete"},             /* decomposed accents */
    {"sus\u00ADpendre\u200B", "suspendre"}, /* soft hyphen, zero-width space */
    {"\xE9t\xE9", "ete"},                   /* Windows-1252 */
    {"\x80 12", " euro  12"},
    {"n° 27", "no 27"},
    {"", ""},
    {"\xF0\x9F\x91\x8D ok", "\xF0\x9F\x91\x8D ok"},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fold fold;
        fold_text(arena, view_of(rows[i].text), &fold);
        CHECK_TEXT(fold.text, rows[i].folded, "row %zu", i);
        bool ordered = fold.at[fold.len] == strlen(rows[i].text);
        for (size_t k = 0; k + 1 <= fold.len; k++)
            ordered &= fold.at[k] <= fold.at[k + 1];
        CHECK(ordered, "row %zu: offsets lead back", i);
    }
    struct fold fold;
    const char *text = "À 6 œufs";
    fold_text(arena, view_of(text), &fold);
    CHECK(fold.at[4] == 5 && fold.at[5] == 5 && fold.at[6] == 7,
          "both letters of oe come from one");
    struct text long_text = text_in(arena);
    for (int i = 0; i < 100000; i++)
        text_add(&long_text, "½");
    fold_text(arena, text_view(&long_text), &fold);
    CHECK(fold.len == 500000, "growth is bounded and right, got %zu", fold.len);
    arena_free(&arena);
    return tap_done();
}
