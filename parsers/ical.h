/* ical: deliveries as an iCalendar file (RFC 5545, RFC 5546 PUBLISH).
 *
 * Job: writes the file that a subscriber's own calendar reads. Caller: bot/attach_calendar. Promise: CRLF,
 * lines of 75 bytes at most that never cut a character, values escaped whatever they hold (what is no UTF-8
 * becomes U+FFFD, controls vanish), the same input gives the same bytes. Local times carry TZID and a
 * VTIMEZONE where the zone changes its clocks by the European rule; in any other zone they are UTC.
 *
 * A calendar that has the event already takes the new state when the UID is the same and SEQUENCE is not
 * lower: the caller keeps UID for the life of a delivery and never lets SEQUENCE decrease.
 */
#ifndef PARSERS_ICAL_H
#define PARSERS_ICAL_H

#include <stdint.h>

#include "parsers/text.h"

enum { ICAL_WHOLE_DAY = -1 };

struct ical_event {
    const char *uid; /* ours: plain ASCII */
    int64_t sequence;
    int day; /* as in date.h */
    int from,
        to; /* minutes since midnight by the wall clock, to > from; both ICAL_WHOLE_DAY: no times */
    bool cancelled;
    const char *summary, *location, *description; /* UTF-8, untrusted; "": left out */
    bool placed;
    double latitude, longitude;
};

struct ical {
    const char *zone;            /* "Europe/Paris", the zone that is set (zone.h) */
    const char *name;            /* of the calendar, untrusted */
    const char *organizer;       /* the farm's name, untrusted */
    const char *organizer_email; /* an address */
    int64_t made;                /* DTSTAMP */
    const struct ical_event *events;
    int event_count; /* one at least: a calendar without components is not valid */
};

void ical_write(struct text *out, const struct ical *ical);

#endif
