/* bounce: letters that did not arrive, and the addresses that get none unasked any more.
 *
 * Job: the tables bounce and unreachable. Callers: bot/bounce (the rules), db/outbox (what is not sent), the digest,
 * `cabas queue`. Promise: a letter counts once, however often it is reported; an address that writes itself, proven,
 * starts anew.
 */
#ifndef DB_BOUNCE_H
#define DB_BOUNCE_H

#include "db/db.h"

enum bounce_weight {
    BOUNCE_NONE,
    BOUNCE_LATER,     /* 4.x.x: counted, nothing else */
    BOUNCE_POLICY,    /* 5.7.x and the like: about us or the letter, not about the address */
    BOUNCE_ELSEWHERE, /* where the address is forwarded to */
    BOUNCE_COMPLAINT, /* marked as spam by its reader */
    BOUNCE_FAILED,    /* 5.x.x: twice within a week is enough */
    BOUNCE_GONE,      /* 5.1.1 and the like: there is no such address */
};

const char *bounce_weight_name(enum bounce_weight weight); /* "gone" */

/* A mail that was offered to the world under that Message-ID; id 0: there is none. */
struct bounce_letter {
    int64_t id, subscriber;
    const char *kind, *recipient;
};
int bounce_letter(struct db *db, struct arena *arena, const char *message_id,
                  struct bounce_letter *letter, struct error *error);

struct bounce_new {
    int64_t outbox, at;
    const char *address;
    enum bounce_weight weight;
    const char *status, *reason; /* one line each, "" when unknown */
    int64_t inbox;               /* 0: no report, the server refused it */
};
/* The worse of what was and is reported stays. */
int bounce_add(struct db *db, const struct bounce_new *bounce, struct error *error);
/* Letters to the address that failed (or worse) since then, and those that say it is gone; what is before it wrote
 * itself does not count. */
int bounce_count(struct db *db, const char *address, int64_t since, int64_t *failed, int64_t *gone,
                 struct error *error);
/* No letter goes there unasked from now on, those that wait included. *fresh: it was not so before. */
int bounce_suspend(struct db *db, const char *address, int64_t at, const char *reason, bool *fresh,
                   struct error *error);
/* A proven mail from the address, received at that instant: it is there. *was: it had been suspended. */
int bounce_heard(struct db *db, const char *address, int64_t received, bool *was,
                 struct error *error);
int bounce_is_suspended(struct db *db, const char *address, bool *suspended, struct error *error);

/* For the digest: addresses that fail, then letters that did not arrive for other reasons since then. */
struct bounce_row {
    const char *address;
    int64_t subscriber; /* whose address it is; 0: nobody's now */
    int64_t at;
    const char *weight; /* "gone", "failed", …; of the last letter */
    const char *status, *reason;
    int64_t outbox; /* of the last letter, 0: none is kept */
    bool suspended;
};
int bounce_list(struct db *db, struct arena *arena, int64_t since, struct bounce_row **rows,
                int *count, struct error *error);

#endif
