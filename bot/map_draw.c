/* map_draw: the picture of a map that is placed. */
#include <math.h>

#include "bot/map.h"
#include "bot/map_parts.h"
#include "bot/png.h"

#define PAPER 0xF6F4ECu
#define EDGE 0xC9C5B6u
#define GRID 0xE6E3D6u
#define INK 0x1F241Eu
#define GREEN 0x24562Au
#define OWN 0x8A3D00u

static void draw_ground(struct draw *draw, const struct map *map)
{
    double step = map->scale_kilometres * map->per_kilometre;
    for (double x = fmod(MAP_WIDTH / 2.0, step); x < MAP_WIDTH; x += step)
        draw_line(draw, (struct draw_point){x, 0}, (struct draw_point){x, map->height}, 1, GRID);
    for (double y = fmod(map->height / 2, step); y < map->height; y += step)
        draw_line(draw, (struct draw_point){0, y}, (struct draw_point){MAP_WIDTH, y}, 1, GRID);
    draw_rectangle(draw, 0.5, 0.5, MAP_WIDTH - 1, map->height - 1, 0,
                   (struct draw_ink){.fill = DRAW_NOTHING, .stroke = EDGE, .thick = 1});
}

static void draw_scale(struct draw *draw, struct arena *arena, const struct map *map,
                       const struct map_words *words)
{
    double length = map->scale_kilometres * map->per_kilometre, y = map->height - 10;
    struct draw_point line[] = {{10, y - 5}, {10, y}, {10 + length, y}, {10 + length, y - 5}};
    draw_path(draw, line, 4, false,
              (struct draw_ink){.fill = DRAW_NOTHING, .stroke = INK, .thick = 1.5});
    double value = map->scale_kilometres;
    const char *text = value >= 1 ? arena_print(arena, "%.0f %s", value, words->kilometres)
                                  : arena_print(arena, "%.0f m", value * 1000);
    draw_text(draw, 10 + length + 6, y - 14,
              &(struct draw_text){.text = text, .size = MAP_SIZE, .colour = INK});
    struct draw_point north[] = {
        {MAP_WIDTH - 16, 6}, {MAP_WIDTH - 11, 18}, {MAP_WIDTH - 16, 15}, {MAP_WIDTH - 21, 18}};
    draw_path(draw, north, 4, true, (struct draw_ink){.fill = INK});
    draw_text(
        draw, MAP_WIDTH - 16, 17,
        &(struct draw_text){.text = "N", .size = MAP_SIZE, .align = DRAW_CENTRE, .colour = INK});
}

/* A point that the mark covers shows nothing of its own; one that it stands beside is a dot with a line. */
static void draw_dot(struct draw *draw, const struct map_point *point)
{
    uint32_t colour = point->own ? OWN : GREEN;
    bool apart = hypot(point->badge.x - point->at.x, point->badge.y - point->at.y) > 1;
    if (point->badged && apart)
        draw_line(draw, point->at, point->badge, 1, colour);
    if (apart || !point->badged)
        draw_circle(draw, point->at, 3, (struct draw_ink){.fill = colour});
}

/* Out of the picture, away from the middle. */
static void draw_arrow(struct draw *draw, const struct map *map, const struct map_point *point)
{
    struct draw_point middle = map_arrow(map, point);
    double x = middle.x - point->badge.x, y = middle.y - point->badge.y, length = hypot(x, y);
    if (!point->badged || length < 1)
        return;
    x /= length;
    y /= length;
    struct draw_point head[] = {{middle.x + 6 * x, middle.y + 6 * y},
                                {middle.x - 4 * x - 7 * y, middle.y - 4 * y + 7 * x},
                                {middle.x - 4 * x + 7 * y, middle.y - 4 * y - 7 * x}};
    draw_path(draw, head, 3, true, (struct draw_ink){.fill = point->own ? OWN : GREEN});
}

static void draw_badge(struct draw *draw, const struct map_point *point)
{
    if (!point->badged)
        return;
    double width = map_badge_width(point), height = MAP_BADGE;
    struct draw_ink ink = {.fill = point->own ? OWN : GREEN, .stroke = DRAW_WHITE, .thick = 1.5};
    draw_rectangle(draw, point->badge.x - width / 2, point->badge.y - height / 2, width, height,
                   point->own ? 0 : height / 2, ink);
    draw_text(draw, point->badge.x, point->badge.y - MAP_SIZE * 0.6,
              &(struct draw_text){.text = point->mark,
                                  .size = MAP_SIZE,
                                  .bold = true,
                                  .align = DRAW_CENTRE,
                                  .colour = DRAW_WHITE});
}

int map_picture(struct map *map, struct arena *arena, const struct map_words *words,
                struct view *png, struct error *error)
{
    map_project(map);
    struct draw *draw = draw_picture(MAP_WIDTH, map->height, 2, PAPER);
    map_place(map, draw, arena, words);
    draw_ground(draw, map);
    draw_scale(draw, arena, map, words);
    for (int i = 0; i < map->count; i++)
        if (map->points[i].away)
            draw_arrow(draw, map, &map->points[i]);
        else
            draw_dot(draw, &map->points[i]);
    for (int i = 0; i < map->count; i++)
        if (map->points[i].named)
            draw_text(draw, map->points[i].label_at.x, map->points[i].label_at.y,
                      &(struct draw_text){.text = map->points[i].label,
                                          .size = MAP_SIZE,
                                          .bold = map->points[i].own,
                                          .colour = INK,
                                          .halo = PAPER,
                                          .halo_width = 2});
    for (int i = 0; i < map->count; i++)
        draw_badge(draw, &map->points[i]);
    struct view drawn;
    if (draw_finish(&draw, arena, &drawn, error))
        return -1;
    return png_shrink(arena, drawn, png, error);
}
