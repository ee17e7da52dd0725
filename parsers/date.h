/* date: civil dates, without clock and without time zone.
 *
 * A day is an int: days since 1970-01-01 in the proleptic Gregorian calendar (Monday 1970-01-05
 * is 4), so that dates add and compare as numbers. DATE_NONE means "no date".
 * Weekdays are ISO 8601: 1 Monday … 7 Sunday. Years accepted: 1900–2200.
 */
#ifndef PARSERS_DATE_H
#define PARSERS_DATE_H

#include <limits.h>
#include <stdbool.h>

#include "parsers/text.h"

enum { DATE_NONE = INT_MIN };

struct date_parts {
    int year, month, day;
};

/* DATE_NONE when there is no such day. */
int date_make(int year, int month, int day);
struct date_parts date_parts(int day);
int date_weekday(int day);
int date_monday(int day); /* the Monday of its ISO week */
int date_month_first(int day);
int date_month_last(int day);
/* The same day `months` later, or that month's last day. */
int date_add_months(int day, int months);
/* ISO 8601 week number (1–53) and the year it belongs to. */
int date_week(int day);
int date_week_year(int day);
/* The Monday of an ISO week; DATE_NONE when that year has no such week. */
int date_of_week(int year, int week);
/* Sunday of Easter (Gregorian computus). */
int date_easter(int year);
/* Whether all of France rests: the eleven days of the Code du travail, L3133-1. */
bool date_is_holiday(int day);

/* "2026-03-12", whole view; DATE_NONE otherwise. */
int date_read_iso(struct view view);
/* ISO, or the French 12/03/2026 and 12-03-2026; DATE_NONE otherwise. */
int date_read_numeric(struct view view);
/* "YYYY-MM"; gives the first of the month. */
int date_read_month(struct view view);
void date_write_iso(struct text *text, int day);
char *date_iso(struct arena *arena, int day);

/* Wording in a language ("fr", "en"): "mardi 1er avril", with the year "mardi 1er avril 2026". */
char *date_say(struct arena *arena, const char *language, int day, bool year);
const char *date_weekday_name(const char *language, int weekday); /* "mardi" */
const char *date_month_name(const char *language, int month);     /* "avril" */
/* 1–7 for a French weekday name in lower case without accents; 0 otherwise. */
int date_weekday_read(struct view name);

#endif
