/* map_place: room for marks and names: each takes the first of its places that is free. */
#include <math.h>
#include <string.h>

#include "bot/map.h"
#include "bot/map_parts.h"

enum {
    RINGS = 22,
    RING_STEP = 7,
    DIRECTIONS = 24,
    GAP = 2,
    ALOOF = 10,
    DOT = 4,
    BOXES = 4 * MAP_POINTS + 8,
    NAME_WIDTH = 150, /* a longer name ends with "…" */
};

struct box {
    double x, y, width, height;
};

struct placing {
    struct map *map;
    struct draw *draw;
    struct arena *arena;
    struct box taken[BOXES]; /* dots first: one a point */
    int count;
};

static bool overlap(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->width + GAP && b->x < a->x + a->width + GAP &&
           a->y < b->y + b->height + GAP && b->y < a->y + a->height + GAP;
}

static bool is_inside(const struct placing *placing, const struct box *box)
{
    return box->x >= MAP_EDGE && box->y >= MAP_EDGE &&
           box->x + box->width <= MAP_WIDTH - MAP_EDGE &&
           box->y + box->height <= placing->map->height - MAP_EDGE;
}

/* `own`: the dot that may be covered, -1 for none; dots at the same place are the same. */
static bool is_free(const struct placing *placing, const struct box *box, int own)
{
    if (!is_inside(placing, box))
        return false;
    for (int i = 0; i < placing->count; i++) {
        if (i < placing->map->count && own >= 0) {
            const struct draw_point *a = &placing->map->points[i].at;
            const struct draw_point *b = &placing->map->points[own].at;
            if (hypot(a->x - b->x, a->y - b->y) < 1)
                continue;
        }
        if (overlap(box, &placing->taken[i]))
            return false;
    }
    return true;
}

static void take(struct placing *placing, struct box box)
{
    if (placing->count < BOXES)
        placing->taken[placing->count++] = box;
}

struct draw_point map_arrow(const struct map *map, const struct map_point *point)
{
    double x = point->at.x - MAP_WIDTH / 2.0, y = point->at.y - map->height / 2;
    double length = hypot(x, y), away = map_badge_width(point) / 2 + 8;
    return (struct draw_point){point->badge.x + (length > 0 ? away * x / length : 0),
                               point->badge.y + (length > 0 ? away * y / length : away)};
}

double map_badge_width(const struct map_point *point)
{
    return strlen(point->mark) > 1 ? 28 : 20;
}

static bool is_on_line(const struct box *box, struct draw_point from, struct draw_point to)
{
    double length = hypot(to.x - from.x, to.y - from.y);
    for (double along = 0; along < length; along += 2) {
        struct box spot = {from.x + (to.x - from.x) * along / length,
                           from.y + (to.y - from.y) * along / length, 0, 0};
        if (overlap(&spot, box))
            return true;
    }
    return false;
}

/* Whether the line from a point to its mark runs over another mark, or its mark lies on another's line. */
static bool is_crossed(const struct placing *placing, struct draw_point from, const struct box *box)
{
    struct draw_point to = {box->x + box->width / 2, box->y + box->height / 2};
    for (int i = placing->map->count; i < placing->count; i++)
        if (is_on_line(&placing->taken[i], from, to))
            return true;
    for (int i = 0; i < placing->map->count; i++) {
        const struct map_point *other = &placing->map->points[i];
        if (other->badged && is_on_line(box, other->at, other->badge))
            return true;
    }
    return false;
}

/* A name so near another's mark would be read as that one's. */
static bool is_others(const struct placing *placing, const struct map_point *point,
                      const struct box *box)
{
    struct box near = {box->x - ALOOF, box->y - 2, box->width + 2 * ALOOF, box->height + 4};
    for (int i = 0; i < placing->map->count; i++) {
        const struct map_point *other = &placing->map->points[i];
        double width = map_badge_width(other);
        struct box badge = {other->badge.x - width / 2, other->badge.y - MAP_BADGE / 2.0, width,
                            MAP_BADGE};
        if (other != point && other->badged && overlap(&near, &badge))
            return true;
    }
    return false;
}

