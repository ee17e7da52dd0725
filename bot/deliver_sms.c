#include "bot/deliver_sms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/fault.h"
#include "bot/log.h"
#include "bot/post.h"
#include "bot/sms.h"
#include "db/outbox.h"
#include "db/outbox_sms.h"
#include "parsers/date.h"
#include "parsers/zone.h"

/* `texts` holds verdicts of `rows` that are not committed yet; count 0: none. */
struct deliver_sms {
    const struct config *config;
    struct db *db;
    const struct sms_provider *provider;
    void *state;
    struct arena *arena;
    struct outbox_sms_row *rows;
    struct sms_out *texts;
    int count;
};

enum {
    ALONE_FROM = 2,       /* as in bot/post.c */
    AGE_MOST = 2 * 86400, /* an older text would be read as a new one */
    DAY_SECONDS = 86400,
};

struct deliver_sms *deliver_sms_open(const struct config *config, struct db *db)
{
    return deliver_sms_open_with(config, db, sms_provider_of(config));
}

struct deliver_sms *deliver_sms_open_with(const struct config *config, struct db *db,
                                          const struct sms_provider *provider)
{
    if (!provider)
        return NULL;
    struct deliver_sms *deliver = calloc(1, sizeof *deliver);
    if (!deliver)
        abort();
    *deliver = (struct deliver_sms){.config = config,
                                    .db = db,
                                    .provider = provider,
                                    .state = provider->open(config),
                                    .arena = arena_new()};
    return deliver;
}

void deliver_sms_close(struct deliver_sms **deliver)
{
    if (!*deliver)
        return;
    (*deliver)->provider->close((*deliver)->state);
    arena_free(&(*deliver)->arena);
    free(*deliver);
    *deliver = NULL;
}

bool deliver_sms_is_push(const char *kind)
{
    return strcmp(kind, "answer") != 0 && strcmp(kind, "stranger") != 0;
}

/* A reminder was asked for, and may have no other day: the cutoff of a Tuesday's delivery is a Sunday's end. */
static bool is_free_day(const char *kind, int day)
{
    return (date_weekday(day) == 7 || date_is_holiday(day)) && strcmp(kind, "reminder") != 0;
}

static bool is_quiet(const struct config *config, const char *kind, struct civil local)
{
    int minute = local.seconds / 60, from = config->sms.quiet_from, to = config->sms.quiet_to;
    bool night = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
    return night || is_free_day(kind, local.day);
}

int64_t deliver_sms_after(const struct config *config, const char *kind, int64_t now)
{
    struct civil local = zone_local(now);
    if (!is_quiet(config, kind, local))
        return now;
    int minute = local.seconds / 60, to = config->sms.quiet_to;
    int day = local.day + (minute >= to);
    while (is_free_day(kind, day))
        day++;
    return zone_instant(day, to * 60);
}

/* What may not go now (STOP, the night) gets its end or its time, and is not offered. false: the database failed. */
static int hold_back(struct deliver_sms *deliver, const struct outbox_sms_row *row, int64_t now,
                     bool *held, struct error *error)
{
    int64_t after = deliver_sms_after(deliver->config, row->kind, now);
    bool push = deliver_sms_is_push(row->kind);
    *held = push && (row->stopped || after > now);
    if (!*held)
        return 0;
    if (outbox_set(deliver->db, row->id, OUTBOX_SENDING, 0, "", error))
        return -1;
    return row->stopped
               ? outbox_set(deliver->db, row->id, OUTBOX_DEAD, now, "its number wrote STOP", error)
               : outbox_put_back(deliver->db, row->id, after, "no texts at this hour", error);
}

/* Chooses what is sent in this turn, and commits that it is being sent. */
static int mark_sending(struct deliver_sms *deliver, struct outbox_sms_row *rows, int *count,
                        int64_t now, struct error *error)
{
    int kept = 0, result = 0;
    if (db_begin(deliver->db, error))
        return -1;
    for (int i = 0; i < *count && !result; i++) {
        bool held;
        result = hold_back(deliver, &rows[i], now, &held, error);
        if (result || held)
            continue;
        result = outbox_set(deliver->db, rows[i].id, OUTBOX_SENDING, 0, "", error);
        if (!result && !rows[i].doubt)
            result = outbox_sms_offered(deliver->db, rows[i].id, deliver->provider->name, error);
        rows[kept++] = rows[i];
    }
    if (!result)
        result = db_commit(deliver->db, error);
    if (result)
        db_rollback(deliver->db);
    *count = kept;
    return result;
}

