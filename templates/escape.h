/* escape: a value made fit for where it is written.
 *
 * Job: the one place where outside text enters an answer. Promise: controls, byte order marks and
 * signs that turn the writing direction are dropped; CR LF, CR and the Unicode line ends become LF
 * (a blank in a LINE); in HTML the five signs are escaped, so a value can neither open a tag nor
 * leave a quoted attribute, and "12,50 €" and "23 h 59" do not break. Bytes that are no UTF-8 are
 * kept as they are.
 */
#ifndef TEMPLATES_ESCAPE_H
#define TEMPLATES_ESCAPE_H

#include "parsers/text.h"
#include "templates/render.h"

void escape_add(struct text *out, struct view value, enum render_for target);
/* Tidies out[from…] after a rendering: RENDER_LINE one line; RENDER_TEXT no blanks at line ends,
 * at most one blank line running, none at the start, one line end at the end; RENDER_SMS no blank
 * line, no line end at the end. RENDER_HTML stays as it is. */
void escape_tidy(struct text *out, size_t from, enum render_for target);

#endif
