/* inbox: every message that came, and what became of it.
 *
 * States: NEW -> DONE | ASKED | STAFF | IGNORED | QUARANTINED; a quarantined one may be made NEW again by
 * staff. inbox_decide is the one place that changes the state; an unknown edge is an error. Attempts are
 * counted and committed before the work, so that a message that kills the process is quarantined.
 */
#ifndef DB_INBOX_H
#define DB_INBOX_H

#include "db/db.h"

enum inbox_state {
    INBOX_NEW,
    INBOX_DONE,
    INBOX_ASKED,
    INBOX_STAFF,
    INBOX_IGNORED,
    INBOX_QUARANTINED
};

enum { INBOX_ATTEMPTS = 3 };

struct inbox_row {
    int64_t id;
    bool sms;
    const char *source_key;
    int64_t received;
    int attempts; /* counted before this one */
    bool oversized, old;
    struct view raw;
};

/* What is known of the message when it is decided; texts may be "". */
struct inbox_decision {
    enum inbox_state state;
    const char *reason;
    int64_t decided;
    const char *sender;
    int64_t subscriber; /* 0: unknown */
    const char *subject, *message_id, *digest;
};

const char *inbox_state_name(enum inbox_state state);

/* Stores a message; *added is false when its source key is known already. */
int inbox_add(struct db *db, const struct inbox_row *row, int64_t now, bool *added,
              struct error *error);
/* Up to `limit` NEW rows (and about `bytes` of mail) with an id above `after`, copied into the arena. */
int inbox_load(struct db *db, struct arena *arena, int64_t after, int limit, size_t bytes,
               struct inbox_row **rows, int *count, struct error *error);
/* `by`: 1, or -1 for an attempt that ended in good order. */
int inbox_count_attempt(struct db *db, int64_t first, int64_t last, int by, struct error *error);
int inbox_decide(struct db *db, int64_t id, const struct inbox_decision *decision,
                 struct error *error);
/* Other bytes in the place of what was received. */
int inbox_set_raw(struct db *db, int64_t id, struct view raw, struct error *error);
/* Whether the same message (id and digest) was decided before under another row. */
int inbox_is_twin(struct db *db, int64_t id, const char *message_id, const char *digest, bool *twin,
                  struct error *error);

struct inbox_unfiled {
    int64_t id;
    const char *source_key;
    enum inbox_state state;
};
/* Decided mails that still lie in the mailbox's inbox. */
int inbox_unfiled(struct db *db, struct arena *arena, int limit, struct inbox_unfiled **rows,
                  int *count, struct error *error);
int inbox_set_filed(struct db *db, int64_t id, struct error *error);
/* A quarantined message is tried again. -1 also when there is none of that number. */
int inbox_reopen(struct db *db, int64_t id, struct error *error);

#endif
