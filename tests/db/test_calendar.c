/* calendar: the days of a subscription, row by row: frequencies, closures, terms, exceptions, ends. */
#include "db/calendar.h"

#include "parsers/date.h"
#include "tests/tap.h"

enum { TERMS = 4, LIST = 16 };

static const struct formula petit = {.code = "petit"}, grand = {.code = "grand"};
static const struct depot depots[] = {
    {.code = "tue", .weekday = 2}, {.code = "thu", .weekday = 4}, {.code = "fri", .weekday = 5},
    {.code = "mon", .weekday = 1}, {.code = "sun", .weekday = 7},
};

/* Lists are words; a term is "from:depot[:formula]", an exception "day:depot[:formula]" (depot "-": the same).
 * Wanted: "MM-DD" each, "s" after a suspended one, ">MM-DD" before it when it is moved, "!" for grand. */
static const struct row {
    const char *name;
    enum frequency frequency;
    const char *start, *end, *terms, *exceptions, *suspensions, *closures, *from, *to, *want;
} rows[] = {
    {"every week", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "", "", "", "2026-03-09",
     "2026-03-31", "03-10 03-17 03-24 03-31"},
    {"both ends of the range count", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "", "",
     "", "2026-03-10", "2026-03-17", "03-10 03-17"},
    {"a day later, a day sooner", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "", "", "",
     "2026-03-11", "2026-03-16", ""},
    {"an empty range", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "", "", "",
     "2026-03-17", "2026-03-16", ""},
    {"start on its day", FREQUENCY_WEEKLY, "2026-03-10", "", "2026-03-10:tue", "", "", "",
     "2026-03-01", "2026-03-18", "03-10 03-17"},
    {"start the day after", FREQUENCY_WEEKLY, "2026-03-11", "", "2026-03-11:tue", "", "", "",
     "2026-03-01", "2026-03-18", "03-17"},
    {"the end counts", FREQUENCY_WEEKLY, "2026-01-06", "2026-03-17", "2026-01-06:tue", "", "", "",
     "2026-03-09", "2026-04-30", "03-10 03-17"},
    {"the end the day before", FREQUENCY_WEEKLY, "2026-01-06", "2026-03-16", "2026-01-06:tue", "",
     "", "", "2026-03-09", "2026-04-30", "03-10"},
    {"over before it began", FREQUENCY_WEEKLY, "2026-04-07", "2026-03-31", "2026-04-07:tue", "", "",
     "", "2026-03-09", "2026-04-30", ""},
    {"a closure takes a day", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "", "",
     "2026-03-17", "2026-03-09", "2026-03-31", "03-10 03-24 03-31"},
    {"a closure of another day takes none", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue",
     "", "", "2026-03-16 2026-03-18", "2026-03-09", "2026-03-31", "03-10 03-17 03-24 03-31"},
    {"suspended ones are marked", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "",
     "2026-03-17 2026-03-31", "", "2026-03-09", "2026-03-31", "03-10 03-17s 03-24 03-31s"},
    {"Sundays and Mondays are of one week", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:sun",
     "", "", "", "2026-03-09", "2026-03-31", "03-15 03-22 03-29"},

    /* 2026-03-10 is week 11 */
    {"even weeks", FREQUENCY_EVEN, "2026-01-06", "", "2026-01-06:tue", "", "", "", "2026-03-09",
     "2026-04-30", "03-17 03-31 04-14 04-28"},
    {"odd weeks", FREQUENCY_ODD, "2026-01-06", "", "2026-01-06:tue", "", "", "", "2026-03-09",
     "2026-04-30", "03-10 03-24 04-07 04-21"},
    {"odd weeks over week 53 of 2026: never two weeks running", FREQUENCY_ODD, "2026-01-06", "",
     "2026-01-06:tue", "", "", "", "2026-12-07", "2027-02-10", "12-15 12-29 01-12 01-26 02-09"},
    {"even weeks over week 53: never three weeks apart", FREQUENCY_EVEN, "2026-01-06", "",
     "2026-01-06:tue", "", "", "", "2026-12-07", "2027-02-10", "12-08 12-22 01-05 01-19 02-02"},
    {"odd weeks from within week 53", FREQUENCY_ODD, "2026-12-29", "", "2026-12-29:tue", "", "", "",
     "2026-12-20", "2027-01-31", "12-29 01-12 01-26"},
    {"odd weeks from the day after", FREQUENCY_ODD, "2026-12-30", "", "2026-12-30:tue", "", "", "",
     "2026-12-20", "2027-01-31", "01-05 01-19"},
    {"even weeks from within week 53", FREQUENCY_EVEN, "2026-12-29", "", "2026-12-29:tue", "", "",
     "", "2026-12-20", "2027-01-31", "01-12 01-26"},
    {"the year before had 52 weeks", FREQUENCY_ODD, "2025-11-01", "", "2025-11-01:tue", "", "", "",
     "2025-12-14", "2026-01-31", "12-16 12-30 01-13 01-27"},
    {"a closure flips nobody", FREQUENCY_ODD, "2026-01-06", "", "2026-01-06:tue", "", "",
     "2026-03-24", "2026-03-09", "2026-04-30", "03-10 04-07 04-21"},
    {"a closure on the first day flips nobody", FREQUENCY_ODD, "2026-03-09", "", "2026-03-09:tue",
     "", "", "2026-03-10", "2026-03-01", "2026-04-30", "03-24 04-07 04-21"},
    {"a start after that week's day takes the next of that parity", FREQUENCY_ODD, "2026-03-11", "",
     "2026-03-11:tue", "", "", "", "2026-03-01", "2026-04-30", "03-24 04-07 04-21"},
    {"a depot of another weekday keeps the fortnight", FREQUENCY_ODD, "2026-01-06", "",
     "2026-01-06:tue 2026-03-23:fri", "", "", "", "2026-03-09", "2026-04-30",
     "03-10 03-27 04-10 04-24"},

    {"monthly", FREQUENCY_MONTHLY, "2026-01-06", "", "2026-01-06:tue", "", "", "", "2026-03-01",
     "2026-06-30", "03-03 04-07 05-05 06-02"},
    {"monthly on Fridays", FREQUENCY_MONTHLY, "2026-01-09", "", "2026-01-09:fri", "", "", "",
     "2026-01-01", "2026-06-30", "02-06 03-06 04-03 05-01 06-05"},
    {"monthly: a closed day is the next week's", FREQUENCY_MONTHLY, "2026-01-09", "",
     "2026-01-09:fri", "", "", "2026-05-01", "2026-04-01", "2026-06-30", "04-03 05-08 06-05"},
    {"monthly: closed twice", FREQUENCY_MONTHLY, "2026-01-09", "", "2026-01-09:fri", "", "",
     "2026-05-01 2026-05-08", "2026-04-01", "2026-06-30", "04-03 05-15 06-05"},
    {"monthly: a whole month closed", FREQUENCY_MONTHLY, "2026-01-09", "", "2026-01-09:fri", "", "",
     "2026-05-01 2026-05-08 2026-05-15 2026-05-22 2026-05-29", "2026-04-01", "2026-06-30",
     "04-03 06-05"},
    {"monthly: a suspension moves nothing", FREQUENCY_MONTHLY, "2026-01-09", "", "2026-01-09:fri",
     "", "2026-04-03", "", "2026-04-01", "2026-05-30", "04-03s 05-01"},
    {"monthly: a start in the middle is the next month", FREQUENCY_MONTHLY, "2026-03-11", "",
     "2026-03-11:tue", "", "", "", "2026-03-01", "2026-05-30", "04-07 05-05"},
    {"monthly: a start on the first day", FREQUENCY_MONTHLY, "2026-03-03", "", "2026-03-03:tue", "",
     "", "", "2026-03-01", "2026-04-30", "03-03 04-07"},
    {"monthly: a move from Friday to Tuesday doubles no month", FREQUENCY_MONTHLY, "2026-01-09", "",
     "2026-01-09:fri 2026-04-06:tue", "", "", "", "2026-03-01", "2026-05-30", "03-06 04-03 05-05"},
    {"monthly: a move from Tuesday to Friday skips no month", FREQUENCY_MONTHLY, "2026-01-06", "",
     "2026-01-06:tue 2026-04-06:fri", "", "", "", "2026-03-01", "2026-05-30", "03-03 04-10 05-01"},

    {"Tuesday to Friday from a Monday: each week once", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue 2026-03-16:fri", "", "", "", "2026-03-09", "2026-03-31", "03-10 03-20 03-27"},
    {"Friday to Tuesday from a Monday: each week once", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:fri 2026-03-16:tue", "", "", "", "2026-03-09", "2026-03-31",
     "03-13 03-17 03-24 03-31"},
    {"Tuesday to Friday within the week: once", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue 2026-03-18:fri", "", "", "", "2026-03-09", "2026-03-31", "03-10 03-17 03-27"},
    {"Tuesday to Friday on the Tuesday: once", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue 2026-03-17:fri", "", "", "", "2026-03-09", "2026-03-31", "03-10 03-20 03-27"},
    {"another formula from a day on", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue:petit 2026-03-17:tue:grand", "", "", "", "2026-03-09", "2026-03-31",
     "03-10 03-17! 03-24! 03-31!"},
    {"there and back", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue 2026-03-16:fri 2026-03-23:tue", "", "", "", "2026-03-09", "2026-03-31",
     "03-10 03-20 03-24 03-31"},
    {"before the first term's day it is the first term", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-03-16:tue", "", "", "", "2026-03-09", "2026-03-18", "03-10 03-17"},

    {"another formula once", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue",
     "2026-03-17:-:grand", "", "", "2026-03-09", "2026-03-31", "03-10 03-17! 03-24 03-31"},
    {"another depot once: moved within its week", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue", "2026-03-17:fri", "", "", "2026-03-09", "2026-03-31",
     "03-10 03-17>03-20 03-24 03-31"},
    {"moved out of the range it is not in it", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue",
     "2026-03-17:fri", "", "", "2026-03-16", "2026-03-19", ""},
    {"moved into the range it is in it", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue",
     "2026-03-17:fri", "", "", "2026-03-18", "2026-03-20", "03-17>03-20"},
    {"moved to the Monday before", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:fri",
     "2026-03-20:mon", "", "", "2026-03-14", "2026-03-17", "03-20>03-16"},
    {"moved and suspended", FREQUENCY_WEEKLY, "2026-01-06", "", "2026-01-06:tue", "2026-03-17:fri",
     "2026-03-17", "", "2026-03-16", "2026-03-31", "03-17>03-20s 03-24 03-31"},
    {"moved onto a closed day: nobody is there", FREQUENCY_WEEKLY, "2026-01-06", "",
     "2026-01-06:tue", "2026-04-28:fri", "", "2026-05-01", "2026-04-20", "2026-05-10",
     "04-21 05-05"},
    {"an exception of a day without delivery is none", FREQUENCY_EVEN, "2026-01-06", "",
     "2026-01-06:tue", "2026-03-24:fri", "", "", "2026-03-16", "2026-03-31", "03-17 03-31"},
    {"a leap day", FREQUENCY_WEEKLY, "2028-02-01", "", "2028-02-01:tue", "", "", "", "2028-02-28",
     "2028-03-07", "02-29 03-07"},
};

/* Takes the next word, and of it the next piece up to ':'. */
static bool next(struct view *rest, char mark, struct view *item)
{
    *item = (struct view){NULL, 0};
    return rest->len && view_item(rest, mark, item) && item->len;
}

static const struct depot *find_depot(struct view code)
{
    for (size_t i = 0; i < sizeof depots / sizeof *depots; i++)
        if (view_is(code, depots[i].code))
            return &depots[i];
    return NULL;
}

static int read_days(const char *list, int *days)
{
    struct view rest = view_of(list), item;
    int count = 0;
    while (next(&rest, ' ', &item))
        days[count++] = date_read_iso(item);
    return count;
}

static int read_terms(const char *list, struct term *terms)
{
    struct view rest = view_of(list), item, piece;
    int count = 0;
    while (next(&rest, ' ', &item)) {
        struct term *term = &terms[count++];
        next(&item, ':', &piece);
        term->from = date_read_iso(piece);
        next(&item, ':', &piece);
        term->depot = find_depot(piece);
        next(&item, ':', &piece);
        term->formula = view_is(piece, "grand") ? &grand : &petit;
    }
    return count;
}

static int read_exceptions(const char *list, struct exception *exceptions)
{
    struct view rest = view_of(list), item, piece;
    int count = 0;
    while (next(&rest, ' ', &item)) {
        struct exception *exception = &exceptions[count++];
        next(&item, ':', &piece);
        exception->day = date_read_iso(piece);
        next(&item, ':', &piece);
        exception->depot = find_depot(piece);
        next(&item, ':', &piece);
        exception->formula = view_is(piece, "grand") ? &grand : NULL;
    }
    return count;
}

static const char *say(struct arena *arena, const struct deliveries *list)
{
    struct text text = text_in(arena);
    for (int i = 0; i < list->count; i++) {
        const struct delivery *delivery = &list->items[i];
        text_print(&text, "%s%s", i ? " " : "", date_iso(arena, delivery->base) + 5);
        if (delivery->day != delivery->base)
            text_print(&text, ">%s", date_iso(arena, delivery->day) + 5);
        text_print(&text, "%s%s", delivery->suspended ? "s" : "",
                   delivery->formula == &grand ? "!" : "");
    }
    return text.at;
}

static void check_row(const struct row *row)
{
    struct arena *arena = arena_new();
    struct term terms[TERMS] = {0};
    struct exception exceptions[TERMS] = {0};
    int suspensions[LIST], closed[LIST];
    struct closure closures[LIST];
    struct farm farm = {.closures = closures, .closure_count = read_days(row->closures, closed)};
    for (int i = 0; i < farm.closure_count; i++)
        closures[i] = (struct closure){closed[i], ""};
    struct subscription subscription = {
        .id = 1,
        .quantity = 1,
        .frequency = row->frequency,
        .start = date_read_iso(view_of(row->start)),
        .end = *row->end ? date_read_iso(view_of(row->end)) : DATE_NONE,
        .terms = terms,
        .term_count = read_terms(row->terms, terms),
        .exceptions = exceptions,
        .exception_count = read_exceptions(row->exceptions, exceptions),
        .suspensions = suspensions,
        .suspension_count = read_days(row->suspensions, suspensions),
    };
    struct deliveries list =
        calendar_plan(arena, &farm, &subscription, 1, date_read_iso(view_of(row->from)),
                      date_read_iso(view_of(row->to)));
    CHECK_TEXT(say(arena, &list), row->want, "%s", row->name);
    arena_free(&arena);
}

/* Any start of two years, any frequency, a move of weekday: at most one delivery a week, a fortnight is
 * 14 days, one delivery a month; and a long range is its short ranges. */
static void check_all(void)
{
    int twice = 0, gaps = 0, months = 0, pieces = 0;
    struct farm farm = {0};
    for (int start = date_make(2026, 1, 1); start < date_make(2027, 12, 31); start += 5)
        for (int frequency = 0; frequency < 4; frequency++) {
            struct arena *arena = arena_new();
            struct term terms[2] = {{start, &petit, &depots[start % 5]},
                                    {date_monday(start + 150), &petit, &depots[start % 3]}};
            struct subscription subscription = {.id = 1,
                                                .frequency = (enum frequency)frequency,
                                                .start = start,
                                                .end = DATE_NONE,
                                                .terms = terms,
                                                .term_count = 2};
            struct deliveries list =
                calendar_plan(arena, &farm, &subscription, 1, start - 10, start + 500);
            int count = 0;
            for (int from = start - 10; from <= start + 500; from += 7)
                count += calendar_plan(arena, &farm, &subscription, 1, from,
                                       from + 6 > start + 500 ? start + 500 : from + 6)
                             .count;
            pieces += count != list.count;
            for (int i = 1; i < list.count; i++) {
                int weeks =
                    (date_monday(list.items[i].day) - date_monday(list.items[i - 1].day)) / 7;
                twice += weeks < 1;
                gaps += (frequency == FREQUENCY_WEEKLY && weeks != 1) ||
                        (frequency <= FREQUENCY_ODD && frequency > 0 && weeks != 2);
                months += frequency == FREQUENCY_MONTHLY &&
                          date_month_first(list.items[i].day) !=
                              date_add_months(date_month_first(list.items[i - 1].day), 1);
            }
            arena_free(&arena);
        }
    CHECK(twice == 0, "never twice in a week (%d)", twice);
    CHECK(gaps == 0, "weekly and fortnightly without gaps (%d)", gaps);
    CHECK(months == 0, "once a month (%d)", months);
    CHECK(pieces == 0, "a long range is its weeks (%d)", pieces);
}

/* By day, then formula, then number: plannings and lists do not depend on how rows came. */
static void check_order(void)
{
    struct arena *arena = arena_new();
    struct term first = {0, &petit, &depots[0]}, second = {0, &grand, &depots[0]};
    struct subscription both[] = {
        {.id = 9, .start = 0, .end = DATE_NONE, .terms = &first, .term_count = 1},
        {.id = 2, .start = 0, .end = DATE_NONE, .terms = &first, .term_count = 1},
        {.id = 5, .start = 0, .end = DATE_NONE, .terms = &second, .term_count = 1},
    };
    struct farm farm = {0};
    struct deliveries list =
        calendar_plan(arena, &farm, both, 3, date_make(2026, 3, 9), date_make(2026, 3, 17));
    int64_t want[] = {5, 2, 9, 5, 2, 9};
    bool same = list.count == 6;
    for (int i = 0; same && i < 6; i++)
        same = list.items[i].subscription->id == want[i];
    CHECK(same, "by day, formula and number");
    list = calendar_plan(arena, &farm, both, 0, 0, 100);
    CHECK(list.count == 0, "no subscription, no delivery");
    CHECK(calendar_term(&both[0], -1000) == &first, "the first term before the start");
    arena_free(&arena);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
    check_all();
    check_order();
    return tap_done();
}
