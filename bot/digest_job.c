/* digest_job: the digest, each day at [digest] at; one for the whole of an outage. */
#include "bot/digest.h"
#include "bot/schedule.h"

static int next(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_daily(look->config->digest.minute, look->last, look->now);
    return 0;
}

static int run(struct schedule_run *run, struct error *error)
{
    struct letter letter;
    if (!run->config->mail.staff_count)
        return 0;
    return digest_make(run->arena, run->db, run->config, run->farm, run->last, run->due, run->now,
                       &letter, error) ||
                   letter_send(run->arena, run->db, run->config, &letter, &run->effects, error)
               ? -1
               : 0;
}

const struct schedule_job job_digest = {
    .name = "digest", .after_mail = true, .next = next, .run = run};
