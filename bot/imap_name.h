/* imap_name: the names of mailboxes as IMAP writes them.
 *
 * Job: turn a folder's name as a person writes it (UTF-8, levels divided by "/") into modified UTF-7
 * (RFC 3501 section 5.1.3) with the server's own divider. Caller: bot/imap*. Promise: a control
 * character is refused, because the library sends names as they are. Pure.
 */
#ifndef BOT_IMAP_NAME_H
#define BOT_IMAP_NAME_H

#include "parsers/error.h"
#include "parsers/text.h"

enum { IMAP_NAME_MAX = 500 }; /* bytes of a name as written */

/* `divider`: what the server puts between levels, 0 when it has none ("/" then becomes "-"). */
int imap_name_write(struct text *out, const char *name, char divider, struct error *error);

#endif
