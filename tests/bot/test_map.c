/* map: farms of many shapes: everything readable, nothing over another, small, the same bytes each time.
 * With CABAS_MAP_DIR set, the pictures are written there, for looking at. */
#include "bot/map.h"

#include <math.h>
#include <stdlib.h>

#include "bot/map_parts.h"
#include "tests/tap.h"

static const struct map_words words = {"le vôtre", "km"};

static const char *const towns[] = {
    "Gap – Gare",
    "Gap – La Bio du Coin",
    "Tallard – Mairie",
    "Laragne – La Ferme",
    "Serres – Tiers-lieu",
    "Veynes – Café de la Poste",
    "Sisteron",
    "Embrun – Halle",
    "Chorges – Salle des fêtes du Grand Lac de Serre-Ponçon",
    "Savines",
    "Barcelonnette",
    "Aspres",
};

struct shape {
    const char *name;
    int count, own, away;
    int named; /* at least so many names are written out */
    double (*latitude)(int index), (*longitude)(int index);
};

/* The sample farm's, then as far around. */
static const double spots[12][2] = {
    {44.5636, 6.0858}, {44.5586, 6.0786}, {44.4617, 6.0536}, {44.3161, 5.8214},
    {44.4292, 5.7147}, {44.5339, 5.8236}, {44.1900, 5.9461}, {44.5639, 6.4953},
    {44.5458, 6.2772}, {44.5258, 6.4036}, {44.3869, 6.6528}, {44.5222, 5.7444},
};

static double spot_latitude(int index)
{
    return spots[index % 12][0] + 0.021 * (index / 12);
}

static double spot_longitude(int index)
{
    return spots[index % 12][1] + 0.017 * (index / 12);
}

/* One town of 2 km, and the last one 80 km away. */
static double town_latitude(int index)
{
    return index == 11 ? 43.95 : 44.5600 + 0.0023 * (index * 7 % 11);
}

static double town_longitude(int index)
{
    return index == 11 ? 4.81 : 6.0700 + 0.0031 * (index * 5 % 11);
}

static double same_latitude(int index)
{
    return index < 5 ? 44.5636 : 44.60;
}

static double same_longitude(int index)
{
    return index < 5 ? 6.0858 : 6.10;
}

static double line_latitude(int index)
{
    return 44.56 + 0 * index;
}

static double line_longitude(int index)
{
    return -0.3 + 0.06 * index;
}

/* Beyond any sense: both poles. */
static double pole(int index)
{
    return index ? 90 : -90;
}

static double date_line(int index)
{
    return index ? 180 : -180;
}

static const struct shape shapes[] = {
    {"one", 1, 0, 0, 1, spot_latitude, spot_longitude},
    {"two", 2, 0, 0, 2, spot_latitude, spot_longitude},
    {"sample", 7, 0, 0, 5, spot_latitude, spot_longitude},
    {"twelve", 12, 2, 0, 5, spot_latitude, spot_longitude},
    {"forty", 40, 0, 0, 1, spot_latitude, spot_longitude},
    {"most", MAP_POINTS, 47, 0, 1, spot_latitude, spot_longitude},
    {"town-and-far", 12, 4, 1, 4, town_latitude, town_longitude},
    {"town-and-far-own", 12, 11, 1, 4, town_latitude, town_longitude},
    {"same", 8, 1, 0, 1, same_latitude, same_longitude},
    {"same-only", 5, 4, 0, 1, same_latitude, same_longitude},
    {"line", 12, -1, 0, 1, line_latitude, line_longitude},
    {"poles", 2, 0, 0, 0, pole, date_line},
};

static struct map make(struct arena *arena, const struct shape *shape)
{
    struct map map = {arena_array(arena, MAP_POINTS, sizeof *map.points), shape->count, 0, 0, 0};
    for (int i = 0; i < shape->count; i++)
        map.points[i] = (struct map_point){
            .latitude = shape->latitude(i),
            .longitude = shape->longitude(i),
            .mark = i < 26 ? arena_print(arena, "%c", 'A' + i)
                           : arena_print(arena, "%c%c", 'A' + i / 26 - 1, 'A' + i % 26),
            .name = towns[i % 12],
            .own = i == shape->own,
        };
    return map;
}

struct box {
    double x, y, width, height;
};

