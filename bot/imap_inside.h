/* imap_inside: what bot/imap_stream.c, imap_open.c, imap_fetch.c and imap_move.c share. Nobody else includes it. */
#ifndef BOT_IMAP_INSIDE_H
#define BOT_IMAP_INSIDE_H

#include <libetpan/mailimap.h>

#include "bot/imap.h"
#include "bot/imap_guard.h"
#include "bot/tls.h"

enum {
    IMAP_CONNECT_SECONDS = 20,
    IMAP_COMMAND_SECONDS = 30,
    IMAP_SMALL_BYTES = 64 * 1024,    /* answers of a few lines */
    IMAP_MIDDLE_BYTES = 1024 * 1024, /* SELECT, LIST, IDLE, answers to moves */
    IMAP_SET_ITEMS = 200,            /* ranges in one command: servers bound the line's length */
};

struct imap {
    const struct config *config;
    mailimap *session;
    struct tls *tls;
    struct imap_guard guard;
    const char *guard_error; /* why imap_guard ended the connection */
    uint64_t budget;         /* what tls_allow was told: bounds literals */
    bool greeting;           /* the first line is still to come */
    bool dead;
    char divider;     /* between levels of folder names, 0: none */
    char prefix[128]; /* of the personal name space: "INBOX." or "" */
    clist *fetched;   /* the last answer, until imap_release */
};

/* A stream over imap->tls whose bytes the guard sees first; NULL without memory. */
mailstream *imap_stream(struct imap *imap);
/* Arms deadline and budget for one command. */
void imap_allow(struct imap *imap, int seconds, uint64_t bytes);
/* The verdict of a command that ended with libetpan's `code`: RETRY, or `refused` when the server said NO.
 * Marks the session dead when the dialogue is in doubt. `doing`: "list the mailbox". */
struct verdict imap_ended(struct imap *imap, int code, enum verdict_kind refused,
                          const char *doing);
/* Is the extension offered? (libetpan's own question reads through NULL when nothing is.) */
bool imap_has(const struct imap *imap, const char *name);
/* The server answered, and its answer was NO. */
bool imap_is_no(int code);
/* UIDs as a set of ranges, at most IMAP_SET_ITEMS of them; *used tells how many UIDs it holds. */
struct mailimap_set *imap_set(const uint32_t *uids, int count, int *used);
/* imap_list for a set, which it takes over; `mails` bounds the answer. */
struct verdict imap_list_set(struct imap *imap, struct arena *arena, struct mailimap_set *set,
                             uint64_t mails, struct imap_item **items, int *count);

#endif
