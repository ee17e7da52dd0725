/* message: a mail's subject and body become what a person wrote, ready to be understood.
 *
 * Job: one way for the pipeline and for `cabas parse`: markup in a text part is read as markup, what
 * was quoted or forwarded is cut, a forwarded mail's subject says nothing. Promise: pure, bounded.
 */
#ifndef PARSERS_MESSAGE_H
#define PARSERS_MESSAGE_H

#include "parsers/reply.h"
#include "parsers/understand.h"

/* Fills subject and text of `message`; `reply` tells what was cut. `body`: UTF-8, LF. */
void message_read(struct arena *arena, struct view subject, struct view body, struct reply *reply,
                  struct message *message);

#endif
