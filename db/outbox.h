/* outbox: every message that goes out, with its bytes, until the world has taken it.
 *
 * States: DUE -> SENDING -> SENT | DUE (later) | DEAD. outbox_set is the one place that changes the state
 * after the row was added; an unknown edge is an error. The Message-ID is fixed when the row is added, so
 * that a repeat after a crash is the same mail. SENDING found at start becomes DUE again (mail).
 */
#ifndef DB_OUTBOX_H
#define DB_OUTBOX_H

#include "db/db.h"

struct outbox_new {
    const char *kind;       /* "answer", "confirm", "unproven", "notice", "stranger", … */
    int64_t inbox;          /* the message it answers, 0: none */
    int64_t subscriber;     /* 0: none */
    const char *message_id; /* without < > */
    const char *sender;     /* envelope sender, "" for <> */
    const char *recipient;
    const char *cause; /* who made us write */
    int64_t created;
    int64_t expires; /* from then on it is not sent any more; 0: it always is */
    struct view bytes;
    int segments; /* a text message of so many; 0: a mail */
    bool ucs2;
};

struct outbox_row {
    int64_t id;
    const char *sender, *recipient;
    int attempts;
    int64_t created;
    struct view bytes; /* NUL-terminated after len */
};

enum outbox_state { OUTBOX_DUE, OUTBOX_SENDING, OUTBOX_SENT, OUTBOX_DEAD };

int outbox_add(struct db *db, const struct outbox_new *message, struct error *error);
/* At start: what was being sent when the process died is sent again, from the third time on after growing
 * delays, so that a letter that kills the process does not do so at every start; for five days. */
int outbox_recover(struct db *db, int64_t now, struct error *error);
int outbox_load(struct db *db, struct arena *arena, int64_t now, int limit,
                struct outbox_row **rows, int *count, struct error *error);
/* `at`: the instant of sending, or when it is due again. */
int outbox_set(struct db *db, int64_t id, enum outbox_state state, int64_t at, const char *reason,
               struct error *error);
/* SENDING -> DUE: nobody could be asked about it, so that no attempt is counted. */
int outbox_put_back(struct db *db, int64_t id, int64_t due, const char *reason,
                    struct error *error);
/* When the next one is due, 0: nothing waits. */
int64_t outbox_next(struct db *db, struct error *error);
/* Letters that a sender has caused: as somebody proven, as anybody who writes that From, as a stranger. */
enum outbox_cause { OUTBOX_PROVEN, OUTBOX_UNPROVEN, OUTBOX_STRANGER };
int outbox_count(struct db *db, const char *cause, enum outbox_cause as, int64_t since,
                 int64_t *count, struct error *error);
/* Dead and waiting ones are tried now: one (`id`), or all (0) but texts in doubt (db/outbox_sms.h). */
int outbox_retry(struct db *db, int64_t id, int64_t now, struct error *error);

#endif
