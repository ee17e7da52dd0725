/* reply: what the sender wrote, without what was written before.
 *
 * Job: cut quoted text, forwarded mail, signatures, mobile footers and disclaimers off a mail's
 * text (rules T4; French and English mail clients). Promise: pure, linear; answers written between
 * quoted lines are kept; a forwarded mail's own content never survives.
 */
#ifndef PARSERS_REPLY_H
#define PARSERS_REPLY_H

#include <stdbool.h>

#include "parsers/text.h"

struct reply {
    struct view text; /* what is the sender's own; may be empty */
    bool quoted;      /* something was cut as quoted */
    bool forwarded;   /* something was cut as forwarded, or the subject says so (TR:, Fwd:) */
};

/* `subject` decides only about forwarding. Text: UTF-8, LF. */
void reply_read(struct arena *arena, struct view subject, struct view text, struct reply *reply);

#endif
