#include "bot/places.h"

#include <math.h>

#include "bot/account.h"
#include "parsers/number.h"

static const double EARTH_KM = 6371.0, FAR = 1e6, RADIAN = 3.14159265358979323846 / 180;

double places_distance(double latitude, double longitude, double other_latitude,
                       double other_longitude)
{
    double north = (other_latitude - latitude) * RADIAN / 2;
    double east = (other_longitude - longitude) * RADIAN / 2;
    double h = sin(north) * sin(north) +
               cos(latitude * RADIAN) * cos(other_latitude * RADIAN) * sin(east) * sin(east);
    return 2 * EARTH_KM * asin(sqrt(h > 1 ? 1 : h));
}

char *places_say(const struct situation *situation, double kilometres)
{
    double step = kilometres < 10 ? 100 : 1000; /* thousandths */
    int64_t thousandths = (int64_t)(llround(kilometres * 1000 / step) * (long long)step);
    return arena_print(situation->arena, "%s\u00A0km",
                       number_say_quantity(situation->arena, situation->config->farm.language,
                                           thousandths < 100 ? 100 : thousandths));
}

/* Own, and how far from the nearest own. */
static void measure(const struct situation *situation, const struct depot *depot,
                    struct account_item *item)
{
    const struct snapshot *snapshot = situation->snapshot;
    item->measure = FAR + depot->weekday;
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct term *term = account_term(situation, &snapshot->subscriptions[i]);
        if (!term)
            continue;
        item->own |= term->depot == depot;
        if (!depot->placed || !term->depot->placed)
            continue;
        double kilometres = places_distance(depot->latitude, depot->longitude,
                                            term->depot->latitude, term->depot->longitude);
        if (kilometres < item->measure)
            item->measure = kilometres;
    }
}

static const char *mark(const struct situation *situation, int number)
{
    return number < 26
               ? arena_print(situation->arena, "%c", 'A' + number)
               : arena_print(situation->arena, "%c%c", 'A' + number / 26 - 1, 'A' + number % 26);
}

struct places places_list(const struct situation *situation, bool own)
{
    const struct farm *farm = situation->snapshot->farm;
    size_t count = (size_t)farm->depot_count;
    struct account_item *items = arena_array(situation->arena, count, sizeof *items);
    struct places places = {arena_array(situation->arena, count, sizeof *places.items), 0, 0};
    for (int i = 0; i < farm->depot_count; i++) {
        items[i].thing = &farm->depots[i];
        items[i].name = account_name(situation->arena, farm->depots[i].name);
        items[i].measure = FAR + farm->depots[i].weekday;
        if (own)
            measure(situation, &farm->depots[i], &items[i]);
    }
    account_sort(items, farm->depot_count);
    for (int i = 0; i < farm->depot_count; i++) {
        struct place *place = &places.items[places.count++];
        *place = (struct place){items[i].thing, items[i].own,
                                items[i].measure < FAR ? items[i].measure : -1, ""};
        if (place->depot->placed && places.shown < PLACES_SHOWN)
            place->mark = mark(situation, places.shown++);
    }
    return places;
}
