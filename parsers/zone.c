#include "parsers/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "parsers/date.h"

int zone_set(const char *name, struct error *error)
{
    char path[256];
    int len = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    if (!*name || *name == '/' || strstr(name, "..") || len >= (int)sizeof path ||
        access(path, R_OK))
        return error_set(error,
                         "time zone \"%.80s\" is not known on this machine: write it as "
                         "Europe/Paris, and see that the package tzdata is installed",
                         name);
    setenv("TZ", name, 1);
    tzset();
    return 0;
}

static struct tm zone_tm(int64_t instant)
{
    time_t time = (time_t)instant;
    struct tm tm = {0};
    localtime_r(&time, &tm);
    return tm;
}

struct civil zone_local(int64_t instant)
{
    struct tm tm = zone_tm(instant);
    int second = tm.tm_sec > 59 ? 59 : tm.tm_sec;
    struct civil civil = {
        .day = date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday),
        .seconds = tm.tm_hour * 3600 + tm.tm_min * 60 + second,
    };
    return civil;
}

int zone_offset(int64_t instant)
{
    return (int)zone_tm(instant).tm_gmtoff;
}

/* The wall clock minus the offset in force: of the two offsets around that time, the smaller one gives
 * the later instant, which is right for a repeated hour; in a gap it lands after it. */
int64_t zone_instant(int day, int seconds)
{
    int64_t wall = (int64_t)day * 86400 + seconds;
    int before = zone_offset(wall - 86400), after = zone_offset(wall + 86400);
    if (before == after)
        return wall - before;
    int64_t early = wall - (before > after ? before : after);
    int64_t late = wall - (before > after ? after : before);
    struct civil civil = zone_local(late);
    if (civil.day == day && civil.seconds == seconds)
        return late;
    civil = zone_local(early);
    return civil.day == day && civil.seconds == seconds ? early : late;
}

int zone_read(struct view view, int64_t *instant)
{
    if ((view.len != 16 && view.len != 19) || (view.at[10] != 'T' && view.at[10] != ' ') ||
        view.at[13] != ':' || (view.len == 19 && view.at[16] != ':'))
        return -1;
    int day = date_read_iso(view_cut(view, 0, 10));
    int64_t hour, minute, second = 0;
    if (day == DATE_NONE || !view_int(view_cut(view, 11, 13), &hour) ||
        !view_int(view_cut(view, 14, 16), &minute) ||
        (view.len == 19 && !view_int(view_cut(view, 17, 19), &second)))
        return -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    *instant = zone_instant(day, (int)(hour * 3600 + minute * 60 + second));
    return 0;
}

void zone_write(struct text *text, int64_t instant)
{
    struct civil civil = zone_local(instant);
    date_write_iso(text, civil.day);
    text_print(text, "T%02d:%02d:%02d", civil.seconds / 3600, civil.seconds / 60 % 60,
               civil.seconds % 60);
}

void zone_write_mail(struct text *text, int64_t instant)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct civil civil = zone_local(instant);
    struct date_parts parts = date_parts(civil.day);
    int offset = zone_offset(instant) / 60;
    text_print(text, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
               weekdays[date_weekday(civil.day) - 1], parts.day, months[parts.month - 1],
               parts.year, civil.seconds / 3600, civil.seconds / 60 % 60, civil.seconds % 60,
               offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}
