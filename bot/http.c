#include "bot/http.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <microhttpd.h>

enum { EASY_MS = 1000, REQUEST_MS = 10000, ADDRESS_MAX = 64 };

/* A connection; `busy` while a whole request waits for its answer. Touched by the server's thread only. */
struct guest {
    struct guest *next, **place;
    int socket;
    int64_t since; /* monotonic ms: it connected, or got its last answer */
    bool busy;
};

struct http {
    const struct http_host *host;
    struct MHD_Daemon *daemon;
    char *allow;
    struct guest *guests;
    int guest_count;
};

/* What libmicrohttpd keeps for us from the request line to the end of the answer. */
struct pending {
    struct http_call call; /* first: a call is its pending */
    struct http *http;
    struct MHD_Connection *connection;
    struct text body;
    char peer[ADDRESS_MAX];
    bool begun, refused, handed;
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Who has said nothing whole for too long, or for longest when many are here, is shown the door. */
static void make_room(struct http *http)
{
    int64_t now = clock_ms();
    struct guest *oldest = NULL;
    for (struct guest *guest = http->guests; guest; guest = guest->next) {
        if (guest->busy)
            continue;
        if (now - guest->since > REQUEST_MS)
            shutdown(guest->socket, SHUT_RDWR);
        if (!oldest || guest->since < oldest->since)
            oldest = guest;
    }
    if (http->guest_count >= HTTP_CONNECTIONS_EASY && oldest && now - oldest->since > EASY_MS) {
        shutdown(oldest->socket, SHUT_RDWR);
        oldest->since = now; /* the next one to go is another */
    }
}

static void on_connection(void *context, struct MHD_Connection *connection, void **kept,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;
    struct guest *guest = *kept;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED && guest) {
        *guest->place = guest->next;
        if (guest->next)
            guest->next->place = guest->place;
        http->guest_count--;
        free(guest);
        *kept = NULL;
    } else if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        make_room(http);
        if (!(guest = calloc(1, sizeof *guest)))
            abort();
        *guest = (struct guest){.next = http->guests,
                                .place = &http->guests,
                                .socket = info->connect_fd,
                                .since = clock_ms()};
        if (guest->next)
            guest->next->place = &guest->next;
        http->guests = guest;
        http->guest_count++;
        *kept = guest;
    }
}

static struct guest *guest_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The request line: the only place where the target is seen as it was written. */
static void *on_target(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct arena *arena = arena_new();
    struct pending *pending = arena_alloc(arena, sizeof *pending);
    pending->http = context;
    pending->connection = connection;
    struct http_call *call = &pending->call;
    call->arena = arena;
    call->type = call->text = call->allow = "";
    call->peer = pending->peer;
    call->target = view_of(arena_text(arena, uri));
    size_t mark = view_find_byte(call->target, '?');
    call->path = view_cut(call->target, 0, mark);
    call->query = mark == SIZE_MAX ? (struct view){"", 0}
                                   : view_cut(call->target, mark + 1, call->target.len);
    return pending;
}

static bool is_allowed(const struct http *http, const char *peer)
{
    struct view rest = view_of(http->allow);
    for (struct view item; view_item(&rest, ' ', &item);)
        if (view_is(item, peer))
            return true;
    return false;
}

static void note_peer(struct pending *pending)
{
    struct http_call *call = &pending->call;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(pending->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || getnameinfo(info->client_addr,
                             info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                      : sizeof(struct sockaddr_in),
                             pending->peer, sizeof pending->peer, NULL, 0, NI_NUMERICHOST))
        return;
    if (view_starts(view_of(pending->peer), "::ffff:"))
        call->peer = pending->peer + 7;
    bool here = view_starts(view_of(call->peer), "127.") || view_is(view_of(call->peer), "::1");
    bool proxied = *http_header(call, "X-Forwarded-For") || *http_header(call, "Forwarded");
    call->near = (here || is_allowed(pending->http, call->peer)) && !proxied;
}

static enum http_method read_method(const char *method)
{
    static const char *const names[] = {"GET", "HEAD", "POST"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(method, names[i]))
            return (enum http_method)i;
    return HTTP_OTHER;
}

