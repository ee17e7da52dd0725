#include "bot/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
enum { LETTERS = 32, GROUP = 5 };

char *secret_token(struct arena *arena)
{
    unsigned char random[SECRET_TOKEN_LENGTH];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        abort();
    char *token = arena_alloc(arena, SECRET_TOKEN_LENGTH + 1);
    for (int i = 0; i < SECRET_TOKEN_LENGTH; i++)
        token[i] = alphabet[random[i] % LETTERS];
    return token;
}

char *secret_code(struct arena *arena)
{
    uint32_t random;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        abort();
    return arena_print(arena, "%06u", (unsigned)(random % 1000000));
}

static char *write_hex(struct arena *arena, const unsigned char *bytes, size_t len)
{
    struct text hex = text_in(arena);
    for (size_t i = 0; i < len; i++)
        text_print(&hex, "%02x", bytes[i]);
    return hex.at;
}

char *secret_hash(struct arena *arena, enum secret_hash hash, struct view bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (!EVP_Digest(bytes.at ? bytes.at : "", bytes.len, digest, &len,
                    hash == SECRET_SHA1 ? EVP_sha1() : EVP_sha256(), NULL))
        abort();
    return write_hex(arena, digest, len);
}

char *secret_digest(struct arena *arena, struct view bytes)
{
    return secret_hash(arena, SECRET_SHA256, bytes);
}

char *secret_sign(struct arena *arena, enum secret_hash hash, enum secret_form form,
                  struct view key, struct view bytes)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    size_t len = 0;
    const char *name = hash == SECRET_SHA1 ? "SHA1" : "SHA256";
    if (!EVP_Q_mac(NULL, "HMAC", NULL, name, NULL, key.at ? key.at : "", key.len,
                   (const unsigned char *)(bytes.at ? bytes.at : ""), bytes.len, mac, sizeof mac,
                   &len))
        abort();
    if (form == SECRET_HEX)
        return write_hex(arena, mac, len);
    char *text = arena_alloc(arena, (len + 2) / 3 * 4 + 1);
    EVP_EncodeBlock((unsigned char *)text, mac, (int)len);
    return text;
}

bool secret_same(struct view a, struct view b)
{
    return a.len == b.len && (!a.len || !CRYPTO_memcmp(a.at, b.at, a.len));
}

/* The letter that is meant, or 0. */
static char read_letter(char byte)
{
    byte = byte >= 'a' && byte <= 'z' ? (char)(byte - 32) : byte;
    byte = byte == 'O' ? '0' : byte == 'I' || byte == 'L' ? '1' : byte;
    return memchr(alphabet, byte, LETTERS) ? byte : 0;
}

char *secret_clean(struct arena *arena, struct view text)
{
    char *token = arena_alloc(arena, SECRET_TOKEN_LENGTH + 1);
    int count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_space(text.at[i]) || memchr("-<>[]=.", text.at[i], 7))
            continue;
        char letter = read_letter(text.at[i]);
        if (!letter || count == SECRET_TOKEN_LENGTH)
            return NULL;
        token[count++] = letter;
    }
    return count == SECRET_TOKEN_LENGTH ? token : NULL;
}

char *secret_read(struct arena *arena, struct view text, size_t *used)
{
    char *token = arena_alloc(arena, SECRET_TOKEN_LENGTH + 1);
    int count = 0;
    size_t at = 0;
    for (; at < text.len && count < SECRET_TOKEN_LENGTH; at++) {
        char letter = read_letter(text.at[at]);
        if (letter)
            token[count++] = letter;
        else if (!byte_is_space(text.at[at]) && !memchr("-<>[]=:", text.at[at], 7))
            return NULL;
    }
    if (count < SECRET_TOKEN_LENGTH ||
        (at < text.len && (byte_is_letter(text.at[at]) || byte_is_digit(text.at[at]))))
        return NULL;
    if (at < text.len && text.at[at] == ']')
        at++;
    *used = at;
    return token;
}

char *secret_find(struct arena *arena, struct view text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && (read_letter(text.at[i]) || text.at[i] == '-'))
            continue;
        char *token =
            i - start >= SECRET_TOKEN_LENGTH ? secret_clean(arena, view_cut(text, start, i)) : NULL;
        if (token)
            return token;
        start = i + 1;
    }
    return NULL;
}

char *secret_show(struct arena *arena, const char *token)
{
    struct text shown = text_in(arena);
    for (size_t i = 0; token[i]; i++) {
        if (i && i % GROUP == 0)
            text_add_byte(&shown, '-');
        text_add_byte(&shown, token[i]);
    }
    return shown.at;
}
