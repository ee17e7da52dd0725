#include "bot/reception.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bot/http.h"
#include "bot/log.h"
#include "bot/throttle.h"
#include "bot/wake.h"
#include "bot/webhook.h"

enum { RETRY_BUSY = 5, RETRY_FULL = 30, LOOK_SECONDS = 2, LOG_SECONDS = 60 };

/* What the web role is to do for a call. */
enum errand_kind { ERRAND_TEXT, ERRAND_REPORT, ERRAND_HEALTH, ERRAND_METRICS };

struct errand {
    enum errand_kind kind;
    struct webhook_reading reading;
};

struct reception {
    const struct config *config;
    const struct reception_host *host;
    const struct webhook *webhook; /* NULL: this gateway calls nobody */
    struct webhook_keys keys;
    struct arena *arena;
    struct http_host http_host;
    struct http *http;
    struct throttle throttle; /* the server's thread only */
    int64_t denied_logged;
    pthread_mutex_t mutex; /* of the next three */
    struct http_call *first, **last;
    bool closed;
    _Atomic int64_t calls[CALLS];
    int64_t looked; /* when health was last looked at: not more often than every LOOK_SECONDS */
    char health[512];
    int health_status;
};

static int64_t clock_now(const struct reception *reception)
{
    return reception->host->fixed_now ? reception->host->fixed_now : (int64_t)time(NULL);
}

static bool answer(struct http_call *call, int status, const char *text)
{
    call->status = status;
    call->type = "text/plain; charset=utf-8";
    call->text = text;
    return true;
}

static bool answer_busy(struct http_call *call, int seconds)
{
    call->retry_seconds = seconds;
    return answer(call, 503, "busy\n");
}

/* The rest of the path behind "/sms/kannel"; at NULL: it is not this gateway's. */
static struct view rest_of(const struct reception *reception, struct view path)
{
    struct view none = {NULL, 0};
    if (!reception->webhook || !view_starts(path, "/sms/"))
        return none;
    path = view_cut(path, 5, path.len);
    if (!view_starts(path, reception->webhook->gateway))
        return none;
    struct view rest = view_cut(path, strlen(reception->webhook->gateway), path.len);
    return !rest.len || rest.at[0] == '/' ? rest : none;
}

static bool admit(void *context, struct http_call *call)
{
    const struct reception *reception = context;
    bool own = view_is(call->path, "/healthz") || view_is(call->path, "/metrics");
    bool gateway = rest_of(reception, call->path).at != NULL;
    if (!own && !gateway)
        return !answer(call, 404, "no such path\n");
    if (own ? call->method <= HTTP_HEAD : call->method == HTTP_GET || call->method == HTTP_POST)
        return true;
    call->allow = own ? "GET, HEAD" : "GET, POST";
    return !answer(call, 405, "no such method here\n");
}

static bool deny(struct reception *reception, struct http_call *call, const char *reason,
                 int64_t now)
{
    reception->calls[CALL_DENIED]++;
    if (now - reception->denied_logged >= LOG_SECONDS || now < reception->denied_logged) {
        log_event(LOG_LEVEL_WARNING, NULL, "webhook-denied",
                  "gateway=%s reason=\"%s\" next=\"nothing is stored, and the next minute's are "
                  "not logged\"",
                  reception->webhook->gateway, log_text(reason).at);
        reception->denied_logged = now;
    }
    if (throttle_count(&reception->throttle, call->peer, now))
        return answer(call, 403, "not authentic\n");
    call->retry_seconds = THROTTLE_SECONDS;
    return answer(call, 429, "too many calls that are not authentic\n");
}

/* Into the queue of the web role; the call is answered from there. */
static bool hand_over(struct reception *reception, struct http_call *call, struct errand *errand)
{
    call->own = errand;
    call->next = NULL;
    pthread_mutex_lock(&reception->mutex);
    bool closed = reception->closed;
    if (!closed) {
        *reception->last = call;
        reception->last = &call->next;
    }
    pthread_mutex_unlock(&reception->mutex);
    if (closed)
        return answer_busy(call, RETRY_BUSY);
    wake_set(reception->host->wake);
    return false;
}

