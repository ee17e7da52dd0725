/* ical: the file as bytes (RFC 5545 3.1), as libical reads it, and as tests/data/ical/golden.ics has it; hours.
 *
 * CABAS_ICAL_GOLDEN=FILE writes the golden file again. */
#include "parsers/ical.h"

#include <stdlib.h>

#include <libical/ical.h>

#include "parsers/date.h"
#include "parsers/hours.h"
#include "parsers/zone.h"
#include "tests/tap.h"

enum { MADE = 1773046800 }; /* 2026-03-09T09:00:00Z */

static int day_of(const char *iso)
{
    return date_read_iso(view_of(iso));
}

/* An event's local start, and what a calendar must make of it. */
static const struct {
    const char *day;
    int from, to;
    const char *utc; /* "": a whole day */
} times[] = {
    {"2026-03-28", 16 * 60 + 30, 19 * 60, "20260328T153000Z"}, /* the day before summer time */
    {"2026-03-29", 9 * 60, 12 * 60, "20260329T070000Z"},       /* its first morning */
    {"2026-03-31", 16 * 60 + 30, 19 * 60, "20260331T143000Z"},
    {"2026-10-24", 16 * 60 + 30, 19 * 60, "20261024T143000Z"},
    {"2026-10-25", 9 * 60, 12 * 60, "20261025T080000Z"}, /* the first morning of winter time */
    {"2026-12-31", 22 * 60, 23 * 60 + 59, "20261231T210000Z"},
    {"2027-01-01", 0, 30, "20261231T230000Z"},
    {"2026-12-31", ICAL_WHOLE_DAY, ICAL_WHOLE_DAY, ""},
    {"2028-02-29", ICAL_WHOLE_DAY, ICAL_WHOLE_DAY, ""},
};
enum { TIMES = sizeof times / sizeof *times };

/* Any text goes in, and comes out of another program's reader as it was (NULL: as given). */
static const struct {
    const char *value, *read;
} values[] = {
    {"Petit panier – Gap, Gare", NULL},
    {"a;b,c\\d\\n \"quoted\": x=y", NULL},
    {"une\ndeux\n\ntrois", NULL},
    {"une\r\ndeux\rtrois", "une\ndeux\ntrois"},
    {"ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
     NULL},
    {"🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕"
     "🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕🥕",
     NULL},
    {"\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\,,,,,,,,,,,,,"
     ",,",
     NULL},
    {"fin\r\nEND:VEVENT\r\nBEGIN:VALARM", "fin\nEND:VEVENT\nBEGIN:VALARM"},
    {"cloche\a et \x1B[31m\xC2\x85.", "cloche et [31m."},
    {"latin \xE9t\xE9", "latin \xEF\xBF\xBDt\xEF\xBF\xBD"},
};
enum { VALUES = sizeof values / sizeof *values };

static struct ical calendar_of(const struct ical_event *events, int count)
{
    return (struct ical){.zone = "Europe/Paris",
                         .name = "Paniers – Les Jardins du Buëch",
                         .organizer = "Les \"Jardins\"; du Buëch, Gap: légumes",
                         .organizer_email = "paniers@example.org",
                         .made = MADE,
                         .events = events,
                         .event_count = count};
}

static struct ical_event event_of(struct arena *arena, int number)
{
    return (struct ical_event){.uid = arena_print(arena, "cabas-%d@example.org", number),
                               .sequence = 7,
                               .day = day_of("2026-03-17"),
                               .from = ICAL_WHOLE_DAY,
                               .to = ICAL_WHOLE_DAY,
                               .summary = "Petit panier – Gap, Gare",
                               .location = "Place de la Gare, 05000 Gap",
                               .description = "Modifiable jusqu'au dimanche 15 mars à 23 h 59."};
}

/* RFC 5545 3.1: every physical line ends with CRLF, holds 75 bytes at most and whole characters. */
static void check_lines(const char *name, struct view file)
{
    size_t start = 0, longest = 0;
    bool good = true;
    for (size_t i = 0; i < file.len; i++) {
        good &= file.at[i] != '\0' && (file.at[i] != '\r' || file.at[i + 1] == '\n');
        if (file.at[i] != '\n')
            continue;
        good &= i > start && file.at[i - 1] == '\r' && i - 1 > start &&
                view_is_utf8(view_cut(file, start, i - 1));
        if (i - 1 - start > longest)
            longest = i - 1 - start;
        start = i + 1;
    }
    CHECK(good && start == file.len && longest <= 75 && longest > 60, "%s: lines, longest %zu",
          name, longest);
}