static bool over(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* Every mark and name as a box. */
static int boxes_of(const struct map *map, struct draw *draw, struct box *boxes)
{
    int count = 0;
    for (int i = 0; i < map->count; i++) {
        const struct map_point *point = &map->points[i];
        double width = map_badge_width(point);
        if (point->badged)
            boxes[count++] = (struct box){point->badge.x - width / 2,
                                          point->badge.y - MAP_BADGE / 2, width, MAP_BADGE};
        if (!point->named)
            continue;
        struct draw_box size = draw_measure(
            draw, &(struct draw_text){.text = point->label, .size = MAP_SIZE, .bold = point->own});
        boxes[count++] =
            (struct box){point->label_at.x, point->label_at.y, size.width, size.height};
    }
    return count;
}

static void check_boxes(const struct shape *shape, const struct map *map)
{
    struct draw *draw = draw_picture(10, 10, 1, DRAW_WHITE);
    struct box boxes[2 * MAP_POINTS];
    int count = boxes_of(map, draw, boxes), overlaps = 0, outside = 0;
    for (int i = 0; i < count; i++) {
        outside += boxes[i].x < 0 || boxes[i].y < 0 || boxes[i].x + boxes[i].width > MAP_WIDTH ||
                   boxes[i].y + boxes[i].height > map->height;
        for (int j = 0; j < i; j++)
            overlaps += over(&boxes[i], &boxes[j]);
    }
    CHECK(!overlaps && !outside, "%s: %d boxes, %d overlaps, %d outside", shape->name, count,
          overlaps, outside);
    draw_free(&draw);
}

static void check_points(const struct shape *shape, const struct map *map)
{
    int marked = 0, named = 0, away = 0;
    for (int i = 0; i < map->count; i++) {
        const struct map_point *point = &map->points[i];
        marked += point->badged;
        named += point->named;
        away += point->away;
        CHECK(point->at.x >= 0 && point->at.x <= MAP_WIDTH && point->at.y >= 0 &&
                  point->at.y <= map->height,
              "%s: %s lies in the picture", shape->name, point->mark);
        if (point->own)
            CHECK(point->named && strstr(point->label, "le vôtre"),
                  "%s: their own says so in words: %s", shape->name,
                  point->named ? point->label : "");
    }
    CHECK(marked == map->count, "%s: %d of %d are marked", shape->name, marked, map->count);
    CHECK(named >= shape->named, "%s: %d of %d names are written out", shape->name, named,
          map->count);
    CHECK(away == shape->away, "%s: %d are away", shape->name, away);
}

/* North is up, east is right, and a kilometre is as long either way. */
static void check_measure(const struct shape *shape, const struct map *map)
{
    for (int i = 1; i < map->count; i++) {
        const struct map_point *a = &map->points[0], *b = &map->points[i];
        if (a->away || b->away || fabs(a->latitude - b->latitude) > 5)
            continue;
        double north = (b->latitude - a->latitude) * 111.195;
        double middle = (a->latitude + b->latitude) / 2 * 3.14159265358979323846 / 180;
        double east = (b->longitude - a->longitude) * 111.195 * cos(middle);
        double x = (b->at.x - a->at.x) / map->per_kilometre;
        double y = (a->at.y - b->at.y) / map->per_kilometre;
        if (fabs(x - east) > 0.6 || fabs(y - north) > 0.6)
            CHECK(false, "%s: %s is %g, %g km from A, drawn at %g, %g", shape->name, b->mark, east,
                  north, x, y);
    }
    double scale = map->scale_kilometres * map->per_kilometre;
    CHECK(scale > 20 && scale < MAP_WIDTH / 2.0, "%s: the scale of %g km is %.0f points",
          shape->name, map->scale_kilometres, scale);
}

static void keep(struct arena *arena, const char *name, struct view png)
{
    const char *dir = getenv("CABAS_MAP_DIR");
    FILE *file = dir ? fopen(arena_print(arena, "%s/%s.png", dir, name), "wb") : NULL;
    if (!file)
        return;
    fwrite(png.at, 1, png.len, file);
    fclose(file);
}

int main(void)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct arena *arena = arena_new();
        struct map first = make(arena, &shapes[i]), second = make(arena, &shapes[i]);
        struct view png, again;
        struct error error = {""};
        CHECK(!map_picture(&first, arena, &words, &png, &error) &&
                  !map_picture(&second, arena, &words, &again, &error),
              "%s: drawn %s", shapes[i].name, error.text);
        CHECK(view_equal(png, again), "%s: the same bytes", shapes[i].name);
        CHECK(png.len < 60000 && view_starts(png, "\x89PNG"), "%s: %zu bytes", shapes[i].name,
              png.len);
        check_points(&shapes[i], &first);
        check_boxes(&shapes[i], &first);
        check_measure(&shapes[i], &first);
        keep(arena, shapes[i].name, png);
        arena_free(&arena);
    }
    return tap_done();
}
