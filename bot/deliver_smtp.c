#include <stddef.h>

#include <auth-client.h> /* before libesmtp.h: declares smtp_auth_set_context */
#include <libesmtp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bot/deliver_reach.h"
#include "bot/deliver_watch.h"
#include "bot/nodelay.h"
#include "bot/dial.h"
#include "bot/tls.h"
#include "parsers/text.h"

/* libesmtp declares it only to those who include OpenSSL, which is tls.c's alone. */
int smtp_starttls_set_ctx(smtp_session_t session, struct ssl_ctx_st *context);

enum { TRUST_REACH_SECONDS = 60, SESSIONS_MAX = 16 };

struct smtp {
    const struct config *config;
    int64_t reached; /* dial clock of the last session that ended well, in ms; 0: none */
};

/* One mail of the session. */
struct letter {
    struct deliver_mail *mail;
    smtp_message_t message;
    smtp_recipient_t recipient;
    bool begun; /* some of its bytes may have left */
    bool
        ended; /* the server answered its end: its status is the final one (BDAT has one a chunk) */
};

struct session {
    const struct config *config;
    const char *user, *password; /* NULL: no login */
    smtp_session_t smtp;
    auth_context_t auth;
    struct ssl_ctx_st *context; /* NULL: plain relay */
    struct ssl_st *ssl;         /* NULL: no TLS yet */
    bool no_starttls;
    struct deliver_watch watch;
    struct letter letters[DELIVER_BATCH];
    int count;
    struct arena *arena;
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void *smtp_open(const struct config *config)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);
    if (!smtp)
        abort();
    pthread_once(&library_once, auth_client_init);
    smtp->config = config;
    return smtp;
}

static void smtp_close(void *state)
{
    free(state);
}

static int on_login(auth_client_request_t request, char **result, int fields, void *context)
{
    struct session *session = context;
    for (int i = 0; i < fields; i++)
        result[i] = request[i].flags & AUTH_USER   ? (char *)(uintptr_t)session->user
                    : request[i].flags & AUTH_PASS ? (char *)(uintptr_t)session->password
                                                   : NULL;
    return 1;
}

/* It sees passwords: nothing of what is written is kept. */
static void on_bytes(const char *bytes, int len, int writing, void *context)
{
    struct session *session = context;
    if (len <= 0)
        return;
    struct view view = view_make(bytes, (size_t)len);
    bool cut = writing ? deliver_watch_written(&session->watch, view)
                       : deliver_watch_read(&session->watch, view);
    /* The library offers no way out of a session: without TLS its handshake can be made to fail (it would
     * believe what was injected), with TLS the connection ends beneath it. */
    if (cut && session->ssl)
        tls_hang_up(session->ssl);
    else if (cut && session->context)
        tls_context_refuse(session->context);
}

static struct letter *letter_of(struct session *session, smtp_message_t message)
{
    for (int i = 0; i < session->count; i++)
        if (session->letters[i].message == message)
            return &session->letters[i];
    return NULL;
}

static void on_message(struct session *session, int event, smtp_message_t message)
{
    struct letter *letter = letter_of(session, message);
    if (letter && event == SMTP_EV_MESSAGEDATA)
        letter->begun = true;
    if (letter && event == SMTP_EV_MESSAGESENT)
        letter->ended = true;
}

static void on_event(smtp_session_t smtp, int event, void *context, ...)
{
    struct session *session = context;
    va_list list;
    va_start(list, context);
    switch (event) {
    case SMTP_EV_CONNECT: /* another address of the same server may be tried */
        session->ssl = NULL;
        nodelay_to_port(session->config->smtp.url.port);
        deliver_watch_connect(&session->watch);
        break;
    case SMTP_EV_DISCONNECT:
        session->ssl = NULL;
        break;
    case SMTP_EV_STARTTLS_OK:
        session->ssl = va_arg(list, struct ssl_st *);
        deliver_watch_tls(&session->watch);
        if (session->watch.injected)
            tls_hang_up(session->ssl);
        break;
    case SMTP_EV_EXTNA_STARTTLS:
        session->no_starttls = true;
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        /* OpenSSL has checked the host of the configuration; this is about the name that its CNAME leads to. */
        *va_arg(list, int *) = !session->watch.injected;
        break;
    case SMTP_EV_MESSAGEDATA:
    case SMTP_EV_MESSAGESENT:
        on_message(session, event, va_arg(list, smtp_message_t));
        break;
    default: /* INVALID and NO_PEER_CERTIFICATE, WEAK_CIPHER: the answer stays "no" */
        break;
    }
    va_end(list);
    (void)smtp;
}

