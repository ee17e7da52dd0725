/* post: what the outbox holds goes out, and each letter gets its own end.
 *
 * Promise: SENDING is committed before the first byte leaves; a verdict is committed after; RETRY and
 * UNSURE come back with growing delays and the same Message-ID, NEVER and what is too old become DEAD,
 * which staff see. A way out that is shut costs no letter an attempt: all go when it opens.
 */
#ifndef BOT_POST_H
#define BOT_POST_H

#include "bot/deliver.h"
#include "db/db.h"

struct post;

/* `config` and `db` must outlive it. */
struct post *post_open(const struct config *config, struct db *db);
/* What could not be recorded is found SENDING at the next start, and sent again. */
void post_close(struct post **post);
/* Sends one batch of what is due. *sent: accepted; *tried: offered (0: nothing is due). The verdict is OK
 * when the way out works, also if it refused single letters. Verdicts that the database could not take are
 * recorded by the next turns, before anything else is sent. */
struct verdict post_turn(struct post *post, int64_t now, int *tried, int *sent);
/* Seconds until attempt number `attempts` + 1. */
int post_delay(int attempts);

#endif
