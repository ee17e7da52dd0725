/* schedule: what time triggers, each moment once.
 *
 * Job: a table of jobs (bot/schedule_jobs.c): reminders, purge, letters that are too late, and whatever else is
 * owed at a moment. Caller: `cabas once` and the daemon's worker, when nothing is left to decide. Promise: a run's
 * effect and its mark are one transaction, so that a moment is neither lost nor done twice, whatever dies when;
 * what an outage delayed is caught up; before the first start nothing is owed.
 *
 * A new job is one const struct in a file of its own, with a line in bot/schedule_jobs.c:
 *     static int next(const struct schedule_look *look, int64_t *due, struct error *error)
 *     { *due = schedule_monthly(look->config->billing.day, 0, look->last); return 0; }
 *     static int run(struct schedule_run *run, struct error *error) {…}
 *     const struct schedule_job job_invoices = {.name = "invoices", .after_mail = true, .next = next, .run = run};
 * Moments: bot/moments.h.
 */
#ifndef BOT_SCHEDULE_H
#define BOT_SCHEDULE_H

#include "bot/config.h"
#include "bot/moments.h"
#include "bot/verdict.h"
#include "db/db.h"
#include "db/model.h"

struct schedule_look {
    struct db *db;
    const struct config *config;
    int64_t last;     /* the moment that was done last */
    int64_t position; /* as the last run left it */
    int64_t now;
};

struct schedule_run {
    struct arena *arena; /* of this run */
    struct db *db;       /* a transaction is open: the job neither commits nor rolls back */
    const struct config *config;
    const struct farm *farm;
    int64_t due;  /* the moment that is owed */
    int64_t last; /* the one before it, that was done */
    int64_t now;  /* when it is done */
    int64_t
        position; /* in: where the run before stopped (0 at a moment's first); out: where this one did */
    bool more;   /* out: a part is done and kept; the same moment is run again, from `position` */
    int effects; /* out: letters, rows, … for the log */
};

struct schedule_job {
    const char *name;
    /* Its moment is judged with all mail that was there by then: it waits until the mailbox was read after it. */
    bool after_mail;
    /* `position` at the first start, or after a moment was given up; NULL: 0. */
    int (*begin)(struct db *db, int64_t *position, struct error *error);
    /* The first moment after look->last that is owed, also one to come; MOMENT_NEVER: none that is known. A job
     * that is owed once for a whole outage gives the latest moment up to look->now. Reads only. */
    int (*next)(const struct schedule_look *look, int64_t *due, struct error *error);
    int (*run)(struct schedule_run *run, struct error *error);
};

extern const struct schedule_job *const schedule_jobs[]; /* bot/schedule_jobs.c; NULL ends it */

struct schedule_turn {
    int runs;     /* 0: nothing is owed now */
    int64_t next; /* when the next moment is; MOMENT_NEVER */
    bool waiting; /* a moment is over and waits for the mailbox to be read */
};

/* One run of each job that is owed at `now`. `polled`: when the last good reading of the mailbox began; a job that
 * waits for one goes ahead without when that takes too long. Callers go on until `runs` is 0. The first failure
 * is given back, but every job is tried; what failed is tried again at the next turn. */
struct verdict schedule_turn(struct db *db, const struct config *config, int64_t now,
                             int64_t polled, struct schedule_turn *turn);
/* The same with another table of jobs, for tests. */
struct verdict schedule_turn_of(const struct schedule_job *const *jobs, struct db *db,
                                const struct config *config, int64_t now, int64_t polled,
                                struct schedule_turn *turn);

#endif
