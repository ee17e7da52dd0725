/* post: what the outbox holds goes out, and each letter gets its own end.
 *
 * Promise: SENDING is committed before the first byte leaves; a verdict is committed after; RETRY and
 * UNSURE come back with growing delays and the same Message-ID, NEVER and what is too old become DEAD,
 * which staff see.
 */
#ifndef BOT_POST_H
#define BOT_POST_H

#include "bot/deliver.h"
#include "db/db.h"

/* Sends one batch of what is due. *sent: accepted; *tried: offered (0: nothing is due). The verdict is OK
 * when the way out works, also if it refused single letters. */
struct verdict post_turn(struct deliver *deliver, struct db *db, int64_t now, int *tried,
                         int *sent);
/* Seconds until attempt number `attempts` + 1. */
int post_delay(int attempts);

#endif
