/* thin: a long mail without the bulk of what is attached to it.
 *
 * Job: the mail comes in pieces and is kept but for the middle of long base64 runs (pictures, PDFs), so that a
 * mail of 25 MB costs the memory of a small one and everything that a person wrote is still there. Caller: the
 * sources. Promise: pure; headers, boundaries and text stay byte for byte; the memory is `most`, whatever comes.
 */
#ifndef PARSERS_THIN_H
#define PARSERS_THIN_H

#include <stdbool.h>

#include "parsers/text.h"

enum {
    THIN_LINE = 128,
    THIN_FIRST = 384 * 1024, /* kept of the first run: more text than is read of any mail */
    THIN_NEXT = 16 * 1024,   /* of each later one */
};

struct thin {
    char *out; /* `most` bytes and a NUL */
    size_t len, most;
    bool full; /* it did not fit: what came after is missing */
    /* the state between two pieces */
    char line[THIN_LINE];
    size_t line_len;
    bool passing; /* within a line too long to be base64 */
    size_t run, allowed;
};

void thin_begin(struct thin *thin, struct arena *arena, size_t most);
/* False once it is full: more need not be read. */
bool thin_add(struct thin *thin, struct view piece);
struct view thin_end(struct thin *thin);

#endif
