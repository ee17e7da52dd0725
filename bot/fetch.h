/* fetch: one HTTP request to a gateway, and what became of it.
 *
 * Caller: bot/sms_web. Promise: bounded in time and size, no redirects, certificates verified (bot/wire.h); a request
 * that may have reached the gateway without an answer is UNSURE, never tried again from here.
 */
#ifndef BOT_FETCH_H
#define BOT_FETCH_H

#include "bot/verdict.h"
#include "bot/wire.h"

enum {
    FETCH_CONNECT_SECONDS = 15,
    FETCH_TOTAL_SECONDS = 45,
    FETCH_ANSWER_MAX = 256 * 1024,
    FETCH_HEADERS = 8
};

struct fetch_request {
    const char *method, *url;
    const char *user, *password; /* basic authentication; "" or NULL: none */
    const char *type;            /* of the body */
    struct view body;
    const char *headers[FETCH_HEADERS]; /* "Name: value", of ours */
    int header_count;
};

struct fetch_answer {
    int status;
    struct view body; /* untrusted */
    bool asked;       /* the request began to leave */
};

/* OK: an answer came, whatever its status. RETRY: nothing was asked. UNSURE: asked, and no whole answer. */
struct verdict fetch_run(struct wire *wire, struct arena *arena, const char *ca_file,
                         const struct fetch_request *request, struct fetch_answer *answer);
/* What a status says when the gateway's own words say nothing better: 2xx OK; 401, 403, 404, 408, 409, 425, 429: RETRY;
 * other 4xx NEVER; 3xx RETRY (a wrong address); 5xx UNSURE. */
struct verdict fetch_judge(const struct fetch_answer *answer);

#endif
