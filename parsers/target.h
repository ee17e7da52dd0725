/* target: the days on which euro banks settle (TARGET calendar, T2 guideline ECB/2022/8, annex I, part I).
 *
 * Closed on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. A national holiday
 * (14 July) is an open day. Pure. Caller: what asks a bank for something on a day.
 */
#ifndef PARSERS_TARGET_H
#define PARSERS_TARGET_H

#include <stdbool.h>

bool target_is_open(int day);
/* That day, or the first open one after it. */
int target_from(int day);
/* `count` open days later; 0 is target_from. */
int target_add(int day, int count);

#endif
