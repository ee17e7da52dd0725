#include "bot/post.h"

#include <stdio.h>
#include <stdlib.h>

#include "bot/bounce.h"
#include "bot/fault.h"
#include "bot/log.h"
#include "db/outbox.h"

/* `mails` holds verdicts of `rows` that are not committed yet; count 0: none. */
struct post {
    struct db *db;
    struct deliver *deliver;
    struct arena *arena;
    struct outbox_row *rows;
    struct deliver_mail *mails;
    int count;
};

enum {
    ALONE_FROM = 2
}; /* tries after which a letter travels alone: it may be what kills the process */
enum { DELAY_FIRST = 60, DELAY_MOST = 3 * 3600, AGE_MOST = 5 * 86400 };

struct post *post_open(const struct config *config, struct db *db)
{
    struct post *post = calloc(1, sizeof *post);
    if (!post)
        abort();
    *post = (struct post){.db = db, .deliver = deliver_open(config), .arena = arena_new()};
    return post;
}

void post_close(struct post **post)
{
    if (!*post)
        return;
    deliver_close(&(*post)->deliver);
    arena_free(&(*post)->arena);
    free(*post);
    *post = NULL;
}

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

static int record(struct db *db, const struct outbox_row *row, const struct deliver_mail *mail,
                  int64_t now, struct error *error)
{
    static const char *const names[] = {"DUE", "SENDING", "SENT", "DEAD"};
    const struct verdict *verdict = &mail->verdict;
    enum outbox_state state = OUTBOX_SENT;
    int64_t at = now;
    if (verdict->kind == VERDICT_NEVER ||
        (verdict->kind != VERDICT_OK && now - row->created > AGE_MOST)) {
        state = OUTBOX_DEAD;
    } else if (verdict->kind != VERDICT_OK) {
        /* That the way is shut is logged once, and its pauses are the caller's. */
        if (!mail->offered)
            return outbox_put_back(db, row->id, now, verdict->reason, error);
        state = OUTBOX_DUE;
        at = now + post_delay(row->attempts + 1);
    }
    char id[32];
    snprintf(id, sizeof id, "a%lld", (long long)row->id);
    log_event(state == OUTBOX_DEAD ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, id, "delivery",
              "state=SENDING->%s attempt=%d verdict=%s reason=\"%s\"%s", names[state],
              row->attempts + 1, verdict_name(verdict->kind), log_text(verdict->reason).at,
              state == OUTBOX_DEAD ? " next=\"staff will see it\"" : "");
    if (verdict->kind == VERDICT_NEVER && mail->offered &&
        bounce_refused(db, row->id, row->recipient, verdict, now, error))
        return -1;
    return outbox_set(db, row->id, state, at, verdict->reason, error);
}

static int record_all(struct post *post, int64_t now, struct error *error)
{
    if (db_begin(post->db, error))
        return -1;
    for (int i = 0; i < post->count; i++)
        if (record(post->db, &post->rows[i], &post->mails[i], now, error)) {
            db_rollback(post->db);
            return -1;
        }
    return db_commit(post->db, error);
}

/* The way out works when one letter got through or was judged for itself. */
static struct verdict overall(const struct deliver_mail *mails, int count)
{
    for (int i = 0; i < count; i++)
        if (mails[i].offered || mails[i].verdict.kind == VERDICT_OK ||
            mails[i].verdict.kind == VERDICT_NEVER)
            return verdict_ok();
    return mails[0].verdict;
}

/* Loads and sends one batch; what came of it waits in `post` to be recorded. */
static int send_batch(struct post *post, int64_t now, struct verdict *verdict, int *tried,
                      int *sent, struct error *error)
{
    struct outbox_row *rows;
    int count;
    arena_reset(post->arena);
    if (outbox_load(post->db, post->arena, now, DELIVER_BATCH, &rows, &count, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (rows[i].attempts >= ALONE_FROM) { /* up to the first such one, or that one alone */
            count = i ? i : 1;
            break;
        }
    if (!count)
        return 0;
    if (mark_sending(post->db, rows, count, error))
        return -1;
    struct deliver_mail *mails = arena_array(post->arena, (size_t)count, sizeof *mails);
    for (int i = 0; i < count; i++)
        mails[i] = (struct deliver_mail){
            .from = rows[i].sender, .to = rows[i].recipient, .bytes = rows[i].bytes};
    fault_point("sending");
    for (int i = 0; i < count; i++)
        fault_poison(rows[i].bytes);
    deliver_send(post->deliver, mails, count);
    fault_point("sent");
    *verdict = overall(mails, count);
    *tried = count;
    for (int i = 0; i < count; i++)
        *sent += mails[i].verdict.kind == VERDICT_OK;
    post->rows = rows;
    post->mails = mails;
    post->count = count;
    return 0;
}

struct verdict post_turn(struct post *post, int64_t now, int *tried, int *sent)
{
    struct error error;
    struct verdict verdict = verdict_ok();
    *tried = *sent = 0;
    int result = 0;
    if (!post->count)
        result = send_batch(post, now, &verdict, tried, sent, &error);
    if (!result && post->count) {
        result = record_all(post, now, &error);
        if (!result)
            post->count = 0;
    }
    return result ? verdict_make(VERDICT_RETRY, "%s", error.text) : verdict;
}