/* Right, left, above or below the mark. */
static bool place_text(struct placing *placing, struct map_point *point, const char *text)
{
    static const struct {
        double x, y;
    } sides[] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}};
    struct draw_box size = draw_measure(
        placing->draw, &(struct draw_text){.text = text, .size = MAP_SIZE, .bold = point->own});
    double width = map_badge_width(point);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        double reach_x = (width + size.width) / 2 + GAP + 1;
        double reach_y = (MAP_BADGE + size.height) / 2 + GAP - 1;
        struct box box = {point->badge.x + sides[i].x * reach_x - size.width / 2,
                          point->badge.y + sides[i].y * reach_y - size.height / 2, size.width,
                          size.height};
        if (!is_free(placing, &box, -1) || is_others(placing, point, &box))
            continue;
        point->label = text;
        point->label_at = (struct draw_point){box.x, box.y};
        point->named = true;
        take(placing, box);
        return true;
    }
    return false;
}

/* The name with what must be said of it; without room, that alone. */
static bool place_label(struct placing *placing, struct map_point *point,
                        const struct map_words *words)
{
    const char *said = point->own ? words->own : "";
    if (point->away)
        said = arena_print(placing->arena, "%s%s%.0f %s", said, point->own ? ", " : "",
                           fmax(point->kilometres, 1), words->kilometres);
    const char *whole =
        *said ? arena_print(placing->arena, "%s (%s)", point->name, said) : point->name;
    struct draw_box size = draw_measure(
        placing->draw, &(struct draw_text){.text = whole, .size = MAP_SIZE, .bold = point->own});
    if (size.width <= NAME_WIDTH && place_text(placing, point, whole))
        return true;
    return *said && place_text(placing, point, said);
}

/* On its point, or in rings around it. `clear`: with nothing in between; `spoken`: only where what must be
 * said of it has room as well. */
static bool place_badge(struct placing *placing, int index, bool clear, bool spoken,
                        const struct map_words *words)
{
    struct map_point *point = &placing->map->points[index];
    double width = map_badge_width(point), height = MAP_BADGE;
    for (int ring = 0; ring <= RINGS; ring++)
        for (int i = 0; i < (ring ? DIRECTIONS : 1); i++) {
            double angle = (i * 2 * 3.14159265358979323846) / DIRECTIONS + ring * 0.13;
            double radius = ring ? 14 + RING_STEP * (ring - 1) : 0;
            struct draw_point middle = {point->at.x + radius * sin(angle),
                                        point->at.y - radius * cos(angle)};
            struct box box = {middle.x - width / 2, middle.y - height / 2, width, height};
            if (!is_free(placing, &box, ring ? -1 : index) ||
                (clear && is_crossed(placing, point->at, &box)))
                continue;
            int before = placing->count;
            point->badge = middle;
            point->badged = true;
            take(placing, box);
            if (point->away) {
                struct draw_point arrow = map_arrow(placing->map, point);
                take(placing, (struct box){arrow.x - 7, arrow.y - 7, 14, 14});
            }
            if (!spoken || place_label(placing, point, words))
                return true;
            placing->count = before;
            point->badged = false;
        }
    return false;
}

static bool must_speak(const struct map_point *point)
{
    return point->own || point->away;
}

void map_place(struct map *map, struct draw *draw, struct arena *arena,
               const struct map_words *words)
{
    struct placing *placing = arena_alloc(arena, sizeof *placing);
    *placing = (struct placing){.map = map, .draw = draw, .arena = arena};
    for (int i = 0; i < map->count; i++)
        take(placing,
             (struct box){map->points[i].at.x - DOT, map->points[i].at.y - DOT, 2 * DOT, 2 * DOT});
    take(placing, (struct box){0, map->height - MAP_SCALE_HEIGHT,
                               map->scale_kilometres * map->per_kilometre + 60, MAP_SCALE_HEIGHT});
    take(placing, (struct box){MAP_WIDTH - 30, 0, 30, 36}); /* north */
    for (int i = 0; i < map->count; i++)                    /* before the others take its room */
        if (must_speak(&map->points[i]))
            place_badge(placing, i, true, true, words);
    for (int i = 0; i < map->count; i++)
        if (!map->points[i].badged && !place_badge(placing, i, true, false, words))
            place_badge(placing, i, false, false, words);
    for (int i = 0; i < map->count; i++)
        if (map->points[i].badged && !map->points[i].named)
            place_label(placing, &map->points[i], words);
}