static void session_times(smtp_session_t smtp)
{
    static const struct {
        int which, seconds;
    } times[] = {
        {Timeout_GREETING, DELIVER_REPLY_SECONDS}, {Timeout_ENVELOPE, DELIVER_REPLY_SECONDS},
        {Timeout_DATA, DELIVER_REPLY_SECONDS},     {Timeout_TRANSFER, DELIVER_DATA_SECONDS},
        {Timeout_DATA2, DELIVER_DATA_SECONDS},
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        smtp_set_timeout(smtp, times[i].which | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         times[i].seconds * 1000L);
}

static bool session_open(struct session *session)
{
    const struct url *url = &session->config->smtp.url;
    const char *from = strchr(session->config->mail.from_address, '@');
    session->smtp = smtp_create_session();
    if (!session->smtp)
        return false;
    smtp_set_eventcb(session->smtp, on_event, session);
    smtp_set_monitorcb(session->smtp, on_bytes, session, 0);
    session_times(session->smtp);
    if (!smtp_set_server(session->smtp,
                         arena_print(session->arena, "%s:%d", url->host, url->port)) ||
        !smtp_set_hostname(session->smtp, from ? from + 1 : "localhost"))
        return false;
    if (!session->context)
        return smtp_starttls_enable(session->smtp, Starttls_DISABLED);
    if (!smtp_starttls_enable(session->smtp, Starttls_REQUIRED) ||
        !smtp_starttls_set_ctx(session->smtp, session->context))
        return false;
    if (!session->password)
        return true;
    session->auth = auth_create_context();
    if (!session->auth)
        return false;
    session->watch.must_log_in = true;
    auth_set_mechanism_flags(session->auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(session->auth, on_login, session);
    return smtp_auth_set_context(session->smtp, session->auth);
}

static bool session_add(struct session *session, struct deliver_mail *mail)
{
    struct letter *letter = &session->letters[session->count++];
    letter->mail = mail;
    letter->message = smtp_add_message(session->smtp);
    if (!letter->message || !smtp_set_reverse_path(letter->message, mail->from) ||
        !smtp_set_message_str(letter->message, (char *)(uintptr_t)mail->bytes.at))
        return false;
    smtp_size_set_estimate(letter->message, mail->bytes.len);
    letter->recipient = smtp_add_recipient(letter->message, mail->to);
    return letter->recipient != NULL;
}

static void session_close(struct session *session)
{
    if (session->smtp)
        smtp_destroy_session(session->smtp);
    if (session->auth)
        auth_destroy_context(session->auth);
    if (session->context)
        tls_context_free(&session->context);
}

/* The library takes an enhanced code off the text. */
static const char *status_text(struct arena *arena, const smtp_status_t *status)
{
    const char *text = status->text ? status->text : "";
    return status->enh_class ? arena_print(arena, "%d.%d.%d %s", status->enh_class,
                                           status->enh_subject, status->enh_detail, text)
                             : text;
}

/* The recipient's answer comes first: where it is a refusal, the message's own says nothing. */
static struct verdict letter_verdict(const struct session *session, const struct letter *letter)
{
    struct arena *arena = session->arena;
    const smtp_status_t *sender = smtp_reverse_path_status(letter->message);
    const smtp_status_t *recipient = smtp_recipient_status(letter->recipient);
    const smtp_status_t *message = smtp_message_transfer_status(letter->message);
    if (sender->code && sender->code / 100 != 2)
        return deliver_reply_sender(session->config, sender->code, status_text(arena, sender));
    if (recipient->code && recipient->code / 100 != 2)
        return deliver_reply(recipient->code, status_text(arena, recipient));
    if (letter->ended && message->code / 100 == 2)
        return verdict_ok();
    /* 503 is about the order of commands after another failure, not about this mail. */
    if (letter->ended && message->code == 503)
        return verdict_make(VERDICT_RETRY, "503 %s",
                            deliver_line(arena, status_text(arena, message)));
    if (letter->ended && message->code >= 400)
        return deliver_reply(message->code, status_text(arena, message));
    if (letter->begun)
        return verdict_make(VERDICT_UNSURE,
                            "%s: connection lost before the answer to the final dot",
                            session->config->smtp.url.host);
    return verdict_make(VERDICT_RETRY, "%s: connection lost before the mail was sent",
                        session->config->smtp.url.host);
}

/* Why mails were not offered to the server; `first`: not even the first one. */
static struct verdict session_fault(const struct session *session, bool first)
{
    const struct deliver_watch *watch = &session->watch;
    const struct url *url = &session->config->smtp.url;
    char library[128] = "";
    if (watch->injected)
        return verdict_make(VERDICT_RETRY,
                            "%s:%d: bytes came before the TLS handshake: somebody may sit between, "
                            "nothing was sent",
                            url->host, url->port);
    if (session->no_starttls)
        return deliver_no_starttls(session->config);
    if (*watch->login_reply)
        return deliver_login_failed(session->config,
                                    deliver_line(session->arena, watch->login_reply));
    if (watch->stopped)
        return deliver_login_failed(session->config, "it offers no login by password");
    if (watch->code == 421 || (first && watch->code >= 400))
        return verdict_make(VERDICT_RETRY, "%s:%d answers %s", url->host, url->port,
                            deliver_line(session->arena, watch->reply));
    smtp_strerror(smtp_errno(), library, sizeof library);
    return verdict_make(VERDICT_RETRY, "%s:%d: the session ended early: %s", url->host, url->port,
                        *library ? library : "connection lost");
}

/* Whether the server was not offered this mail at all. */
static bool letter_untouched(const struct letter *letter)
{
    return !letter->message || !letter->recipient ||
           !smtp_reverse_path_status(letter->message)->code;
}

/* Each mail's verdict. Those that were never offered move to the front of `mails`; how many they are. */
static int session_judge(struct session *session, struct verdict fault, struct deliver_mail **mails)
{
    int untouched = 0;
    for (int i = 0; i < session->count; i++) {
        struct letter *letter = &session->letters[i];
        bool left = letter_untouched(letter);
        letter->mail->verdict = left ? fault : letter_verdict(session, letter);
        letter->mail->offered = !left;
        if (left)
            mails[untouched++] = letter->mail;
    }
    return untouched;
}

/* A TLS that failed without a word: ours says why. When ours works, libesmtp's TLS 1.2 is the fault. */
static bool session_explain(struct session *session, struct verdict *fault)
{
    const struct deliver_watch *watch = &session->watch;
    if (!session->context || watch->tls_good || watch->injected || session->no_starttls ||
        !watch->asked_tls)
        return true;
    struct verdict reason = deliver_reach_login(session->config, NULL);
    if (reason.kind != VERDICT_OK)
        *fault = reason;
    return reason.kind != VERDICT_OK;
}

static void all_verdicts(struct deliver_mail **mails, int count, struct verdict verdict)
{
    for (int i = 0; i < count; i++)
        mails[i]->verdict = verdict;
}

/* What must be there before a session: the password, the authorities, a server that listens. */
static struct verdict session_prepare(struct smtp *smtp, struct session *session)
{
    const struct config *config = smtp->config;
    const struct url *url = &config->smtp.url;
    struct error error;
    if (!deliver_is_plain(config)) {
        session->user = url->user && *url->user ? url->user : NULL;
        if (session->user &&
            !(session->password = deliver_password(config, session->arena, &error)))
            return verdict_make(VERDICT_RETRY, "%s", error.text);
        session->context = tls_context_for_smtp(config->smtp.ca_file, url->host, &error);
        if (!session->context)
            return verdict_make(VERDICT_RETRY, "%s", error.text);
    }
    /* The library's connect has no deadline of its own. */
    bool trusted = smtp->reached && dial_clock() - smtp->reached < TRUST_REACH_SECONDS * 1000;
    return trusted ? verdict_ok() : deliver_reach(config);
}

/* One session; returns how many mails were not offered (moved to the front). `able`: as deliver_backend's send. */
static int session_run(struct smtp *smtp, struct session *session, struct deliver_mail **mails,
                       int count, bool *able)
{
    struct verdict ready = session_prepare(smtp, session);
    smtp->reached = 0;
    if (ready.kind == VERDICT_OK && !session_open(session))
        ready = verdict_make(VERDICT_RETRY, "libesmtp cannot make a session");
    if (ready.kind != VERDICT_OK) {
        all_verdicts(mails, count, ready);
        return count;
    }
    for (int i = 0; i < count; i++)
        session_add(session, mails[i]);
    smtp_start_session(session->smtp);
    struct verdict fault = session_fault(session, letter_untouched(&session->letters[0]));
    int untouched = session_judge(session, fault, mails);
    if (untouched < count) {
        smtp->reached = dial_clock();
    } else {
        *able = session_explain(session, &fault);
        all_verdicts(mails, count, fault);
    }
    return untouched;
}

/* A server may end a session after some mails (421, or a mail it cannot digest): the others go on in a new
 * one, as long as each session gets further. */
static bool smtp_send(void *state, struct deliver_mail **mails, int count)
{
    struct smtp *smtp = state;
    bool able = true;
    int left = count;
    for (int i = 0; i < SESSIONS_MAX && left && able; i++) {
        struct arena *arena = arena_new();
        struct session *session = arena_alloc(arena, sizeof *session);
        *session = (struct session){.config = smtp->config, .arena = arena};
        int before = left;
        left = session_run(smtp, session, mails, before, &able);
        session_close(session);
        arena_free(&arena);
        if (left == before)
            break;
    }
    return able || left < count;
}

static struct verdict smtp_check(void *state)
{
    const struct config *config = ((struct smtp *)state)->config;
    const char *user = config->smtp.url.user, *password = NULL;
    struct arena *arena = arena_new();
    struct verdict verdict;
    struct error error;
    if (user && *user && !(password = deliver_password(config, arena, &error)))
        verdict = verdict_make(VERDICT_RETRY, "%s", error.text);
    else
        verdict = deliver_reach_login(config, password);
    arena_free(&arena);
    return verdict;
}

const struct deliver_backend deliver_smtp = {
    .name = "libesmtp",
    .open = smtp_open,
    .close = smtp_close,
    .send = smtp_send,
    .check = smtp_check,
};
