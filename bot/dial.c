#include "bot/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* One question to the resolver. Two hold it, the asker and the thread; the last one frees it, so that
 * neither needs to wait for the other: getaddrinfo() has no deadline of its own. */
struct lookup {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    int holders;
    bool done;
    int code;
    struct addrinfo *found;
    char *host;
    char port[8];
};

int64_t dial_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int dial_wait(int fd, short events, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline - dial_clock();
        if (left <= 0)
            return 0;
        struct pollfd wait = {.fd = fd, .events = events};
        int ready = poll(&wait, 1, left > 60000 ? 60000 : (int)left);
        /* An error or a hang-up is "ready" too: the read or write that follows names it. */
        if (ready > 0)
            return 1;
        if (ready < 0 && errno != EINTR)
            return 1;
    }
}

static int lookup_ask(const char *host, const char *port, int flags, struct addrinfo **found)
{
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | flags};
    return getaddrinfo(host, port, &hints, found);
}

static void lookup_release(struct lookup *lookup)
{
    pthread_mutex_lock(&lookup->mutex);
    bool last = --lookup->holders == 0;
    pthread_mutex_unlock(&lookup->mutex);
    if (!last)
        return;
    if (lookup->found)
        freeaddrinfo(lookup->found);
    pthread_cond_destroy(&lookup->answered);
    pthread_mutex_destroy(&lookup->mutex);
    free(lookup->host);
    free(lookup);
}

static void *lookup_run(void *thing)
{
    struct lookup *lookup = thing;
    struct addrinfo *found = NULL;
    int code = lookup_ask(lookup->host, lookup->port, 0, &found);
    pthread_mutex_lock(&lookup->mutex);
    lookup->code = code;
    lookup->found = code ? NULL : found;
    lookup->done = true;
    pthread_cond_signal(&lookup->answered);
    pthread_mutex_unlock(&lookup->mutex);
    lookup_release(lookup);
    return NULL;
}

static struct lookup *lookup_start(const char *host, const char *port)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup || !(lookup->host = strdup(host))) {
        free(lookup);
        return NULL;
    }
    snprintf(lookup->port, sizeof lookup->port, "%s", port);
    pthread_mutex_init(&lookup->mutex, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&lookup->answered, &clock);
    pthread_condattr_destroy(&clock);
    lookup->holders = 2;
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    bool started = !pthread_create(&thread, &detached, lookup_run, lookup);
    pthread_attr_destroy(&detached);
    if (!started) {
        lookup->holders = 1;
        lookup_release(lookup);
        return NULL;
    }
    return lookup;
}

/* The addresses of `host`, to be freed; NULL and an error after the deadline. */
static struct addrinfo *resolve(const char *host, int port, int64_t deadline, struct error *error)
{
    char service[8];
    snprintf(service, sizeof service, "%d", port);
    struct addrinfo *found = NULL;
    if (!lookup_ask(host, service, AI_NUMERICHOST, &found))
        return found;
    struct lookup *lookup = lookup_start(host, service);
    if (!lookup) {
        error_set(error, "%s:%d: no thread for the name's look-up", host, port);
        return NULL;
    }
    struct timespec until = {.tv_sec = (time_t)(deadline / 1000),
                             .tv_nsec = (long)(deadline % 1000) * 1000000};
    pthread_mutex_lock(&lookup->mutex);
    int late = 0;
    while (!lookup->done && !late)
        late = pthread_cond_timedwait(&lookup->answered, &lookup->mutex, &until);
    if (!lookup->done)
        error_set(error, "%s:%d: the name server does not answer", host, port);
    else if (lookup->code)
        error_set(error, "%s:%d: %s", host, port, gai_strerror(lookup->code));
    found = lookup->found;
    lookup->found = NULL;
    pthread_mutex_unlock(&lookup->mutex);
    lookup_release(lookup);
    return found;
}

/* A mailbox is watched for hours through routers that forget quiet connections: keep-alive tells. */
static void socket_tune(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {IPPROTO_TCP, TCP_NODELAY, 1},   {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 60}, {IPPROTO_TCP, TCP_KEEPINTVL, 20},
        {IPPROTO_TCP, TCP_KEEPCNT, 4},   {IPPROTO_TCP, TCP_USER_TIMEOUT, 120000},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int));
}

/* 0 and *made, or errno's value. */
static int connect_one(const struct addrinfo *address, int64_t deadline, int *made)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    socket_tune(fd);
    int why = connect(fd, address->ai_addr, address->ai_addrlen) ? errno : 0;
    if (why == EINPROGRESS) {
        socklen_t size = sizeof why;
        if (!dial_wait(fd, POLLOUT, deadline))
            why = ETIMEDOUT;
        else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size))
            why = errno;
    }
    if (why)
        close(fd);
    else
        *made = fd;
    return why;
}

int dial_tcp(const char *host, int port, int64_t deadline, struct error *error)
{
    struct addrinfo *found = resolve(host, port, deadline, error);
    if (!found)
        return -1;
    int left = 0, fd = -1, why = ETIMEDOUT;
    for (struct addrinfo *at = found; at; at = at->ai_next)
        left++;
    for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next, left--) {
        /* Each address has its share of the time: one that swallows packets must not eat it all. */
        int64_t now = dial_clock();
        if (now >= deadline)
            break;
        why = connect_one(at, now + (deadline - now) / left, &fd);
    }
    freeaddrinfo(found);
    if (fd < 0)
        error_set(error, "%s:%d: no connection: %s", host, port, strerror(why));
    return fd;
}
