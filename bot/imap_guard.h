/* imap_guard: looks at a server's bytes before the IMAP library does.
 *
 * Job: know where lines end and literals begin, and refuse what would hurt the library: parentheses
 * nested so deep that its recursive parser overflows the stack, and a literal bigger than what was asked
 * for (it would be allocated before a byte of it arrives). Response codes that nobody needs here
 * ("[ALERT]", "[PERMANENTFLAGS ()]") lose their first letter to an X, in place, so that the library takes
 * them for unknown ones: reading them it can fall over NULL. Caller: bot/imap_stream. Promise: one pass, no
 * memory of its own, literals are skipped and not looked at. Pure.
 */
#ifndef BOT_IMAP_GUARD_H
#define BOT_IMAP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IMAP_GUARD_DEPTH = 32,
    IMAP_GUARD_HEAD = 200, /* bytes of a line that are kept to be looked at */
};

struct imap_guard {
    char head[IMAP_GUARD_HEAD]; /* start of the line being read */
    size_t head_len;
    char last[IMAP_GUARD_HEAD + 1]; /* start of the last complete line, for messages to people */
    uint64_t literal;               /* bytes of a literal still to come */
    uint64_t number;                /* of a "{123}" being read */
    uint32_t arrivals;              /* "* n EXISTS" lines seen: new mail may have come */
    int depth;
    char before; /* the byte before this one */
    bool quoted, escaped, digits;
    char code; /* the line's response code: 0 not seen, '[' just opened, '.' passed */
};

/* Looks at `size` bytes; `budget` bounds a literal. NULL, or why the connection must end. */
const char *imap_guard_look(struct imap_guard *guard, char *bytes, size_t size, uint64_t budget);

#endif