static struct sms_out out_of(const struct deliver_sms *deliver, const struct outbox_sms_row *row)
{
    const char *dot = strchr(row->message_id, '.');
    struct sms_out out = {
        .id = row->id,
        .client_id = dot ? dot + 1 : row->message_id,
        .to = row->recipient,
        .text = row->text,
        .encoding = row->ucs2 ? SMS_UCS2 : SMS_GSM7,
        .segments = row->segments,
        .created = row->created,
        .verdict = verdict_make(VERDICT_RETRY, "not offered to %s", deliver->provider->name),
    };
    snprintf(out.provider_id, sizeof out.provider_id, "%s", row->provider_id);
    return out;
}

/* A gateway that knows no ids of ours goes by words and time. The newest of those words was sent for another text of
 * the same words? Then this one never came, for it would be newer. */
static enum sms_fate find_fate(struct deliver_sms *deliver, const struct outbox_sms_row *row,
                               struct sms_out *out)
{
    struct error error;
    enum sms_fate fate = deliver->provider->lookup(deliver->state, out);
    if (fate != SMS_FATE_TAKEN)
        return fate;
    int others =
        outbox_sms_is_others(deliver->db, row->id, row->provider, out->provider_id, &error);
    if (others)
        out->provider_id[0] = '\0';
    if (others < 0)
        out->verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    return others < 0 ? SMS_FATE_UNKNOWN : others ? SMS_FATE_ABSENT : fate;
}

/* What is in doubt is looked up first. true: it may be offered now. */
static bool clear_doubt(struct deliver_sms *deliver, const struct outbox_sms_row *row,
                        struct sms_out *out)
{
    const struct sms_provider *provider = deliver->provider;
    if (!row->doubt || (provider->idempotent && !strcmp(row->provider, provider->name)))
        return true;
    out->offered = true;
    if (!provider->lookup || strcmp(row->provider, provider->name) != 0) {
        out->verdict =
            verdict_make(VERDICT_UNSURE, "perhaps it was sent: %s can't be asked", row->provider);
        return false;
    }
    enum sms_fate fate = find_fate(deliver, row, out);
    if (fate == SMS_FATE_TAKEN)
        out->verdict = verdict_ok();
    if (fate == SMS_FATE_UNKNOWN && out->verdict.kind == VERDICT_OK)
        out->verdict = verdict_make(VERDICT_RETRY, "%s can't say yet", provider->name);
    return fate == SMS_FATE_ABSENT;
}

