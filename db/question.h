/* question: what we asked a sender and wait for.
 *
 * An option is a request line (parsers/request) with the label it was shown by. States: open -> used |
 * denied | replaced. A token's question is found by the SHA-256 of its token and works once.
 */
#ifndef DB_QUESTION_H
#define DB_QUESTION_H

#include "db/db.h"
#include "parsers/tree.h"

struct question_row {
    int64_t id, subscriber;
    const char *kind;           /* "choice", "yes", "token", "reason" */
    const struct tree *options; /* list of {"line", "label"} */
    int64_t expires;
    bool open;
    const char *sender; /* who was asked; by question_elsewhere only */
};

struct question_new {
    int64_t subscriber;
    const char *sender, *kind;
    const struct tree *options;
    const char *token_hash; /* NULL when none */
    int64_t created, expires;
    int64_t inbox;
};

/* A new choice or yes/no question replaces the sender's open one. */
int question_add(struct db *db, const struct question_new *question, struct error *error);
/* The sender's open choice or yes/no question (`reason`: the open one about a reason), or *row = NULL. */
int question_find(struct db *db, struct arena *arena, const char *sender, bool reason, int64_t now,
                  struct question_row **row, struct error *error);
/* The newest that another address or number of this subscriber was asked, or *row = NULL. */
int question_elsewhere(struct db *db, struct arena *arena, int64_t subscriber, const char *sender,
                       int64_t now, struct question_row **row, struct error *error);
/* The only confirmation mail to that address that still waits; *row = NULL when there is none, or several.
 * `answers`: Message-ID of the mail of ours that the sender replies to, which must be that one; "" for none. */
int question_mailed(struct db *db, struct arena *arena, const char *sender, const char *answers,
                    int64_t now, struct question_row **row, struct error *error);
/* Whether any confirmation mail to that address still waits. */
int question_waits(struct db *db, const char *sender, int64_t now, bool *waits,
                   struct error *error);
int question_by_token(struct db *db, struct arena *arena, const char *token_hash,
                      struct question_row **row, struct error *error);
int question_close(struct db *db, int64_t id, bool used, struct error *error);

#endif
