/* dsn: what a mail server reports of a letter of ours (RFC 3464 in RFC 3462; RFC 5965 complaints), and what the servers
 * that know no such form write instead (qmail, old Exim and others, English and French).
 *
 * Job: Message-IDs of the letter that comes back, the recipients with action, status and diagnostic. Caller:
 * bot/bounce. Promise: pure, bounded; nothing here is proof of anything: anybody can write such a mail. What it
 * says counts only for a letter whose Message-ID it knows (bot/bounce.h).
 */
#ifndef PARSERS_DSN_H
#define PARSERS_DSN_H

#include "parsers/mail.h"

enum { DSN_RECIPIENTS = 20, DSN_IDS = 8, DSN_DIAGNOSTIC = 300 };

enum dsn_kind {
    DSN_NONE,     /* no report */
    DSN_DELIVERY, /* of a delivery */
    DSN_COMPLAINT /* a reader's "this is spam" */
};

enum dsn_action { DSN_OTHER /* delivered, relayed, expanded */, DSN_DELAYED, DSN_FAILED };

/* RFC 3463: 5.1.1. `class` 0: unknown. */
struct dsn_status {
    int class, subject, detail;
};

struct dsn_recipient {
    const char *address;  /* Final-Recipient, lower case; "" when it is none */
    const char *original; /* Original-Recipient, lower case; "" */
    enum dsn_action action;
    struct dsn_status status;
    const char *diagnostic; /* one line of UTF-8, cut at DSN_DIAGNOSTIC; "" */
};

struct dsn {
    enum dsn_kind kind;
    const char *ids
        [DSN_IDS]; /* without < >; of the returned letter, then of those that the report answers */
    int id_count;
    struct dsn_recipient recipients[DSN_RECIPIENTS];
    int recipient_count;
};

void dsn_read(struct arena *arena, const struct mail *mail, struct dsn *dsn);
/* The first enhanced status code in a text ("550 5.1.1 User unknown"); else what its words or its SMTP code say. */
struct dsn_status dsn_status_of(struct arena *arena, struct view text);
/* Whether any report says that about that recipient; NULL: none does. */
const struct dsn_recipient *dsn_find(const struct dsn *dsn, const char *recipient);

#endif
