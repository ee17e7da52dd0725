/* imap: one IMAP session with a selected mailbox (libetpan's IMAP is behind it and nowhere else).
 *
 * Job: connect, verify, log in, select; list, fetch, move and wait by UID, never by sequence number.
 * Caller: bot/source_imap. Promise: each command has a deadline and a byte budget; what the server
 * sends is checked by imap_guard before the library sees it; after an error that leaves the dialogue
 * in doubt imap_alive() is false and the session can only be closed. Reasons name host and cure.
 * Not thread-safe.
 */
#ifndef BOT_IMAP_H
#define BOT_IMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/config.h"
#include "bot/verdict.h"
#include "parsers/arena.h"
#include "parsers/view.h"

struct imap;
struct thin;

struct imap_item {
    uint32_t uid;
    uint32_t size;    /* RFC822.SIZE: some servers only guess it */
    int64_t received; /* INTERNALDATE, instant; 0 when the server gives nonsense */
};

enum imap_part {
    IMAP_WHOLE, /* BODY.PEEK[] */
    IMAP_START, /* header block (256 KiB at most) and the first 64 KiB of what follows */
};

/* RETRY: network, a busy server. NEVER: a person must act (password, certificate, mailbox, settings). */
struct imap *imap_open(const struct config *config, struct verdict *verdict);
/* Says goodbye when the session is alive. NULL is fine. */
void imap_close(struct imap **imap);
bool imap_alive(const struct imap *imap);
uint32_t imap_uidvalidity(const struct imap *imap);
/* Mails in the mailbox, and the first UID not yet given, as last told; 0 when not told. */
uint32_t imap_exists(const struct imap *imap);
uint32_t imap_uidnext(const struct imap *imap);
/* "* n EXISTS" lines so far: when it differs from before a list, new mail may have come. */
uint32_t imap_arrivals(const struct imap *imap);
bool imap_can_idle(const struct imap *imap);
/* What the server offers of the things used here: "IDLE, MOVE, UIDPLUS". */
const char *imap_offers(const struct imap *imap, struct arena *arena);

struct verdict imap_noop(struct imap *imap);
/* Sizes and dates of the mails with first <= uid <= last (last 0: no end), by growing uid. */
struct verdict imap_list(struct imap *imap, struct arena *arena, uint32_t first, uint32_t last,
                         struct imap_item **items, int *count);
/* Reads the mails of `items`, IMAP_SET_ITEMS at most, with one command. raw[i] belongs to the session until the next call or
 * imap_release; {NULL, 0} for a mail that is no longer there. */
struct verdict imap_fetch(struct imap *imap, struct arena *arena, const struct imap_item *items,
                          int count, enum imap_part part, struct view *raw);
/* One long mail in pieces, through `thin`; *found: it is still there. */
struct verdict imap_fetch_long(struct imap *imap, const struct imap_item *item, struct thin *thin,
                               bool *found);
void imap_release(struct imap *imap);
/* Into `folder` (a person's name for it), made when missing; gone[i] is set when uids[i] has left the
 * mailbox or was not there. Servers with neither MOVE nor UIDPLUS: a keyword is set on the mail instead
 * and gone[i] is set too, since nothing better can be done there. uids ascend. */
struct verdict imap_move(struct imap *imap, const uint32_t *uids, int count, const char *folder,
                         const char *keyword, bool *gone);
/* IDLE until the server has something to say, `seconds` have passed or `wake` is readable. */
struct verdict imap_idle(struct imap *imap, int seconds, int wake);

#endif
