/* schedule: each moment once, its effect and its mark together; baseline, outages, failures, crashes. */
#include <sys/wait.h>
#include <unistd.h>

#include "bot/schedule.h"
#include "bot/log.h"
#include "tests/bot/sample.h"

/* What the jobs of this test do: they write into the journal, which is looked at afterwards. */
static int failures_wanted;
static bool die_wanted;
static int parts_wanted;

static int write_effect(struct schedule_run *run, const char *kind, struct error *error)
{
    struct text detail = text_in(run->arena);
    zone_write(&detail, run->last);
    text_add(&detail, " to ");
    zone_write(&detail, run->due);
    text_print(&detail, " part %lld", (long long)run->position);
    run->effects++;
    return db_run(run->db, SQL_IMPORT_JOURNAL, error, "itt", run->now, kind, detail.at);
}

static int next_daily(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_daily(6 * 60, look->last, look->now);
    return 0;
}

static int run_daily(struct schedule_run *run, struct error *error)
{
    if (write_effect(run, "daily", error))
        return -1;
    if (die_wanted)
        _exit(9);
    if (failures_wanted && failures_wanted--)
        return error_set(error, "not today");
    return 0;
}

static int next_monthly(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_monthly(1, 0, look->last);
    return 0;
}

static int run_monthly(struct schedule_run *run, struct error *error)
{
    if (write_effect(run, "monthly", error))
        return -1;
    run->more = run->position + 1 < parts_wanted;
    run->position = run->more ? run->position + 1 : 0;
    return 0;
}

static const struct schedule_job daily = {.name = "daily", .next = next_daily, .run = run_daily};
static const struct schedule_job monthly = {
    .name = "monthly", .after_mail = true, .next = next_monthly, .run = run_monthly};
static const struct schedule_job *const jobs[] = {&daily, &monthly, NULL};

struct test {
    struct arena *arena;
    struct config *config;
    struct db *db;
    const char *path;
    struct schedule_turn turn;
};

static enum verdict_kind turn(struct test *test, const char *now, const char *polled)
{
    return schedule_turn_of(jobs, test->db, test->config, sample_time(now), sample_time(polled),
                            &test->turn)
        .kind;
}

static int all(struct test *test, const char *now)
{
    int runs = 0;
    while (turn(test, now, now) == VERDICT_OK && test->turn.runs)
        runs += test->turn.runs;
    return runs;
}

static const char *effects(struct test *test)
{
    const char *value = sample_value(test->arena, test->path,
                                     "SELECT actor, detail FROM journal WHERE actor IN ('daily', "
                                     "'monthly') ORDER BY id");
    sample_sql(test->path, "DELETE FROM journal WHERE actor IN ('daily', 'monthly')");
    return value;
}

static void open_test(struct test *test, const char *folder)
{
    static int number;
    struct error error;
    test->path = arena_print(test->arena, "%s/%d.db", folder, ++number);
    test->db = db_open(test->path, true, &error);
    if (!test->db)
        sample_die(test->path, error.text);
}

static void check_once(struct test *test)
{
    CHECK(all(test, "2026-03-09T10:00") == 0, "the first start owes nothing");
    CHECK_TEXT(effects(test), "", "and does nothing");
    CHECK(test->turn.next == sample_time("2026-03-10T06:00"), "it knows when the next moment is");
    CHECK(all(test, "2026-03-10T05:59:59") == 0, "not a second before");
    CHECK(all(test, "2026-03-10T06:00:00") == 1, "at its moment");
    CHECK(all(test, "2026-03-10T06:00:00") == 0, "once");
    CHECK(all(test, "2026-03-10T23:00") == 0, "all day long");
    CHECK_TEXT(effects(test), "daily 2026-03-09T10:00:00 to 2026-03-10T06:00:00 part 0",
               "the first covers the time since the start");
    CHECK(all(test, "2026-03-14T05:00") == 1, "an outage of four days is one run");
    CHECK_TEXT(effects(test), "daily 2026-03-10T06:00:00 to 2026-03-13T06:00:00 part 0",
               "over all of it");
    CHECK(all(test, "2026-03-14T06:10") == 1 && all(test, "2026-03-01T06:10") == 0,
          "a clock that was set back does nothing twice");
    effects(test);
    CHECK(all(test, "2026-06-02T12:00") == 4, "an outage of months: each month, one day");
    CHECK_TEXT(effects(test),
               "daily 2026-03-14T06:00:00 to 2026-06-02T06:00:00 part 0\n"
               "monthly 2026-03-09T10:00:00 to 2026-04-01T00:00:00 part 0\n"
               "monthly 2026-04-01T00:00:00 to 2026-05-01T00:00:00 part 0\n"
               "monthly 2026-05-01T00:00:00 to 2026-06-01T00:00:00 part 0",
               "in order");
}

