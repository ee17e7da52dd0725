/* mail: a raw mail becomes headers, addresses and one UTF-8 text.
 *
 * Job: RFC 5322, MIME, RFC 2047/2231, charsets and HTML within limits. libetpan's MIME parser is
 * used in mime.c only. Caller: bot/pipeline (trust, text), `cabas text`. Promise: bounded time and
 * memory whatever the bytes (a pre-scan counts nesting before any recursive parser
 * sees it); a broken mail gives what can be read of it; -1 only when it must be shown to a person
 * (no header at all, or over a limit), with the reason.
 * Everything in the result is untrusted text of the sender's or of a relay's; header values are
 * unfolded and hold no CR, LF or NUL.
 */
#ifndef PARSERS_MAIL_H
#define PARSERS_MAIL_H

#include <stdbool.h>

#include "parsers/error.h"
#include "parsers/text.h"

enum {
    MAIL_HEADER_BYTES = 256 * 1024, /* header block */
    MAIL_HEADERS = 500,
    MAIL_ADDRESSES = 50, /* in one header; more are not read */
    MAIL_NESTED = 50,    /* multipart and message parts, counted before parsing */
    MAIL_PARTS = 100,
    MAIL_DEPTH = 10,
    MAIL_TEXT_BYTES = 256 * 1024, /* decoded text that is read */
};

struct mail_header {
    const char *name;  /* as written */
    struct view value; /* raw bytes, unfolded */
};

struct mail_address {
    const char *address; /* local@domain, the domain in lower case; never empty */
    const char *name;    /* display name, decoded; "" when none */
};

struct mail_addresses {
    struct mail_address *items;
    int count;
    bool broken; /* something there could not be read as an address, or there were too many */
};

struct mail_part {
    const char *type;  /* "text/csv", lower case */
    const char *file;  /* decoded file name, "" when none; never use it as a path */
    struct view bytes; /* decoded content, bounded by the mail's own size */
};

struct mail {
    struct mail_header *headers; /* all, in order, topmost first */
    int header_count;
    int from_count; /* number of From headers (R11: exactly one is right) */
    struct mail_addresses from, sender, to, cc, delivered_to;
    bool has_return_path;
    const char *return_path; /* address without < >, "" for the null sender */
    const char *subject;     /* decoded UTF-8, "" when none */
    const char *message_id;  /* without < >, "" when none or unusable */
    const char *in_reply_to; /* first id, without < >, "" when none */
    const char **references; /* ids without < >, oldest first */
    int reference_count;
    const char *type; /* top content type, "text/plain" by default */
    const char *date; /* Date header as written; never used for decisions */
    bool has_text;
    struct view text; /* visible text, UTF-8, LF line ends: plain part, else HTML made text */
    bool from_html;
    bool text_cut;           /* longer than MAIL_TEXT_BYTES: the rest was not read */
    struct mail_part *parts; /* attachments (everything that is not the text) */
    int part_count;
    struct view body; /* raw bytes after the header block */
};

int mail_read(struct arena *arena, struct view raw, struct mail *mail, struct error *error);

/* The n-th (0 first) header of that name, case-insensitive; false when there is none. */
bool mail_header(const struct mail *mail, const char *name, int n, struct view *value);
/* Whether any header's name is `name`, or starts with it when it ends in '-' ("List-"). */
bool mail_has(const struct mail *mail, const char *name);

#endif
