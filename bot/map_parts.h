/* map_parts: measures that placing and drawing of a map share. */
#ifndef BOT_MAP_PARTS_H
#define BOT_MAP_PARTS_H

#include "bot/map.h"

enum { MAP_EDGE = 5, MAP_BADGE = 20, MAP_SCALE_HEIGHT = 28 };

double map_badge_width(const struct map_point *point);
/* The middle of the arrow beside the mark of a point that is away. */
struct draw_point map_arrow(const struct map *map, const struct map_point *point);

#endif
