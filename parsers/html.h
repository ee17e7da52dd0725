/* html: HTML becomes the text that a reader sees.
 *
 * Job: for mails without a plain part. libxml2 is used in html.c only. Promise: linear, bounded
 * (HTML over 256 KiB is cut), nothing fetched; markup that is quoted from an earlier mail
 * (blockquote, gmail_quote, …) comes out as lines that start with "> ", so that parsers/reply cuts it.
 */
#ifndef PARSERS_HTML_H
#define PARSERS_HTML_H

#include "parsers/text.h"

/* `html` must be UTF-8. LF line ends. */
struct view html_text(struct arena *arena, struct view html);

#endif
