/* charset: bytes in any charset become UTF-8.
 *
 * Job: the one place that converts. Caller: parsers/mail, parsers/header, `cabas text`. Promise: the
 * result is always valid UTF-8 without NUL or control characters but HT and LF (CR LF and CR become
 * LF), whatever the bytes and the declared name. The order is: what was declared, UTF-8 if the bytes
 * are that, else windows-1252. us-ascii and iso-8859-1 count as windows-1252 (€ and ’ in old mails).
 */
#ifndef PARSERS_CHARSET_H
#define PARSERS_CHARSET_H

#include "parsers/text.h"

/* `charset`: the declared name, untrusted, "" when none. */
struct view charset_utf8(struct arena *arena, struct view charset, struct view bytes);

#endif
