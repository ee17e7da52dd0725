#include "parsers/iban.h"

#include <stdlib.h>

#include "tests/tap.h"

/* Examples that the standard and banks publish for the purpose. */
static const struct {
    const char *written, *iban; /* NULL: refused */
} rows[] = {
    {"FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"},
    {"fr76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"},
    {"FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"},
    {"FR76-3000-6000-0112-3456-7890-189", "FR7630006000011234567890189"},
    {"FR76.3000.6000.0112.3456.7890.189", "FR7630006000011234567890189"},
    {"  FR7630006000011234567890189\n", "FR7630006000011234567890189"},
    {"FR76\xC2\xA0"
     "3000 6000 0112 3456 7890 189",
     "FR7630006000011234567890189"},
    {"DE89 3704 0044 0532 0130 00", "DE89370400440532013000"},
    {"BE68 5390 0754 7034", "BE68539007547034"},
    {"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"},
    {"NO93 8601 1117 947", "NO9386011117947"},
    {"MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"},
    {"CH93 0076 2011 6238 5295 7", "CH9300762011623852957"},
    {"MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030"},
    {"LC55 HEMM 0001 0001 0012 0012 0002 3015", "LC55HEMM000100010012001200023015"},
    {"", NULL},
    {"FR", NULL},
    {"FR76", NULL},
    {"FR76 3000 6000 0112 3456 7890 188", NULL},
    {"FR77 3000 6000 0112 3456 7890 189", NULL},
    {"FR76 3000 6000 0112 3456 7809 189", NULL},
    {"FR76 3000 6000 0112 3456 7890 18", NULL},
    {"FR76 3000 6000 0112 3456 7890 1890", NULL},
    {"XX76 3000 6000 0112 3456 7890 189", NULL},
    {"3000 6000 0112 3456 7890 189", NULL},
    {"FRA6 3000 6000 0112 3456 7890 189", NULL},
    {"FR76 3000_6000 0112 3456 7890 189", NULL},
    {"FR76 3000 6000 0112 3456 7890 18é", NULL},
    {"IBAN FR76 3000 6000 0112 3456 7890 189", NULL},
    {"FR76300060000112345678901891234567890123456789", NULL},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = iban_read(arena, view_of(rows[i].written));
        CHECK_TEXT(got ? got : "none", rows[i].iban ? rows[i].iban : "none", "\"%s\"",
                   rows[i].written);
    }
    /* Every single wrong digit is found. */
    int found = 0;
    const char *good = "FR7630006000011234567890189";
    for (size_t at = 2; at < strlen(good); at++) {
        char *bad = arena_text(arena, good);
        bad[at] = bad[at] == '9' ? '0' : (char)(bad[at] + 1);
        found += iban_read(arena, view_of(bad)) == NULL;
    }
    CHECK(found == 25, "one wrong digit is always found, %d of 25", found);
    CHECK(!iban_read(arena, (struct view){NULL, 0}), "no view, no account");
    arena_free(&arena);
    return tap_done();
}