/* Loads and sends one batch; what came of it waits to be recorded. */
static int send_batch(struct deliver_sms *deliver, int64_t now, int *tried, struct error *error)
{
    struct outbox_sms_row *rows;
    int count, ready = 0;
    /* Who can't be asked gets one at a time: a death leaves no other in doubt than what it was given. */
    int most = deliver->provider->idempotent || deliver->provider->lookup ? SMS_SEND_BATCH : 1;
    arena_reset(deliver->arena);
    if (outbox_sms_load(deliver->db, deliver->arena, now, most, &rows, &count, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (rows[i].attempts >= ALONE_FROM) {
            count = i ? i : 1;
            break;
        }
    *tried = count;
    if (!count)
        return 0;
    if (mark_sending(deliver, rows, &count, now, error))
        return -1;
    if (!count)
        return 0;
    struct sms_out *texts = arena_array(deliver->arena, (size_t)count + 1, sizeof *texts);
    struct sms_out *offered[SMS_SEND_BATCH];
    fault_point("sms sending");
    for (int i = 0; i < count; i++) {
        texts[i] = out_of(deliver, &rows[i]);
        fault_poison(rows[i].text);
        if (clear_doubt(deliver, &rows[i], &texts[i]))
            offered[ready++] = &texts[i];
    }
    if (ready)
        deliver->provider->send(deliver->state, offered, ready);
    fault_point("sms sent");
    deliver->rows = rows;
    deliver->texts = texts;
    deliver->count = count;
    return 0;
}

/* Whether doubt about it may end without a person. */
static bool can_ask(const struct deliver_sms *deliver, const struct outbox_sms_row *row)
{
    bool same = row->doubt ? !strcmp(row->provider, deliver->provider->name) : true;
    return same && (deliver->provider->idempotent || deliver->provider->lookup);
}

static int record(struct deliver_sms *deliver, const struct outbox_sms_row *row,
                  const struct sms_out *out, int64_t now, struct error *error)
{
    static const char *const names[] = {"DUE", "SENDING", "SENT", "DEAD"};
    const struct verdict *verdict = &out->verdict;
    bool unsure = verdict->kind == VERDICT_UNSURE, ok = verdict->kind == VERDICT_OK;
    /* Doubt ends with the gateway's yes or no; looking it up once more does no harm. */
    bool doubt = unsure || (row->doubt && verdict->kind == VERDICT_RETRY);
    enum outbox_state state = ok ? OUTBOX_SENT : OUTBOX_DUE;
    int64_t at = now;
    if (verdict->kind == VERDICT_RETRY && !out->offered)
        return outbox_put_back(deliver->db, row->id, now, verdict->reason, error);
    if (verdict->kind == VERDICT_NEVER || (unsure && !can_ask(deliver, row)) ||
        (!ok && now - row->created > AGE_MOST))
        state = OUTBOX_DEAD;
    else if (!ok)
        at = now + post_delay(row->attempts + 1);
    char id[32];
    snprintf(id, sizeof id, "a%lld", (long long)row->id);
    log_event(state == OUTBOX_DEAD ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, id, "text",
              "state=SENDING->%s attempt=%d segments=%d verdict=%s reason=\"%s\"%s", names[state],
              row->attempts + 1, row->segments, verdict_name(verdict->kind),
              log_text(verdict->reason).at,
              state == OUTBOX_DEAD ? " next=\"staff will see it\"" : "");
    if (ok ? outbox_sms_taken(deliver->db, row->id, out->provider_id, error)
           : outbox_sms_doubt(deliver->db, row->id, doubt, error))
        return -1;
    return outbox_set(deliver->db, row->id, state, at, verdict->reason, error);
}

static int record_all(struct deliver_sms *deliver, int64_t now, struct error *error)
{
    if (db_begin(deliver->db, error))
        return -1;
    for (int i = 0; i < deliver->count; i++)
        if (record(deliver, &deliver->rows[i], &deliver->texts[i], now, error)) {
            db_rollback(deliver->db);
            return -1;
        }
    return db_commit(deliver->db, error);
}

/* The way out works when one text got through or was judged for itself. */
static struct verdict overall(const struct deliver_sms *deliver, int *sent)
{
    bool works = !deliver->count;
    for (int i = 0; i < deliver->count; i++) {
        *sent += deliver->texts[i].verdict.kind == VERDICT_OK;
        works |= deliver->texts[i].offered;
    }
    return works ? verdict_ok() : deliver->texts[0].verdict;
}

struct verdict deliver_sms_turn(struct deliver_sms *deliver, int64_t now, int *tried, int *sent)
{
    struct error error;
    struct verdict verdict = verdict_ok();
    *tried = *sent = 0;
    int result = 0;
    if (!deliver->count) {
        result = send_batch(deliver, now, tried, &error);
        if (!result)
            verdict = overall(deliver, sent);
    }
    if (!result && deliver->count) {
        result = record_all(deliver, now, &error);
        if (!result)
            deliver->count = 0;
    }
    return result ? verdict_make(VERDICT_RETRY, "%s", error.text) : verdict;
}

struct verdict deliver_sms_fetch(struct deliver_sms *deliver, int64_t now, int wake, int *taken)
{
    *taken = 0;
    return deliver->provider->fetch
               ? deliver->provider->fetch(deliver->state, deliver->db, now, wake, taken)
               : verdict_ok();
}

int deliver_sms_watch(struct deliver_sms *deliver, bool *polls)
{
    *polls = deliver->provider->fetch != NULL;
    return deliver->provider->watch ? deliver->provider->watch(deliver->state) : -1;
}
