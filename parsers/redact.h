/* redact: account numbers out of what is stored.
 *
 * Job: find what is an IBAN or nearly one (a digit too many, a wrong country, a French RIB without it), however
 * it is spaced, and write "FR76 •••• 4567" in its place; find it as well in encoded mails. Caller:
 * bot/bank. Promise: pure, linear, any bytes; what redact_mail returns holds nothing that redact_finds finds.
 * It prefers to take too much: the mail itself stays in the farm's mailbox.
 */
#ifndef PARSERS_REDACT_H
#define PARSERS_REDACT_H

#include "parsers/text.h"

/* A copy with every account number shortened; the same view when there is none. */
struct view redact_text(struct arena *arena, struct view text);
/* Whether a text holds one. */
bool redact_holds(struct view text);
/* Whether the bytes of a mail hold one: as they are, in quoted-printable, base64 or encoded words. */
bool redact_finds(struct arena *arena, struct view raw);
/* The mail again, in plain text without account numbers and without attachments: its headers but
 * Content-…, its subject and text shortened. `all`: nothing of its text is kept, for a mail that is known to
 * hold a number which redact_finds does not see. */
struct view redact_mail(struct arena *arena, struct view raw, bool all);

#endif
