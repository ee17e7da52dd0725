/* reception: what comes by HTTP is committed, many calls in one transaction, and only then answered.
 *
 * Two threads meet here: the web server's (bot/http), which authenticates and reads, and the daemon's "web"
 * role, which alone has a database connection. Paths: /sms/GATEWAY… of the gateway in [sms] provider,
 * /healthz, /metrics. Promise: 2xx after the commit; a known message gets 2xx and no second effect; 503 with
 * Retry-After when the database or the queue is full; what is not authentic is never stored, and after a minute's
 * sixty failures of a source it is told 429; what is authentic is never slowed down.
 */
#ifndef BOT_RECEPTION_H
#define BOT_RECEPTION_H

#include "bot/config.h"
#include "bot/metrics.h"
#include "db/db.h"

struct reception_host {
    int wake;        /* this role's own: set when something waits for reception_turn */
    int wake_worker; /* set when a text was stored */
    int wake_sms;    /* set when something waits at the gateway; -1: nobody fetches */
    int64_t fixed_now;
    int64_t started;
    /* NULL: all threads show signs of life; else the name of the one that does not. */
    const char *(*asleep)(void *context);
    void *context;
};

struct reception;

/* Listens from now on. `config` and `host` must outlive it. NULL: error is set; the port may be free later. */
struct reception *reception_open(const struct config *config, const struct reception_host *host,
                                 struct error *error);
/* Commits and answers what waits. -1: the database could not take it (the callers were told 503). */
int reception_turn(struct reception *reception, struct db *db, int64_t now, struct error *error);
/* Whoever still waits is told 503. */
void reception_close(struct reception **reception);
/* What `cabas check` finds in the settings. NULL: nothing to complain about. */
const char *reception_fault(struct arena *arena, const struct config *config);

#endif
