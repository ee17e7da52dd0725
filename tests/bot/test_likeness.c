/* likeness: how many letters differ, and which products are shown for a word that is none. */
#include "bot/likeness.h"

#include "parsers/text.h"
#include "tests/tap.h"

static const struct {
    const char *a, *b;
    int limit, want;
} distances[] = {
    {"pomme", "pomme", 1, 0},
    {"pome", "pomme", 1, 1},
    {"pmome", "pomme", 1, 1},
    {"poire", "pomme", 1, 2},
    {"courgete", "courgette", 2, 1},
    {"courgett", "courgete", 2, 1},
    {"miel", "mielleux", 2, 3},
    {"", "", 1, 0},
    {"a", "", 1, 1},
    {"carotte", "carottes", 1, 1},
    {"abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxy", 2, 3},
};

static const struct {
    const char *said, *want;
} rows[] = {
    {"3 pomes", "Pommes Golden"},
    {"2 POMMES", ""}, /* a name as it is: nothing else was meant */
    {"1 confiture", ""},
    {"1 cofiture", ""}, /* like one that is not to be had */
    {"des carrotes et du miell", "Miel de lavande, Carottes"},
    {"1 truffe", ""},
    {"pome pome pome", "Pommes Golden"},
    {"jus 2 kg", ""}, /* too short to be like anything */
    {"épinar", "Épinards"},
    {"\xFF\xC3 pome \x01", "Pommes Golden"},
    {"", ""},
};

int main(void)
{
    static struct product products[] = {
        {.code = "pomme", .name = "Pommes Golden", .aliases = "pomme", .available = true},
        {.code = "confiture", .name = "Confiture", .aliases = "", .available = false},
        {.code = "carotte", .name = "Carottes", .aliases = "", .available = true},
        {.code = "miel", .name = "Miel de lavande", .aliases = "", .available = true},
        {.code = "jus", .name = "Jus", .aliases = "", .available = true},
        {.code = "epinard", .name = "Épinards", .aliases = "", .available = true},
    };
    struct farm farm = {.products = products, .product_count = 6};
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++)
        CHECK(likeness_distance(view_of(distances[i].a), view_of(distances[i].b),
                                distances[i].limit) == distances[i].want,
              "\"%s\" and \"%s\"", distances[i].a, distances[i].b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        const struct product *found[LIKENESS_MOST];
        int count = likeness_find(arena, &farm, view_of(rows[i].said), found);
        struct text names = text_in(arena);
        for (int j = 0; j < count; j++)
            text_print(&names, "%s%s", j ? ", " : "", found[j]->name);
        CHECK_TEXT(names.at, rows[i].want, "row %zu", i);
        arena_free(&arena);
    }
    return tap_done();
}
