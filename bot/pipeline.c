#include "bot/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "bot/fault.h"
#include "bot/log.h"
#include "bot/tally.h"
#include "db/farm.h"

enum { BATCH_MAILS = 64, BATCH_BYTES = 512 << 10 };

struct pipeline {
    struct db *db;
    const struct config *config;
    struct arena *farm_arena;
    const struct farm *farm;
    int64_t farm_version;
    struct seal *seal;             /* NULL: no key, bank details are for staff */
    bool scrub;                    /* something that was stored is to leave the files as well */
    int results[TALLY_RESULTS];    /* of the batch that is being decided */
    int64_t owed_first, owed_last; /* ids whose attempt was counted and came to nothing; 0: none */
};

/* The way of a message. A stage may settle it; what settled it is then stored like any other end. */
static int handle(struct handling *message, struct error *error)
{
    int (*const stages[])(struct handling *, struct error *) = {
        handle_read,     /* bytes   -> headers, one UTF-8 text       parsers/mail */
        handle_trust,    /* headers -> who is it, may it ask         bot/robot, bot/trust */
        handle_text,     /* text    -> what the sender wrote         parsers/reply */
        handle_requests, /* words   -> requests                      parsers/understand */
        handle_decide,   /* request -> verdict, changes, question    bot/converse, bot/requests */
        handle_answer,   /* verdict -> letters                       bot/answer, templates */
    };
    for (size_t i = 0; i < sizeof stages / sizeof *stages && !message->settled; i++)
        if (stages[i](message, error))
            return -1;
    return handle_store(message, error); /* outbox and inbox, in the transaction that is open */
}

struct pipeline *pipeline_open(struct db *db, const struct config *config)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (!pipeline)
        abort();
    *pipeline = (struct pipeline){.db = db, .config = config, .farm_version = -1, .scrub = true};
    struct error error;
    if (seal_open(config->security.key_file, &pipeline->seal, &error))
        log_event(LOG_LEVEL_ERROR, NULL, "no-key",
                  "reason=\"%s\" next=\"bank details go to staff\"", log_text(error.text).at);
    return pipeline;
}

/* Formulas, depots, products and closures are loaded again when an import or staff changed them: before each
 * message, since the one before it in the same transaction may have been a closure. */
static int load_farm(struct pipeline *pipeline, struct error *error)
{
    int failed = 0;
    int64_t version = db_int(pipeline->db, SQL_FARM_VERSION, 0, &failed, error, "");
    if (failed)
        return -1;
    if (version == pipeline->farm_version)
        return 0;
    struct arena *arena = arena_new();
    struct farm *farm = farm_load(arena, pipeline->db, error);
    if (!farm) {
        arena_free(&arena);
        return -1;
    }
    farm_speak(arena, farm, pipeline->config->farm.language);
    arena_free(&pipeline->farm_arena);
    pipeline->farm_arena = arena;
    pipeline->farm = farm;
    pipeline->farm_version = version;
    return 0;
}

static void prepare(struct pipeline *pipeline, struct arena *arena, const struct inbox_row *row,
                    int64_t now, struct handling *message)
{
    *message = (struct handling){
        .arena = arena,
        .db = pipeline->db,
        .config = pipeline->config,
        .farm = pipeline->farm,
        .row = row,
        .seal = pipeline->seal,
        .now = now,
    };
}

/* A message that can't be decided for a reason of our own is shown to staff, not tried for ever. */
static int quarantine(struct pipeline *pipeline, struct arena *arena, const struct inbox_row *row,
                      int64_t now, const char *reason, struct error *error)
{
    struct inbox_decision decision = {.state = INBOX_QUARANTINED,
                                      .reason = reason,
                                      .decided = now,
                                      .sender = "",
                                      .subject = "",
                                      .message_id = "",
                                      .digest = ""};
    log_event(LOG_LEVEL_ERROR, NULL, "undecided",
              "inbox=%lld reason=\"%s\" next=\"staff will see it\"", (long long)row->id,
              log_text(reason).at);
    bool redacted = false;
    int result = inbox_decide(pipeline->db, row->id, &decision, error) ||
                         bank_redact(arena, pipeline->db, row, false, &redacted, error)
                     ? -1
                     : 0;
    pipeline->scrub |= redacted;
    return result;
}

static int decide_one(struct pipeline *pipeline, const struct inbox_row *row, int64_t now,
                      struct error *error)
{
    if (load_farm(pipeline, error))
        return -1;
    struct arena *arena = arena_new();
    struct handling *message = arena_alloc(arena, sizeof *message);
    prepare(pipeline, arena, row, now, message);
    struct error why;
    int result = db_savepoint(pipeline->db, &why);
    if (!result) {
        result = handle(message, &why);
        pipeline->scrub |= message->redacted;
        if (!result)
            result = db_release(pipeline->db, &why);
        else if (!db_may_retry(pipeline->db)) {
            db_undo(pipeline->db);
            result = quarantine(pipeline, arena, row, now, why.text, &why);
        }
    }
    if (result)
        *error = why;
    for (int i = 0; i < message->talk.block_count; i++)
        pipeline->results[message->talk.blocks[i].result]++;
    arena_free(&arena);
    return result;
}