static enum MHD_Result send_answer(struct pending *pending)
{
    struct http_call *call = &pending->call;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(call->text), (void *)(uintptr_t)call->text, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    if (*call->type)
        MHD_add_response_header(response, "Content-Type", call->type);
    if (*call->allow)
        MHD_add_response_header(response, "Allow", call->allow);
    if (call->retry_seconds)
        MHD_add_response_header(response, "Retry-After",
                                arena_print(call->arena, "%d", call->retry_seconds));
    MHD_add_response_header(response, "Cache-Control", "no-store");
    enum MHD_Result result =
        MHD_queue_response(pending->connection, (unsigned)call->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result begin(struct pending *pending, const char *method)
{
    struct http_call *call = &pending->call;
    int64_t length = 0;
    pending->begun = true;
    pending->body = text_in(call->arena);
    call->method = read_method(method);
    note_peer(pending);
    view_int(view_of(http_header(call, "Content-Length")), &length);
    if (!pending->http->host->admit(pending->http->host->context, call))
        return send_answer(pending);
    if (length > HTTP_BODY_MAX) {
        call->status = 413;
        return send_answer(pending);
    }
    return MHD_YES;
}

/* A chunked body tells its length only by being too long; what follows is read and dropped. */
static enum MHD_Result add_body(struct pending *pending, const char *bytes, size_t *len)
{
    if (pending->body.len + *len > HTTP_BODY_MAX)
        pending->refused = true;
    if (!pending->refused)
        text_add_view(&pending->body, view_make(bytes, *len));
    *len = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *len, void **kept)
{
    struct http *http = context;
    struct pending *pending = *kept;
    (void)url, (void)version;
    if (!pending->begun)
        return begin(pending, method);
    if (*len)
        return add_body(pending, bytes, len);
    struct http_call *call = &pending->call;
    if (pending->refused)
        call->status = 413;
    if (pending->refused || pending->handed) /* later: resumed with its answer */
        return send_answer(pending);
    struct guest *guest = guest_of(connection);
    if (guest)
        guest->busy = true;
    call->body = text_view(&pending->body);
    pending->handed = true;
    MHD_suspend_connection(connection); /* before: the answer may be there at once */
    if (http->host->handle(http->host->context, call))
        MHD_resume_connection(connection);
    return MHD_YES;
}

static void on_end(void *context, struct MHD_Connection *connection, void **kept,
                   enum MHD_RequestTerminationCode code)
{
    struct pending *pending = *kept;
    struct guest *guest = guest_of(connection);
    (void)context, (void)code;
    if (guest) {
        guest->busy = false;
        guest->since = clock_ms();
    }
    if (!pending)
        return;
    struct arena *arena = pending->call.arena;
    *kept = NULL;
    arena_free(&arena);
}

const char *http_header(const struct http_call *call, const char *name)
{
    const struct pending *pending = (const struct pending *)call;
    const char *value = MHD_lookup_connection_value(pending->connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

void http_answer(struct http_call *call)
{
    MHD_resume_connection(((struct pending *)call)->connection);
}

/* "host:port" or "[::1]:port" as an address to listen on. */
static struct addrinfo *find_place(const char *listen, struct error *error)
{
    struct arena *arena = arena_new();
    struct view view = view_of(listen);
    size_t mark = 0;
    for (size_t i = 0; i < view.len; i++)
        if (view.at[i] == ':')
            mark = i;
    struct view host = view_cut(view, 0, mark);
    if (view_starts(host, "["))
        host = view_cut(host, 1, host.len - 1);
    struct addrinfo *found = NULL;
    struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int code = getaddrinfo(arena_copy(arena, host.at, host.len), listen + mark + 1, &want, &found);
    arena_free(&arena);
    if (code)
        error_set(error, "[http] listen: %s: %s", listen, gai_strerror(code));
    return code ? NULL : found;
}

static void be_silent(void *context, const char *format, va_list list)
{
    (void)context, (void)format, (void)list;
}

struct http *http_open(const char *listen, const char *allow, const struct http_host *host,
                       struct error *error)
{
    struct http *http = calloc(1, sizeof *http);
    if (!http || !(http->allow = strdup(allow)))
        abort();
    http->host = host;
    for (char *at = http->allow; *at; at++)
        if (*at == ',' || *at == '\t')
            *at = ' ';
    struct addrinfo *place = find_place(listen, error);
    if (place)
        http->daemon = MHD_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                (place->ai_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0),
            0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL,
            MHD_OPTION_SOCK_ADDR, place->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
            (unsigned)HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_QUIET_SECONDS,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEADER_MAX,
            MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_NOTIFY_COMPLETED, on_end, http,
            MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_END);
    if (place && !http->daemon)
        error_set(error, "[http] listen: %s: %s (does another program listen there?)", listen,
                  strerror(errno));
    if (place)
        freeaddrinfo(place);
    if (!http->daemon)
        http_close(&http);
    return http;
}

void http_close(struct http **http)
{
    if (!*http)
        return;
    if ((*http)->daemon)
        MHD_stop_daemon((*http)->daemon);
    free((*http)->allow);
    free(*http);
    *http = NULL;
}