static icalcomponent *read_back(const char *name, struct text *out, const struct ical *ical)
{
    ical_write(out, ical);
    check_lines(name, text_view(out));
    icalcomponent *root = icalparser_parse_string(out->at);
    CHECK(root && icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT &&
              !icalcomponent_count_errors(root),
          "%s: libical reads it without an error", name);
    int restrictions = root ? icalrestriction_check(root) : 0;
    CHECK(restrictions, "%s: it is a valid PUBLISH (RFC 5546)", name);
    for (icalcomponent *one = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
         !restrictions && one; one = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT))
        tap_note("component", icalcomponent_as_ical_string(one));
    return root;
}

static void check_times(void)
{
    struct arena *arena = arena_new();
    struct ical_event events[TIMES];
    struct text out = text_in(arena);
    for (int i = 0; i < TIMES; i++) {
        events[i] = event_of(arena, i);
        events[i].day = day_of(times[i].day);
        events[i].from = times[i].from;
        events[i].to = times[i].to;
    }
    struct ical ical = calendar_of(events, TIMES);
    icalcomponent *root = read_back("times", &out, &ical);
    CHECK(icalcomponent_count_components(root, ICAL_VTIMEZONE_COMPONENT) == 1, "one VTIMEZONE");
    CHECK(icalcomponent_count_components(root, ICAL_VEVENT_COMPONENT) == TIMES, "every event");
    icalcomponent *one = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
    for (int i = 0; i < TIMES && one; i++) {
        struct icaltimetype start = icalcomponent_get_dtstart(one);
        struct icaltimetype end = icalcomponent_get_dtend(one);
        if (!*times[i].utc) {
            CHECK(start.is_date && end.is_date &&
                      icaltime_as_timet(start) / 86400 == events[i].day &&
                      icaltime_as_timet(end) / 86400 == events[i].day + 1,
                  "%s is a whole day", times[i].day);
        } else {
            struct icaltimetype utc =
                icaltime_convert_to_zone(start, icaltimezone_get_utc_timezone());
            CHECK_TEXT(icaltime_as_ical_string(utc), times[i].utc, "%s at %d min", times[i].day,
                       times[i].from);
            CHECK(icaltime_as_timet_with_zone(end, end.zone) ==
                      zone_instant(events[i].day, times[i].to * 60),
                  "%s ends when the farm's clock says so", times[i].day);
        }
        one = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT);
    }
    icalcomponent_free(root);
    arena_free(&arena);
}

static void check_values(void)
{
    for (int i = 0; i < VALUES; i++) {
        struct arena *arena = arena_new();
        struct text out = text_in(arena);
        struct ical_event event = event_of(arena, i);
        event.summary = event.description = event.location = values[i].value;
        struct ical ical = calendar_of(&event, 1);
        icalcomponent *root = read_back(values[i].value, &out, &ical);
        icalcomponent *one = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
        const char *want = values[i].read ? values[i].read : values[i].value;
        CHECK_TEXT(icalcomponent_get_summary(one), want, "value %d as summary", i);
        CHECK_TEXT(icalcomponent_get_location(one), want, "value %d as location", i);
        CHECK_TEXT(icalcomponent_get_description(one), want, "value %d as description", i);
        CHECK(icalcomponent_count_components(root, ICAL_ANY_COMPONENT) == 2,
              "value %d adds nothing", i);
        icalcomponent_free(root);
        arena_free(&arena);
    }
}

