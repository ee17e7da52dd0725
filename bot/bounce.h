/* bounce: what comes of a delivery that failed.
 *
 * Rules: a report counts only for a letter of ours that it knows by its Message-ID, which nobody can guess, and only
 * when it names the address that the letter was sent to. Gone (5.1.1 and the like) once, or failed for good twice
 * within seven days (two letters) suspends the address: nothing is sent there unasked until it writes itself. What a
 * server refuses for a reason of ours (5.7.x: policy, a blocked sender) suspends nobody, else one bad day with one
 * provider would silence the bot for all its customers. A complaint changes nothing by itself: a person reads it.
 * Callers: bot/handle.c, bot/post.c.
 */
#ifndef BOT_BOUNCE_H
#define BOT_BOUNCE_H

#include "bot/verdict.h"
#include "db/bounce.h"
#include "parsers/dsn.h"

/* Pure. What a status says of the address. */
enum bounce_weight bounce_weigh(struct dsn_status status, enum dsn_action action);

/* A mail that a program sent, perhaps a report. *weight: what it was of a letter of ours; NONE: nothing of ours. */
int bounce_take(struct arena *arena, struct db *db, const struct mail *mail, int64_t inbox,
                int64_t now, enum bounce_weight *weight, struct error *error);
/* The server's answer to a letter that it refuses for good: no more than "there is no such address" counts, since
 * all else may be about our login or limits. */
int bounce_refused(struct db *db, int64_t outbox, const char *recipient,
                   const struct verdict *verdict, int64_t now, struct error *error);

#endif
