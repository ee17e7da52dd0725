/* seal: bank account numbers at rest (libsodium is used in seal.c only).
 *
 * XChaCha20-Poly1305 with a random nonce; the subscriber's number and the last four digits are bound to it, so
 * that a value moved to another row does not open. A sealed value is one word,
 * "v1.KEY.4567.BASE64": which key made it, the last four digits for people, and the rest for nobody without
 * the key. The key file holds a key a line (32 bytes as hex or base64): the first one seals, all open, so a new
 * key is put above the old one. Promise: a wrong key is an error that changes nothing.
 */
#ifndef BOT_SEAL_H
#define BOT_SEAL_H

#include "parsers/error.h"
#include "parsers/text.h"

enum { SEAL_KEYS = 8 };

struct seal;

/* The keys of that file; *seal is NULL when there is no such file (or its name is ""). -1: others may read it,
 * or a line is no key. */
int seal_open(const char *file, struct seal **seal, struct error *error);
void seal_close(struct seal **seal);

char *seal_make(struct arena *arena, const struct seal *seal, int64_t subscriber, const char *iban);
/* The number again. NULL: no key of the file made it, it is another subscriber's, or it was altered. */
char *seal_read(struct arena *arena, const struct seal *seal, int64_t subscriber,
                const char *sealed, struct error *error);

/* Of a sealed value, without any key; "" when it is none. */
const char *seal_last4(struct arena *arena, const char *sealed);
/* Whether the file's first key made it. */
bool seal_is_current(const struct seal *seal, const char *sealed);
int seal_key_count(const struct seal *seal);

/* A new key as a line of the file. */
char *seal_new_key(struct arena *arena);

#endif
