/* moments: when something regular is owed, in the farm's local time.
 *
 * Pure. All give the first moment after `last` (an instant, UTC seconds). Clock changes: a local time that never
 * happens is moved past the gap, one that happens twice is owed once (parsers/zone.h).
 */
#ifndef BOT_MOMENTS_H
#define BOT_MOMENTS_H

#include "bot/config.h"

#define MOMENT_NEVER INT64_MAX

/* Each day at `minute`; of several that are over by `now` only the latest, so that one run covers them. */
int64_t moment_daily(int minute, int64_t last, int64_t now);
/* Each month on `day` (its last day when it is shorter) at `minute`; every missed month is owed. */
int64_t moment_monthly(int day, int minute, int64_t last);
/* `before` seconds before each cutoff; every missed one is owed whose cutoff is after `still`. */
int64_t moment_cutoff(const struct config *config, int64_t before, int64_t last, int64_t still);
/* The delivery days whose changes end at that instant, ascending; at most seven. */
int moment_cutoff_days(const struct config *config, int64_t cutoff, int days[7]);

#endif
