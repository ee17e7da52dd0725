/* draw: pages of a PDF and PNG pictures: text, lines, shapes.
 *
 * Job: all that cairo, pango and fontconfig do for us; no other file includes them. Caller: the invoice's
 * pages, the pick list, the map, the charts. Promise: the same calls give the same bytes on every machine
 * with the same Debian (own fonts by file, creation date given, no locale, no font setup of the machine), so
 * texts are real text in embedded, subset fonts; several threads may draw at once, one drawing belongs to one
 * thread. Each thread keeps its opened fonts until it ends; nothing else lasts.
 *
 * Units: points (1/72 inch) from the top left corner, y downwards; in a picture of scale 2 a point is two
 * pixels. Text may be untrusted: invalid UTF-8, controls, direction overrides and characters that no font of
 * ours has (emoji vanish, letters become □) are cleaned here, and at most DRAW_TEXT_MAX bytes are shown.
 * What can't be drawn is told once, by draw_finish.
 *
 *     struct draw *draw = draw_pdf(&(struct draw_info){.title = "Facture"}, DRAW_A4_WIDTH, DRAW_A4_HEIGHT);
 *     draw_text(draw, 57, 57, &(struct draw_text){.text = "Bonjour", .size = 10});
 *     if (draw_finish(&draw, arena, &bytes, error)) …
 */
#ifndef BOT_DRAW_H
#define BOT_DRAW_H

#include "parsers/error.h"
#include "parsers/text.h"

#define DRAW_A4_WIDTH 595.276
#define DRAW_A4_HEIGHT 841.89

enum { DRAW_TEXT_MAX = 8192 };

/* Colours are 0xRRGGBB, opaque. The top byte is how clear it is: 0x80RRGGBB is half transparent (pictures
 * only: keep PDF pages opaque), DRAW_NOTHING draws nothing. */
#define DRAW_NOTHING 0xFF000000u
#define DRAW_BLACK 0x000000u
#define DRAW_WHITE 0xFFFFFFu

struct draw;

/* A PDF's metadata, untrusted too. NULL texts are left out; `created` is UTC seconds. */
struct draw_info {
    const char *title, *author, *subject;
    int64_t created;
};

/* A PDF whose first page is open. Never NULL. */
struct draw *draw_pdf(const struct draw_info *info, double width, double height);
/* A picture of width × height points, each `scale` pixels (1 to 4), filled with `background`.
 * Never NULL; more than 16 million pixels are refused at draw_finish. */
struct draw *draw_picture(double width, double height, double scale, uint32_t background);
/* Ends a PDF's page and opens the next one. */
void draw_page(struct draw *draw);
/* The file's bytes (PDF or PNG), in the arena. Frees the drawing, on failure too. */
int draw_finish(struct draw **draw, struct arena *arena, struct view *bytes, struct error *error);
/* Drops a drawing that will not be finished. NULL is fine. */
void draw_free(struct draw **draw);

enum draw_align { DRAW_LEFT, DRAW_CENTRE, DRAW_RIGHT };

/* Figures are all of one width, so that right-aligned amounts stand under each other. */
struct draw_text {
    const char *text;      /* UTF-8, "\n" begins a line; untrusted */
    double size;           /* of the font; 0 is 10 */
    bool bold;             /* */
    enum draw_align align; /* within `width`; without one, x is the left, middle or right */
    double width; /* lines are broken there, within words only where one is too long; 0: no limit */
    int lines;    /* at most so many, the last one ends with "…"; 0: no limit */
    double leading;    /* from line to line in parts of the size; 0: the font's own (1.2) */
    double tracking;   /* more room between letters, in points, for small capitals */
    uint32_t colour;   /* */
    uint32_t halo;     /* an outline behind the text, so that it is readable on a map … */
    double halo_width; /* … so many points wide; 0: none */
};

/* What a text covers: of its box the width and height, from the box's top to the first base line. */
struct draw_box {
    double width, height, baseline;
    int lines;
    bool cut; /* "…" stands for the rest */
};

/* `y` is the top of the first line. */
struct draw_box draw_text(struct draw *draw, double x, double y, const struct draw_text *text);
/* As draw_text, but `y` is the first base line: texts of two sizes on one line. */
struct draw_box draw_text_at(struct draw *draw, double x, double y, const struct draw_text *text);
/* The same box without drawing it. */
struct draw_box draw_measure(struct draw *draw, const struct draw_text *text);

/* How a shape is painted. */
struct draw_ink {
    uint32_t fill;   /* DRAW_NOTHING: not filled */
    uint32_t stroke; /* its outline, when `thick` is not 0 */
    double thick;    /* of the outline, in points */
    double dash;     /* length of dashes and gaps, 0: a solid line */
};

struct draw_point {
    double x, y;
};

void draw_line(struct draw *draw, struct draw_point from, struct draw_point to, double thick,
               uint32_t colour);
/* `radius` of the corners, 0: square. */
void draw_rectangle(struct draw *draw, double x, double y, double width, double height,
                    double radius, struct draw_ink ink);
void draw_circle(struct draw *draw, struct draw_point middle, double radius, struct draw_ink ink);
/* A line through the points (ink.stroke), or with `closed` a polygon. */
void draw_path(struct draw *draw, const struct draw_point *points, int count, bool closed,
               struct draw_ink ink);
/* Only what falls into the rectangle is drawn until draw_unclip. Not nested. */
void draw_clip(struct draw *draw, double x, double y, double width, double height);
void draw_unclip(struct draw *draw);

#endif
