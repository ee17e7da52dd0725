#include "bot/cycle.h"

#include "bot/deliver_sms.h"
#include "bot/intake.h"
#include "bot/log.h"
#include "bot/pipeline.h"
#include "bot/post.h"
#include "bot/schedule.h"
#include "db/outbox.h"
#include "db/outbox_sms.h"

static void keep_first(struct verdict *first, struct verdict verdict, const char *step)
{
    if (verdict.kind == VERDICT_OK)
        return;
    log_event(LOG_LEVEL_ERROR, NULL, step, "verdict=%s reason=\"%s\" next=\"nothing is lost\"",
              verdict_name(verdict.kind), log_text(verdict.reason).at);
    if (first->kind == VERDICT_OK)
        *first = verdict;
}

static struct verdict decide_all(struct db *db, const struct config *config, int64_t now,
                                 int *decided)
{
    struct pipeline *pipeline = pipeline_open(db, config);
    struct verdict verdict;
    int count;
    do {
        verdict = pipeline_turn(pipeline, now, &count);
        *decided += count;
    } while (verdict.kind == VERDICT_OK && count);
    pipeline_close(&pipeline);
    return verdict;
}

/* What time triggers, once all that was received is decided. */
static struct verdict schedule_all(struct db *db, const struct config *config, int64_t now,
                                   int64_t polled)
{
    struct verdict verdict;
    struct schedule_turn turn;
    do
        verdict = schedule_turn(db, config, now, polled, &turn);
    while (verdict.kind == VERDICT_OK && turn.runs);
    return verdict;
}

static struct verdict send_all(struct db *db, const struct config *config, int64_t now, int *sent)
{
    struct post *post = post_open(config, db);
    struct verdict verdict;
    int tried, count;
    do {
        verdict = post_turn(post, now, &tried, &count);
        *sent += count;
    } while (verdict.kind == VERDICT_OK && tried);
    post_close(&post);
    return verdict;
}

static struct verdict send_texts(struct deliver_sms *texts, int64_t now, int *sent)
{
    struct verdict verdict;
    int tried, count;
    do {
        verdict = deliver_sms_turn(texts, now, &tried, &count);
        *sent += count;
    } while (verdict.kind == VERDICT_OK && tried);
    return verdict;
}

struct verdict cycle_once(struct db *db, const struct config *config, int64_t now,
                          struct cycle_counts *counts)
{
    struct verdict first = verdict_ok();
    struct error error;
    *counts = (struct cycle_counts){0};
    if (db_begin(db, &error) || outbox_recover(db, now, &error) ||
        outbox_sms_recover(db, now, &error) || db_commit(db, &error)) {
        db_rollback(db);
        keep_first(&first, verdict_make(VERDICT_RETRY, "%s", error.text), "start");
    }
    struct source *source = source_open(config);
    struct deliver_sms *texts = deliver_sms_open(config, db);
    struct verdict fetched = intake_fetch(source, db, config, now, &counts->taken);
    keep_first(&first, fetched, "fetch");
    if (texts) {
        int taken;
        keep_first(&first, deliver_sms_fetch(texts, now, -1, &taken), "sms");
        counts->taken += taken;
    }
    struct verdict decided = decide_all(db, config, now, &counts->decided);
    keep_first(&first, decided, "decide");
    if (decided.kind == VERDICT_OK)
        keep_first(&first,
                   schedule_all(db, config, now, fetched.kind == VERDICT_OK ? now : INT64_MIN),
                   "schedule");
    keep_first(&first, send_all(db, config, now, &counts->sent), "deliver");
    if (texts)
        keep_first(&first, send_texts(texts, now, &counts->sent), "sms");
    deliver_sms_close(&texts);
    keep_first(&first, intake_file(source, db, &counts->filed), "file");
    source_close(&source);
    return first;
}
