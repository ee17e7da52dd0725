/* mime: the tree of parts of a mail (RFC 2045–2049, 2183, 2231).
 *
 * Job: find the parts, their types and their bytes. libetpan's parser is used in mime.c only. Caller:
 * parsers/mail. Promise: libetpan sees a copy in which nothing is left that makes it
 * recurse: multiparts are counted first, attached mails are kept closed, comments are cut; what it
 * can't read (no boundary, broken Content-Type) is tried once more with the boundary that is there.
 */
#ifndef PARSERS_MIME_H
#define PARSERS_MIME_H

#include "parsers/mail.h"

struct mime_part {
    const char *type;     /* "text/plain", lower case, always with a slash */
    const char *encoding; /* "base64", "quoted-printable" or anything else */
    const char *charset;  /* "" when none */
    const char *file;     /* decoded name, "" when none */
    bool attached;        /* Content-Disposition: attachment */
    bool flowed, delsp;   /* RFC 3676 */
    struct view bytes;    /* still encoded; of a multipart: all of it */
    struct mime_part *children, *next;
};

/* The whole mail as a part. -1: too many parts, too deep. */
int mime_read(struct arena *arena, const struct mail_header *headers, int count, struct view body,
              struct mime_part *part, struct error *error);
/* The part's bytes, decoded. */
struct view mime_bytes(struct arena *arena, const struct mime_part *part);

#endif
