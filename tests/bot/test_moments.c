/* moments: when something regular is owed, over clock changes, short months and the year's end. */
#include "bot/moments.h"
#include "bot/cutoff.h"
#include "tests/bot/sample.h"

static const char *say(struct arena *arena, int64_t instant)
{
    struct text text = text_in(arena);
    if (instant == MOMENT_NEVER)
        return "never";
    zone_write(&text, instant);
    return text.at;
}

static int minute_of(const char *clock)
{
    return atoi(clock) * 60 + atoi(clock + 3);
}

/* The time of day, the last one, now; the moment that is next, or owed. */
static const struct {
    const char *at, *last, *now, *want;
} daily[] = {
    {"06:00", "2026-03-09T10:00", "2026-03-09T10:00", "2026-03-10T06:00:00"},
    {"06:00", "2026-03-09T05:59", "2026-03-09T05:59:59", "2026-03-09T06:00:00"},
    {"06:00", "2026-03-09T06:00", "2026-03-09T06:00", "2026-03-10T06:00:00"},
    {"06:00", "2026-03-09T06:00", "2026-03-10T06:00", "2026-03-10T06:00:00"},
    /* an outage of days is one digest, at its latest moment */
    {"06:00", "2026-03-09T06:00", "2026-03-15T05:00", "2026-03-14T06:00:00"},
    {"06:00", "2026-03-09T06:00", "2026-03-15T07:00", "2026-03-15T06:00:00"},
    /* 02:30 does not exist on 29 March, and comes twice on 25 October: once each */
    {"02:30", "2026-03-28T02:30", "2026-03-28T12:00", "2026-03-29T03:30:00"},
    {"02:30", "2026-03-29T03:30", "2026-03-29T12:00", "2026-03-30T02:30:00"},
    {"02:30", "2026-10-24T02:30", "2026-10-24T12:00", "2026-10-25T02:30:00"},
    {"02:30", "2026-10-25T02:30", "2026-10-25T12:00", "2026-10-26T02:30:00"},
    {"00:00", "2026-12-31T00:00", "2026-12-31T23:59:59", "2027-01-01T00:00:00"},
    {"23:59", "2026-12-31T23:59", "2027-01-01T00:00", "2027-01-01T23:59:00"},
    /* a clock that was set back owes nothing */
    {"06:00", "2026-03-20T06:00", "2026-03-10T12:00", "2026-03-21T06:00:00"},
};

static const struct {
    int day;
    const char *last, *want;
} monthly[] = {
    {1, "2026-03-01T00:00", "2026-04-01T00:00:00"},
    {1, "2026-02-28T23:59:59", "2026-03-01T00:00:00"},
    {28, "2026-02-27T00:00", "2026-02-28T00:00:00"},
    {31, "2026-02-01T00:00", "2026-02-28T00:00:00"},
    {1, "2026-12-15T00:00", "2027-01-01T00:00:00"},
    {29, "2026-03-01T00:00", "2026-03-29T00:00:00"},
    {1, "2026-01-10T00:00", "2026-02-01T00:00:00"},
};

/* Hours before, the last moment, cutoffs up to then are of no use, the moment, a delivery day that it is of. */
static const struct {
    int hours;
    const char *last, *still, *want, *day;
} cutoffs[] = {
    {0, "2026-03-06T10:00", "", "2026-03-07T00:00:00", "2026-03-09"},
    {0, "2026-03-07T00:00", "", "2026-03-09T00:00:00", "2026-03-10"},
    {24, "2026-03-07T10:00", "2026-03-07T10:00", "2026-03-08T00:00:00", "2026-03-10"},
    /* those of an outage that are over are passed over; Thursday's, until Monday 23:59, is not */
    {24, "2026-03-01T10:00", "2026-03-09T10:00", "2026-03-09T00:00:00", "2026-03-12"},
    /* 24 hours, however long the night is */
    {24, "2026-03-28T12:00", "2026-03-28T12:00", "2026-03-28T23:00:00", "2026-03-31"},
    {24, "2026-10-24T12:00", "2026-10-24T12:00", "2026-10-25T01:00:00", "2026-10-27"},
    {144, "2026-03-02T01:00", "2026-03-02T01:00", "2026-03-03T00:00:00", "2026-03-10"},
    {24, "2026-12-28T12:00", "2026-12-28T12:00", "2026-12-29T00:00:00", "2027-01-01"},
    {24, "2026-12-31T12:00", "2026-12-31T12:00", "2027-01-01T00:00:00", "2027-01-04"},
};

static void check_cutoffs(struct arena *arena, const struct config *config)
{
    for (size_t i = 0; i < sizeof cutoffs / sizeof *cutoffs; i++) {
        int64_t before = (int64_t)cutoffs[i].hours * 3600;
        int64_t still = *cutoffs[i].still ? sample_time(cutoffs[i].still) : 0;
        int64_t moment = moment_cutoff(config, before, sample_time(cutoffs[i].last), still);
        /* a moment may be one of the other weekdays' as well: the farm's own are looked for */
        int days[7], day = sample_day(cutoffs[i].day), tries = 0;
        bool found = false;
        for (; tries < 4 && !found; tries++) {
            int count = moment_cutoff_days(config, moment + before, days);
            for (int j = 0; j < count; j++)
                found |= days[j] == day;
            if (!found)
                moment = moment_cutoff(config, before, moment, still);
        }
        CHECK(found, "cutoff row %zu: %s is found", i, cutoffs[i].day);
        CHECK_TEXT(say(arena, moment), cutoffs[i].want, "cutoff row %zu", i);
        CHECK(moment + before == cutoff_instant(config, day), "cutoff row %zu: its cutoff", i);
    }
    /* a year of them: ascending, and each delivery day exactly once */
    int64_t moment = sample_time("2026-01-01T12:00"), end = sample_time("2027-01-01T12:00");
    int seen = 0, first = 0, last = 0;
    while ((moment = moment_cutoff(config, 24 * 3600, moment, 0)) < end) {
        int days[7], count = moment_cutoff_days(config, moment + 24 * 3600, days);
        if (!seen)
            first = days[0];
        seen += count;
        last = days[count - 1] > last ? days[count - 1] : last;
        if (!count)
            break;
    }
    CHECK(moment >= end && seen > 360 && last - first < 375, "a year: %d days from %s to %s", seen,
          date_iso(arena, first), date_iso(arena, last));
}

int main(void)
{
    struct arena *arena = arena_new();
    struct config *config = sample_config(arena, "");
    for (size_t i = 0; i < sizeof daily / sizeof *daily; i++)
        CHECK_TEXT(say(arena, moment_daily(minute_of(daily[i].at), sample_time(daily[i].last),
                                           sample_time(daily[i].now))),
                   daily[i].want, "daily %s after %s", daily[i].at, daily[i].last);
    for (size_t i = 0; i < sizeof monthly / sizeof *monthly; i++)
        CHECK_TEXT(say(arena, moment_monthly(monthly[i].day, 0, sample_time(monthly[i].last))),
                   monthly[i].want, "monthly %d after %s", monthly[i].day, monthly[i].last);
    check_cutoffs(arena, config);
    arena_free(&arena);
    return tap_done();
}
