/* header: the header block of a mail or of a MIME part.
 *
 * Job: RFC 5322 fields, RFC 2047 encoded words, RFC 2231 parameters. Caller: parsers/mail,
 * parsers/address, parsers/authres. Promise: iterative and linear;
 * broken fields are skipped; decoded text is valid UTF-8 without control characters.
 */
#ifndef PARSERS_HEADER_H
#define PARSERS_HEADER_H

#include "parsers/mail.h"

/* Reads the fields in front of `raw` and puts the rest into `body`. A line that is no field ends the
 * block. -1 when it is over MAIL_HEADER_BYTES or MAIL_HEADERS. Values are unfolded, without NUL. */
int header_split(struct arena *arena, struct view raw, struct mail_header **headers, int *count,
                 struct view *body, struct error *error);

/* The decoded text of a value: encoded words, raw UTF-8 or windows-1252; blanks folded, trimmed. */
char *header_words(struct arena *arena, struct view value);

/* What comes before the parameters ("text/plain" of "Text/Plain; charset=x"), lower case. */
char *header_value(struct arena *arena, struct view value);
/* One parameter, "" when there is none: quoted strings, name*=, name*0=, name*0*=, encoded words. */
char *header_param(struct arena *arena, struct view value, const char *name);

/* Skips blanks and (comments (of any depth)) in front of `at`. */
struct view header_skip(struct view at);

#endif
