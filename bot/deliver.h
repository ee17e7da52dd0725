/* deliver: hand finished mails to the world (SMTP by libesmtp, SMTP by libcurl, or a maildir).
 *
 * Job: send a batch and give each mail its own verdict. Caller: bot/outbox. Promise: OK only after
 * the server's 250 to the final dot (or after fsync and rename in a maildir); a lost connection
 * after the dot is UNSURE (the caller sends the same Message-ID again); TLS verified; passwords
 * come from files and are never logged.
 */
#ifndef BOT_DELIVER_H
#define BOT_DELIVER_H

#include "bot/config.h"
#include "bot/verdict.h"
#include "parsers/view.h"

struct deliver_mail {
    const char *from;       /* envelope sender, "" for <> */
    const char *to;         /* one address */
    struct view bytes;      /* CRLF lines, NUL-terminated after len */
    struct verdict verdict; /* out */
    bool offered; /* out: the server was asked about this mail; if not, the way was shut */
};

struct deliver;

enum { DELIVER_BATCH = 64 }; /* mails per session */

struct deliver *deliver_open(const struct config *config);
void deliver_close(struct deliver **deliver);
/* At most DELIVER_BATCH mails in one session; fills each verdict. */
void deliver_send(struct deliver *deliver, struct deliver_mail *mails, int count);
/* For `cabas check`: reach, TLS, log in, no mail. */
struct verdict deliver_check(struct deliver *deliver);

#endif
