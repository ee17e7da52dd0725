/* source: where mail comes from (IMAP or a maildir).
 *
 * Job: hand over new mail in batches, then move what was decided into folders. Caller:
 * bot/intake. Promise: nothing leaves the inbox or is marked before the caller has committed it;
 * every step may be repeated; every wait has a deadline; nothing of the mail is interpreted.
 */
#ifndef BOT_SOURCE_H
#define BOT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/config.h"
#include "bot/verdict.h"
#include "parsers/view.h"

/* What the database remembers of the mailbox between two starts. */
struct source_state {
    uint32_t uidvalidity; /* 0: never seen */
    uint32_t last_uid;    /* everything up to here has been taken */
    int64_t last_poll;    /* instant of the last complete poll, 0: never */
};

struct source_mail {
    /* Identity within the source: IMAP "uidvalidity/uid", maildir the unique base name (before ":2,"). */
    const char *key;
    uint32_t uid;     /* 0 for a maildir */
    int64_t received; /* INTERNALDATE or mtime, instant */
    struct view
        raw; /* whole mail, above 1 MiB as parsers/thin.h leaves it; when `oversized` (too long even so)
                       * only the header block and the first 64 KiB */
    bool oversized; /* or the mailbox cannot give it whole (then raw may be empty): for a person */
    bool seen;      /* maildir: it lay in cur/, so another program has shown it to somebody */
};

/* The caller stores the batch with the new state in one transaction. Not 0: stop, nothing was taken. */
typedef int source_take(void *context, const struct source_mail *mails, int count,
                        const struct source_state *state);

struct source_move {
    const char *key;
    bool staff; /* into staff_folder, else done_folder */
    bool done;  /* set by source_file: it lies there now, or is no longer in the inbox */
};

struct source;

/* Allocates, connects nothing. `config` must outlive the source. NULL never. */
struct source *source_open(const struct config *config);
void source_close(struct source **source);

/* One complete poll: connects when needed, calls `take` for each batch (at most 100 mails and 512 KiB, or
 * one bigger mail). *state moves on with each batch taken; last_poll is set at the end and is the caller's to
 * store. NEVER: a person must act (password, certificate, settings); come back in a quarter of an hour. *reset is set when UIDVALIDITY changed, before the first batch: `state` then starts at uid 0. */
struct verdict source_fetch(struct source *source, struct source_state *state, source_take *take,
                            void *context, bool *reset);
/* Moves decided mails, in sets; creates missing folders. Those with `done` unset are still in the inbox. An IMAP
 * server with neither MOVE nor UIDPLUS only sets a keyword ("CabasDone", "CabasStaff"). */
struct verdict source_file(struct source *source, struct source_move *moves, int count);
/* Waits for new mail: IMAP IDLE (inotify for a maildir) until something may have arrived, `seconds` have
 * passed or `wake` (an eventfd, not read here) is readable. Without IDLE it is the poll's pause. */
struct verdict source_wait(struct source *source, int seconds, int wake);
/* For `cabas check`: connect, log in, select, name the extensions found. The text belongs to the arena. */
struct verdict source_check(struct source *source, struct arena *arena, const char **report);

#endif
