/* keyset: a set of short texts.
 *
 * Job: remember which mails were handed over. Caller: bot/source_maildir. Promise: constant time for
 * each call on average; memory follows the number of keys; keys are copied and compared whole.
 */
#ifndef BOT_KEYSET_H
#define BOT_KEYSET_H

#include <stdbool.h>
#include <stddef.h>

struct keyset {
    char **keys; /* NULL: free */
    size_t count, size;
};

bool keyset_has(const struct keyset *set, const char *key);
void keyset_add(struct keyset *set, const char *key);
void keyset_remove(struct keyset *set, const char *key);
/* Frees the keys; the set is empty afterwards. */
void keyset_clear(struct keyset *set);

#endif
