/* encode: text and bytes as the ASCII lines that mail carries.
 *
 * Job: one header field at a time (folded, RFC 2047 words, RFC 2231 parameters), and bodies as
 * quoted-printable or base64. Caller: parsers/compose. Promise: CRLF line ends; a line is at most
 * 76 bytes where its pieces allow it; whatever the input, a field stays one field: encode_clean
 * removes line ends, NUL and other controls first, and what is no UTF-8 becomes U+FFFD.
 */
#ifndef PARSERS_ENCODE_H
#define PARSERS_ENCODE_H

#include "parsers/text.h"

struct encode_field {
    struct text *out;
    size_t column; /* bytes already on this line */
};

/* One line of valid UTF-8 without controls; blanks trimmed and runs of them made one; cut at `limit` bytes. */
struct view encode_clean(struct arena *arena, struct view text, size_t limit);
/* The same for a text of several lines: blanks and line ends stay as they are, nothing is cut. */
struct view encode_lines(struct arena *arena, struct view text);

/* "Name:"; pieces follow, then the end. */
struct encode_field encode_begin(struct text *out, const char *name);
/* A blank (or a fold) and the piece, which must be clean ASCII without blanks at its ends. */
void encode_piece(struct encode_field *field, struct view piece);
void encode_end(struct encode_field *field);

/* Clean UTF-8 as unstructured text (a subject): as it is when it is plain, else RFC 2047 words. */
void encode_words(struct encode_field *field, struct view text);
/* Clean UTF-8 as a display name: atoms, a quoted string, or RFC 2047 words. */
void encode_phrase(struct encode_field *field, struct view text);
/* Clean UTF-8 as the last parameter of a field (`name=value`, or RFC 2231 when it is not short plain ASCII). */
void encode_parameter(struct encode_field *field, const char *name, struct view value);

/* RFC 2045 quoted-printable of a text with LF, CRLF or CR lines: lines ≤ 76, ends with CRLF. */
void encode_quoted(struct text *out, struct view text);
/* RFC 2045 base64: lines of 76, ends with CRLF; nothing for no bytes. */
void encode_base64(struct text *out, struct view bytes);

#endif