static bool read_call(struct reception *reception, struct http_call *call, struct errand *errand)
{
    struct webhook_call said = {
        .target = call->target,
        .rest = rest_of(reception, call->path),
        .query = call->query,
        .body = call->body,
        .post = call->method == HTTP_POST,
        .near = call->near,
        .type = http_header(call, "Content-Type"),
        .twilio_signature = http_header(call, "X-Twilio-Signature"),
        .signature = http_header(call, "X-Signature"),
        .timestamp = http_header(call, "X-Timestamp"),
    };
    struct webhook_reading *reading = &errand->reading;
    int64_t now = clock_now(reception);
    reception->webhook->read(call->arena, &reception->keys, &said, now, reading);
    switch (reading->kind) {
    case WEBHOOK_TEXT:
    case WEBHOOK_REPORT:
        errand->kind = reading->kind == WEBHOOK_TEXT ? ERRAND_TEXT : ERRAND_REPORT;
        return hand_over(reception, call, errand);
    case WEBHOOK_DENIED:
        return deny(reception, call, reading->reason, now);
    case WEBHOOK_METHOD:
        call->allow = said.post ? "GET" : "POST";
        return answer(call, 405, "this gateway calls otherwise\n");
    case WEBHOOK_BAD:
        reception->calls[CALL_BAD]++;
        return answer(call, 400, arena_print(call->arena, "%s\n", reading->reason));
    case WEBHOOK_POLL:
        reception->calls[CALL_HINT]++;
        if (reception->host->wake_sms >= 0)
            wake_set(reception->host->wake_sms);
        break;
    case WEBHOOK_NOTHING:
        reception->calls[CALL_IGNORED]++;
    }
    answer(call, 200, reception->webhook->reply);
    call->type = reception->webhook->reply_type;
    return true;
}

static bool handle(void *context, struct http_call *call)
{
    struct reception *reception = context;
    struct errand *errand = arena_alloc(call->arena, sizeof *errand);
    if (view_starts(call->path, "/sms/"))
        return read_call(reception, call, errand);
    errand->kind = view_is(call->path, "/healthz") ? ERRAND_HEALTH : ERRAND_METRICS;
    return hand_over(reception, call, errand);
}

static int read_keys(struct reception *reception, struct error *error)
{
    const struct config *config = reception->config;
    const char *secret = "";
    reception->webhook = webhook_of(config->sms.provider);
    if (reception->webhook && *config->sms.webhook_secret_file)
        secret = config_secret(reception->arena, config->sms.webhook_secret_file, error);
    struct view url = view_of(config->http.public_url);
    while (view_ends(url, "/"))
        url.len--;
    reception->keys.secret = secret;
    reception->keys.public_url = arena_copy(reception->arena, url.at, url.len);
    return secret ? 0 : -1;
}

struct reception *reception_open(const struct config *config, const struct reception_host *host,
                                 struct error *error)
{
    struct reception *reception = calloc(1, sizeof *reception);
    if (!reception)
        abort();
    reception->config = config;
    reception->host = host;
    reception->arena = arena_new();
    reception->last = &reception->first;
    reception->http_host = (struct http_host){admit, handle, reception};
    pthread_mutex_init(&reception->mutex, NULL);
    if (read_keys(reception, error) ||
        !(reception->http =
              http_open(config->http.listen, config->http.allow, &reception->http_host, error)))
        reception_close(&reception);
    return reception;
}

static struct http_call *take_all(struct reception *reception, bool close)
{
    pthread_mutex_lock(&reception->mutex);
    struct http_call *calls = reception->first;
    reception->first = NULL;
    reception->last = &reception->first;
    reception->closed = reception->closed || close;
    pthread_mutex_unlock(&reception->mutex);
    return calls;
}

static void settle(struct reception *reception, struct http_call *call, enum metrics_call end)
{
    reception->calls[end]++;
    if (end == CALL_BUSY) {
        answer_busy(call, RETRY_FULL);
    } else if (end == CALL_BAD) {
        answer(call, 400, "this text can never be taken: too long, or no sender\n");
    } else {
        answer(call, 200, reception->webhook->reply);
        call->type = reception->webhook->reply_type;
    }
    http_answer(call);
}

/* Up to SMS_BATCH texts, one transaction. Gives the worst of their ends. */
static enum sms_taken take_texts(struct reception *reception, struct db *db,
                                 struct http_call **calls, int count, int64_t now,
                                 struct error *error)
{
    static const enum metrics_call ends[] = {[SMS_ADDED] = CALL_TAKEN,
                                             [SMS_DUPLICATE] = CALL_DUPLICATE,
                                             [SMS_BUSY] = CALL_BUSY,
                                             [SMS_BAD] = CALL_BAD};
    struct sms_in texts[SMS_BATCH];
    enum sms_taken taken[SMS_BATCH];
    for (int i = 0; i < count; i++)
        texts[i] = ((struct errand *)calls[i]->own)->reading.text;
    sms_take_all(db, texts, count, now, reception->host->wake_worker, taken, error);
    enum sms_taken worst = SMS_ADDED;
    for (int i = 0; i < count; i++) {
        worst = taken[i] == SMS_BUSY ? SMS_BUSY : worst;
        settle(reception, calls[i], ends[taken[i]]);
    }
    return worst;
}

