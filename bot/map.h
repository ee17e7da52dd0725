/* map: a picture of points: where each stands, what is written beside it, and the PNG.
 *
 * Job: north up, equirectangular with the cosine of the middle latitude, a mark (a letter) for every point and
 * its name where there is room, a scale in kilometres. Caller: bot/attach_map. Promise: the same points give
 * the same bytes; marks and names overlap nothing, a mark that stands aside has a line to its point; one's own
 * points are squares and say so in words; a few points that lie far from all others become arrows at the
 * border, so that the others keep room. Texts are 14 points of a picture MAP_WIDTH wide: 13 pixels and more on
 * a telephone of 360.
 */
#ifndef BOT_MAP_H
#define BOT_MAP_H

#include "bot/draw.h"

enum { MAP_WIDTH = 320, MAP_POINTS = 48, MAP_SIZE = 14 };

struct map_point {
    double latitude, longitude;
    const char *mark; /* "A" */
    const char *name; /* untrusted */
    bool own;
    /* made by map_place */
    struct draw_point at;    /* of the point, or where the arrow leaves the picture */
    struct draw_point badge; /* the middle of its mark */
    bool away;
    double kilometres; /* how far, when away */
    bool badged;       /* there was room for the mark */
    bool named;        /* and for what is written beside it */
    const char *label;
    struct draw_point label_at; /* left top */
};

struct map_words {
    const char *own;        /* "le vôtre" */
    const char *kilometres; /* "km" */
};

struct map {
    struct map_point *points; /* the more important first */
    int count;                /* MAP_POINTS at most */
    double height;            /* the width is MAP_WIDTH */
    double per_kilometre;     /* points of the picture */
    double scale_kilometres;  /* length of the scale */
};

/* Positions on the picture; `height`, `per_kilometre` and the scale follow from them. */
void map_project(struct map *map);
/* Marks and names: what overlaps nothing. `draw` measures texts. */
void map_place(struct map *map, struct draw *draw, struct arena *arena,
               const struct map_words *words);
/* All of it. -1: it could not be drawn. */
int map_picture(struct map *map, struct arena *arena, const struct map_words *words,
                struct view *png, struct error *error);

#endif
