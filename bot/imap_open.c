#include "bot/imap_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/imap_name.h"

static struct verdict open_tls(struct imap *imap)
{
    const struct url *url = &imap->config->inbox.url;
    struct error error;
    bool hopeless = false;
    if (!tls_start(imap->tls, imap->config->inbox.ca_file, url->host, &hopeless, &error))
        return verdict_ok();
    imap->dead = true;
    if (hopeless)
        return verdict_make(VERDICT_NEVER,
                            "%.180s: check [inbox] url and ca_file (no password was sent)",
                            error.text);
    return verdict_make(VERDICT_RETRY, "%.240s", error.text);
}

static struct verdict greet(struct imap *imap)
{
    const struct url *url = &imap->config->inbox.url;
    mailstream *stream = imap_stream(imap);
    if (!stream)
        return verdict_make(VERDICT_RETRY, "%s:%d: out of memory", url->host, url->port);
    imap_allow(imap, IMAP_CONNECT_SECONDS, IMAP_SMALL_BYTES);
    imap->greeting = true;
    int code = mailimap_connect(imap->session, stream);
    imap->greeting = false;
    if (imap->session->imap_stream != stream)
        mailstream_close(stream);
    if (code == MAILIMAP_NO_ERROR_AUTHENTICATED) {
        /* Somebody in between could open the session for himself and have us fill it. */
        imap->dead = true;
        return verdict_make(VERDICT_NEVER,
                            "%s:%d: the server says PREAUTH: refused, it lets in "
                            "without a password",
                            url->host, url->port);
    }
    if (code != MAILIMAP_NO_ERROR && code != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
        return imap_ended(imap, code, VERDICT_RETRY, "greeting");
    return verdict_ok();
}

/* Not mailimap_capability: it reads through NULL when the server says OK and nothing else. */
static struct verdict ask_capability(struct imap *imap)
{
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_SMALL_BYTES);
    int code = mailimap_custom_command(imap->session, "CAPABILITY");
    return imap_ended(imap, code, VERDICT_RETRY, "capability");
}

static struct verdict upgrade(struct imap *imap)
{
    const struct url *url = &imap->config->inbox.url;
    imap_allow(imap, IMAP_CONNECT_SECONDS, IMAP_SMALL_BYTES);
    int code = mailimap_starttls(imap->session);
    if (code != MAILIMAP_NO_ERROR || imap->session->imap_stream->read_buffer_len) {
        imap->dead = true;
        bool early = imap->session->imap_stream->read_buffer_len;
        if (code == MAILIMAP_ERROR_STARTTLS || early)
            return verdict_make(VERDICT_NEVER, "%s:%d: STARTTLS %s", url->host, url->port,
                                early ? "is followed by bytes in clear: refused, somebody may "
                                        "sit between"
                                      : "refused: write [inbox] url=imaps://…");
        return imap_ended(imap, code == MAILIMAP_NO_ERROR ? MAILIMAP_ERROR_STREAM : code,
                          VERDICT_NEVER, "STARTTLS");
    }
    return open_tls(imap);
}

static struct verdict log_in(struct imap *imap)
{
    const struct config *config = imap->config;
    const struct url *url = &config->inbox.url;
    bool token = config->inbox.auth == AUTH_XOAUTH2;
    if (!token && imap_has(imap, "LOGINDISABLED"))
        return verdict_make(VERDICT_NEVER,
                            "%s:%d: the server takes no password: use [inbox] "
                            "auth=xoauth2 or another server",
                            url->host, url->port);
    if (!url->user || !*url->user)
        return verdict_make(VERDICT_NEVER, "[inbox] url: no user in it");
    struct arena *arena = arena_new();
    struct error error;
    struct verdict verdict;
    const char *secret = config_secret(arena, config->inbox.password_file, &error);
    if (!secret || !*secret) {
        verdict = verdict_make(VERDICT_NEVER, "[inbox] password_file: %.200s",
                               secret ? "empty" : error.text);
    } else {
        imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_SMALL_BYTES);
        int code = token ? mailimap_oauth2_authenticate(imap->session, url->user, secret)
                         : mailimap_login(imap->session, url->user, secret);
        verdict = imap_ended(imap, code, VERDICT_NEVER, "log in");
        if (verdict.kind == VERDICT_NEVER)
            verdict = verdict_make(VERDICT_NEVER,
                                   "%s:%d: %s of %s refused: check [inbox] url and "
                                   "password_file (the server says: %.60s)",
                                   url->host, url->port, token ? "token" : "password", url->user,
                                   imap->guard.last);
    }
    arena_free(&arena);
    return verdict;
}

