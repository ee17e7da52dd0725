#include "parsers/ical.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/date.h"
#include "parsers/encode.h"
#include "parsers/zone.h"

enum { LINE_BYTES = 75, VALUE_BYTES = 4000 };

/* A content line: folded between characters (RFC 5545 3.1). */
static void put_line(struct text *out, struct view line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.len;) {
        size_t next = i + 1;
        while (next < line.len && ((unsigned char)line.at[next] & 0xC0) == 0x80)
            next++;
        if (column + (next - i) > LINE_BYTES) {
            text_add(out, "\r\n ");
            column = 1;
        }
        text_add_view(out, view_cut(line, i, next));
        column += next - i;
        i = next;
    }
    text_add(out, "\r\n");
}

static void put(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line of our own making: ASCII without line ends. */
static void put(struct text *out, const char *format, ...)
{
    char line[400];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    put_line(out, view_of(line));
}

/* RFC 5545 3.3.11 TEXT. */
static void put_text(struct text *out, const char *name, const char *value)
{
    struct view lines = encode_lines(out->arena, view_trim(view_of(value)));
    struct text line = text_in(out->arena);
    if (!lines.len)
        return;
    text_print(&line, "%s:", name);
    for (size_t i = 0; i < lines.len; i++) {
        char byte = lines.at[i];
        if (line.len > VALUE_BYTES && ((unsigned char)byte & 0xC0) != 0x80)
            break;
        if (byte == '\r' && i + 1 < lines.len && lines.at[i + 1] == '\n')
            continue;
        if (byte == '\n' || byte == '\r')
            text_add(&line, "\\n");
        else if (byte == '\t')
            text_add_byte(&line, ' ');
        else {
            if (strchr("\\;,", byte))
                text_add_byte(&line, '\\');
            text_add_byte(&line, byte);
        }
    }
    put_line(out, text_view(&line));
}

/* A parameter's value holds no double quote (3.1); quoted it may hold anything else. */
static void put_organizer(struct text *out, const struct ical *ical)
{
    struct view name = encode_clean(out->arena, view_of(ical->organizer), 200);
    struct text line = text_in(out->arena);
    text_add(&line, "ORGANIZER");
    if (name.len) {
        text_add(&line, ";CN=\"");
        for (size_t i = 0; i < name.len; i++)
            text_add_byte(&line, name.at[i] == '"' ? '\'' : name.at[i]);
        text_add(&line, "\"");
    }
    text_print(&line, ":mailto:%s", ical->organizer_email);
    put_line(out, text_view(&line));
}

static void put_instant(struct text *out, const char *name, int64_t instant)
{
    int day = (int)(instant / 86400), seconds = (int)(instant % 86400);
    struct date_parts parts = date_parts(day);
    put(out, "%s:%04d%02d%02dT%02d%02d%02dZ", name, parts.year, parts.month, parts.day,
        seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static int last_sunday(int year, int month)
{
    int last = date_month_last(date_make(year, month, 1));
    return last - date_weekday(last) % 7;
}

/* Whether the clocks change at 01:00 UTC on the last Sundays of March and October in these years. */
static bool is_european(int first_year, int last_year)
{
    for (int year = first_year; year <= last_year; year++) {
        int64_t spring = (int64_t)last_sunday(year, 3) * 86400 + 3600;
        int64_t autumn = (int64_t)last_sunday(year, 10) * 86400 + 3600;
        int winter = zone_offset(spring - 1), summer = zone_offset(spring);
        if (summer - winter != 3600 || winter < -3600 ||
            /* there it is still Saturday */ zone_offset(autumn - 1) != summer ||
            zone_offset(autumn) != winter)
            return false;
    }
    return true;
}

static void put_offset(struct text *out, const char *name, int seconds)
{
    int minutes = abs(seconds) / 60;
    put(out, "%s:%c%02d%02d", name, seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void put_observance(struct text *out, const char *name, int month, int before, int after)
{
    int wall = 3600 + before; /* 01:00 UTC by the clock that ends */
    struct date_parts start = date_parts(last_sunday(1996, month));
    put(out, "BEGIN:%s", name);
    put(out, "DTSTART:%04d%02d%02dT%02d%02d00", start.year, start.month, start.day, wall / 3600,
        wall / 60 % 60);
    put(out, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=-1SU", month);
    put_offset(out, "TZOFFSETFROM", before);
    put_offset(out, "TZOFFSETTO", after);
    put(out, "END:%s", name);
}

/* Since 1996 the whole Union changes its clocks at the same instants. */
static void put_zone(struct text *out, const char *zone, int year)
{
    int64_t spring = (int64_t)last_sunday(year, 3) * 86400 + 3600;
    int winter = zone_offset(spring - 1), summer = zone_offset(spring);
    put(out, "BEGIN:VTIMEZONE");
    put(out, "TZID:%s", zone);
    put_observance(out, "DAYLIGHT", 3, winter, summer);
    put_observance(out, "STANDARD", 10, summer, winter);
    put(out, "END:VTIMEZONE");
}

static void put_date(struct text *out, const char *name, int day)
{
    struct date_parts parts = date_parts(day);
    put(out, "%s;VALUE=DATE:%04d%02d%02d", name, parts.year, parts.month, parts.day);
}

static void put_time(struct text *out, const char *name, const char *zone, int day, int minute)
{
    struct date_parts parts = date_parts(day);
    if (zone)
        put(out, "%s;TZID=%s:%04d%02d%02dT%02d%02d00", name, zone, parts.year, parts.month,
            parts.day, minute / 60, minute % 60);
    else
        put_instant(out, name, zone_instant(day, minute * 60));
}

/* Degrees with six decimals (RFC 5545 3.8.1.6), whatever the locale. */
static void put_place(struct text *out, double latitude, double longitude)
{
    const double degrees[] = {latitude, longitude};
    struct text line = text_in(out->arena);
    for (int i = 0; i < 2; i++) {
        long long parts = llround(fabs(degrees[i]) * 1e6);
        text_print(&line, "%s%s%lld.%06lld", i ? ";" : "GEO:", degrees[i] < 0 && parts ? "-" : "",
                   parts / 1000000, parts % 1000000);
    }
    put_line(out, text_view(&line));
}

static void put_event(struct text *out, const struct ical *ical, const char *zone,
                      const struct ical_event *event)
{
    put(out, "BEGIN:VEVENT");
    put(out, "UID:%.300s", event->uid);
    put_instant(out, "DTSTAMP", ical->made);
    put(out, "SEQUENCE:%lld", (long long)event->sequence);
    put(out, "STATUS:%s", event->cancelled ? "CANCELLED" : "CONFIRMED");
    if (event->from == ICAL_WHOLE_DAY) {
        put_date(out, "DTSTART", event->day);
        put_date(out, "DTEND", event->day + 1);
    } else {
        put_time(out, "DTSTART", zone, event->day, event->from);
        put_time(out, "DTEND", zone, event->day, event->to);
    }
    put_organizer(out, ical);
    put_text(out, "SUMMARY", event->summary);
    put_text(out, "LOCATION", event->location);
    if (event->placed)
        put_place(out, event->latitude, event->longitude);
    put_text(out, "DESCRIPTION", event->description);
    put(out, "TRANSP:TRANSPARENT");
    put(out, "END:VEVENT");
}

void ical_write(struct text *out, const struct ical *ical)
{
    int first = 9999, last = 0;
    for (int i = 0; i < ical->event_count; i++) {
        int year = date_parts(ical->events[i].day).year;
        first = year < first ? year : first;
        last = year > last ? year : last;
    }
    const char *zone = last && is_european(first, last) ? ical->zone : NULL;
    put(out, "BEGIN:VCALENDAR");
    put(out, "VERSION:2.0");
    put(out, "PRODID:-//Cabas//Cabas//FR");
    put(out, "CALSCALE:GREGORIAN");
    put(out, "METHOD:PUBLISH");
    put_text(out, "X-WR-CALNAME", ical->name);
    if (zone) {
        put(out, "X-WR-TIMEZONE:%s", zone);
        put_zone(out, zone, first);
    }
    for (int i = 0; i < ical->event_count; i++)
        put_event(out, ical, zone, &ical->events[i]);
    put(out, "END:VCALENDAR");
}
