/* OVH's SMS service. [sms] send_url is the service's address (https://eu.api.ovh.com/1.0/sms/sms-ab12345-1), user the
 * application key, and password_file holds "APPLICATION_SECRET:CONSUMER_KEY". Every call is signed. Texts are fetched
 * from `incoming`, whose ids are growing numbers; what was taken is remembered, and nothing is deleted there.
 * What is in doubt is looked for by its tag, which is our id. */
#include "bot/sms_ovh.h"

#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>

#include "bot/log.h"
#include "bot/secret.h"
#include "bot/sms.h"
#include "bot/webhook.h"
#include "parsers/form.h"
#include "parsers/tree.h"

enum { POLL_LEAST = 5, FETCH_BATCH = 50, OLD_SECONDS = 86400, YOUNG_SECONDS = 600 };

#define LAST_KEY "sms.ovh.last"

const char *sms_ovh_sign(struct arena *arena, struct view secret, struct view consumer,
                         const struct fetch_request *request, int64_t now)
{
    struct text base = text_in(arena);
    text_add_view(&base, secret);
    text_add(&base, "+");
    text_add_view(&base, consumer);
    text_print(&base, "+%s+%s+", request->method, request->url);
    text_add_view(&base, request->body);
    text_print(&base, "+%lld", (long long)now);
    return arena_print(arena, "$1$%s", secret_hash(arena, SECRET_SHA1, text_view(&base)));
}

static void sign(struct arena *arena, const struct sms_web_keys *keys,
                 struct fetch_request *request)
{
    struct view both = view_of(keys->password);
    size_t colon = view_find_byte(both, ':');
    struct view secret = view_cut(both, 0, colon);
    struct view consumer =
        colon == SIZE_MAX ? (struct view){"", 0} : view_cut(both, colon + 1, both.len);
    const char **header = request->headers;
    *header++ = arena_print(arena, "X-Ovh-Application: %s", keys->config->sms.user);
    *header++ = arena_print(arena, "X-Ovh-Consumer: %.*s", (int)consumer.len, consumer.at);
    *header++ = arena_print(arena, "X-Ovh-Timestamp: %lld", (long long)keys->now);
    *header++ = arena_print(arena, "X-Ovh-Signature: %s",
                            sms_ovh_sign(arena, secret, consumer, request, keys->now));
    request->header_count = (int)(header - request->headers);
}

/* A short number that takes answers; with a number of the farm's own, from that one. */
static void make_send(struct arena *arena, const struct sms_web_keys *keys,
                      const struct sms_out *out, struct fetch_request *request)
{
    struct tree *root = tree_new(arena);
    bool wide = out->encoding == SMS_UCS2;
    tree_put_text(root, "charset", "UTF-8");
    tree_put_text(root, "class", "phoneDisplay");
    tree_put_text(root, "coding", wide ? "8bit" : "7bit");
    tree_put_text(root, "message", out->text.at);
    tree_put_bool(root, "noStopClause", true);
    tree_put_text(root, "priority", "high");
    tree_push_text(tree_put_list(root, "receivers"), out->to);
    if (*keys->config->sms.number)
        tree_put_text(root, "sender", keys->config->sms.number);
    else
        tree_put_bool(root, "senderForResponse", true);
    tree_put_text(root, "tag", out->client_id);
    tree_put_int(root, "validityPeriod", 2880);
    request->url = arena_print(arena, "%s/jobs", keys->url);
    request->type = "application/json";
    request->body = view_of(tree_write(arena, root));
    sign(arena, keys, request);
}

static void read_sent(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out)
{
    struct error error;
    const struct tree *root = tree_read(arena, answer->body, &error);
    out->verdict =
        sms_web_judge(arena, answer, view_of(root ? tree_get_text(root, "message", "") : ""));
    if (out->verdict.kind == VERDICT_OK) {
        const struct tree *ids = root ? tree_get(root, "ids") : NULL;
        if (tree_kind(ids) == TREE_LIST && tree_count(ids))
            sms_web_keep_id(
                out, view_of(arena_print(arena, "%lld", (long long)tree_int(tree_at(ids, 0)))));
        else if (root && tree_count(tree_get(root, "invalidReceivers")))
            out->verdict = verdict_make(VERDICT_NEVER, "OVH: this number takes no texts");
        else
            out->verdict = verdict_make(VERDICT_UNSURE, "OVH's answer names no text");
    }
}

