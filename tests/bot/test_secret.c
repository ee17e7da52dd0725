/* secret: tokens and digests, and what people and programs make of a token on its way. */
#include "bot/secret.h"

#include "tests/tap.h"

#define TOKEN "ABCDEFGHJKMNPQRSTVWXYZ0123"

/* A text, and the token in it; "" for none. */
static const struct {
    const char *name, *text, *want;
} cleaned[] =
    {
        {"as it is", TOKEN, TOKEN},
        {"in groups", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3", TOKEN},
        {"in small letters", "abcde-fghjk-mnpqr-stvwx-yz012-3", TOKEN},
        {"wrapped (nasty 35)", "ABCDE-FGHJK-\n MNPQR-STVWX-YZ012-3", TOKEN},
        {"a soft break", "ABCDE-FGHJK-=\nMNPQR-STVWX-YZ012-3", TOKEN},
        {"in brackets", "<ABCDE-FGHJK-MNPQR-STVWX-YZ012-3>", TOKEN},
        {"with its full stop", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3.", TOKEN},
        {"O for 0, I and l for 1", "ABCDE-FGHJK-MNPQR-STVWX-YZOI2-3", TOKEN},
        {"l for 1", "ABCDE-FGHJK-MNPQR-STVWX-YZ0l2-3", TOKEN},
        {"too short", "ABCDE-FGHJK-MNPQR-STVWX-YZ012", ""},
        {"too long", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-34", ""},
        {"U is no letter of it", "UBCDE-FGHJK-MNPQR-STVWX-YZ012-3", ""},
        {"an accent is none", "ÀBCDE-FGHJK-MNPQR-STVWX-YZ012-3", ""},
        {"nothing", "", ""},
        {"a code of four digits", "1234", ""},
},
  found[] = {
      {"in a subject", "Re: OUI ABCDE-FGHJK-MNPQR-STVWX-YZ012-3", TOKEN},
      {"alone", TOKEN, TOKEN},
      {"at the start", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3 oui", TOKEN},
      {"among words", "Re: Est-ce bien vous ? " TOKEN " merci", TOKEN},
      {"a subject without", "Re: Est-ce bien vous ? Confirmez votre demande", ""},
      {"a long word", "anticonstitutionnellement-vôtre", ""},
      {"two halves are none", "ABCDE-FGHJK-MNPQR STVWX-YZ012-3", ""},
      {"nothing", "", ""},
};

/* A text, the token at its start, the bytes that it took. */
static const struct {
    const char *name, *text, *want;
    size_t used;
} starts[] = {
    {"behind a word", " ABCDE-FGHJK-MNPQR-STVWX-YZ012-3 merci", TOKEN, 32},
    {"in brackets", " [ABCDE-FGHJK-MNPQR-STVWX-YZ012-3]\nCamille", TOKEN, 34},
    {"wrapped", "\nABCDE-FGHJK-\nMNPQR-STVWX-YZ012-3\n", TOKEN, 33},
    {"longer", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-34", "", 0},
    {"shorter", "ABCDE-FGHJK", "", 0},
    {"words", " merci de votre reponse", "", 0},
    {"nothing", "", "", 0},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cleaned / sizeof *cleaned; i++) {
        char *got = secret_clean(arena, view_of(cleaned[i].text));
        CHECK_TEXT(got ? got : "", cleaned[i].want, "clean: %s", cleaned[i].name);
    }
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        char *got = secret_find(arena, view_of(found[i].text));
        CHECK_TEXT(got ? got : "", found[i].want, "find: %s", found[i].name);
    }
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t used = 0;
        char *got = secret_read(arena, view_of(starts[i].text), &used);
        CHECK_TEXT(got ? got : "", starts[i].want, "read: %s", starts[i].name);
        CHECK(used == starts[i].used, "read: %s: %zu bytes", starts[i].name, used);
    }
    const char *first = secret_token(arena), *second = secret_token(arena);
    CHECK(strlen(first) == SECRET_TOKEN_LENGTH && strcmp(first, second), "tokens differ");
    CHECK_TEXT(secret_clean(arena, view_of(secret_show(arena, first))), first,
               "what is shown is what is read");
    CHECK_TEXT(secret_show(arena, TOKEN), "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3", "shown in groups");
    CHECK_TEXT(secret_digest(arena, view_of("")),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
               "SHA-256 of nothing (FIPS 180-4)");
    CHECK_TEXT(secret_digest(arena, view_of("abc")),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
               "SHA-256 of abc (FIPS 180-4)");
    CHECK_TEXT(secret_digest(arena, view_make("a\0b", 3)),
               "59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138",
               "a NUL is a byte");
    int seen[256] = {0}, letters = 0;
    for (int i = 0; i < 400; i++)
        for (const char *at = secret_token(arena); *at; at++)
            letters += !seen[(unsigned char)*at]++;
    CHECK(letters == 32, "all 32 letters are used (%d)", letters);
    arena_free(&arena);
    return tap_done();
}
