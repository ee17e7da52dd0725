/* http: the program's web server (libmicrohttpd is used in http.c only).
 *
 * Job: read requests within limits, hand them over whole, send the answers. Caller: bot/reception. Promise: a call
 * may be answered at once or later from any thread (it is suspended until then); a slow, silent or oversized
 * client keeps nobody waiting: when many wait, the one that has said nothing whole for longest is cut off; header
 * over 32 KiB, body over HTTP_BODY_MAX and unknown paths are refused before the body is read.
 */
#ifndef BOT_HTTP_H
#define BOT_HTTP_H

#include "parsers/error.h"
#include "parsers/text.h"

enum {
    HTTP_CONNECTIONS = 256,     /* more wait in the system's backlog */
    HTTP_CONNECTIONS_EASY = 64, /* from here on the slow ones are cut off */
    HTTP_QUIET_SECONDS = 5,     /* without a byte */
    HTTP_HEADER_MAX = 32 * 1024,
    HTTP_BODY_MAX = 64 * 1024,
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_call {
    struct arena *arena; /* of this call, freed when its answer has left */
    enum http_method method;
    struct view target, path, query; /* as on the request line; query without "?" */
    struct view body;
    const char *peer; /* address, for limits */
    bool near;        /* from this machine (and not through a proxy), or from an allowed address */
    /* the answer; set before http_answer, or before `handle` returns true */
    int status;
    const char *type, *text; /* "" and static or of the arena */
    const char *allow;       /* with 405 */
    int retry_seconds;       /* with 503 and 429; 0: not said */
    /* the caller's own, while it keeps the call */
    void *own;
    struct http_call *next;
};

struct http_host {
    /* After the header: false refuses it with the answer set (404, 405), the body is then never read. */
    bool (*admit)(void *context, struct http_call *call);
    /* Whole. true: answered; false: http_answer will follow, exactly once. On the server's thread. */
    bool (*handle)(void *context, struct http_call *call);
    void *context;
};

struct http;

/* `listen`: "127.0.0.1:8025"; `allow`: addresses that count as near, separated by blanks or commas. NULL: error is set.
 * `host` must outlive the server. */
struct http *http_open(const char *listen, const char *allow, const struct http_host *host,
                       struct error *error);
/* Every call that was handed over must have been answered. */
void http_close(struct http **http);
/* A header of the request; "" when it is missing. */
const char *http_header(const struct http_call *call, const char *name);
void http_answer(struct http_call *call);

#endif