static void make_ask(struct arena *arena, const struct sms_web_keys *keys,
                     const struct sms_out *out, struct fetch_request *request)
{
    request->url = arena_print(arena, "%s/outgoing?tag=%s", keys->url, out->client_id);
    sign(arena, keys, request);
}

/* A text that waits in `jobs` is not in `outgoing` yet: no trace is no proof while the text is young. */
static enum sms_fate read_told(struct arena *arena, const struct fetch_answer *answer, int64_t now,
                               struct sms_out *out)
{
    struct error error;
    const struct tree *list = tree_read(arena, answer->body, &error);
    out->verdict = fetch_judge(answer);
    if (out->verdict.kind != VERDICT_OK || tree_kind(list) != TREE_LIST) {
        out->verdict =
            verdict_make(VERDICT_RETRY, "OVH does not list its texts (HTTP %d)", answer->status);
        return SMS_FATE_UNKNOWN;
    }
    if (!tree_count(list))
        return now - out->created > YOUNG_SECONDS ? SMS_FATE_ABSENT : SMS_FATE_UNKNOWN;
    sms_web_keep_id(out,
                    view_of(arena_print(arena, "%lld", (long long)tree_int(tree_at(list, 0)))));
    return SMS_FATE_TAKEN;
}

static void make_probe(struct arena *arena, const struct sms_web_keys *keys,
                       struct fetch_request *request)
{
    request->url = keys->url;
    sign(arena, keys, request);
}

/* One poll: from the list of ids to what was taken. */
struct poll {
    struct sms_web_state *state;
    struct arena *arena;
    struct sms_web_keys keys;
    const char *url;
    struct db *db;
    int64_t now, last; /* last: the highest id that was taken; -1: this is the first poll ever */
    int wake, *taken, skipped;
};

