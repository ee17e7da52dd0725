#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bot/deliver_backend.h"
#include "parsers/text.h"

enum { REPLY_BYTES = 512, LOST_MAX = 3 };

/* How far a mail got: read from the commands that the library says it writes. */
enum phase { PHASE_BEFORE, PHASE_SENDER, PHASE_RECIPIENT, PHASE_DATA };

struct curl {
    const struct config *config;
    CURL *easy; /* keeps its connection from one mail, and one batch, to the next */
};

struct transfer {
    struct view rest; /* of the mail, to be sent */
    enum phase phase;
    bool leaving;            /* QUIT was written: what is answered now says nothing of the mail */
    bool finished;           /* all bytes were handed over: the final dot may have left */
    char reply[REPLY_BYTES]; /* the last reply line */
    char error[CURL_ERROR_SIZE];
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void *smtp_open(const struct config *config)
{
    struct curl *curl = calloc(1, sizeof *curl);
    if (!curl)
        abort();
    pthread_once(&library_once, library_start);
    curl->config = config;
    return curl;
}

static void smtp_close(void *state)
{
    struct curl *curl = state;
    curl_easy_cleanup(curl->easy);
    free(curl);
}

static size_t on_read(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct view piece = view_cut(transfer->rest, 0, size * count);
    if (piece.len)
        memcpy(bytes, piece.at, piece.len);
    transfer->rest = view_cut(transfer->rest, piece.len, transfer->rest.len);
    transfer->finished = !transfer->rest.len;
    return piece.len;
}

static size_t on_reply(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes, (void)context;
    return size * count;
}

/* The commands that are written hold passwords: only the verb is looked at, nothing is kept. */
static int on_line(CURL *easy, curl_infotype type, char *bytes, size_t size, void *context)
{
    struct transfer *transfer = context;
    struct view line = view_make(bytes, size);
    (void)easy;
    if (!transfer)
        return 0;
    if (type == CURLINFO_HEADER_OUT) {
        if (view_starts(line, "MAIL FROM"))
            transfer->phase = PHASE_SENDER;
        else if (view_starts(line, "RCPT TO"))
            transfer->phase = PHASE_RECIPIENT;
        else if (view_starts(line, "DATA"))
            transfer->phase = PHASE_DATA;
        else if (view_starts(line, "QUIT"))
            transfer->leaving = true;
    } else if (type == CURLINFO_HEADER_IN && size && !transfer->leaving) {
        line = view_cut(line, 0, sizeof transfer->reply - 1);
        memcpy(transfer->reply, line.at, line.len);
        transfer->reply[line.len] = '\0';
    }
    return 0;
}

static void set_security(CURL *easy, const struct config *config)
{
    bool plain = deliver_is_plain(config);
    const char *ca_file = config->smtp.ca_file;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (ca_file && *ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

static void set_times(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)DELIVER_REPLY_SECONDS);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)DELIVER_DATA_SECONDS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 2L * DELIVER_DATA_SECONDS);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

/* smtps://host:port/name; the path is the name given in EHLO. */
static void set_place(CURL *easy, const struct config *config, struct arena *arena)
{
    const struct url *url = &config->smtp.url;
    const char *at = config->mail.from_address ? strchr(config->mail.from_address, '@') : NULL;
    bool bare6 = strchr(url->host, ':') && url->host[0] != '[';
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_URL,
                     arena_print(arena, "%s://%s%s%s:%d/%s",
                                 url->kind == URL_SMTPS ? "smtps" : "smtp", bare6 ? "[" : "",
                                 url->host, bare6 ? "]" : "", url->port,
                                 at ? at + 1 : "localhost"));
}

static int set_login(CURL *easy, const struct config *config, struct arena *arena,
                     struct error *error)
{
    const char *user = config->smtp.url.user;
    if (!user || !*user)
        return 0;
    const char *secret = deliver_password(config, arena, error);
    if (!secret)
        return -1;
    curl_easy_setopt(easy, CURLOPT_USERNAME, user);
    if (config->smtp.auth == AUTH_XOAUTH2) {
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, secret);
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    } else {
        curl_easy_setopt(easy, CURLOPT_PASSWORD, secret);
    }
    return 0;
}

