#include "bot/sms_web.h"

#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "parsers/encode.h"

static const struct sms_web *const all[] = {&sms_web_kannel, &sms_web_twilio, &sms_web_ovh,
                                            &sms_web_android};

void *sms_web_open(const struct config *config)
{
    struct sms_web_state *state = calloc(1, sizeof *state);
    if (!state)
        abort();
    state->config = config;
    state->wire = wire_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i]->name, config->sms.provider))
            state->web = all[i];
    state->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (state->timer < 0)
        abort();
    return state;
}

void sms_web_close(void *state)
{
    struct sms_web_state *own = state;
    close(own->timer);
    wire_free(&own->wire);
    free(own);
}

static const char *without_slash(struct arena *arena, const char *url)
{
    struct view view = view_of(url);
    while (view_ends(view, "/"))
        view.len--;
    return arena_copy(arena, view.at, view.len);
}

/* Where the gateway may tell what became of a text. Kannel stands on our side of the wall, and reaches us as we listen. */
static const char *report_url(struct arena *arena, const struct config *config, const char *secret)
{
    const char *base = without_slash(arena, config->http.public_url);
    if (!*base && *config->http.listen && !strcmp(config->sms.provider, "kannel"))
        base = arena_print(arena, "http://%s", config->http.listen);
    if (!*base || !*secret)
        return "";
    return arena_print(arena, "%s/sms/%s/report", base, config->sms.provider);
}

int sms_web_keys_read(const struct sms_web_state *state, struct arena *arena,
                      struct sms_web_keys *keys, struct error *error)
{
    const struct config *config = state->config;
    const char *url = *config->sms.send_url ? config->sms.send_url : state->web->default_url;
    *keys = (struct sms_web_keys){.config = config,
                                  .url = without_slash(arena, url),
                                  .password = "",
                                  .secret = "",
                                  .now = (int64_t)time(NULL)};
    if (!*keys->url)
        return error_set(error, "[sms] send_url is missing: %s has no address", state->web->name);
    if (state->web->needs_user && !*config->sms.user)
        return error_set(error, "[sms] user is missing: %s wants an account", state->web->name);
    if (*config->sms.password_file &&
        !(keys->password = config_secret(arena, config->sms.password_file, error)))
        return -1;
    if (state->web->needs_user && !*keys->password)
        return error_set(error, "[sms] password_file is missing: %s wants one", state->web->name);
    if (*config->sms.webhook_secret_file &&
        !(keys->secret = config_secret(arena, config->sms.webhook_secret_file, error)))
        return -1;
    keys->report_url = report_url(arena, config, keys->secret);
    return 0;
}

void sms_web_keep_id(struct sms_out *out, struct view id)
{
    if (!id.len || id.len >= sizeof out->provider_id)
        return;
    memcpy(out->provider_id, id.at, id.len);
    out->provider_id[id.len] = '\0';
}

struct verdict sms_web_judge(struct arena *arena, const struct fetch_answer *answer,
                             struct view words)
{
    struct verdict verdict = fetch_judge(answer);
    struct view line = encode_clean(arena, view_cut(words, 0, 400), 120);
    if (verdict.kind == VERDICT_OK || answer->status == 401 || answer->status == 403 || !line.len)
        return verdict;
    return verdict_make(verdict.kind, "the gateway says: %.*s (HTTP %d)", (int)line.len, line.at,
                        answer->status);
}

/* One text. false: the way is shut, the next one would find it so too. */
static bool send_one(struct sms_web_state *state, const struct sms_web_keys *keys,
                     struct sms_out *out)
{
    struct arena *arena = arena_new();
    struct fetch_request request = {.method = "POST"};
    struct fetch_answer answer;
    state->web->send(arena, keys, out, &request);
    out->verdict = fetch_run(state->wire, arena, state->config->sms.ca_file, &request, &answer);
    bool shut = out->verdict.kind == VERDICT_RETRY;
    if (out->verdict.kind == VERDICT_OK) {
        state->web->sent(arena, &answer, out);
        shut = answer.status == 401 || answer.status == 403 || answer.status == 429;
    }
    out->offered = !shut;
    arena_free(&arena);
    return !shut;
}

void sms_web_send(void *context, struct sms_out *const *texts, int count)
{
    struct sms_web_state *state = context;
    struct arena *arena = arena_new();
    struct sms_web_keys keys;
    struct error error;
    int done = 0;
    if (sms_web_keys_read(state, arena, &keys, &error))
        texts[done++]->verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    else
        while (done < count && send_one(state, &keys, texts[done++]))
            ;
    for (int i = done; i < count; i++) /* all were offered, or the last one tells why not */
        texts[i]->verdict = texts[done - 1]->verdict;
    arena_free(&arena);
}

enum sms_fate sms_web_lookup(void *context, struct sms_out *out)
{
    struct sms_web_state *state = context;
    struct arena *arena = arena_new();
    struct sms_web_keys keys;
    struct error error;
    struct fetch_request request = {.method = "GET"};
    struct fetch_answer answer;
    enum sms_fate fate = SMS_FATE_UNKNOWN;
    if (sms_web_keys_read(state, arena, &keys, &error)) {
        out->verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else {
        state->web->ask(arena, &keys, out, &request);
        out->verdict = fetch_run(state->wire, arena, state->config->sms.ca_file, &request, &answer);
        if (out->verdict.kind == VERDICT_OK)
            fate = state->web->told(arena, &answer, keys.now, out);
        else /* the question was in vain, not the text: it may be asked again */
            out->verdict.kind = VERDICT_RETRY;
    }
    arena_free(&arena);
    return fate;
}

struct verdict sms_web_check(void *context, struct arena *arena, const char **report)
{
    struct sms_web_state *state = context;
    struct sms_web_keys keys;
    struct error error;
    struct fetch_request request = {.method = "GET"};
    struct fetch_answer answer;
    if (sms_web_keys_read(state, arena, &keys, &error))
        return verdict_make(VERDICT_NEVER, "%s", error.text);
    state->web->probe(arena, &keys, &request);
    struct verdict verdict =
        fetch_run(state->wire, arena, state->config->sms.ca_file, &request, &answer);
    if (verdict.kind != VERDICT_OK)
        return verdict;
    *report = arena_print(arena, "%s, %s", state->web->name, keys.url);
    /* A harmless request may be one too few words for the gateway: it was understood. */
    return answer.status < 300 || answer.status == 400 || answer.status == 405
               ? verdict
               : fetch_judge(&answer);
}