static struct verdict get(struct poll *poll, const char *url, const struct tree **root, int *status)
{
    struct fetch_request request = {.method = "GET", .url = url};
    struct fetch_answer answer;
    struct error error;
    sign(poll->arena, &poll->keys, &request);
    struct verdict verdict = fetch_run(poll->state->wire, poll->arena,
                                       poll->state->config->sms.ca_file, &request, &answer);
    *status = answer.status;
    *root = NULL;
    if (verdict.kind == VERDICT_OK)
        verdict = fetch_judge(&answer);
    if (verdict.kind == VERDICT_OK && !(*root = tree_read(poll->arena, answer.body, &error)))
        verdict = verdict_make(VERDICT_RETRY, "OVH: %s", error.text);
    if (verdict.kind != VERDICT_OK)
        verdict.kind = VERDICT_RETRY; /* a question may always be asked again */
    return verdict;
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The new ones, in their order. */
static int64_t *new_ids(struct poll *poll, const struct tree *list, int *count)
{
    int64_t *ids = arena_array(poll->arena, tree_count(list) + 1, sizeof *ids);
    *count = 0;
    for (size_t i = 0; i < tree_count(list); i++)
        if (tree_int(tree_at(list, i)) > poll->last)
            ids[(*count)++] = tree_int(tree_at(list, i));
    qsort(ids, (size_t)*count, sizeof *ids, by_number);
    return ids;
}

/* true: `in` is a text for us. At the first poll ever what is older than a day is history. */
static bool read_text(struct poll *poll, const struct tree *item, int64_t id, struct sms_in *in)
{
    *in = (struct sms_in){
        .gateway = "ovh",
        .provider_id = arena_print(poll->arena, "%lld", (long long)id),
        .from = tree_get_text(item, "sender", ""),
        .text = view_of(tree_get_text(item, "message", "")),
        .received =
            webhook_instant(view_of(tree_get_text(item, "creationDatetime", "")), poll->now),
    };
    bool old = poll->last < 0 && in->received && in->received < poll->now - OLD_SECONDS;
    poll->skipped += old;
    return !old;
}

static int remember(struct poll *poll, int64_t id, struct error *error)
{
    if (db_begin(poll->db, error))
        return -1;
    if (db_run(poll->db, SQL_SETTING_SET, error, "tt", LAST_KEY,
               arena_print(poll->arena, "%lld", (long long)id)) ||
        db_commit(poll->db, error)) {
        db_rollback(poll->db);
        return -1;
    }
    return 0;
}

/* Some ids, one transaction; what was taken is remembered after it. */
static struct verdict take_some(struct poll *poll, const int64_t *ids, int count)
{
    struct sms_in texts[FETCH_BATCH];
    enum sms_taken taken[FETCH_BATCH];
    struct error error;
    struct verdict verdict = verdict_ok();
    int ready = 0, done = 0;
    for (; done < count; done++) {
        const struct tree *item;
        int status;
        verdict = get(poll, arena_print(poll->arena, "%s/%lld", poll->url, (long long)ids[done]),
                      &item, &status);
        if (verdict.kind != VERDICT_OK && status != 404)
            break;
        ready += item && read_text(poll, item, ids[done], &texts[ready]);
        verdict = verdict_ok();
    }
    if (ready &&
        sms_take_all(poll->db, texts, ready, poll->now, poll->wake, taken, &error) == SMS_BUSY)
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    for (int i = 0; i < ready; i++)
        *poll->taken += taken[i] == SMS_ADDED;
    if (done && remember(poll, ids[done - 1], &error))
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    return verdict;
}

static struct verdict poll_all(struct poll *poll)
{
    const struct tree *list;
    struct error error;
    int status, count;
    if (sms_web_keys_read(poll->state, poll->arena, &poll->keys, &error))
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    int failed = 0;
    poll->last = db_int(poll->db, SQL_SETTING_GET, -1, &failed, &error, "t", LAST_KEY);
    if (failed)
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    const char *url = poll->state->config->sms.poll_url;
    poll->url = *url ? url : arena_print(poll->arena, "%s/incoming", poll->keys.url);
    struct verdict verdict = get(poll, poll->url, &list, &status);
    if (verdict.kind != VERDICT_OK)
        return verdict;
    if (tree_kind(list) != TREE_LIST)
        return verdict_make(VERDICT_RETRY, "OVH's incoming is no list: check [sms] poll_url");
    int64_t *ids = new_ids(poll, list, &count);
    for (int i = 0; i < count && verdict.kind == VERDICT_OK; i += FETCH_BATCH)
        verdict = take_some(poll, ids + i, count - i < FETCH_BATCH ? count - i : FETCH_BATCH);
    if (verdict.kind == VERDICT_OK && poll->last < 0 && !count && remember(poll, 0, &error))
        return verdict_make(VERDICT_RETRY, "%s", error.text);
    if (poll->skipped)
        log_event(LOG_LEVEL_WARNING, NULL, "texts-old",
                  "count=%d next=\"they lay there before the first poll and are not executed\"",
                  poll->skipped);
    return verdict;
}

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void set_timer(const struct sms_web_state *state, int64_t seconds)
{
    struct itimerspec when = {.it_value.tv_sec = seconds > 0 ? seconds : 1};
    timerfd_settime(state->timer, 0, &when, NULL);
}

/* Called at every turn of the SMS thread: the gateway is asked when it is time, or when its call hints that
 * something waits, but not twice within POLL_LEAST seconds. */
static struct verdict ovh_fetch(void *context, struct db *db, int64_t now, int wake, int *taken)
{
    struct sms_web_state *state = context;
    int64_t since = state->polled ? monotonic() - state->polled : POLL_LEAST;
    *taken = 0;
    if (since < POLL_LEAST) {
        set_timer(state, POLL_LEAST - since);
        return verdict_ok();
    }
    struct poll poll = {
        .state = state, .arena = arena_new(), .db = db, .now = now, .wake = wake, .taken = taken};
    struct verdict verdict = poll_all(&poll);
    arena_free(&poll.arena);
    state->polled = monotonic();
    set_timer(state, state->config->sms.poll_seconds);
    return verdict;
}

static int ovh_watch(void *context)
{
    return ((struct sms_web_state *)context)->timer;
}

const struct sms_web sms_web_ovh = {
    .name = "ovh",
    .default_url = "",
    .needs_user = true,
    .send = make_send,
    .sent = read_sent,
    .ask = make_ask,
    .told = read_told,
    .probe = make_probe,
};

const struct sms_provider sms_ovh = {
    .name = "ovh",
    .open = sms_web_open,
    .close = sms_web_close,
    .send = sms_web_send,
    .lookup = sms_web_lookup,
    .fetch = ovh_fetch,
    .watch = ovh_watch,
    .check = sms_web_check,
};
