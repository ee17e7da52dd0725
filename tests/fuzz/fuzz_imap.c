/* A server that says anything: the whole session (log-in, list, fetch, move, IDLE) over the input's bytes.
 * This file stands in for bot/tls and config_secret: it is linked with bot/imap_*.c, bot/dial.c,
 * bot/verdict.c, the ground floor and -letpan. The library leaks on some broken answers: -detect_leaks=0.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bot/imap.h"
#include "bot/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct tls {
    const uint8_t *bytes;
    size_t size, budget;
};

static struct tls server;

struct tls *tls_connect(const char *host, int port, int seconds, struct error *error)
{
    (void)host, (void)port, (void)seconds, (void)error;
    return &server;
}

int tls_start(struct tls *tls, const char *ca_file, const char *host, bool *hopeless,
              struct error *error)
{
    (void)tls, (void)ca_file, (void)host, (void)hopeless, (void)error;
    return 0;
}

void tls_allow(struct tls *tls, int seconds, size_t bytes)
{
    (void)seconds;
    tls->budget = bytes;
}

ssize_t tls_read(struct tls *tls, void *bytes, size_t size)
{
    size = size < tls->size ? size : tls->size;
    size = size < tls->budget ? size : tls->budget;
    size = size < 97 ? size : 97; /* in pieces */
    if (!size)
        return -1;
    memcpy(bytes, tls->bytes, size);
    tls->bytes += size;
    tls->size -= size;
    tls->budget -= size;
    return (ssize_t)size;
}

ssize_t tls_write(struct tls *tls, const void *bytes, size_t size)
{
    (void)tls, (void)bytes;
    return (ssize_t)size;
}

size_t tls_pending(struct tls *tls)
{
    return tls->size;
}

int tls_fd(const struct tls *tls)
{
    (void)tls;
    return -1;
}

const char *tls_error(const struct tls *tls)
{
    return tls->size ? "" : "end";
}

void tls_close(struct tls **tls)
{
    *tls = NULL;
}

const char *config_secret(struct arena *arena, const char *file, struct error *error)
{
    (void)arena, (void)file, (void)error;
    return "secret";
}

static void session(struct imap *imap)
{
    struct arena *arena = arena_new();
    struct imap_item *items = NULL;
    struct view raw[100];
    bool gone[100];
    uint32_t uids[100];
    int count = 0;
    imap_list(imap, arena, 1, 0, &items, &count);
    count = count < 100 ? count : 100;
    for (int i = 0; i < count; i++)
        uids[i] = items[i].uid;
    for (int part = 0; count && imap_alive(imap) && part < 2; part++)
        if (imap_fetch(imap, arena, items, count, part ? IMAP_START : IMAP_WHOLE, raw).kind ==
            VERDICT_OK)
            for (int i = 0; i < count; i++)
                for (size_t at = 0; at < raw[i].len; at++)
                    if (raw[i].at[at] == 0)
                        gone[i] = true;
    if (count && imap_alive(imap))
        imap_move(imap, uids, count, "Cabas/Traites", "CabasDone", gone);
    if (imap_alive(imap) && imap_can_idle(imap))
        imap_idle(imap, 0, -1);
    if (imap_alive(imap))
        imap_noop(imap);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct config config = {
        .inbox = {.url = {.kind = URL_IMAPS, .host = "h", .user = "u", .path = "INBOX"}}};
    server = (struct tls){.bytes = bytes, .size = size};
    struct verdict verdict;
    struct imap *imap = imap_open(&config, &verdict);
    if (imap)
        session(imap);
    else if (!*verdict.reason)
        abort();
    imap_close(&imap);
    return 0;
}
