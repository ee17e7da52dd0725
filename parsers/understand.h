/* understand: what a message asks, as requests.
 *
 * Job: the visible new text of a mail (subject and body) or an SMS becomes a list of requests, in
 * the order written. Caller: bot/pipeline, `cabas parse`. Promise: pure (no clock, no I/O, no
 * subscriber's data), bounded, linear in the text's length; when in doubt it asks (ASK) or hands
 * over (HUMAN), it never guesses. A message with nothing to act on gives one HUMAN.
 *
 * The text is untrusted: any bytes, any length (what lies beyond UNDERSTAND_BYTES gives a HUMAN
 * and is not read).
 */
#ifndef PARSERS_UNDERSTAND_H
#define PARSERS_UNDERSTAND_H

#include "parsers/request.h"
#include "parsers/vocabulary.h"

enum channel { CHANNEL_MAIL, CHANNEL_SMS };

enum {
    UNDERSTAND_BYTES = 64 * 1024,
    UNDERSTAND_REQUESTS = 20, /* more than these: the rest is for a person (HUMAN) */
};

struct message {
    enum channel channel;
    int today;           /* farm's civil date of receipt */
    struct view subject; /* decoded, "Re:" and the like still on; empty for an SMS */
    struct view text;    /* UTF-8; for a mail what parsers/reply kept */
};

struct understanding {
    struct request requests[UNDERSTAND_REQUESTS];
    int count;
    /* Why, for `cabas parse --explain` (see parsers/explain.h); "" unless asked for. */
    const char *explanation;
};

void understand(struct arena *arena, const struct vocabulary *vocabulary,
                const struct message *message, bool explained, struct understanding *result);

#endif