/* All options anew for a batch: the password or the token may have changed. The connection stays. */
static int curl_prepare(struct curl *curl, struct arena *arena, struct error *error)
{
    if (!curl->easy)
        curl->easy = curl_easy_init();
    if (!curl->easy)
        return error_set(error, "libcurl cannot be started");
    curl_easy_reset(curl->easy);
    set_security(curl->easy, curl->config);
    set_times(curl->easy);
    set_place(curl->easy, curl->config, arena);
    curl_easy_setopt(curl->easy, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(curl->easy, CURLOPT_WRITEFUNCTION, on_reply);
    curl_easy_setopt(curl->easy, CURLOPT_DEBUGFUNCTION, on_line);
    curl_easy_setopt(curl->easy, CURLOPT_VERBOSE, 1L);
    return set_login(curl->easy, curl->config, arena, error);
}

static CURLcode curl_run(struct curl *curl, struct transfer *transfer, bool fresh)
{
    curl_easy_setopt(curl->easy, CURLOPT_DEBUGDATA, transfer);
    curl_easy_setopt(curl->easy, CURLOPT_ERRORBUFFER, transfer->error);
    curl_easy_setopt(curl->easy, CURLOPT_FRESH_CONNECT, (long)fresh);
    CURLcode result = curl_easy_perform(curl->easy);
    /* The handle outlives the transfer: its goodbye at the end must not write there. */
    curl_easy_setopt(curl->easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl->easy, CURLOPT_DEBUGDATA, NULL);
    return result;
}

static CURLcode curl_offer(struct curl *curl, const struct deliver_mail *mail, bool fresh,
                           struct transfer *transfer)
{
    struct arena *arena = arena_new();
    struct curl_slist *to = curl_slist_append(NULL, arena_print(arena, "<%s>", mail->to));
    *transfer = (struct transfer){.rest = mail->bytes};
    curl_easy_setopt(curl->easy, CURLOPT_MAIL_FROM, arena_print(arena, "<%s>", mail->from));
    curl_easy_setopt(curl->easy, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->bytes.len);
    curl_easy_setopt(curl->easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl->easy, CURLOPT_READDATA, transfer);
    CURLcode result = to ? curl_run(curl, transfer, fresh) : CURLE_OUT_OF_MEMORY;
    curl_easy_setopt(curl->easy, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    arena_free(&arena);
    return result;
}

/* The code of the reply that ended the transfer; 0 when the last one was no refusal. */
static int refusal(const struct transfer *transfer)
{
    int64_t code = 0;
    if (!view_int(view_cut(view_of(transfer->reply), 0, 3), &code) || code < 400 || code > 599)
        return 0;
    return (int)code;
}

static struct verdict session_fault(const struct curl *curl, const struct transfer *transfer,
                                    CURLcode result)
{
    const struct config *config = curl->config;
    const struct url *url = &config->smtp.url;
    struct arena *arena = arena_new();
    struct verdict verdict;
    const char *why = *transfer->error ? transfer->error : curl_easy_strerror(result);
    if (result == CURLE_LOGIN_DENIED)
        verdict =
            deliver_login_failed(config, refusal(transfer) ? deliver_line(arena, transfer->reply)
                                                           : "no login in common");
    else if (result == CURLE_USE_SSL_FAILED)
        verdict = deliver_no_starttls(config);
    else if (result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE)
        verdict = verdict_make(VERDICT_RETRY,
                               "%s:%d: certificate refused: %s (check [smtp] url and ca_file)",
                               url->host, url->port, deliver_line(arena, why));
    else if (result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST)
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
static struct verdict mail_verdict(const struct curl *curl, const struct transfer *transfer,
                                   CURLcode result)
{
    int code = refusal(transfer);
    const char *text = view_of(transfer->reply).len > 4 ? transfer->reply + 4 : "";
    if (result == CURLE_OK)
        return verdict_ok();
    if (code && transfer->phase == PHASE_SENDER)
        return deliver_reply_sender(curl->config, code, text);
    if (code)
        return deliver_reply(code, text);
    if (transfer->finished)
        return verdict_make(VERDICT_UNSURE,
                            "%s: connection lost before the answer to the final dot",
                            curl->config->smtp.url.host);
    return verdict_make(VERDICT_RETRY, "%s: connection lost before the mail was sent",
                        curl->config->smtp.url.host);
}

/* A kept connection may have died since, with or without a 421: nothing was accepted, a new one may be
 * tried at once. */
static bool is_stale(const struct curl *curl, const struct transfer *transfer)
{
    long made = 1;
    curl_easy_getinfo(curl->easy, CURLINFO_NUM_CONNECTS, &made);
    int code = refusal(transfer);
    return !made && transfer->phase <= PHASE_SENDER && (!code || code == 421);
}

/* One mail. false: the session itself failed, and would fail for the next mail too. */
static bool curl_deliver(struct curl *curl, struct deliver_mail *mail, int *lost)
{
    struct transfer transfer;
    CURLcode result = curl_offer(curl, mail, false, &transfer);
    if (result != CURLE_OK && is_stale(curl, &transfer))
        result = curl_offer(curl, mail, true, &transfer);
    if (transfer.phase == PHASE_BEFORE) {
        mail->verdict = session_fault(curl, &transfer, result);
        return false;
    }
    mail->offered = true;
    mail->verdict = mail_verdict(curl, &transfer, result);
    bool cut = result != CURLE_OK && !refusal(&transfer);
    *lost = cut ? *lost + 1 : 0;
    return *lost < LOST_MAX;
}

static bool smtp_send(void *state, struct deliver_mail **mails, int count)
{
    struct curl *curl = state;
    struct arena *arena = arena_new();
    struct error error;
    int done = 0, lost = 0;
    if (curl_prepare(curl, arena, &error)) {
        mails[done++]->verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else {
        bool alive = true;
        while (alive && done < count)
            alive = curl_deliver(curl, mails[done++], &lost);
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
    struct transfer transfer = {.phase = PHASE_BEFORE};
    struct error error;
    struct verdict verdict = verdict_ok();
    if (curl_prepare(curl, arena, &error)) {
        verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    } else {
        curl_easy_setopt(curl->easy, CURLOPT_CONNECT_ONLY, 1L);
        CURLcode result = curl_run(curl, &transfer, true);
        if (result != CURLE_OK)
            verdict = session_fault(curl, &transfer, result);
        /* Such a connection serves nothing else. */
        curl_easy_cleanup(curl->easy);
        curl->easy = NULL;
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
