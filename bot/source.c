#include "bot/source_driver.h"

#include <poll.h>
#include <stdlib.h>

#include "bot/dial.h"

struct source {
    const struct source_driver *driver;
    void *own;
};

struct source *source_open(const struct config *config)
{
    struct source *source = calloc(1, sizeof *source);
    if (!source)
        abort();
    source->driver = config->inbox.url.kind == URL_MAILDIR ? &source_maildir : &source_imap;
    source->own = source->driver->open(config);
    return source;
}

void source_close(struct source **source)
{
    if (!*source)
        return;
    (*source)->driver->close((*source)->own);
    free(*source);
    *source = NULL;
}

struct verdict source_fetch(struct source *source, struct source_state *state, source_take *take,
                            void *context, bool *reset)
{
    *reset = false;
    return source->driver->fetch(source->own, state, take, context, reset);
}

struct verdict source_file(struct source *source, struct source_move *moves, int count)
{
    for (int i = 0; i < count; i++)
        moves[i].done = false;
    return count > 0 ? source->driver->file(source->own, moves, count) : verdict_ok();
}

struct verdict source_wait(struct source *source, int seconds, int wake)
{
    return source->driver->wait(source->own, seconds, wake);
}

struct verdict source_check(struct source *source, struct arena *arena, const char **report)
{
    *report = "";
    return source->driver->check(source->own, arena, report);
}

void source_pause(int fd, int wake, int seconds)
{
    int64_t end = dial_clock() + (int64_t)seconds * 1000;
    for (int64_t left; (left = end - dial_clock()) > 0;) {
        struct pollfd both[2] = {{.fd = fd, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
        if (poll(both, 2, left > 60000 ? 60000 : (int)left) > 0)
            return;
    }
}
