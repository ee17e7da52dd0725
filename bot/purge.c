/* purge: what is not kept for ever, and letters that came too late to be of use.
 *
 * Raw mails go [limits] keep_raw_days after they were decided or sent; who wrote when, and what came of it, stays.
 * What may still be retried (new, quarantined, waiting) keeps its bytes; a dead letter so long. Questions that are
 * closed, what requests came to, and reports of letters go after the same time.
 */
#include "bot/schedule.h"
#include "parsers/zone.h"

enum { PURGE_MINUTE = 3 * 60 + 30, PURGE_PART = 500, DAY_SECONDS = 86400 };

static int next_purge(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_daily(PURGE_MINUTE, look->last, look->now);
    return 0;
}

static int run_purge(struct schedule_run *run, struct error *error)
{
    int64_t before = run->due - (int64_t)run->config->limits.keep_raw_days * DAY_SECONDS;
    const enum sql statements[] = {SQL_PURGE_INBOX,     SQL_PURGE_OUTBOX,     SQL_PURGE_DEAD,
                                   SQL_PURGE_QUESTIONS, SQL_PURGE_VERDICTS,   SQL_PURGE_RESTS,
                                   SQL_PURGE_BOUNCES,   SQL_PURGE_UNREACHABLE};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        if (db_run(run->db, statements[i], error, "ii", before, (int64_t)PURGE_PART))
            return -1;
        int changed = db_changed(run->db);
        run->effects += changed;
        run->more |= changed >= PURGE_PART;
    }
    return 0;
}

const struct schedule_job job_purge = {.name = "purge", .next = next_purge, .run = run_purge};

static int next_expiry(const struct schedule_look *look, int64_t *due, struct error *error)
{
    int failed = 0;
    *due = db_int(look->db, SQL_OUTBOX_EXPIRING, MOMENT_NEVER, &failed, error, "");
    return failed;
}

static int run_expiry(struct schedule_run *run, struct error *error)
{
    if (db_run(run->db, SQL_OUTBOX_EXPIRE, error, "i", run->now))
        return -1;
    run->effects = db_changed(run->db);
    return 0;
}

const struct schedule_job job_expiry = {.name = "expiry", .next = next_expiry, .run = run_expiry};
