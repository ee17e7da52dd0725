/* cutoff: until which second a delivery can be changed, on ordinary weeks, clock-change nights, year's end. */
#include "bot/cutoff.h"
#include "tests/bot/sample.h"

/* Delivery, the last second that is open, the first that is not (local time), how it is said. */
static const struct row {
    const char *cutoffs; /* lines of [cutoff], "" for the farm's own */
    const char *delivery, *last, *first, *words;
} rows[] = {
    {"", "2026-03-10", "2026-03-08T23:59:59", "2026-03-09T00:00:00", "dimanche 8 mars à 23 h 59"},
    {"", "2026-03-12", "2026-03-09T23:59:59", "2026-03-10T00:00:00", "lundi 9 mars à 23 h 59"},
    {"", "2026-03-13", "2026-03-10T23:59:59", "2026-03-11T00:00:00", "mardi 10 mars à 23 h 59"},
    /* the clock goes forward on Sunday 29 March: that Sunday has 23 hours */
    {"", "2026-03-31", "2026-03-29T23:59:59", "2026-03-30T00:00:00", "dimanche 29 mars à 23 h 59"},
    {"", "2026-04-02", "2026-03-30T23:59:59", "2026-03-31T00:00:00", "lundi 30 mars à 23 h 59"},
    {"", "2026-04-03", "2026-03-31T23:59:59", "2026-04-01T00:00:00", "mardi 31 mars à 23 h 59"},
    /* and back on Sunday 25 October: it has 25 */
    {"", "2026-10-27", "2026-10-25T23:59:59", "2026-10-26T00:00:00",
     "dimanche 25 octobre à 23 h 59"},
    {"", "2026-10-29", "2026-10-26T23:59:59", "2026-10-27T00:00:00", "lundi 26 octobre à 23 h 59"},
    {"", "2026-10-30", "2026-10-27T23:59:59", "2026-10-28T00:00:00", "mardi 27 octobre à 23 h 59"},
    /* the year's end */
    {"", "2026-12-29", "2026-12-27T23:59:59", "2026-12-28T00:00:00",
     "dimanche 27 décembre à 23 h 59"},
    {"", "2026-12-31", "2026-12-28T23:59:59", "2026-12-29T00:00:00", "lundi 28 décembre à 23 h 59"},
    {"", "2027-01-01", "2026-12-29T23:59:59", "2026-12-30T00:00:00", "mardi 29 décembre à 23 h 59"},
    {"", "2027-01-05", "2027-01-03T23:59:59", "2027-01-04T00:00:00",
     "dimanche 3 janvier à 23 h 59"},
    {"", "2024-03-01", "2024-02-27T23:59:59", "2024-02-28T00:00:00", "mardi 27 février à 23 h 59"},
    /* what no farm has said: three days before (Wednesday: Sunday, so that the week-end is enough) */
    {"", "2026-03-09", "2026-03-06T23:59:59", "2026-03-07T00:00:00", "vendredi 6 mars à 23 h 59"},
    {"", "2026-03-11", "2026-03-08T23:59:59", "2026-03-09T00:00:00", "dimanche 8 mars à 23 h 59"},
    {"", "2026-03-14", "2026-03-11T23:59:59", "2026-03-12T00:00:00", "mercredi 11 mars à 23 h 59"},
    {"", "2026-03-15", "2026-03-12T23:59:59", "2026-03-13T00:00:00", "jeudi 12 mars à 23 h 59"},
    /* other rules */
    {"mardi = lundi 12:00", "2026-03-10", "2026-03-09T12:00:59", "2026-03-09T12:01:00",
     "lundi 9 mars à 12 h 00"},
    {"mardi = mardi 08:05", "2026-03-10", "2026-03-03T08:05:59", "2026-03-03T08:06:00",
     "mardi 3 mars à 8 h 05"},
    {"mardi = mercredi 23:59", "2026-03-10", "2026-03-04T23:59:59", "2026-03-05T00:00:00",
     "mercredi 4 mars à 23 h 59"},
    {"jeudi = mercredi 00:00", "2026-03-12", "2026-03-11T00:00:59", "2026-03-11T00:01:00",
     "mercredi 11 mars à 0 h 00"},
    /* 02:30 does not exist on 29 March: the hour after it counts, nobody loses time */
    {"mardi = dimanche 02:30", "2026-03-31", "2026-03-29T03:30:59", "2026-03-29T03:31:00",
     "dimanche 29 mars à 2 h 30"},
};

static void check_row(const struct row *row)
{
    struct arena *arena = arena_new();
    struct config *config = sample_config(
        arena, *row->cutoffs ? arena_print(arena, "[cutoff]\n%s\n", row->cutoffs) : "");
    int day = sample_day(row->delivery);
    int64_t last = sample_time(row->last), first = sample_time(row->first);
    CHECK(first == last + 1, "%s %s: the row's seconds are neighbours", row->cutoffs,
          row->delivery);
    CHECK(cutoff_is_open(config, day, last), "%s %s: open at %s", row->cutoffs, row->delivery,
          row->last);
    CHECK(!cutoff_is_open(config, day, first), "%s %s: locked at %s", row->cutoffs, row->delivery,
          row->first);
    CHECK(cutoff_instant(config, day) == first, "%s %s: locks at %s", row->cutoffs, row->delivery,
          row->first);
    CHECK_TEXT(cutoff_say(arena, config, day), row->words, "%s %s: in words", row->cutoffs,
               row->delivery);
    arena_free(&arena);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
    struct arena *arena = arena_new();
    /* 02:30 comes twice on 25 October: the later one counts */
    struct config *config = sample_config(arena, "[cutoff]\nmardi = dimanche 02:30\n");
    int64_t later = sample_time("2026-10-25T03:00") - 1800 + 59; /* 02:30:59 in winter time */
    CHECK(cutoff_is_open(config, sample_day("2026-10-27"), later),
          "02:30:59 the second time: open");
    CHECK(!cutoff_is_open(config, sample_day("2026-10-27"), later + 1),
          "and a second later: locked");
    /* the year is said when it is not the reader's */
    config = sample_config(arena, "");
    CHECK_TEXT(cutoff_say_from(arena, config, sample_day("2027-01-05"), sample_day("2026-12-20")),
               "dimanche 3 janvier 2027 à 23 h 59", "next year's with its year");
    CHECK_TEXT(cutoff_say_from(arena, config, sample_day("2027-01-01"), sample_day("2026-12-20")),
               "mardi 29 décembre à 23 h 59", "this year's without");
    /* every day of three years: never later than the day before, never more than a week */
    int wrong = 0;
    for (int day = sample_day("2026-01-01"); day < sample_day("2029-01-01"); day++) {
        int last = cutoff_day(config, day);
        wrong += last >= day || day - last > 7 ||
                 zone_local(cutoff_instant(config, day) - 1).day != last;
    }
    CHECK(wrong == 0, "three years of days");
    arena_free(&arena);
    return tap_done();
}
