#include "parsers/date.h"

#include <stdlib.h>

#include "parsers/zone.h"
#include "tests/tap.h"

static const struct {
    const char *iso;
    int weekday, week, week_year;
} week_rows[] = {
    {"2026-01-01", 4, 1, 2026}, {"2026-12-28", 1, 53, 2026}, {"2027-01-03", 7, 53, 2026},
    {"2027-01-04", 1, 1, 2027}, {"2024-12-31", 2, 1, 2025},  {"2024-02-29", 4, 9, 2024},
    {"1970-01-01", 4, 1, 1970}, {"2200-12-31", 3, 1, 2201},
};

static const struct {
    const char *local;
    long long instant;
} zone_rows[] = {
    {"2026-03-29T01:59:59", 1774745999}, {"2026-03-29T03:00:00", 1774746000},
    {"2026-10-25T01:59:59", 1792886399}, {"2026-10-25T03:00:00", 1792893600},
    {"2026-10-25T23:59:59", 1792969199}, {"2026-03-29T23:59:59", 1774821599},
    {"2026-12-31T23:59:59", 1798757999},
};

int main(void)
{
    struct arena *arena = arena_new();
    struct error error;
    for (size_t i = 0; i < sizeof week_rows / sizeof *week_rows; i++) {
        int day = date_read_iso(view_of(week_rows[i].iso));
        CHECK_TEXT(date_iso(arena, day), week_rows[i].iso, "%s round trip", week_rows[i].iso);
        CHECK(date_weekday(day) == week_rows[i].weekday, "%s weekday", week_rows[i].iso);
        CHECK(date_week(day) == week_rows[i].week && date_week_year(day) == week_rows[i].week_year,
              "%s week", week_rows[i].iso);
    }
    CHECK(date_make(2026, 2, 29) == DATE_NONE, "no 29 February 2026");
    CHECK(date_read_numeric(view_of("12/03/2026")) == date_make(2026, 3, 12), "French date");
    CHECK(date_read_numeric(view_of("12/03/26")) == DATE_NONE, "two-digit year is not exact");
    CHECK(date_of_week(2026, 53) == date_make(2026, 12, 28), "2026 has 53 weeks");
    CHECK(date_of_week(2027, 53) == DATE_NONE, "2027 has 52 weeks");
    CHECK(date_easter(2026) == date_make(2026, 4, 5), "Easter 2026");
    static const char *const holidays[] = {"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08",
                                           "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15",
                                           "2026-11-01", "2026-11-11", "2026-12-25"};
    int found = 0, year_end = date_make(2026, 12, 31);
    for (int day = date_make(2026, 1, 1); day <= year_end; day++)
        found += date_is_holiday(day);
    CHECK(found == 11, "eleven public holidays in 2026, got %d", found);
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        CHECK(date_is_holiday(date_read_iso(view_of(holidays[i]))), "%s is one", holidays[i]);
    CHECK(date_is_holiday(date_make(2027, 3, 29)) && date_is_holiday(date_make(2027, 5, 6)) &&
              !date_is_holiday(date_make(2027, 4, 6)),
          "those of Easter move");
    CHECK(date_add_months(date_make(2026, 1, 31), 1) == date_make(2026, 2, 28), "end of month");
    CHECK_TEXT(date_say(arena, "fr", date_make(2026, 4, 1), true), "mercredi 1er avril 2026",
               "say");

    CHECK(zone_set("Europe/Paris", &error) == 0, "zone is known");
    CHECK(zone_set("../etc/passwd", &error) == -1, "zone name is checked");
    for (size_t i = 0; i < sizeof zone_rows / sizeof *zone_rows; i++) {
        int64_t instant = 0;
        CHECK(zone_read(view_of(zone_rows[i].local), &instant) == 0 &&
                  instant == zone_rows[i].instant,
              "%s is %lld, got %lld", zone_rows[i].local, zone_rows[i].instant, (long long)instant);
        struct text back = text_in(arena);
        zone_write(&back, zone_rows[i].instant);
        CHECK_TEXT(back.at, zone_rows[i].local, "%s back", zone_rows[i].local);
    }
    int64_t twice = zone_instant(date_make(2026, 10, 25), 2 * 3600 + 1800);
    CHECK(twice == 1792891800, "a repeated hour is the later one, got %lld", (long long)twice);
    int64_t gap = zone_instant(date_make(2026, 3, 29), 2 * 3600 + 1800);
    CHECK(gap >= 1774746000, "a skipped time lies after the gap, got %lld", (long long)gap);
    arena_free(&arena);
    return tap_done();
}
