/* gsm7: sizes and folding, as the research vectors and the alphabet's tables have them. */
#include "parsers/gsm7.h"
#include "tests/tap.h"

static const struct {
    const char *piece;
    int times;
    const char *then;
    int after; /* that many "a" behind it */
    bool ucs2;
    int units, segments;
} sizes[] = {
    {"a", 160, "", 0, false, 160, 1},    {"a", 161, "", 0, false, 161, 2},
    {"a", 306, "", 0, false, 306, 2},    {"a", 307, "", 0, false, 307, 3},
    {"a", 459, "", 0, false, 459, 3},    {"a", 460, "", 0, false, 460, 4},
    {"€", 80, "", 0, false, 160, 1},     {"€", 81, "", 0, false, 162, 2},
    {"a", 159, "€", 0, false, 161, 2},   {"a", 152, "€", 152, false, 306, 3},
    {"a", 153, "€", 151, false, 306, 2}, {"ê", 70, "", 0, true, 70, 1},
    {"ê", 71, "", 0, true, 71, 2},       {"ê", 134, "", 0, true, 134, 2},
    {"ê", 135, "", 0, true, 135, 3},     {"😀", 35, "", 0, true, 70, 1},
    {"😀", 36, "", 0, true, 72, 2},       {"😀", 66, "", 0, true, 132, 2},
    {"😀", 67, "", 0, true, 134, 3},      {"a", 0, "", 0, false, 0, 0},
    {"é", 160, "", 0, false, 160, 1},    {"a", 69, "ç", 0, true, 70, 1},
    {"\xFF", 1, "", 0, true, 1, 1},
};

static const struct {
    const char *text, *want;
    bool ucs2;
} folds[] = {
    {"reçu août Noël forêt à bientôt l’île", "recu aout Noel foret à bientot l'ile", false},
    {"Désabonnement, où, Ça, 5 €", "Désabonnement, où, Ça, 5 €", false},
    {"çâêîôûëïÿœŒ", "caeioueiyoeOe", false},
    {"ÀÈÙÂÊÎÔÛËÏŸÉÇ", "AEUAEIOUEIYÉÇ", false},
    {"«\u00A0oui\u202F» … – — n°", "\" oui \" ... - - no", false},
    {"àéèùÉÇæÆäöüñÄÖÜÑìò£§€", "àéèùÉÇæÆäöüñÄÖÜÑìò£§€", false},
    {"2 × Laitue, ½ l", "2 x Laitue, 1/2 l", false},
    {"ﬁn Łukasz Čapek ŝ", "fin Lukasz Capek s", false},
    {"e\u0301te\u0301 ae\u0302", "ete ae", false}, /* marks of their own: the letter stays */
    {"Иван", "Иван", true}, /* a script without plain form: nothing is lost */
    {"Σ Ω Δ", "Σ Ω Δ", false},
    {"α reçu", "α reçu", true},
    {"Bon 😀\uFE0F!", "Bon ?!", false},
    {"a\r\nb\tc\x01"
     "d",
     "a\nb cd", false},
    {"[x] {y} | ~ ^ \\", "[x] {y} | ~ ^ \\", false},
    {"`a´", "'a'", false},
    {"１２", "12", false},
    {"x²", "x2", false},
};

static void test_sizes(void)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct arena *arena = arena_new();
        struct text text = text_in(arena);
        for (int n = 0; n < sizes[i].times; n++)
            text_add(&text, sizes[i].piece);
        text_add(&text, sizes[i].then);
        for (int n = 0; n < sizes[i].after; n++)
            text_add(&text, "a");
        struct gsm7_size size = gsm7_measure(text_view(&text));
        CHECK(size.ucs2 == sizes[i].ucs2 && size.units == sizes[i].units &&
                  size.segments == sizes[i].segments,
              "%d %s%s: %d units, %d segments%s", sizes[i].times, sizes[i].piece, sizes[i].then,
              size.units, size.segments, size.ucs2 ? ", UCS-2" : "");
        for (int parts = 1; parts < 4; parts++) {
            size_t cut = gsm7_cut(text_view(&text), parts);
            struct gsm7_size head = gsm7_measure(view_cut(text_view(&text), 0, cut));
            CHECK(head.segments <= parts && (cut == text.len) == (size.segments <= parts) &&
                      (cut == text.len || ((unsigned char)text.at[cut] & 0xC0) != 0x80),
                  "its start in %d: %zu bytes", parts, cut);
        }
        arena_free(&arena);
    }
}

static void test_folds(void)
{
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        struct arena *arena = arena_new();
        struct view got = gsm7_fold(arena, view_of(folds[i].text));
        CHECK_TEXT(got.at, folds[i].want, "fold %s", folds[i].text);
        CHECK(gsm7_measure(got).ucs2 == folds[i].ucs2, "%s: alphabet", folds[i].want);
        struct view again = gsm7_fold(arena, got);
        CHECK(view_equal(again, got), "folded twice is folded once");
        arena_free(&arena);
    }
}

/* Each ASCII character and each one of the alphabet's own is itself. */
static void test_alphabet(void)
{
    static const char all[] = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    struct arena *arena = arena_new();
    struct gsm7_size size = gsm7_measure(view_of(all));
    CHECK(!size.ucs2 && size.units == 126, "the default alphabet: %d", size.units);
    CHECK_TEXT(gsm7_fold(arena, view_of(all)).at, all, "is not folded");
    size = gsm7_measure(view_of("^{}\\[~]|€\f"));
    CHECK(!size.ucs2 && size.units == 20, "the extension: %d", size.units);
    arena_free(&arena);
}

int main(void)
{
    test_sizes();
    test_folds();
    test_alphabet();
    return tap_done();
}