static int decide_batch(struct pipeline *pipeline, const struct inbox_row *rows, int count,
                        int64_t now, struct error *error)
{
    int result = db_begin(pipeline->db, error);
    memset(pipeline->results, 0, sizeof pipeline->results);
    for (int i = 0; i < count && !result; i++) {
        result = decide_one(pipeline, &rows[i], now, error);
        fault_point("decided");
    }
    if (!result)
        result = db_commit(pipeline->db, error);
    if (result) {
        db_rollback(pipeline->db);
        pipeline->farm_version = -1; /* what was loaded may hold what is not there any more */
        return -1;
    }
    tally_add(pipeline->results);
    return 0;
}

static int count_in(struct pipeline *pipeline, int64_t first, int64_t last, int by,
                    struct error *error)
{
    if (db_begin(pipeline->db, error))
        return -1;
    if (inbox_count_attempt(pipeline->db, first, last, by, error)) {
        db_rollback(pipeline->db);
        return -1;
    }
    return db_commit(pipeline->db, error);
}

/* A database that was full or locked kills nobody: an attempt that ended in good order is taken back. */
static int take_back(struct pipeline *pipeline, struct error *error)
{
    if (!pipeline->owed_first)
        return 0;
    if (count_in(pipeline, pipeline->owed_first, pipeline->owed_last, -1, error))
        return -1;
    pipeline->owed_first = pipeline->owed_last = 0;
    return 0;
}

/* The attempt is committed before the work. After a crash messages go one by one, so that only the one
 * that kills the process runs out of attempts. */
static int count_attempts(struct pipeline *pipeline, const struct inbox_row *rows, int count,
                          struct error *error)
{
    int64_t first = rows[0].id, last = rows[count - 1].id;
    if (count_in(pipeline, first, last, 1, error))
        return -1;
    pipeline->owed_first = first;
    pipeline->owed_last = last;
    return 0;
}

void pipeline_close(struct pipeline **pipeline)
{
    if (!*pipeline)
        return;
    struct error ignored;
    take_back(*pipeline, &ignored);
    arena_free(&(*pipeline)->farm_arena);
    seal_close(&(*pipeline)->seal);
    free(*pipeline);
    *pipeline = NULL;
}

static int turn(struct pipeline *pipeline, struct arena *arena, int64_t now, int *decided,
                struct error *error)
{
    struct inbox_row *rows;
    int count;
    if (take_back(pipeline, error) ||
        inbox_load(pipeline->db, arena, 0, BATCH_MAILS, BATCH_BYTES, &rows, &count, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (rows[i].attempts) { /* up to the first one that was tried before, or that one alone */
            count = i ? i : 1;
            break;
        }
    if (!count)
        return 0;
    if (count_attempts(pipeline, rows, count, error))
        return -1;
    fault_point("counted");
    if (decide_batch(pipeline, rows, count, now, error))
        return -1;
    fault_point("committed");
    pipeline->owed_first = pipeline->owed_last = 0;
    *decided = count;
    return 0;
}

struct verdict pipeline_turn(struct pipeline *pipeline, int64_t now, int *decided)
{
    struct arena *arena = arena_new();
    struct error error;
    *decided = 0;
    int result = turn(pipeline, arena, now, decided, &error);
    if (pipeline->scrub && !result)
        pipeline->scrub = !db_scrub(pipeline->db);
    arena_free(&arena);
    return result ? verdict_make(VERDICT_RETRY, "%s", error.text) : verdict_ok();
}

int pipeline_replay(struct pipeline *pipeline, struct arena *arena, struct view raw, const char *as,
                    int64_t received, int64_t now, struct handling *message, struct error *error)
{
    struct inbox_row *row = arena_alloc(arena, sizeof *row);
    *row = (struct inbox_row){.source_key = "replay", .received = received, .raw = raw};
    if (load_farm(pipeline, error) || db_begin(pipeline->db, error))
        return -1;
    bool added;
    int result = inbox_add(pipeline->db, row, now, &added, error);
    if (!result) {
        row->id = db_int(pipeline->db, SQL_INBOX_LAST, 0, &result, error, "");
        prepare(pipeline, arena, row, now, message);
        message->replay = true;
        message->as = as;
        result = result ? result : handle(message, error);
    }
    db_rollback(pipeline->db);
    return result;
}
