/* zone: the farm's local time.
 *
 * Job: the only place that turns UTC into civil time and back. Instants are int64_t seconds
 * since 1970-01-01T00:00:00Z. Promise: right through both clock changes: a local time that
 * happens twice (end of October) is the later one, one that never happens (end of March) is
 * moved past the gap, so that nobody's "until 23:59" is ever cut short.
 * Source: the system's time zone database (Debian package tzdata) through glibc.
 */
#ifndef PARSERS_ZONE_H
#define PARSERS_ZONE_H

#include <stdint.h>

#include "parsers/error.h"
#include "parsers/text.h"

struct civil {
    int day;     /* as in date.h */
    int seconds; /* since local midnight by the wall clock, 0–86399 */
};

/* Once at start, before any thread: the zone of the whole program. -1: no such zone on this machine. */
int zone_set(const char *name, struct error *error);
struct civil zone_local(int64_t instant);
int64_t zone_instant(int day, int seconds);
/* Seconds east of UTC at that instant. */
int zone_offset(int64_t instant);

/* "YYYY-MM-DDTHH:MM" or with ":SS" (a blank may stand for the T), local time. -1: not a time. */
int zone_read(struct view view, int64_t *instant);
/* "YYYY-MM-DDTHH:MM:SS", local time. */
void zone_write(struct text *text, int64_t instant);
/* RFC 5322 date, as in "Sun, 01 Mar 2026 09:05:00 +0100". */
void zone_write_mail(struct text *text, int64_t instant);

#endif
