#include <stdlib.h>
#include <string.h>

#include "bot/deliver_backend.h"
#include "bot/wire.h"
#include "parsers/text.h"

enum { REPLY_BYTES = 512, LOST_MAX = 3 };

/* How far a mail got: read from the commands that the library says it writes. */
enum phase { PHASE_BEFORE, PHASE_SENDER, PHASE_RECIPIENT, PHASE_DATA };

struct curl {
    const struct config *config;
    struct wire *wire; /* keeps its connection from one mail, and one batch, to the next */
};

/* What is the same for all mails of a batch; the password or the token may change from one to the next. */
struct session {
    const char *url, *user, *password, *token;
};

struct transfer {
    struct wire_job job;
    enum phase phase;
    bool leaving;            /* QUIT was written: what is answered now says nothing of the mail */
    char reply[REPLY_BYTES]; /* the last reply line */
};

static void *smtp_open(const struct config *config)
{
    struct curl *curl = calloc(1, sizeof *curl);
    if (!curl)
        abort();
    curl->config = config;
    curl->wire = wire_new();
    return curl;
}

static void smtp_close(void *state)
{
    struct curl *curl = state;
    wire_free(&curl->wire);
    free(curl);
}

/* The commands that are written hold passwords: only the verb is looked at, nothing is kept. */
static void on_line(void *context, bool written, struct view line)
{
    struct transfer *transfer = context;
    if (written) {
        if (view_starts(line, "MAIL FROM"))
            transfer->phase = PHASE_SENDER;
        else if (view_starts(line, "RCPT TO"))
            transfer->phase = PHASE_RECIPIENT;
        else if (view_starts(line, "DATA"))
            transfer->phase = PHASE_DATA;
        else if (view_starts(line, "QUIT"))
            transfer->leaving = true;
    } else if (line.len && !transfer->leaving) {
        line = view_cut(line, 0, sizeof transfer->reply - 1);
        memcpy(transfer->reply, line.at, line.len);
        transfer->reply[line.len] = '\0';
    }
}

/* smtps://host:port/name; the path is the name given in EHLO. */
static const char *make_place(struct arena *arena, const struct config *config)
{
    const struct url *url = &config->smtp.url;
    const char *at = config->mail.from_address ? strchr(config->mail.from_address, '@') : NULL;
    bool bare6 = strchr(url->host, ':') && url->host[0] != '[';
    return arena_print(arena, "%s://%s%s%s:%d/%s", url->kind == URL_SMTPS ? "smtps" : "smtp",
                       bare6 ? "[" : "", url->host, bare6 ? "]" : "", url->port,
                       at ? at + 1 : "localhost");
}

static int session_open(const struct curl *curl, struct arena *arena, struct session *session,
                        struct error *error)
{
    const struct config *config = curl->config;
    *session = (struct session){.url = make_place(arena, config), .user = config->smtp.url.user};
    if (!session->user || !*session->user)
        return 0;
    const char *secret = deliver_password(config, arena, error);
    if (config->smtp.auth == AUTH_XOAUTH2)
        session->token = secret;
    else
        session->password = secret;
    return secret ? 0 : -1;
}

static void run(struct curl *curl, const struct session *session, struct transfer *transfer)
{
    struct wire_job *job = &transfer->job;
    job->protocols = "smtp,smtps";
    job->url = session->url;
    job->user = session->user;
    job->password = session->password;
    job->token = session->token;
    job->ca_file = curl->config->smtp.ca_file;
    job->starttls = !deliver_is_plain(curl->config);
    job->connect_seconds = DELIVER_REPLY_SECONDS;
    job->reply_seconds = DELIVER_DATA_SECONDS;
    job->total_seconds = 2 * DELIVER_DATA_SECONDS;
    job->watch = on_line;
    job->context = transfer;
    wire_run(curl->wire, job);
}

static void offer(struct curl *curl, const struct session *session, const struct deliver_mail *mail,
                  bool fresh, struct transfer *transfer)
{
    struct arena *arena = arena_new();
    *transfer = (struct transfer){.job = {
                                      .fresh = fresh,
                                      .from = arena_print(arena, "<%s>", mail->from),
                                      .to = arena_print(arena, "<%s>", mail->to),
                                      .body = mail->bytes,
                                  }};
    run(curl, session, transfer);
    arena_free(&arena);
}

/* The code of the reply that ended the transfer; 0 when the last one was no refusal. */
static int refusal(const struct transfer *transfer)
{
    int64_t code = 0;
    if (!view_int(view_cut(view_of(transfer->reply), 0, 3), &code) || code < 400 || code > 599)
        return 0;
    return (int)code;
}

