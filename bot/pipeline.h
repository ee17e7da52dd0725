/* pipeline: the way of a message, from the inbox to the outbox.
 *
 * READ pipeline.c FIRST. Caller: the daemon's worker, `cabas once`, `cabas demo`, `cabas replay`: one
 * path for all. Promise: each message is one part of one transaction that holds its effect, its
 * answer and its end in the inbox; what kills the process is quarantined at the third start; a
 * database that is busy or full loses nothing and is tried again.
 */
#ifndef BOT_PIPELINE_H
#define BOT_PIPELINE_H

#include "bot/config.h"
#include "bot/handle.h"
#include "bot/verdict.h"
#include "db/db.h"

struct pipeline;

/* `config` and `db` must outlive it. */
struct pipeline *pipeline_open(struct db *db, const struct config *config);
void pipeline_close(struct pipeline **pipeline);
/* Decides a batch of what waits; *decided is how many, 0 when nothing waits. */
struct verdict pipeline_turn(struct pipeline *pipeline, int64_t now, int *decided);
/* What one message would do and answer; nothing is stored. `as`: the sender it is taken from, proven, or NULL.
 * The result belongs to the arena. */
int pipeline_replay(struct pipeline *pipeline, struct arena *arena, struct view raw, const char *as,
                    int64_t received, int64_t now, struct handling *handling, struct error *error);

#endif
