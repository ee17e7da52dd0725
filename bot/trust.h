/* trust: who wrote a mail, and may that person ask (SPEC "Who may ask what"; rules A1, A2).
 *
 * Promise: the From address counts only with the mailbox provider's own Authentication-Results;
 * Reply-To never counts. Nothing is told apart for strangers.
 */
#ifndef BOT_TRUST_H
#define BOT_TRUST_H

#include "bot/config.h"
#include "db/db.h"
#include "parsers/mail.h"

enum trust {
    TRUST_STRANGER, /* on no file, not authenticated: silence */
    TRUST_KNOCKING, /* on no file, authenticated: one answer a day */
    TRUST_CLAIMED, /* the address is on file, but nothing proves it: a confirmation goes to that address */
    TRUST_SUBSCRIBER,
    TRUST_STAFF,
};

struct sender {
    enum trust trust;
    const char *address; /* lower case */
    int64_t subscriber;  /* 0: none */
    const char *proof;   /* "dmarc", "dkim", "spf", "" */
    bool staff;          /* proven, and one of the farm's own; may be a subscriber as well */
};

const char *trust_name(enum trust trust);
/* `mail` has exactly one From address (robot_judge). */
int trust_judge(struct arena *arena, const struct config *config, struct db *db,
                const struct mail *mail, struct sender *sender, struct error *error);
/* Whether [mail] staff names this address (lower case): that alone proves nothing. */
bool trust_is_staff(const struct config *config, const char *address);
/* An address in lower case, as contacts are stored. */
char *trust_address(struct arena *arena, const char *address);

#endif