/* Without European rule: UTC, no VTIMEZONE. */
static void check_zones(void)
{
    static const struct {
        const char *zone, *utc;
        int zones;
    } rows[] = {
        {"Indian/Reunion", "20260317T123000Z", 0},   {"America/Cayenne", "20260317T193000Z", 0},
        {"America/Miquelon", "20260317T183000Z", 0}, /* summer time of its own */
        {"America/Nuuk", "20260317T183000Z", 0},     /* the European one, on Saturday there */
        {"Atlantic/Azores", "20260317T173000Z", 1},  /* the European one, an hour behind UTC */
        {"Europe/Paris", "20260317T153000Z", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct error error;
        struct text out = text_in(arena);
        if (zone_set(rows[i].zone, &error))
            CHECK(false, "%s", error.text);
        struct ical_event event = event_of(arena, 1);
        event.from = 16 * 60 + 30;
        event.to = 19 * 60;
        struct ical ical = calendar_of(&event, 1);
        ical.zone = rows[i].zone;
        icalcomponent *root = read_back(rows[i].zone, &out, &ical);
        icalcomponent *one = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
        struct icaltimetype utc = icaltime_convert_to_zone(icalcomponent_get_dtstart(one),
                                                           icaltimezone_get_utc_timezone());
        CHECK_TEXT(icaltime_as_ical_string(utc), rows[i].utc, "%s", rows[i].zone);
        CHECK(icalcomponent_count_components(root, ICAL_VTIMEZONE_COMPONENT) == rows[i].zones,
              "%s: zones", rows[i].zone);
        icalcomponent_free(root);
        arena_free(&arena);
    }
}

static void check_golden(void)
{
    struct arena *arena = arena_new();
    struct text out = text_in(arena), want = text_in(arena);
    struct ical_event events[] = {event_of(arena, 1), event_of(arena, 2), event_of(arena, 3)};
    events[0].from = 16 * 60 + 30;
    events[0].to = 19 * 60;
    events[0].placed = true;
    events[0].latitude = 44.5636;
    events[0].longitude = -6.0858;
    events[1].day = day_of("2026-03-24");
    events[1].cancelled = true;
    events[1].summary = "Suspendu : Petit panier ; Gap, Gare \\ été";
    events[2].day = day_of("2026-12-31");
    events[2].location = events[2].description = "";
    struct ical ical = calendar_of(events, 3);
    ical_write(&out, &ical);
    const char *again = getenv("CABAS_ICAL_GOLDEN");
    FILE *file = fopen(again ? again : "tests/data/ical/golden.ics", again ? "wb" : "rb");
    int byte;
    if (again && file)
        fwrite(out.at, 1, out.len, file);
    while (!again && file && (byte = fgetc(file)) != EOF)
        text_add_byte(&want, (char)byte);
    if (file)
        fclose(file);
    CHECK_TEXT(out.at, again ? out.at : want.at, "the golden file");
    arena_free(&arena);
}

static void check_hours(void)
{
    static const struct {
        const char *text;
        int from, to; /* -1: not read */
    } rows[] = {
        {"16:30-19:00", 990, 1140},
        {"9h-12h", 540, 720},
        {"de 9 h à 12 h 30", 540, 750},
        {" 17h30 – 19h ", 1050, 1140},
        {"10:00 à 19:00.", 600, 1140},
        {"9 heures - 12 heures", 540, 720},
        {"9\xC2\xA0h – 12\xC2\xA0h", 540, 720},
        {"00:00-23:59", 0, 1439},
        {"De 8H à 9H", 480, 540},
        {"", -1, 0},
        {"19h-9h", -1, 0},
        {"9h-9h", -1, 0},
        {"9-12", -1, 0},
        {"24h-25h", -1, 0},
        {"9h-12h, 14h-18h", -1, 0},
        {"9h-12h sauf août", -1, 0},
        {"fermé 9h-12h", -1, 0},
        {"jusqu'à 19h", -1, 0},
        {"dès 16:30", -1, 0},
        {"9:-12:", -1, 0},
        {"9h60-12h", -1, 0},
        {"9h-", -1, 0},
        {"en libre-service", -1, 0},
        {"123:00-4:00", -1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int from = -1, to = -1;
        bool read = hours_read(view_of(rows[i].text), &from, &to);
        CHECK(read == (rows[i].from >= 0) && (!read || (from == rows[i].from && to == rows[i].to)),
              "hours \"%s\": %d to %d", rows[i].text, from, to);
    }
}

int main(void)
{
    struct error error;
    if (zone_set("Europe/Paris", &error))
        CHECK(false, "%s", error.text);
    check_times();
    check_values();
    check_zones(); /* ends with Paris */
    check_golden();
    check_hours();
    return tap_done();
}
