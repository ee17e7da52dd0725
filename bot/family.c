#include "bot/family.h"

#include <string.h>

#include "parsers/fold.h"

/* Words as folded (no accents, œ as oe), by their beginnings; a row is one thing, '|' between its words. */
static const char *const things[] = {
    "oeuf|egg",
    "pain|miche|brioche|bread",
    "fromage|tomme|chevre|brebis|cheese",
    "lait|yaourt|yogourt|creme|beurre|milk",
    "viande|boeuf|veau|porc|agneau|volaille|poulet|meat",
    "poisson|truite|fish",
    "fruit|pomme|agrume|orange",
    "miel|confiture|honey",
    "fleur|bouquet|flower",
    "jus|cidre|vin|biere|juice",
    "farine|flour",
    "champignon|mushroom",
    "plant|semence",
};

static bool has_word(const char *name, struct view word)
{
    for (const char *at = name; *at; at++)
        if ((at == name || !byte_is_letter(at[-1])) && !strncmp(at, word.at, word.len))
            return true;
    return false;
}

/* A bit a thing; none: vegetables, as nearly every basket. */
static unsigned made_of(struct arena *arena, const struct formula *formula)
{
    size_t len;
    const char *name = fold_word(arena, view_of(formula->name), &len);
    unsigned bits = 0;
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
        struct view words = view_of(things[i]), word;
        while (view_item(&words, '|', &word))
            if (has_word(name, word))
                bits |= 1u << i;
    }
    if (bits &&
        has_word(name, VIEW("panier"))) /* a basket with something in it is still another thing */
        bits |= 1u << 31;
    return bits;
}

bool family_same(struct arena *arena, const struct formula *left, const struct formula *right)
{
    return made_of(arena, left) == made_of(arena, right);
}
