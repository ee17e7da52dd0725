/* transfer: base64 and quoted-printable (RFC 2045), as broken as they come.
 *
 * Job: undo a Content-Transfer-Encoding. Caller: parsers/mail, parsers/header. Promise: linear, the
 * result is never longer than the input, bad bytes are skipped (base64) or kept (quoted-printable).
 */
#ifndef PARSERS_TRANSFER_H
#define PARSERS_TRANSFER_H

#include "parsers/text.h"

/* Stops at the padding: what a mailing list puts below is no content. */
struct view transfer_base64(struct arena *arena, struct view bytes);
/* `header`: the Q encoding of RFC 2047, where "_" is a blank. */
struct view transfer_quoted(struct arena *arena, struct view bytes, bool header);

#endif
