/* places: all depots in the order in which people are told of them: one's own first, then the nearest to it.
 *
 * Pure. Where no distance is known (no depot of their own, a place without position), by weekday, after those
 * that have one. The list and the picture of an answer use the same order and the same letters.
 */
#ifndef BOT_PLACES_H
#define BOT_PLACES_H

#include "bot/decide.h"

enum { PLACES_SHOWN = 48 }; /* in the picture */

struct place {
    const struct depot *depot;
    bool own;
    double kilometres; /* from their nearest own depot, as the crow flies; below zero: not known */
    const char *mark;  /* "A", "B", … "Z", "AA": in the picture; "": not shown there */
};

struct places {
    struct place *items;
    int count;
    int shown; /* how many have a mark: 0 when no position is known */
};

/* `own`: whether what is theirs may be shown. */
struct places places_list(const struct situation *situation, bool own);
/* "0,8 km", "45 km"; belongs to the arena. */
char *places_say(const struct situation *situation, double kilometres);
/* Great-circle distance (haversine) in kilometres: enough to say what is nearer. */
double places_distance(double latitude, double longitude, double other_latitude,
                       double other_longitude);

#endif
