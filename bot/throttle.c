#include "bot/throttle.h"

bool throttle_count(struct throttle *throttle, const char *source, int64_t now)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *byte = source; *byte; byte++)
        hash = (hash ^ (unsigned char)*byte) * 16777619u;
    unsigned place = hash % THROTTLE_PLACES;
    if (now - throttle->places[place].since >= THROTTLE_SECONDS ||
        now < throttle->places[place].since) {
        throttle->places[place].since = now;
        throttle->places[place].count = 0;
    }
    return ++throttle->places[place].count <= THROTTLE_MOST;
}
