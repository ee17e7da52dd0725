/* smsfile: one text message as a file: headers, an empty line, the text in UTF-8.
 *
 *     From: +33639980101
 *     Received: 2026-03-09T10:00:00
 *
 *     SUSPENDRE 12/03
 *
 * The form of the spool's files (SPEC, provider=spool), and how a text is kept in the database. Pure. What it
 * reads is untrusted; header names in any case, LF or CRLF, a byte order mark is skipped.
 */
#ifndef PARSERS_SMSFILE_H
#define PARSERS_SMSFILE_H

#include "parsers/error.h"
#include "parsers/text.h"

struct smsfile {
    const char *from;     /* as written, "" when absent */
    const char *received; /* as written, "" when absent */
    const char *sim;      /* "" when absent */
    struct view text;     /* LF, without the line end at its end */
};

/* -1: no sender, no empty line, not UTF-8, a NUL; error says what. Texts belong to the arena. */
int smsfile_read(struct arena *arena, struct view bytes, struct smsfile *file, struct error *error);
/* Name and value as one header line; control characters in the value become blanks. */
void smsfile_header(struct text *out, const char *name, const char *value);
/* The same message again; empty headers are left out. */
void smsfile_write(struct text *out, const struct smsfile *file);

#endif
