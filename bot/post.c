#include "bot/post.h"

#include <stdio.h>

#include "bot/fault.h"
#include "bot/log.h"
#include "db/outbox.h"

enum { DELAY_FIRST = 60, DELAY_MOST = 3 * 3600, AGE_MOST = 5 * 86400 };

int post_delay(int attempts)
{
    int delay = DELAY_FIRST;
    for (int i = 1; i < attempts && delay < DELAY_MOST; i++)
        delay *= 2;
    return delay < DELAY_MOST ? delay : DELAY_MOST;
}

static int mark_sending(struct db *db, const struct outbox_row *rows, int count,
                        struct error *error)
{
    if (db_begin(db, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (outbox_set(db, rows[i].id, OUTBOX_SENDING, 0, "", error)) {
            db_rollback(db);
            return -1;
        }
    return db_commit(db, error);
}

static int record(struct db *db, const struct outbox_row *row, const struct verdict *verdict,
                  int64_t now, struct error *error)
{
    char id[32];
    snprintf(id, sizeof id, "a%lld", (long long)row->id);
    enum outbox_state state = OUTBOX_SENT;
    int64_t at = now;
    if (verdict->kind == VERDICT_NEVER ||
        (verdict->kind != VERDICT_OK && now - row->created > AGE_MOST)) {
        state = OUTBOX_DEAD;
    } else if (verdict->kind != VERDICT_OK) {
        state = OUTBOX_DUE;
        at = now + post_delay(row->attempts + 1);
    }
    static const char *const names[] = {"DUE", "SENDING", "SENT", "DEAD"};
    log_event(state == OUTBOX_DEAD ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, id, "delivery",
              "state=SENDING->%s attempt=%d verdict=%s reason=\"%s\"%s", names[state],
              row->attempts + 1, verdict_name(verdict->kind), verdict->reason,
              state == OUTBOX_DEAD ? "; staff will see it" : "");
    return outbox_set(db, row->id, state, at, verdict->reason, error);
}

static int record_all(struct db *db, const struct outbox_row *rows,
                      const struct deliver_mail *mails, int count, int64_t now, struct error *error)
{
    if (db_begin(db, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (record(db, &rows[i], &mails[i].verdict, now, error)) {
            db_rollback(db);
            return -1;
        }
    return db_commit(db, error);
}

/* The way out works when one letter got through or was judged for itself. */
static struct verdict overall(const struct deliver_mail *mails, int count)
{
    for (int i = 0; i < count; i++)
        if (mails[i].verdict.kind == VERDICT_OK || mails[i].verdict.kind == VERDICT_NEVER)
            return verdict_ok();
    return mails[0].verdict;
}

struct verdict post_turn(struct deliver *deliver, struct db *db, int64_t now, int *tried, int *sent)
{
    struct arena *arena = arena_new();
    struct outbox_row *rows;
    struct error error;
    int count;
    struct verdict verdict = verdict_ok();
    *tried = *sent = 0;
    if (outbox_load(db, arena, now, DELIVER_BATCH, &rows, &count, &error) ||
        (count && mark_sending(db, rows, count, &error))) {
        verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else if (count) {
        struct deliver_mail *mails = arena_array(arena, (size_t)count, sizeof *mails);
        for (int i = 0; i < count; i++)
            mails[i] = (struct deliver_mail){
                .from = rows[i].sender, .to = rows[i].recipient, .bytes = rows[i].bytes};
        fault_point("sending");
        deliver_send(deliver, mails, count);
        fault_point("sent");
        verdict = overall(mails, count);
        for (int i = 0; i < count; i++)
            *sent += mails[i].verdict.kind == VERDICT_OK;
        *tried = count;
        if (record_all(db, rows, mails, count, now, &error))
            verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    }
    arena_free(&arena);
    return verdict;
}
