/* reminder: the mail before a cutoff, for those who want it: what comes, until when it can change, ready replies.
 *
 * Job: job_reminders at [reminder] hours_before each cutoff, job_reminders_again for what a change brought into that
 * window since (a delivery resumed, moved, a reminder just wished). Promise: once for a subscriber and a delivery
 * day, whatever changes afterwards; never after the cutoff (the letter expires with it), never for what is suspended
 * or closed. A letter that waits is withdrawn by a change of the subscriber's (db/commit.c).
 */
#ifndef BOT_REMINDER_H
#define BOT_REMINDER_H

#include "bot/plan.h"

/* The instant from which on some of that day's deliveries can't change any more. */
int64_t reminder_lock(const struct situation *situation, const struct plan_day *day);
/* Whether a day of deliveries that come and can still change is within its window at situation->now. */
bool reminder_is_due(const struct situation *situation, const struct plan_day *day);
/* templates/fr/reminder.txt's model. */
struct tree *reminder_model(const struct situation *situation, const struct plan_day *day);

#endif
