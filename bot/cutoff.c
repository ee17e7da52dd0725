#include "bot/cutoff.h"

#include <string.h>

#include "parsers/date.h"
#include "parsers/zone.h"

static const struct config_cutoff *rule(const struct config *config, int day)
{
    return &config->cutoff[date_weekday(day)];
}

int cutoff_day(const struct config *config, int day)
{
    int back = (date_weekday(day) - rule(config, day)->weekday + 7) % 7;
    return day - (back ? back : 7);
}

/* The end of the last minute, found by its own wall clock, so that a clock change within the day does
 * not move it. */
int64_t cutoff_instant(const struct config *config, int day)
{
    return zone_instant(cutoff_day(config, day), rule(config, day)->minute * 60 + 59) + 1;
}

bool cutoff_is_open(const struct config *config, int day, int64_t received)
{
    return received < cutoff_instant(config, day);
}

char *cutoff_say_from(struct arena *arena, const struct config *config, int day, int today)
{
    int minute = rule(config, day)->minute, last = cutoff_day(config, day);
    bool english = !strcmp(config->farm.language, "en");
    const char *date = date_say(arena, config->farm.language, last,
                                date_parts(last).year != date_parts(today).year);
    return arena_print(arena, english ? "%s at %d:%02d" : "%s à %d h %02d", date, minute / 60,
                       minute % 60);
}

char *cutoff_say(struct arena *arena, const struct config *config, int day)
{
    return cutoff_say_from(arena, config, day, cutoff_day(config, day));
}