static void check_nights(struct test *test)
{
    int runs = 0;
    all(test, "2026-03-28T12:00");
    for (int64_t now = sample_time("2026-03-28T12:00"); now < sample_time("2026-03-31T12:00");
         now += 600) {
        do {
            schedule_turn_of(jobs, test->db, test->config, now, now, &test->turn);
            runs += test->turn.runs;
        } while (test->turn.runs);
    }
    CHECK(runs == 3, "the spring night: three days, %d runs", runs);
    all(test, "2026-10-24T12:00");
    runs = 0;
    for (int64_t now = sample_time("2026-10-24T12:00"); now < sample_time("2026-11-02T12:00");
         now += 600) {
        do {
            schedule_turn_of(jobs, test->db, test->config, now, now, &test->turn);
            runs += test->turn.runs;
        } while (test->turn.runs);
    }
    CHECK(runs == 10, "the autumn night and a month's end: nine days, one month, %d runs", runs);
    all(test, "2026-12-30T12:00");
    CHECK(all(test, "2026-12-31T12:00") == 1 && all(test, "2027-01-01T00:00") == 1 &&
              all(test, "2027-01-01T12:00") == 1,
          "the year's end");
    effects(test);
}

static void check_failures(struct test *test)
{
    all(test, "2026-03-09T10:00");
    failures_wanted = 2;
    CHECK(turn(test, "2026-04-01T07:00", "2026-04-01T07:00") == VERDICT_RETRY, "a failure is told");
    CHECK_TEXT(effects(test), "monthly 2026-03-09T10:00:00 to 2026-04-01T00:00:00 part 0",
               "the others run nevertheless, and nothing of it is kept");
    CHECK(turn(test, "2026-04-01T07:01", "2026-04-01T07:01") == VERDICT_RETRY, "again");
    CHECK_TEXT(sample_value(test->arena, test->path, "SELECT attempts FROM schedule"), "0\n0",
               "a failure in good order costs no attempt");
    CHECK(all(test, "2026-04-01T07:02") == 1, "then it works");
    CHECK_TEXT(effects(test), "daily 2026-03-09T10:00:00 to 2026-04-01T06:00:00 part 0",
               "nothing was lost");
}

static void check_mail(struct test *test)
{
    all(test, "2026-03-31T10:00");
    CHECK(turn(test, "2026-04-01T00:10", "2026-03-31T23:59:59") == VERDICT_OK &&
              test->turn.waiting && !test->turn.runs,
          "what depends on the mail waits until the mailbox was read after its moment");
    CHECK(turn(test, "2026-04-01T00:10", "2026-04-01T00:00") == VERDICT_OK && test->turn.runs == 1,
          "then it runs");
    effects(test);
    CHECK(turn(test, "2026-05-01T00:29:59", "2026-04-20T00:00") == VERDICT_OK && test->turn.waiting,
          "a mailbox that can't be read is waited for");
    CHECK(turn(test, "2026-05-01T00:30", "2026-04-20T00:00") == VERDICT_OK && !test->turn.waiting,
          "for half an hour");
    CHECK(strstr(effects(test), "monthly 2026-04-01T00:00:00 to 2026-05-01T00:00:00 part 0") !=
              NULL,
          "then it runs without");
}

static void check_parts(struct test *test)
{
    all(test, "2026-03-31T10:00");
    parts_wanted = 3;
    CHECK(turn(test, "2026-04-01T00:10", "2026-04-01T00:10") == VERDICT_OK && test->turn.runs == 1,
          "a long job does a part a turn");
    CHECK_TEXT(effects(test), "monthly 2026-03-31T10:00:00 to 2026-04-01T00:00:00 part 0", "one");
    db_close(&test->db);
    struct error error;
    test->db = db_open(test->path, false, &error);
    CHECK(all(test, "2026-04-01T00:20") == 2, "and goes on where it was, after a restart too");
    CHECK_TEXT(effects(test),
               "monthly 2026-03-31T10:00:00 to 2026-04-01T00:00:00 part 1\n"
               "monthly 2026-03-31T10:00:00 to 2026-04-01T00:00:00 part 2",
               "to its end");
    parts_wanted = 0;
}

/* The process dies within the run: nothing is half done, and it is no endless loop. */
static void check_crash(struct test *test)
{
    all(test, "2026-03-09T10:00");
    db_close(&test->db);
    struct error error;
    int died = 0;
    for (int i = 0; i < 3; i++) {
        fflush(stdout);
        pid_t child = fork();
        if (!child) {
            die_wanted = true;
            test->db = db_open(test->path, false, &error);
            turn(test, "2026-03-10T07:00", "2026-03-10T07:00");
            _exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        died += WIFEXITED(status) && WEXITSTATUS(status) == 9;
    }
    CHECK(died == 3, "it dies each time");
    test->db = db_open(test->path, false, &error);
    CHECK_TEXT(effects(test), "", "nothing of the runs that died is kept");
    CHECK(turn(test, "2026-03-10T07:00", "2026-03-10T07:00") == VERDICT_OK,
          "the fourth start lives");
    CHECK_TEXT(sample_value(test->arena, test->path,
                            "SELECT missed - last, attempts FROM schedule WHERE job = 'daily'"),
               "0 0", "that moment is given up, and it is kept that it was");
    CHECK_TEXT(effects(test), "", "without an effect");
    CHECK(all(test, "2026-03-11T07:00") == 1, "the next one runs");
    effects(test);
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    struct test test = {.arena = arena, .config = sample_config(arena, "")};
    void (*const checks[])(struct test *) = {check_once, check_nights, check_failures,
                                             check_mail, check_parts,  check_crash};
    log_set_level(LOG_LEVEL_ERROR);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        open_test(&test, folder);
        checks[i](&test);
        db_close(&test.db);
    }
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
