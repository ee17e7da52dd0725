/* answer: blocks become one mail in text and HTML, ready for the outbox.
 *
 * Pure: templates and configuration in, bytes out. The Message-ID is derived from the
 * message that is answered and a key of the database, so that the same answer is the same mail whenever it is made.
 */
#ifndef BOT_ANSWER_H
#define BOT_ANSWER_H

#include "bot/config.h"
#include "bot/converse.h"
#include "db/outbox.h"
#include "parsers/compose.h"
#include "parsers/mail.h"

struct answer {
    const char *kind; /* outbox kind: "answer", "confirm", "unproven", "notice", "stranger" */
    const char *recipient;
    const char *name;      /* first name for the greeting, "" when unknown */
    const char *envelope;  /* "" for <> */
    const char *seed;      /* what the Message-ID is derived from */
    const struct mail *to; /* the mail that is answered, for threading; NULL for none */
    const char *subject;   /* NULL: the first block's */
    bool deferred;         /* the message waited for us */
    bool staff;            /* to one of the farm's own: no buttons of a subscriber's */
    bool generated;        /* auto-generated rather than auto-replied */
    const struct block *blocks;
    int block_count;
    const struct compose_file *files; /* bot/attach.h; NULL: none */
    int file_count;
};

/* Renders and composes; `text` (may be NULL) gets the answer as text. The row's texts belong to the arena. */
int answer_make(struct arena *arena, const struct config *config, const struct answer *answer,
                int64_t now, struct outbox_new *row, const char **text, struct error *error);
/* The same blocks as a text message, in the letters of phones; `more`: what PLUS goes on with. Nothing is cut. */
int answer_sms(struct arena *arena, const struct config *config, const struct block *blocks,
               int count, struct view *text, struct view *more, struct error *error);
/* One text message of at most GSM7_SEGMENTS with the start of `text`, which says PLUS when there is a rest (or
 * `more`); that is `*rest`, for the next time. Of `answer` kind, recipient and seed count. */
void answer_text(struct arena *arena, const struct config *config, const struct answer *answer,
                 struct view text, struct view more, int64_t now, struct outbox_new *row,
                 struct view *rest);

#endif
