/* authres: what the mailbox provider says of the sender (RFC 8601 Authentication-Results).
 *
 * Job: read the topmost header of our provider and nothing else (rule A2). Promise: comments,
 * quoted strings, versions and "none" are read as the RFC says; whatever is not understood counts
 * as not authenticated.
 */
#ifndef PARSERS_AUTHRES_H
#define PARSERS_AUTHRES_H

#include <stdbool.h>

#include "parsers/mail.h"

enum authres_result { AUTHRES_NONE, AUTHRES_FAIL, AUTHRES_PASS };

struct authres {
    enum authres_result result;
    const char *method; /* "dmarc", "dkim", "spf", or "" */
    const char *domain; /* the domain that passed, "" when none */
};

/* `servers`: our provider's authserv-ids, separated by blanks or commas ("" = none: never authenticated).
 * `from`: the address whose domain must be aligned (RFC 7489 relaxed: equal, or one below the other; for
 * two different subdomains: no). dmarc=pass with header.from of that domain; else dkim=pass with header.d
 * (or header.i) aligned; else spf=pass with smtp.mailfrom aligned. dmarc=fail is FAIL whatever the others say. */
struct authres authres_read(struct arena *arena, const struct mail *mail, const char *servers,
                            const char *from);

#endif
