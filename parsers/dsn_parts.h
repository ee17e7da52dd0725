/* dsn_parts: what the two halves of the reader of delivery reports share (parsers/dsn.h). */
#ifndef PARSERS_DSN_PARTS_H
#define PARSERS_DSN_PARTS_H

#include "parsers/dsn.h"

/* Message-IDs in a value, as far as there is room. */
void dsn_add_ids(struct arena *arena, struct view value, struct dsn *dsn);
/* A recipient more; NULL when there is no room. */
struct dsn_recipient *dsn_add_recipient(struct dsn *dsn);
/* "rfc822; <Camille.Roux@example.org>" as an address in lower case, "" when it holds none. */
const char *dsn_address(struct arena *arena, struct view value);
/* One line of UTF-8, cut. */
const char *dsn_line(struct arena *arena, struct view text);
/* A report in words: paragraphs that begin with an address, then the letter. */
void dsn_read_words(struct arena *arena, const struct mail *mail, struct view text,
                    struct dsn *dsn);

#endif
