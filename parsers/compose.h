/* compose: an answer becomes the bytes of a mail.
 *
 * Job: RFC 5322 and MIME writing: headers (RFC 2047 words, folded at 76 bytes where possible, never
 * over 998), quoted-printable UTF-8 text, multipart/alternative with HTML, attachments (RFC 2231
 * names). Promise: CRLF lines; no value can add a header or a line (CR, LF, NUL and controls are
 * removed first); the same input gives the same bytes (boundaries come from the Message-ID).
 */
#ifndef PARSERS_COMPOSE_H
#define PARSERS_COMPOSE_H

#include "parsers/error.h"
#include "parsers/text.h"

struct compose_file {
    const char *type; /* "application/pdf", "text/calendar; method=PUBLISH" */
    const char *name;
    const char *content_id; /* inline picture referred to as cid:…, or NULL for an attachment */
    struct view bytes;
};

struct compose {
    const char *from;        /* "Les Jardins <paniers@example.org>", UTF-8 */
    const char *to;          /* one address, without display name */
    const char *reply_to;    /* NULL when none */
    const char *subject;     /* UTF-8 */
    const char *message_id;  /* without < > */
    const char *in_reply_to; /* without < >, NULL when none */
    const char **
        references; /* without < >, the first and the last 20 are kept; in_reply_to is added at the end */
    int reference_count;
    int64_t date;               /* instant, written in the farm's zone */
    const char *auto_submitted; /* "auto-replied", "auto-generated"; NULL: not a robot's answer */
    const char *text;           /* UTF-8, LF */
    const char *html;           /* NULL when none */
    const struct compose_file *files;
    int file_count;
};

/* -1: an address that is no address, or a Message-ID that is none. Ids of other people's mail that are no
 * ids are left out; a picture without html, or without a usable content id, becomes an attachment. The result belongs to `out`'s arena. */
int compose_mail(const struct compose *mail, struct text *out, struct error *error);
/* Whether this is an address we may send to: one "@", no blanks, controls, quotes or angle brackets, ASCII,
 * atoms joined by single dots (RFC 5321 Dot-string), ≤ 254 bytes. */
bool compose_is_address(struct view address);
/* The address in "Name <a@b>" or "a@b"; empty view when there is none. */
struct view compose_address(struct view value);

#endif
