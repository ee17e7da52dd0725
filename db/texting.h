/* texting: what is kept of a telephone number: that it wants no texts (STOP), and the rest of a long answer.
 *
 * Numbers are E.164. A STOP belongs to the number, whoever's it is, and holds until START (rules S1-S4); answers
 * to what the number writes are no matter of it. The rest of an answer waits for PLUS for a day.
 */
#ifndef DB_TEXTING_H
#define DB_TEXTING_H

#include "db/db.h"

enum { TEXTING_REST_SECONDS = 86400 };

/* Stores STOP (or START) and what the journal says of it; `subscriber` 0: nobody's number. */
int texting_set(struct db *db, const char *number, bool stop, int64_t subscriber, int64_t received,
                int64_t now, struct error *error);
int texting_stopped(struct db *db, const char *number, bool *stopped, struct error *error);
/* The rest of an answer: put (an empty one drops it), or found; *rest is empty when there is none. */
int texting_rest_put(struct db *db, const char *number, struct view rest, int64_t now,
                     struct error *error);
int texting_rest(struct db *db, struct arena *arena, const char *number, int64_t now,
                 struct view *rest, struct error *error);

#endif
