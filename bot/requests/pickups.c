/* pickups: every depot with day, opening, address and map; one's own first, then the nearest to it.
 *
 * Where no distance is known (no depot of their own, a place without position), by weekday.
 */
#include <math.h>

#include "bot/account.h"
#include "parsers/date.h"

static const double EARTH_KM = 6371.0, FAR = 1e6, RADIAN = 3.14159265358979323846 / 180;

/* Great-circle distance (haversine): enough to say what is nearer. */
static double distance(const struct depot *a, const struct depot *b)
{
    double north = (b->latitude - a->latitude) * RADIAN / 2;
    double east = (b->longitude - a->longitude) * RADIAN / 2;
    double h = sin(north) * sin(north) +
               cos(a->latitude * RADIAN) * cos(b->latitude * RADIAN) * sin(east) * sin(east);
    return 2 * EARTH_KM * asin(sqrt(h > 1 ? 1 : h));
}

/* Own, and how far from the nearest own. */
static void measure(const struct situation *situation, const struct depot *depot,
                    struct account_item *item)
{
    const struct snapshot *snapshot = situation->snapshot;
    item->measure = FAR + depot->weekday;
    for (int i = 0; situation->proven && i < snapshot->subscription_count; i++) {
        const struct term *term = account_term(situation, &snapshot->subscriptions[i]);
        if (!term)
            continue;
        item->own |= term->depot == depot;
        if (!depot->placed || !term->depot->placed)
            continue;
        double kilometres = distance(depot, term->depot);
        if (kilometres < item->measure)
            item->measure = kilometres;
    }
}

/* Degrees with five decimals (a metre), whatever the locale. */
static void add_degrees(struct text *text, double degrees)
{
    long long parts = llround(fabs(degrees) * 1e5);
    text_print(text, "%s%lld.%05lld", degrees < 0 && parts ? "-" : "", parts / 100000,
               parts % 100000);
}

static char *map_link(const struct situation *situation, const struct depot *depot)
{
    struct text link = text_in(situation->arena);
    if (!depot->placed)
        return link.at;
    text_add(&link, "https://www.openstreetmap.org/?mlat=");
    add_degrees(&link, depot->latitude);
    text_add(&link, "&mlon=");
    add_degrees(&link, depot->longitude);
    text_add(&link, "#map=17/");
    add_degrees(&link, depot->latitude);
    text_add(&link, "/");
    add_degrees(&link, depot->longitude);
    return link.at;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct farm *farm = situation->snapshot->farm;
    struct account_item *items =
        arena_array(situation->arena, (size_t)farm->depot_count, sizeof *items);
    for (int i = 0; i < farm->depot_count; i++) {
        items[i].thing = &farm->depots[i];
        items[i].name = account_name(situation->arena, farm->depots[i].name);
        measure(situation, &farm->depots[i], &items[i]);
    }
    account_sort(items, farm->depot_count);
    struct tree *list = tree_put_list(decision->model, "pickups");
    for (int i = 0; i < farm->depot_count; i++) {
        const struct depot *depot = items[i].thing;
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", depot->name);
        tree_put_text(
            item, "address",
            account_address(situation->arena, depot->address, depot->postcode, depot->town));
        tree_put_text(item, "day",
                      date_weekday_name(situation->config->farm.language, depot->weekday));
        tree_put_text(item, "hours", depot->opening);
        tree_put_text(item, "map", map_link(situation, depot));
        tree_put_bool(item, "yours", items[i].own);
    }
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_pickups = {
    .verb = VERB_PICKUPS, .name = "pickups", .public = true, .plan = plan};
