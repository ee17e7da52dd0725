/* wire: one transfer by libcurl, for mail (bot/deliver_curl) and for HTTP (bot/fetch).
 *
 * Job: the only file that includes curl/curl.h. Promise: certificates and host names are verified, TLS 1.2 at
 * least; no proxy, no redirect, no signal; every wait is bounded; a handle keeps its connection from one transfer
 * to the next. A body that began to leave is never sent a second time behind the caller's back: libcurl, which
 * repeats a request when a kept connection turns out dead, cannot rewind it.
 * A handle belongs to one thread.
 */
#ifndef BOT_WIRE_H
#define BOT_WIRE_H

#include "parsers/text.h"

struct wire;

enum wire_end {
    WIRE_DONE,        /* the server's last word came; `status` is that of HTTP */
    WIRE_UNREACHABLE, /* no connection: nothing was said */
    WIRE_CERTIFICATE, /* refused by us: nothing was said */
    WIRE_NO_TLS,      /* it was asked for and not offered */
    WIRE_LOGIN,       /* SMTP: the login was refused */
    WIRE_BROKEN,      /* anything else: lost, too slow, too long */
};

/* What one transfer is to be. Texts are the caller's until wire_run returns; NULL: not used. */
struct wire_job {
    const char *protocols; /* "smtp,smtps" */
    const char *url;
    const char *user, *password, *token; /* token: XOAUTH2 instead of a password */
    const char *ca_file;                 /* "" or NULL: the system's */
    bool starttls;                       /* SMTP: refuse to go on without TLS */
    int connect_seconds, reply_seconds, total_seconds;
    bool fresh;        /* not over the kept connection */
    bool connect_only; /* and log in; the handle keeps nothing of it */

    const char *from, *to; /* SMTP */
    const char *method;    /* HTTP: "GET", "POST", … */
    const char *const *headers;
    int header_count;
    struct view body; /* the mail, or what is posted */

    struct arena *arena; /* of what is received */
    size_t receive_most; /* a longer answer breaks the transfer */
    /* Each line written and read (SMTP), before it is acted on; what is written holds passwords. NULL: nobody looks. */
    void (*watch)(void *context, bool written, struct view line);
    void *context;

    /* out */
    enum wire_end end;
    int status;
    bool kept;     /* it went over a connection of an earlier transfer */
    bool begun;    /* HTTP: the request began to leave */
    bool finished; /* all bytes of `body` were handed over */
    struct view received;
    char error[256]; /* libcurl's own words, one line, when not DONE */
};

struct wire *wire_new(void);
void wire_free(struct wire **wire);
void wire_run(struct wire *wire, struct wire_job *job);

#endif
