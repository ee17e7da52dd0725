#include "bot/seal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "bot/config.h"

enum {
    KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    NAME = 4,         /* bytes of a key's fingerprint that name it */
    NUMBER_MOST = 64, /* an account number has 34 at most */
};

struct seal {
    int count;
    struct {
        unsigned char bytes[KEY];
        char name[2 * NAME + 1];
    } keys[SEAL_KEYS];
};

static void start(void)
{
    if (sodium_init() < 0)
        abort();
}

static void name_key(const unsigned char *bytes, char *name)
{
    static const unsigned char context[] = "cabas key name";
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, context, sizeof context, bytes, KEY);
    sodium_bin2hex(name, 2 * NAME + 1, hash, NAME);
}

static bool read_key(struct view line, unsigned char *bytes)
{
    size_t len = 0;
    if (!sodium_hex2bin(bytes, KEY, line.at, line.len, NULL, &len, NULL) && len == KEY &&
        line.len == 2 * KEY)
        return true;
    const char *end = NULL;
    return !sodium_base642bin(bytes, KEY, line.at, line.len, NULL, &len, &end,
                              sodium_base64_VARIANT_ORIGINAL) &&
           len == KEY && end == line.at + line.len;
}

static int read_keys(struct view bytes, const char *file, struct seal *seal, struct error *error)
{
    struct view rest = bytes, line;
    for (int number = 1; view_line(&rest, &line); number++) {
        line = view_trim(line);
        if (!line.len || line.at[0] == '#')
            continue;
        if (seal->count == SEAL_KEYS)
            return error_set(error, "%s: more than %d keys", file, SEAL_KEYS);
        if (!read_key(line, seal->keys[seal->count].bytes))
            return error_set(error, "%s:%d: not a key: 32 bytes as 64 hex digits or as base64",
                             file, number);
        name_key(seal->keys[seal->count].bytes, seal->keys[seal->count].name);
        seal->count++;
    }
    return seal->count ? 0 : error_set(error, "%s: holds no key", file);
}

int seal_open(const char *file, struct seal **seal, struct error *error)
{
    *seal = NULL;
    if (!*file || (access(file, F_OK) && errno == ENOENT))
        return 0;
    start();
    struct arena *arena = arena_new();
    struct view bytes;
    struct seal *made = sodium_malloc(sizeof *made); /* not swapped, not in a core dump */
    if (!made)
        abort();
    made->count = 0;
    int result = config_secret_file(arena, file, &bytes, error);
    if (!result)
        result = read_keys(bytes, file, made, error);
    if (!result)
        sodium_memzero((void *)(uintptr_t)bytes.at, bytes.len);
    arena_free(&arena);
    *seal = made;
    if (result)
        seal_close(seal);
    return result;
}

void seal_close(struct seal **seal)
{
    sodium_free(*seal); /* wipes it */
    *seal = NULL;
}

static char *bound(struct arena *arena, int64_t subscriber, struct view last4)
{
    return arena_print(arena, "cabas iban v1 %lld %.*s", (long long)subscriber, (int)last4.len,
                       last4.at);
}

char *seal_make(struct arena *arena, const struct seal *seal, int64_t subscriber, const char *iban)
{
    size_t len = strlen(iban);
    unsigned char bytes[NONCE + NUMBER_MOST + TAG];
    char base64[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    unsigned long long made = 0;
    if (len < 4 || len > NUMBER_MOST) /* iban_read has checked it */
        abort();
    struct view last4 = view_make(iban + len - 4, 4);
    const char *with = bound(arena, subscriber, last4);
    randombytes_buf(bytes, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, &made, (const unsigned char *)iban,
                                               len, (const unsigned char *)with, strlen(with), NULL,
                                               bytes, seal->keys[0].bytes);
    sodium_bin2base64(base64, sizeof base64, bytes, NONCE + (size_t)made,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_print(arena, "v1.%s.%.*s.%s", seal->keys[0].name, 4, last4.at, base64);
}

/* "v1", key, last four, base64. */
static bool split(const char *sealed, struct view parts[4])
{
    struct view rest = view_of(sealed);
    for (int i = 0; i < 4; i++)
        if (!view_item(&rest, '.', &parts[i]))
            return false;
    return !rest.at && view_is(parts[0], "v1") && parts[1].len == 2 * NAME && parts[2].len == 4;
}

static int find_key(const struct seal *seal, struct view name)
{
    for (int i = 0; seal && i < seal->count; i++)
        if (view_is(name, seal->keys[i].name))
            return i;
    return -1;
}

char *seal_read(struct arena *arena, const struct seal *seal, int64_t subscriber,
                const char *sealed, struct error *error)
{
    struct view parts[4];
    if (!split(sealed, parts)) {
        error_set(error, "it is no sealed value");
        return NULL;
    }
    int key = find_key(seal, parts[1]);
    if (key < 0) {
        error_set(
            error,
            "it was sealed with key %.*s, which the key file does not hold: put that key back "
            "(a line below the new one); nothing is lost",
            (int)parts[1].len, parts[1].at);
        return NULL;
    }
    unsigned char bytes[NONCE + NUMBER_MOST + TAG];
    size_t len = 0;
    const char *end = NULL, *with = bound(arena, subscriber, parts[2]);
    char *iban = arena_alloc(arena, NUMBER_MOST + 1);
    unsigned long long got = 0;
    if (sodium_base642bin(bytes, sizeof bytes, parts[3].at, parts[3].len, NULL, &len, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        end != parts[3].at + parts[3].len || len < NONCE + TAG ||
        crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)iban, &got, NULL, bytes + NONCE,
                                                   len - NONCE, (const unsigned char *)with,
                                                   strlen(with), bytes, seal->keys[key].bytes)) {
        error_set(error, "it does not open: it was altered, or it is another subscriber's");
        return NULL;
    }
    iban[got] = '\0';
    return iban;
}

const char *seal_last4(struct arena *arena, const char *sealed)
{
    struct view parts[4];
    return sealed && split(sealed, parts) ? arena_copy(arena, parts[2].at, 4) : "";
}

bool seal_is_current(const struct seal *seal, const char *sealed)
{
    struct view parts[4];
    return split(sealed, parts) && find_key(seal, parts[1]) == 0;
}

int seal_key_count(const struct seal *seal)
{
    return seal ? seal->count : 0;
}

char *seal_new_key(struct arena *arena)
{
    unsigned char bytes[KEY];
    char *line = arena_alloc(arena, 2 * KEY + 1);
    start();
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(line, 2 * KEY + 1, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
    return line;
}