/* It goes back to the server inside commands: no line end, and nothing cut. */
static bool is_plain(const char *prefix)
{
    for (const char *at = prefix; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return false;
    return strlen(prefix) < sizeof((struct imap *)0)->prefix;
}

/* How this server writes folder names: its divider, and the prefix of the personal name space, which
 * is "INBOX." at some hosts and nothing at most. A server that does not tell has neither. */
static struct verdict learn_names(struct imap *imap)
{
    clist *list = NULL;
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    int code = mailimap_list(imap->session, "", "", &list);
    if (code == MAILIMAP_NO_ERROR) {
        for (clistiter *at = clist_begin(list); at; at = clist_next(at))
            imap->divider = ((struct mailimap_mailbox_list *)clist_content(at))->mb_delimiter;
        mailimap_list_result_free(list);
        if ((unsigned char)imap->divider < 0x20)
            imap->divider = 0;
    } else if (!imap_is_no(code)) {
        return imap_ended(imap, code, VERDICT_RETRY, "list");
    }
    if (!imap_has(imap, "NAMESPACE"))
        return verdict_ok();
    struct mailimap_namespace_data *data = NULL;
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_SMALL_BYTES);
    code = mailimap_namespace(imap->session, &data);
    if (code == MAILIMAP_NO_ERROR && data) {
        clist *spaces = data->ns_personal ? data->ns_personal->ns_data_list : NULL;
        struct mailimap_namespace_info *first =
            spaces && clist_begin(spaces) ? clist_content(clist_begin(spaces)) : NULL;
        if (first && is_plain(first->ns_prefix))
            snprintf(imap->prefix, sizeof imap->prefix, "%s", first->ns_prefix);
        mailimap_namespace_data_free(data);
    } else if (!imap_is_no(code)) {
        return imap_ended(imap, code, VERDICT_RETRY, "name space");
    }
    return verdict_ok();
}

static struct verdict choose(struct imap *imap)
{
    const struct url *url = &imap->config->inbox.url;
    const char *box = url->path && *url->path ? url->path : "INBOX";
    struct arena *arena = arena_new();
    struct text name = text_in(arena);
    struct error error;
    if (imap_name_write(&name, box, imap->divider, &error)) {
        arena_free(&arena);
        return verdict_make(VERDICT_NEVER, "[inbox] url: %.200s", error.text);
    }
    imap_allow(imap, 2 * IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    int code = mailimap_select(imap->session, name.at);
    arena_free(&arena);
    if (code != MAILIMAP_NO_ERROR)
        return imap_ended(imap, code, VERDICT_NEVER, "open the mailbox of [inbox] url");
    struct mailimap_selection_info *info = imap->session->imap_selection_info;
    if (!info || !info->sel_uidvalidity)
        return verdict_make(VERDICT_NEVER,
                            "%s:%d: the server gives no UIDVALIDITY: without it "
                            "no mail has an identity",
                            url->host, url->port);
    if (info->sel_perm == MAILIMAP_MAILBOX_READONLY)
        return verdict_make(VERDICT_NEVER,
                            "%s:%d: the mailbox may only be read: mail could not "
                            "be filed",
                            url->host, url->port);
    return verdict_ok();
}

static struct verdict open_session(struct imap *imap)
{
    bool clear = imap->config->inbox.url.kind != URL_IMAPS;
    struct verdict verdict = clear ? verdict_ok() : open_tls(imap);
    if (verdict.kind == VERDICT_OK)
        verdict = greet(imap);
    if (verdict.kind == VERDICT_OK && clear)
        verdict = upgrade(imap);
    /* What was offered in clear is forgotten, and what is offered changes with the log-in. */
    if (verdict.kind == VERDICT_OK)
        verdict = ask_capability(imap);
    if (verdict.kind == VERDICT_OK)
        verdict = log_in(imap);
    if (verdict.kind == VERDICT_OK)
        verdict = ask_capability(imap);
    if (verdict.kind == VERDICT_OK)
        verdict = learn_names(imap);
    if (verdict.kind == VERDICT_OK)
        verdict = choose(imap);
    return verdict;
}

struct imap *imap_open(const struct config *config, struct verdict *verdict)
{
    const struct url *url = &config->inbox.url;
    struct error error;
    struct imap *imap = calloc(1, sizeof *imap);
    if (imap)
        imap->session = mailimap_new(0, NULL);
    if (!imap || !imap->session) {
        free(imap);
        *verdict = verdict_make(VERDICT_RETRY, "%s: out of memory", url->host);
        return NULL;
    }
    /* A mail bigger than 8 MiB would go through a file in /tmp. */
    mmap_string_set_ceil((size_t)-1);
    imap->config = config;
    imap->tls = tls_connect(url->host, url->port, IMAP_CONNECT_SECONDS, &error);
    if (!imap->tls)
        *verdict = verdict_make(VERDICT_RETRY, "%.250s", error.text);
    else
        *verdict = open_session(imap);
    if (verdict->kind != VERDICT_OK)
        imap_close(&imap);
    return imap;
}

void imap_close(struct imap **imap)
{
    struct imap *mine = *imap;
    if (!mine)
        return;
    imap_release(mine);
    mailimap *session = mine->session;
    if (session->imap_stream && !mine->dead && !*tls_error(mine->tls)) {
        imap_allow(mine, 2, IMAP_MIDDLE_BYTES);
        mailimap_logout(session);
    }
    if (session->imap_stream)
        mailstream_close(session->imap_stream);
    session->imap_stream = NULL;
    mailimap_free(session);
    tls_close(&mine->tls);
    free(mine);
    *imap = NULL;
}
