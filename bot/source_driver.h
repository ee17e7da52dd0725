/* source_driver: what bot/source.c calls; one const table per kind of mailbox. See bot/source.h. */
#ifndef BOT_SOURCE_DRIVER_H
#define BOT_SOURCE_DRIVER_H

#include "bot/source.h"

enum {
    SOURCE_BATCH_MAILS = 100,
    SOURCE_BATCH_BYTES = 512 * 1024,
    SOURCE_LONG = 1024 * 1024,      /* a longer mail is kept without the bulk of what is attached */
    SOURCE_HEADER_MAX = 256 * 1024, /* of an oversized mail */
    SOURCE_START_MAX = 64 * 1024,
};

struct source_driver {
    void *(*open)(const struct config *config);
    void (*close)(void *own);
    struct verdict (*fetch)(void *own, struct source_state *state, source_take *take, void *context,
                            bool *reset);
    struct verdict (*file)(void *own, struct source_move *moves, int count);
    struct verdict (*wait)(void *own, int seconds, int wake);
    struct verdict (*check)(void *own, struct arena *arena, const char **report);
};

extern const struct source_driver source_imap, source_maildir;

/* The pause of a source that cannot be told: `seconds`, or until `wake` or `fd` is readable (-1: none). */
void source_pause(int fd, int wake, int seconds);

#endif