static int take_report(struct reception *reception, struct db *db, struct http_call *call,
                       int64_t now, struct error *error)
{
    const struct webhook_reading *reading = &((struct errand *)call->own)->reading;
    bool known;
    int result =
        sms_report(db, reception->webhook->gateway, reading->report.provider_id,
                   reading->report.client_id, reading->report.delivery, now, &known, error);
    settle(reception, call, result ? CALL_BUSY : CALL_REPORT);
    return result;
}

/* The only sure way to know that the database takes a message is to write to it. */
static void look(struct reception *reception, struct db *db, int64_t now)
{
    struct error error;
    struct arena *arena = arena_new();
    const char *asleep = reception->host->asleep(reception->host->context);
    const char *why = NULL;
    if (db_begin(db, &error) ||
        db_run(db, SQL_SETTING_SET, &error, "tt", "health",
               arena_print(arena, "%lld", (long long)now)) ||
        db_commit(db, &error)) {
        db_rollback(db);
        why = arena_print(arena, "database: %s", error.text);
    } else if (asleep) {
        why = arena_print(arena, "no sign of life from: %s", asleep);
    }
    reception->health_status = why ? 503 : 200;
    struct view said = view_cut(view_of(why ? why : "ok"), 0, sizeof reception->health - 2);
    memcpy(reception->health, said.at, said.len);
    memcpy(reception->health + said.len, "\n", 2);
    reception->looked = now;
    arena_free(&arena);
}

static void answer_health(struct reception *reception, struct db *db, struct http_call *call)
{
    int64_t now = (int64_t)time(NULL); /* never the fixed clock of tests: it stands still */
    if (now - reception->looked >= LOOK_SECONDS || now < reception->looked)
        look(reception, db, now);
    answer(call, reception->health_status, arena_text(call->arena, reception->health));
    http_answer(call);
}

static void answer_metrics(struct reception *reception, struct db *db, struct http_call *call)
{
    struct error error;
    int64_t calls[CALLS];
    for (int i = 0; i < CALLS; i++)
        calls[i] = reception->calls[i];
    const char *text =
        metrics_text(call->arena, db, calls, reception->host->started, (int64_t)time(NULL), &error);
    if (text) {
        answer(call, 200, text);
        call->type = "text/plain; version=0.0.4; charset=utf-8";
    } else {
        answer_busy(call, RETRY_BUSY);
    }
    http_answer(call);
}

int reception_turn(struct reception *reception, struct db *db, int64_t now, struct error *error)
{
    struct http_call *texts[SMS_BATCH];
    int count = 0, result = 0;
    for (struct http_call *call = take_all(reception, false), *next; call; call = next) {
        next = call->next; /* once answered, it is gone */
        switch (((struct errand *)call->own)->kind) {
        case ERRAND_TEXT:
            texts[count++] = call;
            break;
        case ERRAND_REPORT:
            result = take_report(reception, db, call, now, error) ? -1 : result;
            break;
        case ERRAND_HEALTH:
            answer_health(reception, db, call);
            break;
        case ERRAND_METRICS:
            answer_metrics(reception, db, call);
        }
        if (count && (count == SMS_BATCH || !next)) {
            if (take_texts(reception, db, texts, count, now, error) == SMS_BUSY)
                result = -1;
            count = 0;
        }
    }
    return result;
}

void reception_close(struct reception **reception)
{
    struct reception *own = *reception;
    if (!own)
        return;
    for (struct http_call *call = take_all(own, true), *next; call; call = next) {
        next = call->next;
        answer_busy(call, RETRY_BUSY);
        http_answer(call);
    }
    http_close(&own->http);
    pthread_mutex_destroy(&own->mutex);
    arena_free(&own->arena);
    free(own);
    *reception = NULL;
}

const char *reception_fault(struct arena *arena, const struct config *config)
{
    const struct webhook *webhook = webhook_of(config->sms.provider);
    struct error error;
    if (!webhook || (!strcmp(webhook->gateway, "ovh") && !*config->sms.webhook_secret_file))
        return NULL; /* OVH is asked every poll_seconds, with or without its calls */
    if (!*config->http.listen)
        return "[http] listen is empty: the gateway cannot call, no text will arrive";
    if (!*config->sms.webhook_secret_file)
        return "[sms] webhook_secret_file is not set: every call is refused, no text will arrive";
    const char *secret = config_secret(arena, config->sms.webhook_secret_file, &error);
    if (!secret)
        return arena_print(arena, "%s", error.text);
    if (strlen(secret) < WEBHOOK_SECRET_LEAST)
        return arena_print(arena, "[sms] webhook_secret_file: fewer than %d letters are guessed",
                           WEBHOOK_SECRET_LEAST);
    if (!strcmp(webhook->gateway, "twilio") && !*config->http.public_url)
        return "[http] public_url is not set: Twilio signs it, so that every call is refused";
    return NULL;
}
