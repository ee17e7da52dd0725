#include "bot/intake.h"

#include <string.h>

#include "bot/fault.h"
#include "bot/log.h"
#include "bot/secret.h"
#include "db/inbox.h"

enum {
    FILE_BATCH = 500,
    OLD_SEEN = 24 * 3600,    /* first start: older than a day is history */
    OLD_UNSEEN = 7 * 86400,  /* a maildir's new/ has been shown to nobody: a bot down for a week */
    OLD_REBUILT = 48 * 3600, /* rebuilt mailbox: this long before the last good poll */
};

struct intake {
    struct db *db;
    const struct config *config;
    int64_t now;
    int64_t last_poll; /* before this poll; 0: the first ever */
    bool reset;
    int taken;
    struct error why; /* of the batch that could not be stored */
    bool failed;
};

static bool is_old(const struct intake *intake, const struct source_mail *mail)
{
    if (intake->last_poll == 0)
        return mail->received < intake->now - (mail->uid || mail->seen ? OLD_SEEN : OLD_UNSEEN);
    return intake->reset && mail->received < intake->last_poll - OLD_REBUILT;
}

/* UID or file name say which mail it is, the digest that it is still that one: another mailbox may have
 * the same UIDVALIDITY and UIDs, another file the same name. */
static const char *make_key(struct arena *arena, const struct source_mail *mail)
{
    return arena_print(arena, "%s#%.16s", mail->key, secret_digest(arena, mail->raw));
}

static int store_mail(struct intake *intake, struct arena *arena, const struct source_mail *mail,
                      struct error *error)
{
    struct inbox_row row = {
        .source_key = make_key(arena, mail),
        .received = mail->received < intake->now ? mail->received : intake->now,
        .oversized = mail->oversized,
        .old = is_old(intake, mail),
        .raw = mail->raw,
    };
    bool added;
    if (inbox_add(intake->db, &row, intake->now, &added, error))
        return -1;
    if (added)
        intake->taken++;
    else /* decided before, and back in the inbox: it is filed once more */
        return db_run(intake->db, SQL_INBOX_AGAIN, error, "t", row.source_key);
    return 0;
}

static int save_state(struct db *db, const struct config *config, const struct source_state *state,
                      int64_t now, struct error *error)
{
    return db_run(db, SQL_MAILBOX_SET, error, "tiiii", config->inbox.url.text,
                  (int64_t)state->uidvalidity, (int64_t)state->last_uid, state->last_poll, now);
}

static int take(void *context, const struct source_mail *mails, int count,
                const struct source_state *state)
{
    struct intake *intake = context;
    struct error *error = &intake->why;
    struct arena *arena = arena_new();
    int taken = intake->taken;
    int result = db_begin(intake->db, error);
    for (int i = 0; !result && i < count; i++)
        result = store_mail(intake, arena, &mails[i], error);
    if (!result)
        result = save_state(intake->db, intake->config, state, intake->now, error);
    fault_point("taking");
    if (!result)
        result = db_commit(intake->db, error);
    if (result) {
        db_rollback(intake->db);
        intake->failed = true;
        intake->taken = taken;
    }
    fault_point("taken");
    arena_free(&arena);
    return result;
}

static int load_state(struct intake *intake, struct source_state *state, struct error *error)
{
    struct rows rows =
        db_rows(intake->db, SQL_MAILBOX_GET, error, "t", intake->config->inbox.url.text);
    int more = rows_next(&rows);
    if (more == 1) {
        state->uidvalidity = (uint32_t)rows_int(&rows, 0);
        state->last_uid = (uint32_t)rows_int(&rows, 1);
        state->last_poll = rows_int(&rows, 2);
    }
    rows_end(&rows);
    return more < 0 ? -1 : 0;
}

struct verdict intake_fetch(struct source *source, struct db *db, const struct config *config,
                            int64_t now, int *taken)
{
    struct intake intake = {.db = db, .config = config, .now = now};
    struct source_state state = {0};
    struct error error;
    *taken = 0;
    if (load_state(&intake, &state, &error))
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    intake.last_poll = state.last_poll;
    struct verdict verdict = source_fetch(source, &state, take, &intake, &intake.reset);
    *taken = intake.taken;
    if (intake.failed)
        return verdict_make(VERDICT_RETRY, "%s; the mail stays in the mailbox", intake.why.text);
    if (verdict.kind != VERDICT_OK)
        return verdict;
    if (intake.reset)
        log_event(LOG_LEVEL_WARNING, NULL, "mailbox-rebuilt",
                  "uidvalidity=%u next=\"unknown older mail is shown to staff, not executed\"",
                  state.uidvalidity);
    state.last_poll = now;
    if (db_begin(db, &error))
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    if (save_state(db, config, &state, now, &error) || db_commit(db, &error)) {
        db_rollback(db);
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    }
    return verdict_ok();
}

static struct source_move *make_moves(struct arena *arena, const struct inbox_unfiled *rows,
                                      int count)
{
    struct source_move *moves = arena_array(arena, (size_t)count, sizeof *moves);
    for (int i = 0; i < count; i++) {
        const char *key = rows[i].source_key, *mark = strrchr(key, '#'); /* names may hold one */
        moves[i].key = arena_copy(arena, key, mark ? (size_t)(mark - key) : strlen(key));
        moves[i].staff = rows[i].state == INBOX_STAFF || rows[i].state == INBOX_QUARANTINED;
    }
    return moves;
}

static int mark_filed(struct db *db, const struct inbox_unfiled *rows,
                      const struct source_move *moves, int count, int *filed, struct error *error)
{
    if (db_begin(db, error))
        return -1;
    for (int i = 0; i < count; i++) {
        if (moves[i].done && inbox_set_filed(db, rows[i].id, error)) {
            db_rollback(db);
            return -1;
        }
        *filed += moves[i].done;
    }
    return db_commit(db, error);
}

struct verdict intake_file(struct source *source, struct db *db, int *filed)
{
    struct verdict verdict = verdict_ok();
    *filed = 0;
    for (bool more = true; more && verdict.kind == VERDICT_OK;) {
        struct arena *arena = arena_new();
        struct inbox_unfiled *rows;
        struct error error;
        int count, before = *filed;
        if (inbox_unfiled(db, arena, FILE_BATCH, &rows, &count, &error)) {
            verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
        } else if (count) {
            struct source_move *moves = make_moves(arena, rows, count);
            verdict = source_file(source, moves, count);
            fault_point("moved");
            if (mark_filed(db, rows, moves, count, filed, &error))
                verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
        }
        more = count == FILE_BATCH && *filed > before;
        arena_free(&arena);
    }
    return verdict;
}
