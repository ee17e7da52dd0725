#include "bot/deliver.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "bot/deliver_backend.h"
#include "parsers/compose.h"
#include "parsers/encode.h"

enum { LINE_MAX_BYTES = 998 }; /* RFC 5322 2.1.1 */

struct deliver {
    const struct config *config;
    const struct deliver_backend *backend;
    void *state;
};

bool deliver_is_plain(const struct config *config)
{
    const struct url *url = &config->smtp.url;
    struct view host = view_of(url->host);
    bool user = url->user && *url->user;
    return url->kind == URL_SMTP && !user &&
           (view_is_nocase(host, "localhost") || view_is(host, "::1") || view_is(host, "[::1]") ||
            (view_starts(host, "127.") && strspn(host.at, "0123456789.") == host.len));
}

/* libesmtp is the way out; it knows neither TLS from the first byte, nor XOAUTH2, nor IPv6 literals. */
static const struct deliver_backend *backend_for(const struct config *config)
{
    const struct url *url = &config->smtp.url;
    if (url->kind == URL_MAILDIR)
        return &deliver_maildir;
    if (url->kind == URL_SMTPS || config->smtp.auth == AUTH_XOAUTH2 || strchr(url->host, ':'))
        return &deliver_curl;
    return &deliver_smtp;
}

/* Both libraries write to sockets that the peer may have closed. */
static void ignore_broken_pipes(void)
{
    struct sigaction now;
    if (!sigaction(SIGPIPE, NULL, &now) && now.sa_handler == SIG_DFL) {
        now.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &now, NULL);
    }
}

struct deliver *deliver_open(const struct config *config)
{
    struct deliver *deliver = calloc(1, sizeof *deliver);
    if (!deliver)
        abort();
    ignore_broken_pipes();
    deliver->config = config;
    deliver->backend = backend_for(config);
    deliver->state = deliver->backend->open(config);
    return deliver;
}

void deliver_close(struct deliver **deliver)
{
    if (!*deliver)
        return;
    (*deliver)->backend->close((*deliver)->state);
    free(*deliver);
    *deliver = NULL;
}

/* What no server may see: bare CR or LF and NUL (SMTP smuggling, a mail cut short) and endless lines. */
static const char *bytes_fault(struct view bytes)
{
    size_t column = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.at[i];
        if (byte == '\r' && i + 1 < bytes.len && bytes.at[i + 1] == '\n') {
            column = 0;
            i++;
        } else if (byte == '\r' || byte == '\n' || !byte)
            return byte ? "a bare line end" : "a NUL byte";
        else if (++column > LINE_MAX_BYTES)
            return "a line over 998 bytes";
    }
    return !bytes.len || column ? "no line end at its end" : NULL;
}

/* Whether the mail may be offered; if not, its verdict is final. */
static bool mail_is_good(struct deliver_mail *mail)
{
    const char *fault = bytes_fault(mail->bytes);
    struct view from = view_of(mail->from);
    if (!compose_is_address(view_of(mail->to)))
        mail->verdict = verdict_make(VERDICT_NEVER, "the recipient's address is not one");
    else if (from.len && !compose_is_address(from))
        mail->verdict = verdict_make(VERDICT_NEVER, "the sender's address is not one");
    else if (fault)
        mail->verdict = verdict_make(VERDICT_NEVER, "the mail has %s", fault);
    else {
        mail->verdict = verdict_make(VERDICT_RETRY, "not offered to the server");
        return true;
    }
    return false;
}

/* A server that one library cannot speak with (TLS 1.3 only) is left to the other from now on. */
static void fall_back(struct deliver *deliver)
{
    deliver->backend->close(deliver->state);
    deliver->backend = &deliver_curl;
    deliver->state = deliver->backend->open(deliver->config);
}

void deliver_send(struct deliver *deliver, struct deliver_mail *mails, int count)
{
    struct deliver_mail *good[DELIVER_BATCH];
    int good_count = 0;
    for (int i = 0; i < count; i++) {
        mails[i].offered = false;
        if (good_count == DELIVER_BATCH)
            mails[i].verdict = verdict_make(VERDICT_RETRY, "too many mails for one session");
        else if (mail_is_good(&mails[i]))
            good[good_count++] = &mails[i];
    }
    if (good_count && !deliver->backend->send(deliver->state, good, good_count)) {
        fall_back(deliver);
        deliver->backend->send(deliver->state, good, good_count);
    }
}

struct verdict deliver_check(struct deliver *deliver)
{
    return deliver->backend->check(deliver->state);
}

const char *deliver_line(struct arena *arena, const char *text)
{
    return encode_clean(arena, view_of(text), 150).at;
}

struct verdict deliver_reply(int code, const char *text)
{
    struct arena *arena = arena_new();
    enum verdict_kind kind = code >= 500 && code <= 599 ? VERDICT_NEVER : VERDICT_RETRY;
    struct verdict verdict = verdict_make(kind, "%d %s", code, deliver_line(arena, text));
    arena_free(&arena);
    return verdict;
}

struct verdict deliver_reply_sender(const struct config *config, int code, const char *text)
{
    struct verdict verdict = deliver_reply(code, text);
    if (verdict.kind != VERDICT_NEVER || code == 552)
        return verdict;
    struct verdict whole = verdict_make(
        VERDICT_RETRY, "%s refuses the sender (check [mail] from and [smtp] url): %.150s",
        config->smtp.url.host, verdict.reason);
    return whole;
}

const char *deliver_password(const struct config *config, struct arena *arena, struct error *error)
{
    const char *file = config->smtp.password_file;
    if (file && *file)
        return config_secret(arena, file, error);
    error_set(error, "[smtp] url has the user %s but there is no password_file",
              config->smtp.url.user);
    return NULL;
}

struct verdict deliver_login_failed(const struct config *config, const char *why)
{
    const char *file = config->smtp.password_file;
    return verdict_make(
        VERDICT_RETRY, "%s refuses the login of %s (check [smtp] url and password_file%s%s): %.90s",
        config->smtp.url.host, config->smtp.url.user, file ? " " : "", file ? file : "", why);
}

struct verdict deliver_no_starttls(const struct config *config)
{
    return verdict_make(
        VERDICT_RETRY,
        "%s:%d offers no STARTTLS, nothing is sent in clear (try smtps:// in [smtp] url)",
        config->smtp.url.host, config->smtp.url.port);
}
