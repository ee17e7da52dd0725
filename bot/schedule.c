#include "bot/schedule.h"

#include <string.h>

#include "bot/fault.h"
#include "bot/log.h"
#include "db/farm.h"

enum {
    ATTEMPTS_MOST = 3,  /* a run that kills the process is given up after so many starts */
    MAIL_WAIT = 30 * 60 /* a mailbox that can't be read holds nothing up for longer */
};

struct mark {
    bool known;
    int64_t last, position, attempts;
};

static int load_mark(struct db *db, const char *job, struct mark *mark, struct error *error)
{
    struct rows rows = db_rows(db, SQL_SCHEDULE_GET, error, "t", job);
    int more = rows_next(&rows);
    *mark = (struct mark){.known = more == 1};
    if (mark->known) {
        mark->last = rows_int(&rows, 0);
        mark->position = rows_int(&rows, 1);
        mark->attempts = rows_int(&rows, 2);
        rows_end(&rows);
    }
    return more < 0 ? -1 : 0;
}

/* From `commit` on it is done, or nothing is. */
static int finish(struct db *db, int result, struct error *error)
{
    if (!result)
        result = db_commit(db, error);
    if (result)
        db_rollback(db);
    return result;
}

static int first_position(const struct schedule_job *job, struct db *db, int64_t *position,
                          struct error *error)
{
    *position = 0;
    return job->begin ? job->begin(db, position, error) : 0;
}

/* A job that this database has never seen: what was before is not owed. */
static int set_baseline(const struct schedule_job *job, struct db *db, int64_t now,
                        struct error *error)
{
    int64_t position;
    if (db_begin(db, error))
        return -1;
    int result = first_position(job, db, &position, error) ||
                 db_run(db, SQL_SCHEDULE_NEW, error, "tii", job->name, now, position);
    return finish(db, result ? -1 : 0, error);
}

static int count_attempt(const struct schedule_job *job, struct db *db, int by, struct error *error)
{
    if (db_begin(db, error))
        return -1;
    return finish(db, db_run(db, SQL_SCHEDULE_ATTEMPT, error, "ti", job->name, (int64_t)by), error);
}

static int give_up(const struct schedule_job *job, struct db *db, int64_t due, struct error *error)
{
    int64_t position;
    log_event(LOG_LEVEL_ERROR, NULL, "schedule",
              "job=%s due=%lld; given up, it stopped the program %d times", job->name,
              (long long)due, ATTEMPTS_MOST);
    if (db_begin(db, error))
        return -1;
    int result = first_position(job, db, &position, error) ||
                 db_run(db, SQL_SCHEDULE_MISSED, error, "tii", job->name, due, position);
    return finish(db, result ? -1 : 0, error);
}

static int run_in_transaction(const struct schedule_job *job, struct schedule_run *run,
                              struct error *error)
{
    run->farm = farm_load(run->arena, run->db, error);
    if (!run->farm || job->run(run, error))
        return -1;
    return db_run(run->db, SQL_SCHEDULE_DONE, error, "tii", job->name,
                  run->more ? run->last : run->due, run->position);
}

/* The attempt is committed before the work, as with messages; one that ended in good order is taken back. */
static int run_job(const struct schedule_job *job, const struct schedule_look *look,
                   const struct mark *mark, int64_t due, struct error *error)
{
    struct db *db = look->db;
    if (mark->attempts >= ATTEMPTS_MOST)
        return give_up(job, db, due, error);
    if (count_attempt(job, db, 1, error) || db_begin(db, error))
        return -1;
    fault_point("schedule-counted");
    struct schedule_run run = {
        .arena = arena_new(),
        .db = db,
        .config = look->config,
        .due = due,
        .last = look->last,
        .now = look->now,
        .position = look->position,
    };
    int result = run_in_transaction(job, &run, error);
    fault_point("schedule-marked");
    result = finish(db, result, error);
    arena_free(&run.arena);
    fault_point("schedule-committed");
    if (!result) {
        if (run.effects)
            log_event(LOG_LEVEL_INFO, NULL, "schedule", "job=%s due=%lld effects=%d%s", job->name,
                      (long long)due, run.effects, run.more ? " more=yes" : "");
        return 0;
    }
    struct error ignored;
    count_attempt(job, db, -1, &ignored);
    return -1;
}

static int try_job(const struct schedule_job *job, struct schedule_look *look, int64_t polled,
                   struct schedule_turn *turn, struct error *error)
{
    struct mark mark;
    int64_t due = MOMENT_NEVER;
    if (load_mark(look->db, job->name, &mark, error))
        return -1;
    if (!mark.known) {
        if (set_baseline(job, look->db, look->now, error) ||
            load_mark(look->db, job->name, &mark, error))
            return -1;
    }
    look->last = mark.last;
    look->position = mark.position;
    if (job->next(look, &due, error))
        return -1;
    if (due <= look->now && job->after_mail && polled < due && look->now - due < MAIL_WAIT) {
        turn->waiting = true;
        return 0;
    }
    if (due > look->now) {
        if (due < turn->next)
            turn->next = due;
        return 0;
    }
    turn->runs++;
    return run_job(job, look, &mark, due, error);
}

struct verdict schedule_turn_of(const struct schedule_job *const *jobs, struct db *db,
                                const struct config *config, int64_t now, int64_t polled,
                                struct schedule_turn *turn)
{
    struct verdict first = verdict_ok();
    *turn = (struct schedule_turn){.next = MOMENT_NEVER};
    for (; *jobs; jobs++) {
        struct schedule_look look = {.db = db, .config = config, .now = now};
        struct error error;
        if (!try_job(*jobs, &look, polled, turn, &error) || first.kind != VERDICT_OK)
            continue;
        first = verdict_make(VERDICT_RETRY, "%s: %s", (*jobs)->name, error.text);
    }
    return first;
}

struct verdict schedule_turn(struct db *db, const struct config *config, int64_t now,
                             int64_t polled, struct schedule_turn *turn)
{
    return schedule_turn_of(schedule_jobs, db, config, now, polled, turn);
}
