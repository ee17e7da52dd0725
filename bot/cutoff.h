/* cutoff: until when a delivery can be changed (SPEC section 1, "Cutoffs").
 *
 * Pure. The last minute counts whole: "dimanche 23:59" is open at 23:59:59 and closed at 00:00:00,
 * in the farm's local time, on the nights of clock change as well.
 */
#ifndef BOT_CUTOFF_H
#define BOT_CUTOFF_H

#include "bot/config.h"

/* The last civil day for changes of a delivery made on `day`. */
int cutoff_day(const struct config *config, int day);
/* The first instant at which it is locked. */
int64_t cutoff_instant(const struct config *config, int day);
/* Whether what was received at `received` may still change that delivery. */
bool cutoff_is_open(const struct config *config, int day, int64_t received);
/* "dimanche 15 mars à 23 h 59" */
char *cutoff_say(struct arena *arena, const struct config *config, int day);
/* The same with the year when it is not that of `today`. */
char *cutoff_say_from(struct arena *arena, const struct config *config, int day, int today);

#endif
