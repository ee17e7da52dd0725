/* deliver_backend: what deliver.c asks of each way out.
 *
 * Job: one const struct a library (deliver_smtp.c libesmtp, deliver_curl.c libcurl) or a maildir,
 * and what they share. Promise: a backend sees only mails that deliver.c has checked: addresses
 * that cannot inject, CRLF lines, no NUL; each has the verdict RETRY until the backend says more.
 */
#ifndef BOT_DELIVER_BACKEND_H
#define BOT_DELIVER_BACKEND_H

#include "bot/deliver.h"
#include "parsers/arena.h"

/* Seconds. RFC 5321 4.5.3.2 asks for minutes, which nobody's server needs today; a mail whose fate is
 * unknown after the last one is UNSURE and sent again with the same Message-ID. */
enum {
    DELIVER_REACH_SECONDS = 15, /* name and TCP connection */
    DELIVER_REPLY_SECONDS = 60, /* greeting and each command */
    DELIVER_DATA_SECONDS = 120, /* transfer, and the answer to the final dot */
};

struct deliver_backend {
    const char *name;
    void *(*open)(const struct config *config); /* never NULL */
    void (*close)(void *state);
    /* `mails`: `count` pointers. false: this library cannot speak with that server, nothing was offered to it,
     * and the other one may be tried. */
    bool (*send)(void *state, struct deliver_mail **mails, int count);
    struct verdict (*check)(void *state);
};

extern const struct deliver_backend deliver_smtp, deliver_curl, deliver_maildir;

/* No TLS: the machine's own relay (loopback, no user). Everything else must be encrypted and verified. */
bool deliver_is_plain(const struct config *config);
/* The verdict for a server's answer: 4xx RETRY, 5xx NEVER, else RETRY; reason "550 text", cleaned and cut. */
struct verdict deliver_reply(int code, const char *text);
/* An answer to MAIL FROM: a 5xx speaks of our login or sender, not of this recipient: RETRY with the cure
 * (but a mail that is too big is NEVER). */
struct verdict deliver_reply_sender(const struct config *config, int code, const char *text);
/* Outside text made one line of at most 150 bytes of UTF-8. */
const char *deliver_line(struct arena *arena, const char *text);
/* [smtp] password_file's secret (a token with xoauth2), read anew each time. NULL: error is set. */
const char *deliver_password(const struct config *config, struct arena *arena, struct error *error);
/* A refused or impossible login: names host, user and password_file. */
struct verdict deliver_login_failed(const struct config *config, const char *why);
struct verdict deliver_no_starttls(const struct config *config);

#endif
