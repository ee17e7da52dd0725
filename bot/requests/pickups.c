/* pickups: every depot with day, opening, address, distance and map, and a picture of all; the order is that
 * of bot/places.h. How many baskets a depot may hold is not known (depots.csv has no such column): no move is
 * refused for want of room. */
#include <math.h>

#include "bot/account.h"
#include "bot/places.h"
#include "parsers/date.h"

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

static void put_place(const struct situation *situation, struct tree *list,
                      const struct place *place)
{
    const struct depot *depot = place->depot;
    struct tree *item = tree_push_object(list);
    tree_put_text(item, "mark", place->mark);
    tree_put_text(item, "name", depot->name);
    tree_put_text(item, "address",
                  account_address(situation->arena, depot->address, depot->postcode, depot->town));
    tree_put_text(item, "day", date_weekday_name(situation->config->farm.language, depot->weekday));
    tree_put_text(item, "hours", depot->opening);
    bool far = !place->own && place->kilometres >= 0;
    tree_put_text(item, "distance", far ? places_say(situation, place->kilometres) : "");
    tree_put_text(item, "map", map_link(situation, depot));
    tree_put_bool(item, "yours", place->own);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    struct places places = places_list(situation, situation->proven);
    struct tree *list = tree_put_list(decision->model, "pickups");
    struct text own = text_in(situation->arena);
    for (int i = 0; i < places.count; i++) {
        const struct place *place = &places.items[i];
        put_place(situation, list, place);
        if (place->own && *place->mark)
            text_print(&own, "%s%s", own.len ? ", " : "", place->depot->name);
    }
    if (places.shown) {
        struct tree *picture = tree_put_object(decision->model, "picture");
        const char *address = situation->config->mail.from_address;
        tree_put_text(picture, "id", arena_print(situation->arena, "lieux-%s", address));
        tree_put_text(picture, "own", own.at);
        decision_attach(situation, decision, ATTACHMENT_MAP, situation->proven ? "own" : "");
    }
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_pickups = {
    .verb = VERB_PICKUPS, .name = "pickups", .public = true, .plan = plan};
