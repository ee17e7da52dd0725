#include "bot/imap_inside.h"

#include <stdlib.h>

/* libetpan's stream over bot/tls. The guard sees each byte first. */
static ssize_t stream_read(mailstream_low *low, void *bytes, size_t size)
{
    struct imap *imap = low->data;
    ssize_t got = imap->guard_error ? -1 : tls_read(imap->tls, bytes, size);
    if (got <= 0)
        return -1;
    imap->guard_error = imap_guard_look(&imap->guard, bytes, (size_t)got, imap->budget);
    /* libetpan loses memory at such a greeting, and a server that is busy says it for hours. */
    if (imap->greeting && view_starts_nocase(view_of(imap->guard.last), "* BYE"))
        imap->guard_error = imap->guard.last;
    return imap->guard_error ? -1 : got;
}

static ssize_t stream_write(mailstream_low *low, const void *bytes, size_t size)
{
    struct imap *imap = low->data;
    return tls_write(imap->tls, bytes, size);
}

static int stream_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int stream_fd(mailstream_low *low)
{
    struct imap *imap = low->data;
    return tls_fd(imap->tls);
}

static void stream_free(mailstream_low *low)
{
    free(low);
}

static void stream_cancel(mailstream_low *low)
{
    (void)low;
}

/* Only read, but libetpan's functions take it without const. */
static mailstream_low_driver stream_driver = {
    .mailstream_read = stream_read,
    .mailstream_write = stream_write,
    .mailstream_close = stream_close,
    .mailstream_get_fd = stream_fd,
    .mailstream_free = stream_free,
    .mailstream_cancel = stream_cancel,
};

mailstream *imap_stream(struct imap *imap)
{
    /* libetpan moves what is left of this buffer at each line: bigger is slower. */
    enum { BUFFER = 8192 };
    mailstream_low *low = mailstream_low_new(imap, &stream_driver);
    mailstream *stream = low ? mailstream_new(low, BUFFER) : NULL;
    if (low && !stream)
        mailstream_low_free(low);
    return stream;
}

void imap_allow(struct imap *imap, int seconds, uint64_t bytes)
{
    imap->budget = bytes;
    tls_allow(imap->tls, seconds, (size_t)bytes);
}

bool imap_is_no(int code)
{
    static const int refusals[] = {
        MAILIMAP_ERROR_UID_FETCH,     MAILIMAP_ERROR_UID_COPY,  MAILIMAP_ERROR_UID_MOVE,
        MAILIMAP_ERROR_UID_STORE,     MAILIMAP_ERROR_EXPUNGE,   MAILIMAP_ERROR_CREATE,
        MAILIMAP_ERROR_SUBSCRIBE,     MAILIMAP_ERROR_SELECT,    MAILIMAP_ERROR_LOGIN,
        MAILIMAP_ERROR_NOOP,          MAILIMAP_ERROR_EXTENSION, MAILIMAP_ERROR_LIST,
        MAILIMAP_ERROR_CUSTOM_COMMAND};
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (code == refusals[i])
            return true;
    return false;
}

/* The text of a NO says whether it is the password or only a bad moment (RFC 5530 section 3). */
static bool refused_for_now(const char *line)
{
    static const char *const moments[] = {"[UNAVAILABLE]", "[INUSE]",  "[LIMIT]",  "[SERVERBUG]",
                                          "[THROTTLED]",   "too many", "temporar", "try again"};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        if (view_find_nocase(view_of(line), moments[i]) != SIZE_MAX)
            return true;
    return false;
}

struct verdict imap_ended(struct imap *imap, int code, enum verdict_kind refused, const char *doing)
{
    const struct url *url = &imap->config->inbox.url;
    if (code == MAILIMAP_NO_ERROR)
        return verdict_ok();
    if (imap_is_no(code) && refused_for_now(imap->guard.last))
        refused = VERDICT_RETRY;
    if (imap_is_no(code))
        return verdict_make(refused, "%s:%d: %s: the server says: %.120s", url->host, url->port,
                            doing, imap->guard.last);
    imap->dead = true;
    const char *why = imap->guard_error       ? imap->guard_error
                      : *tls_error(imap->tls) ? tls_error(imap->tls)
                      : *imap->guard.last     ? imap->guard.last
                                              : "it answered what is no IMAP";
    return verdict_make(VERDICT_RETRY, "%s:%d: %s: %.120s", url->host, url->port, doing, why);
}

bool imap_alive(const struct imap *imap)
{
    return imap && !imap->dead;
}

uint32_t imap_uidvalidity(const struct imap *imap)
{
    return imap->session->imap_selection_info->sel_uidvalidity;
}

uint32_t imap_exists(const struct imap *imap)
{
    return imap->session->imap_selection_info->sel_exists;
}

uint32_t imap_uidnext(const struct imap *imap)
{
    return imap->session->imap_selection_info->sel_uidnext;
}

uint32_t imap_arrivals(const struct imap *imap)
{
    return imap->guard.arrivals;
}

bool imap_has(const struct imap *imap, const char *name)
{
    const struct mailimap_connection_info *info = imap->session->imap_connection_info;
    clist *list = info && info->imap_capability ? info->imap_capability->cap_list : NULL;
    for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
        const struct mailimap_capability *one = clist_content(at);
        if (one->cap_type == MAILIMAP_CAPABILITY_NAME &&
            view_is_nocase(view_of(one->cap_data.cap_name), name))
            return true;
    }
    return false;
}

bool imap_can_idle(const struct imap *imap)
{
    return imap_has(imap, "IDLE");
}

const char *imap_offers(const struct imap *imap, struct arena *arena)
{
    static const char *const names[] = {"IDLE", "MOVE", "UIDPLUS", "NAMESPACE"};
    struct text out = text_in(arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (imap_has(imap, names[i]))
            text_print(&out, "%s%s", out.len ? ", " : "", names[i]);
    return out.len ? out.at : "none of IDLE, MOVE, UIDPLUS";
}

struct verdict imap_noop(struct imap *imap)
{
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    return imap_ended(imap, mailimap_noop(imap->session), VERDICT_RETRY, "look for new mail");
}