static struct verdict session_fault(const struct curl *curl, const struct transfer *transfer)
{
    const struct config *config = curl->config;
    const struct url *url = &config->smtp.url;
    struct arena *arena = arena_new();
    struct verdict verdict;
    const char *why = transfer->job.error;
    enum wire_end end = transfer->job.end;
    if (end == WIRE_LOGIN)
        verdict =
            deliver_login_failed(config, refusal(transfer) ? deliver_line(arena, transfer->reply)
                                                           : "no login in common");
    else if (end == WIRE_NO_TLS)
        verdict = deliver_no_starttls(config);
    else if (end == WIRE_CERTIFICATE)
        verdict = verdict_make(VERDICT_RETRY,
                               "%s:%d: certificate refused: %s (check [smtp] url and ca_file)",
                               url->host, url->port, deliver_line(arena, why));
    else if (end == WIRE_UNREACHABLE)
        verdict = verdict_make(VERDICT_RETRY, "cannot be reached: %s:%d: %s", url->host, url->port,
                               deliver_line(arena, why));
    else if (refusal(transfer))
        verdict = verdict_make(VERDICT_RETRY, "%s:%d answers %s", url->host, url->port,
                               deliver_line(arena, transfer->reply));
    else
        verdict = verdict_make(VERDICT_RETRY, "%s:%d: %s", url->host, url->port,
                               deliver_line(arena, why));
    arena_free(&arena);
    return verdict;
}

/* A mail that was begun. What the server refused is its word; a connection lost once all bytes were
 * handed over leaves the mail's fate unknown. */
static struct verdict mail_verdict(const struct curl *curl, const struct transfer *transfer)
{
    int code = refusal(transfer);
    const char *text = view_of(transfer->reply).len > 4 ? transfer->reply + 4 : "";
    if (transfer->job.end == WIRE_DONE)
        return verdict_ok();
    if (code && transfer->phase == PHASE_SENDER)
        return deliver_reply_sender(curl->config, code, text);
    if (code)
        return deliver_reply(code, text);
    if (transfer->job.finished)
        return verdict_make(VERDICT_UNSURE,
                            "%s: connection lost before the answer to the final dot",
                            curl->config->smtp.url.host);
    return verdict_make(VERDICT_RETRY, "%s: connection lost before the mail was sent",
                        curl->config->smtp.url.host);
}

/* A kept connection may have died since, with or without a 421: nothing was accepted, a new one may be
 * tried at once. */
static bool is_stale(const struct transfer *transfer)
{
    int code = refusal(transfer);
    return transfer->job.end != WIRE_DONE && transfer->job.kept &&
           transfer->phase <= PHASE_SENDER && (!code || code == 421);
}

/* One mail. false: the session itself failed, and would fail for the next mail too. */
static bool curl_deliver(struct curl *curl, const struct session *session,
                         struct deliver_mail *mail, int *lost)
{
    struct transfer transfer;
    offer(curl, session, mail, false, &transfer);
    if (is_stale(&transfer))
        offer(curl, session, mail, true, &transfer);
    if (transfer.phase == PHASE_BEFORE) {
        mail->verdict = session_fault(curl, &transfer);
        return false;
    }
    mail->offered = true;
    mail->verdict = mail_verdict(curl, &transfer);
    bool cut = transfer.job.end != WIRE_DONE && !refusal(&transfer);
    *lost = cut ? *lost + 1 : 0;
    return *lost < LOST_MAX;
}

static bool smtp_send(void *state, struct deliver_mail **mails, int count)
{
    struct curl *curl = state;
    struct arena *arena = arena_new();
    struct session session;
    struct error error;
    int done = 0, lost = 0;
    if (session_open(curl, arena, &session, &error)) {
        mails[done++]->verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else {
        bool alive = true;
        while (alive && done < count)
            alive = curl_deliver(curl, &session, mails[done++], &lost);
    }
    struct verdict rest = mails[done - 1]->verdict;
    if (lost)
        rest = verdict_make(VERDICT_RETRY, "%s: connection lost again and again",
                            curl->config->smtp.url.host);
    while (done < count)
        mails[done++]->verdict = rest;
    arena_free(&arena);
    return true;
}

static struct verdict smtp_check(void *state)
{
    struct curl *curl = state;
    struct arena *arena = arena_new();
    struct transfer transfer = {.job = {.fresh = true, .connect_only = true}};
    struct session session;
    struct error error;
    struct verdict verdict = verdict_ok();
    if (session_open(curl, arena, &session, &error)) {
        verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else {
        run(curl, &session, &transfer);
        if (transfer.job.end != WIRE_DONE)
            verdict = session_fault(curl, &transfer);
    }
    arena_free(&arena);
    return verdict;
}

const struct deliver_backend deliver_curl = {
    .name = "libcurl",
    .open = smtp_open,
    .close = smtp_close,
    .send = smtp_send,
    .check = smtp_check,
};
