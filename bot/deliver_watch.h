/* deliver_watch: what a TLS-and-login SMTP session must never do, seen from its bytes.
 *
 * Job: follow the clear text of a session (before encryption, after decryption) up to the first
 * mail and say when to stop: bytes forged after STARTTLS, a mail begun without the login that was
 * asked for. Caller: bot/deliver_smtp, whose library does neither. Promise: no I/O; nothing of what
 * is written (passwords) is kept; replies are kept cut at DELIVER_WATCH_REPLY bytes.
 */
#ifndef BOT_DELIVER_WATCH_H
#define BOT_DELIVER_WATCH_H

#include <stdbool.h>

#include "parsers/view.h"

enum { DELIVER_WATCH_REPLY = 512 };

struct deliver_watch {
    bool must_log_in; /* set by the caller: no mail without a login */
    bool tls_good;    /* set by the caller: handshake and certificate were accepted */
    bool asked_tls;   /* STARTTLS was the last thing written */
    bool asked_login, logged_in;
    bool injected; /* bytes came between the answer to STARTTLS and the handshake */
    bool stopped;  /* a mail was about to begin without login */
    int code;      /* of the last reply; 0: none yet */
    char reply[DELIVER_WATCH_REPLY]; /* its bytes */
    size_t reply_len;
    char login_reply[DELIVER_WATCH_REPLY]; /* why the login failed; "" when it did not */
};

/* A new connection of the same session. */
void deliver_watch_connect(struct deliver_watch *watch);
/* After the handshake. */
void deliver_watch_tls(struct deliver_watch *watch);
/* Bytes about to be written; true: cut the connection, they must not leave. */
bool deliver_watch_written(struct deliver_watch *watch, struct view bytes);
/* Bytes just read; true: cut the connection (after STARTTLS: let the handshake fail). */
bool deliver_watch_read(struct deliver_watch *watch, struct view bytes);

#endif
