#include "parsers/target.h"

#include "parsers/date.h"

bool target_is_open(int day)
{
    struct date_parts parts = date_parts(day);
    int easter = date_easter(parts.year), date = parts.month * 100 + parts.day;
    return date_weekday(day) < 6 && date != 101 && date != 501 && date != 1225 && date != 1226 &&
           day != easter - 2 && day != easter + 1;
}

int target_from(int day)
{
    while (!target_is_open(day))
        day++;
    return day;
}

int target_add(int day, int count)
{
    for (; count > 0; count--)
        day = target_from(day + 1);
    return target_from(day);
}
