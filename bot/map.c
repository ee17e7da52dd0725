#include "bot/map.h"

#include <math.h>
#include <stdlib.h>

#include "bot/places.h"

static const double RADIAN = 3.14159265358979323846 / 180, DEGREE_KM = 111.195;

enum {
    MARGIN = 40, /* room for marks and names around the points */
    HEIGHT_LEAST = 220,
    HEIGHT_MOST = 360,
    CROWD = 20,       /* more points than that want a higher picture … */
    CROWD_HEIGHT = 5, /* … so much for each */
    AWAY_TIMES = 4,   /* so many times farther than the next one is far away */
    AWAY_PART = 4,    /* at most one of so many may be */
    BORDER = 30,      /* the arrow's mark from the picture's edge */
};

/* Kilometres east and north of the middle. */
struct plane {
    double latitude, longitude, stretch;
};

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(const struct map *map, bool longitude)
{
    double values[MAP_POINTS];
    for (int i = 0; i < map->count; i++)
        values[i] = longitude ? map->points[i].longitude : map->points[i].latitude;
    qsort(values, (size_t)map->count, sizeof *values, ascending);
    return values[map->count / 2];
}

/* Marks as away what lies beyond the greatest gap, when few do and the gap is wide. */
static void find_away(struct map *map)
{
    double latitude = median(map, false), longitude = median(map, true);
    double sorted[MAP_POINTS];
    for (int i = 0; i < map->count; i++) {
        struct map_point *point = &map->points[i];
        point->kilometres = places_distance(point->latitude, point->longitude, latitude, longitude);
        sorted[i] = point->kilometres;
    }
    qsort(sorted, (size_t)map->count, sizeof *sorted, ascending);
    double limit = INFINITY;
    for (int far = 1; far <= map->count / AWAY_PART; far++) {
        double inside = sorted[map->count - far - 1], outside = sorted[map->count - far];
        if (outside > AWAY_TIMES * (inside > 0.5 ? inside : 0.5))
            limit = outside;
    }
    for (int i = 0; i < map->count; i++)
        map->points[i].away = map->points[i].kilometres >= limit;
}

static struct draw_point in_plane(const struct plane *plane, const struct map_point *point)
{
    return (struct draw_point){(point->longitude - plane->longitude) * plane->stretch * DEGREE_KM,
                               (point->latitude - plane->latitude) * DEGREE_KM};
}

/* A round length of at most a third of the picture. */
static double round_length(double per_kilometre)
{
    double length = 10000;
    static const double steps[] = {2, 2.5, 2}; /* 10000, 5000, 2000, 1000 … */
    for (int i = 0; length * per_kilometre > MAP_WIDTH / 3.0 && length > 0.01; i++)
        length /= steps[i % 3];
    return length;
}

/* Where the way from the middle to a far point leaves the picture. */
static void put_away(const struct map *map, struct map_point *point, struct draw_point km)
{
    double x = km.x, y = -km.y, length = hypot(x, y);
    double wide = MAP_WIDTH / 2.0 - BORDER, high = map->height / 2 - BORDER;
    x /= length > 0 ? length : 1;
    y /= length > 0 ? length : 1;
    double along_x = fabs(x) > 1e-9 ? wide / fabs(x) : INFINITY;
    double along_y = fabs(y) > 1e-9 ? high / fabs(y) : INFINITY;
    double along = along_x < along_y ? along_x : along_y;
    point->at = (struct draw_point){MAP_WIDTH / 2.0 + x * (isfinite(along) ? along : 0),
                                    map->height / 2 + y * (isfinite(along) ? along : 0)};
}

static struct plane middle_of(const struct map *map, double *wide, double *high)
{
    double south = 90, north = -90, west = 180, east = -180;
    for (int i = 0; i < map->count; i++) {
        const struct map_point *point = &map->points[i];
        if (point->away)
            continue;
        south = fmin(south, point->latitude);
        north = fmax(north, point->latitude);
        west = fmin(west, point->longitude);
        east = fmax(east, point->longitude);
    }
    struct plane plane = {(south + north) / 2, (west + east) / 2, 0};
    plane.stretch = fmax(cos(plane.latitude * RADIAN), 0.01);
    *wide = fmax((east - west) * plane.stretch * DEGREE_KM, 1); /* a kilometre is the least */
    *high = fmax((north - south) * DEGREE_KM, 1);
    return plane;
}

void map_project(struct map *map)
{
    double wide, high;
    find_away(map);
    struct plane plane = middle_of(map, &wide, &high);
    double room = MAP_WIDTH - 2.0 * MARGIN;
    double more = map->count > CROWD ? (map->count - CROWD) * CROWD_HEIGHT : 0;
    map->height =
        fmin(fmax(room * high / wide + 2 * MARGIN, HEIGHT_LEAST + more), HEIGHT_MOST + more);
    map->per_kilometre = fmin(room / wide, (map->height - 2 * MARGIN) / high);
    map->scale_kilometres = round_length(map->per_kilometre);
    for (int i = 0; i < map->count; i++) {
        struct draw_point km = in_plane(&plane, &map->points[i]);
        map->points[i].kilometres = hypot(km.x, km.y);
        if (map->points[i].away)
            put_away(map, &map->points[i], km);
        else
            map->points[i].at = (struct draw_point){MAP_WIDTH / 2.0 + km.x * map->per_kilometre,
                                                    map->height / 2 - km.y * map->per_kilometre};
    }
}
