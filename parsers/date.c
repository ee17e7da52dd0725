#include "parsers/date.h"

#include <string.h>

static const char *const weekday_names[2][7] = {
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
};

static const char *const month_names[2][12] = {
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
};

static int language_index(const char *language)
{
    return language && !strcmp(language, "en");
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Howard Hinnant's days_from_civil: years start in March, so that leap days come last. */
static int day_number(int year, int month, int day)
{
    int shifted = month > 2 ? year : year - 1;
    int era = shifted / 400;
    int of_era = shifted - era * 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int date_make(int year, int month, int day)
{
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month))
        return DATE_NONE;
    return day_number(year, month, day);
}

struct date_parts date_parts(int day)
{
    int shifted = day + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int of_day = shifted - era * 146097;
    int of_era = (of_day - of_day / 1460 + of_day / 36524 - of_day / 146096) / 365;
    int of_year = of_day - (365 * of_era + of_era / 4 - of_era / 100);
    int month = (5 * of_year + 2) / 153;
    struct date_parts parts = {
        .year = of_era + era * 400 + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = of_year - (153 * month + 2) / 5 + 1,
    };
    return parts;
}

int date_weekday(int day)
{
    int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (weekday < 0 ? weekday + 7 : weekday) + 1;
}

int date_monday(int day)
{
    return day - date_weekday(day) + 1;
}

int date_month_first(int day)
{
    return day - date_parts(day).day + 1;
}

int date_month_last(int day)
{
    struct date_parts parts = date_parts(day);
    return day - parts.day + month_days(parts.year, parts.month);
}

int date_add_months(int day, int months)
{
    struct date_parts parts = date_parts(day);
    int count = parts.year * 12 + parts.month - 1 + months;
    int year = count / 12, month = count % 12 + 1;
    int last = month_days(year, month);
    return day_number(year, month, parts.day < last ? parts.day : last);
}

/* A week belongs to the year of its Thursday. */
int date_week_year(int day)
{
    return date_parts(date_monday(day) + 3).year;
}

int date_week(int day)
{
    int thursday = date_monday(day) + 3;
    return (thursday - day_number(date_parts(thursday).year, 1, 1)) / 7 + 1;
}

int date_of_week(int year, int week)
{
    int fourth = date_make(year, 1, 4); /* always in week 1 */
    if (fourth == DATE_NONE || week < 1 || week > 53)
        return DATE_NONE;
    int monday = date_monday(fourth) + 7 * (week - 1);
    return date_week_year(monday) == year ? monday : DATE_NONE;
}

/* Meeus, Jones and Butcher's form of the computus. */
int date_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return date_make(year, n / 31, n % 31 + 1);
}

bool date_is_holiday(int day)
{
    static const int fixed[] = {101, 501, 508, 714, 815, 1101, 1111, 1225}; /* month and day */
    static const int after_easter[] = {1, 39, 50}; /* Easter Monday, Ascension, Whit Monday */
    struct date_parts parts = date_parts(day);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i] == parts.month * 100 + parts.day)
            return true;
    for (size_t i = 0; i < sizeof after_easter / sizeof *after_easter; i++)
        if (day == date_easter(parts.year) + after_easter[i])
            return true;
    return false;
}

static int read_digits(struct view view)
{
    int64_t number;
    return view.len <= 4 && view_int(view, &number) && number >= 0 ? (int)number : -1;
}

int date_read_iso(struct view view)
{
    if (view.len != 10 || view.at[4] != '-' || view.at[7] != '-')
        return DATE_NONE;
    return date_make(read_digits(view_cut(view, 0, 4)), read_digits(view_cut(view, 5, 7)),
                     read_digits(view_cut(view, 8, 10)));
}

int date_read_numeric(struct view view)
{
    int iso = date_read_iso(view);
    if (iso != DATE_NONE)
        return iso;
    char mark = view_find_byte(view, '/') != SIZE_MAX ? '/' : '-';
    struct view day, month, year;
    if (!view_item(&view, mark, &day) || !view_item(&view, mark, &month) ||
        !view_item(&view, mark, &year) || view.at || year.len != 4 || day.len > 2 || month.len > 2)
        return DATE_NONE;
    return date_make(read_digits(year), read_digits(month), read_digits(day));
}

int date_read_month(struct view view)
{
    if (view.len != 7 || view.at[4] != '-')
        return DATE_NONE;
    return date_make(read_digits(view_cut(view, 0, 4)), read_digits(view_cut(view, 5, 7)), 1);
}

void date_write_iso(struct text *text, int day)
{
    struct date_parts parts = date_parts(day);
    text_print(text, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

char *date_iso(struct arena *arena, int day)
{
    struct date_parts parts = date_parts(day);
    return arena_print(arena, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

char *date_say(struct arena *arena, const char *language, int day, bool year)
{
    struct date_parts parts = date_parts(day);
    const char *weekday = date_weekday_name(language, date_weekday(day));
    const char *month = date_month_name(language, parts.month);
    const char *ordinal = parts.day == 1 && !language_index(language) ? "er" : "";
    if (year)
        return arena_print(arena, "%s %d%s %s %d", weekday, parts.day, ordinal, month, parts.year);
    return arena_print(arena, "%s %d%s %s", weekday, parts.day, ordinal, month);
}

const char *date_weekday_name(const char *language, int weekday)
{
    return weekday_names[language_index(language)][(weekday + 6) % 7];
}

const char *date_month_name(const char *language, int month)
{
    return month_names[language_index(language)][(month + 11) % 12];
}

int date_weekday_read(struct view name)
{
    for (int i = 0; i < 7; i++)
        if (view_is(name, weekday_names[0][i]))
            return i + 1;
    return 0;
}
