/* secret: random tokens and digests (OpenSSL's libcrypto is used in secret.c only).
 *
 * A token is 130 bits from the system, written in Crockford's base32 (26 letters and digits; I and L are
 * read as 1, O as 0), and only its SHA-256 is stored.
 */
#ifndef BOT_SECRET_H
#define BOT_SECRET_H

#include "parsers/text.h"

enum { SECRET_TOKEN_LENGTH = 26 };

char *secret_token(struct arena *arena);
/* Six digits, for people to copy from one mail to another. */
char *secret_code(struct arena *arena);
/* Lower-case hex SHA-256. */
char *secret_digest(struct arena *arena, struct view bytes);

/* What gateways sign with. Digests and signatures (HMAC, RFC 2104) are lower-case hex or base64. */
enum secret_hash { SECRET_SHA1, SECRET_SHA256 };
enum secret_form { SECRET_HEX, SECRET_BASE64 };
char *secret_hash(struct arena *arena, enum secret_hash hash, struct view bytes);
char *secret_sign(struct arena *arena, enum secret_hash hash, enum secret_form form,
                  struct view key, struct view bytes);
/* Takes as long for any two texts of one length: it tells nobody where a guess went wrong. */
bool secret_same(struct view a, struct view b);
/* The token in a text that people and programs have wrapped: its letters in upper case without blanks,
 * dashes, < and >; NULL when the view holds no token of the right length. */
char *secret_clean(struct arena *arena, struct view text);
/* The token at the start of a text, however it was wrapped: blanks, line ends, dashes and brackets before and
 * within it are passed over. `*used`: its bytes. NULL when there is none. */
char *secret_read(struct arena *arena, struct view text, size_t *used);
/* The first word of a text (a subject) that is a token, cleaned; NULL when there is none. */
char *secret_find(struct arena *arena, struct view text);
/* The token in groups, as it is shown: "ABCDE-FGHJK-…". */
char *secret_show(struct arena *arena, const char *token);

#endif
