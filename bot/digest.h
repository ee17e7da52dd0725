/* digest: the one mail that staff read in the morning (SPEC section 4).
 *
 * Job: what happened in a span of time, net of what was undone, and what stands now; most urgent first. Caller:
 * the job "digest" (bot/digest_job.c), `cabas digest`. Promise: reads only; the numbers of messages balance: received is
 * done + asked + staff + ignored + quarantined + not yet decided. Dates and totals come from the code that makes
 * plannings and pick lists.
 */
#ifndef BOT_DIGEST_H
#define BOT_DIGEST_H

#include "bot/config.h"
#include "bot/letter.h"
#include "db/roster.h"

struct digest {
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const struct roster *roster;
    int64_t from, to; /* instants: after `from`, up to `to` */
    int64_t now;
    int today; /* the farm's date at `to` */
    struct tree *model;
    int todo; /* what waits for a person */
    int news; /* what else there is to say */
};

/* The whole mail; its files (a chart) too. Everything belongs to the arena. */
int digest_make(struct arena *arena, struct db *db, const struct config *config,
                const struct farm *farm, int64_t from, int64_t to, int64_t now,
                struct letter *letter, struct error *error);

/* Its parts, one file each: they put lists into the model and count. */
int digest_put_waiting(struct digest *digest, struct error *error);
int digest_put_changes(struct digest *digest, struct error *error);
int digest_put_deliveries(struct digest *digest, struct compose_file *chart, struct error *error);
int digest_put_counts(struct digest *digest, struct error *error);
/* Why a message was left alone, in the farm's language. */
const char *digest_reason(struct digest *digest, const char *reason);
/* "Camille Roux", or "" for nobody on file. */
const char *digest_name(struct digest *digest, int64_t subscriber);

#endif
