/* seal: account numbers at rest: they open with their key, for their subscriber, unaltered, and not otherwise. */
#include "bot/seal.h"

#include <sys/stat.h>

#include "tests/bot/sample.h"

static const char iban[] = "FR7630006000011234567890189";
static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
static const char base64[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="; /* the same bytes */
static const char other[] = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

struct keys {
    struct arena *arena;
    const char *file;
};

static void write_file(struct keys *keys, const char *text, mode_t mode)
{
    FILE *file = fopen(keys->file, "wb");
    if (!file || fputs(text, file) < 0 || fclose(file) || chmod(keys->file, mode))
        sample_die(keys->file, "not written");
}

/* The keys of a file with that text, or NULL; `error` then says why. */
static struct seal *load(struct keys *keys, const char *text, struct error *error)
{
    struct seal *seal = NULL;
    error->text[0] = '\0';
    write_file(keys, text, 0600);
    if (seal_open(keys->file, &seal, error))
        return NULL;
    return seal;
}

static void test_files(struct keys *keys)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "holds no key"},
        {"# only words\n\n", "holds no key"},
        {"secret\n", ":1: not a key"},
        {"000102\n", ":1: not a key"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\n", ":1: not a key"},
        {"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n", ":1: not a key"},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nx\n", ":2: not a key"},
    };
    struct error error;
    struct seal *seal = NULL;
    CHECK(!seal_open("", &seal, &error) && !seal, "no name: no key");
    CHECK(!seal_open("/nowhere/cabas.key", &seal, &error) && !seal, "no file: no key");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        seal = load(keys, bad[i].text, &error);
        CHECK(!seal && strstr(error.text, bad[i].why), "%zu: %s", i, error.text);
        CHECK(!strstr(error.text, "0001"), "no key in an error");
    }
    write_file(keys, hex, 0640);
    CHECK(seal_open(keys->file, &seal, &error) && !seal && strstr(error.text, "chmod 600"),
          "others may read it: %s", error.text);
    char *made = seal_new_key(keys->arena), *again = seal_new_key(keys->arena);
    seal = load(keys, made, &error);
    CHECK(seal && strlen(made) == 64 && strcmp(made, again),
          "a new key is one, and another each time");
    seal_close(&seal);
    seal_close(&seal);
    CHECK(!seal, "closed twice");
}

static void test_seals(struct keys *keys)
{
    struct error error;
    struct seal *seal = load(keys, hex, &error);
    const char *sealed = seal_make(keys->arena, seal, 1001, iban);
    const char *twice = seal_make(keys->arena, seal, 1001, iban);
    CHECK(!strstr(sealed, "30006") && !strstr(sealed, "0189F") && strcmp(sealed, twice),
          "it does not show, and no two are alike: %s", sealed);
    CHECK_TEXT(seal_last4(keys->arena, sealed), "0189", "the last four digits do");
    CHECK_TEXT(seal_last4(keys->arena, iban), "", "a number that is not sealed has none");
    CHECK_TEXT(seal_last4(keys->arena, NULL), "", "nor has nothing");
    CHECK(!view_of(sealed).len || view_find_byte(view_of(sealed), ' ') == SIZE_MAX, "one word");
    CHECK_TEXT(seal_read(keys->arena, seal, 1001, sealed, &error), iban, "it opens");
    CHECK(!seal_read(keys->arena, seal, 1002, sealed, &error) &&
              strstr(error.text, "another subscriber's"),
          "not for another subscriber");
    int opened = 0;
    for (size_t i = 0; sealed[i]; i++) { /* every byte altered */
        char *altered = arena_text(keys->arena, sealed);
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        opened += seal_read(keys->arena, seal, 1001, altered, &error) != NULL;
        altered[i] = '\0';
        opened += seal_read(keys->arena, seal, 1001, altered, &error) != NULL;
    }
    CHECK(!opened, "nor altered or cut, whatever the byte");
    CHECK(!seal_read(keys->arena, seal, 1001, arena_print(keys->arena, "%sAAAA", sealed), &error),
          "nor longer");
    seal_close(&seal);
    seal = load(keys, base64, &error);
    CHECK_TEXT(seal_read(keys->arena, seal, 1001, sealed, &error), iban, "the key as base64");
    seal_close(&seal);
    seal = load(keys, other, &error);
    CHECK(!seal_read(keys->arena, seal, 1001, sealed, &error) &&
              strstr(error.text, "put that key back"),
          "another key: %s", error.text);
    seal_close(&seal);
    seal = load(keys, arena_print(keys->arena, "# new\n%s\n\n%s\n", other, hex), &error);
    CHECK(seal_key_count(seal) == 2 && !seal_is_current(seal, sealed),
          "a new key above the old one");
    CHECK_TEXT(seal_read(keys->arena, seal, 1001, sealed, &error), iban, "the old one still opens");
    CHECK(seal_is_current(seal, seal_make(keys->arena, seal, 1001, iban)), "the new one seals");
    seal_close(&seal);
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    struct keys keys = {arena, arena_print(arena, "%s/key", folder)};
    test_files(&keys);
    test_seals(&keys);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
