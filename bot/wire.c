#include "bot/wire.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct wire {
    CURL *easy;
};

struct run {
    struct wire_job *job;
    struct view rest; /* of the body */
    struct text received;
    char error[CURL_ERROR_SIZE];
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_start(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct wire *wire_new(void)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire)
        abort();
    pthread_once(&library_once, library_start);
    return wire;
}

void wire_free(struct wire **wire)
{
    if (!*wire)
        return;
    curl_easy_cleanup((*wire)->easy);
    free(*wire);
    *wire = NULL;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *context)
{
    struct run *run = context;
    struct view piece = view_cut(run->rest, 0, size * count);
    if (piece.len)
        memcpy(bytes, piece.at, piece.len);
    run->rest = view_cut(run->rest, piece.len, run->rest.len);
    run->job->finished = !run->rest.len;
    return piece.len;
}

static size_t on_receive(char *bytes, size_t size, size_t count, void *context)
{
    struct run *run = context;
    size_t len = size * count;
    if (!run->job->arena)
        return len;
    if (run->received.len + len > run->job->receive_most)
        return 0;
    text_add_view(&run->received, view_make(bytes, len));
    return len;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes, (void)context;
    return size * count;
}

static int on_line(CURL *easy, curl_infotype type, char *bytes, size_t size, void *context)
{
    struct run *run = context;
    (void)easy;
    if (!run)
        return 0;
    if (type == CURLINFO_HEADER_OUT)
        run->job->begun = true;
    if (run->job->watch && (type == CURLINFO_HEADER_OUT || type == CURLINFO_HEADER_IN))
        run->job->watch(run->job->context, type == CURLINFO_HEADER_OUT, view_make(bytes, size));
    return 0;
}

static void set_security(CURL *easy, const struct wire_job *job)
{
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     job->starttls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (job->ca_file && *job->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, job->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

static void set_login(CURL *easy, const struct wire_job *job)
{
    if (!job->user || !*job->user)
        return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, job->user);
    if (job->token) {
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, job->token);
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    } else {
        curl_easy_setopt(easy, CURLOPT_PASSWORD, job->password);
    }
}

/* No seek function: see the promise in the header. */
static void set_body(CURL *easy, struct run *run, const struct wire_job *job)
{
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, run);
    if (job->to) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)job->body.len);
    } else if (job->method && strcmp(job->method, "GET") != 0) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->body.len);
        if (strcmp(job->method, "POST") != 0)
            curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, job->method);
    }
}

static void set_all(CURL *easy, struct run *run, struct wire_job *job)
{
    curl_easy_reset(easy);
    set_security(easy, job);
    set_login(easy, job);
    set_body(easy, run, job);
    curl_easy_setopt(easy, CURLOPT_URL, job->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, job->protocols);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)job->connect_seconds);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)job->reply_seconds);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)job->total_seconds);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)job->fresh);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)job->connect_only);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, job->from);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, run);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_line);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, run);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, run->error);
}

static enum wire_end end_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return WIRE_DONE;
    case CURLE_LOGIN_DENIED:
        return WIRE_LOGIN;
    case CURLE_USE_SSL_FAILED:
        return WIRE_NO_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return WIRE_CERTIFICATE;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return WIRE_UNREACHABLE;
    default:
        return WIRE_BROKEN;
    }
}

static void keep_words(struct wire_job *job, const char *words)
{
    struct view view = view_cut(view_of(words), 0, sizeof job->error - 1);
    for (size_t i = 0; i < view.len; i++)
        job->error[i] = (unsigned char)view.at[i] < 0x20 ? ' ' : view.at[i];
    job->error[view.len] = '\0';
}

static void take_end(CURL *easy, struct run *run, CURLcode code)
{
    struct wire_job *job = run->job;
    long status = 0, made = 1;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &made);
    job->end = end_of(code);
    job->status = (int)status;
    job->kept = !made;
    if (job->arena)
        job->received = text_view(&run->received);
    if (code != CURLE_OK)
        keep_words(job, *run->error ? run->error : curl_easy_strerror(code));
    /* The handle outlives the transfer: its goodbye at the end must not write there. */
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, NULL);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, NULL);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
}

void wire_run(struct wire *wire, struct wire_job *job)
{
    struct run run = {.job = job, .rest = job->body};
    struct curl_slist *list = NULL;
    if (job->arena)
        run.received = text_in(job->arena);
    job->error[0] = '\0';
    job->kept = job->begun = job->finished = false;
    job->received = (struct view){"", 0};
    if (!wire->easy)
        wire->easy = curl_easy_init();
    if (!wire->easy)
        abort();
    set_all(wire->easy, &run, job);
    if (job->to)
        list = curl_slist_append(list, job->to);
    for (int i = 0; i < job->header_count; i++)
        list = curl_slist_append(list, job->headers[i]);
    curl_easy_setopt(wire->easy, job->to ? CURLOPT_MAIL_RCPT : CURLOPT_HTTPHEADER, list);
    take_end(wire->easy, &run, curl_easy_perform(wire->easy));
    curl_slist_free_all(list);
    if (job->connect_only) { /* such a connection serves nothing else */
        curl_easy_cleanup(wire->easy);
        wire->easy = NULL;
    }
}
