/* png: a drawn picture with fewer colours, for mail (libpng is used in png.c only).
 *
 * Job: a third of the bytes. A drawing has few colours and many shades of their edges: the PNG_COLOURS that
 * fill most of the picture stay exact, every other pixel gets the nearest of them. Promise: the same picture
 * gives the same bytes; opaque pictures only.
 */
#ifndef BOT_PNG_H
#define BOT_PNG_H

#include "parsers/error.h"
#include "parsers/text.h"

enum { PNG_COLOURS = 128 };

/* `bytes` is a PNG of ours; the result belongs to the arena. */
int png_shrink(struct arena *arena, struct view bytes, struct view *result, struct error *error);

#endif
