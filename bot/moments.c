#include "bot/moments.h"

#include "bot/cutoff.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum { CUTOFF_REACH = 8 }; /* a cutoff is within the seven days before its delivery */

int64_t moment_daily(int minute, int64_t last, int64_t now)
{
    int64_t latest = zone_instant(zone_local(now).day, minute * 60);
    if (latest > now)
        latest = zone_instant(zone_local(now).day - 1, minute * 60);
    if (latest > last)
        return latest;
    int day = zone_local(last).day;
    int64_t next = zone_instant(day, minute * 60);
    return next > last ? next : zone_instant(day + 1, minute * 60);
}

int64_t moment_monthly(int day, int minute, int64_t last)
{
    int month = date_month_first(zone_local(last).day);
    for (;; month = date_add_months(month, 1)) {
        int most = date_month_last(month), that = month + day - 1;
        int64_t moment = zone_instant(that < most ? that : most, minute * 60);
        if (moment > last)
            return moment;
    }
}

int64_t moment_cutoff(const struct config *config, int64_t before, int64_t last, int64_t still)
{
    int64_t after = still - before > last ? still - before : last, first = MOMENT_NEVER;
    int from = zone_local(after + before).day;
    for (int day = from; day <= from + 2 * CUTOFF_REACH; day++) {
        int64_t moment = cutoff_instant(config, day) - before;
        if (moment > after && moment < first)
            first = moment;
    }
    return first;
}

int moment_cutoff_days(const struct config *config, int64_t cutoff, int days[7])
{
    int from = zone_local(cutoff).day, count = 0;
    for (int day = from; day <= from + CUTOFF_REACH && count < 7; day++)
        if (cutoff_instant(config, day) == cutoff)
            days[count++] = day;
    return count;
}
