/* agenda: what a calendar file must hold of a subscriber: deliveries to come, and those that come no more.
 *
 * Pure. Caller: bot/requests/planning (is there anything?) and bot/attach_calendar. A calendar only forgets
 * what it is told of again: a delivery that is suspended, falls on a day of closure, or lies behind the
 * subscription's new end stands here with that state as long as an older file may have promised it. A file
 * looks AGENDA_DAYS ahead, so none made before the end reaches further than that behind it. (What a changed
 * frequency no longer delivers is not known any more and not in it.)
 */
#ifndef BOT_AGENDA_H
#define BOT_AGENDA_H

#include "bot/plan.h"

enum { AGENDA_DAYS = 56 };

enum agenda_state { AGENDA_COMES, AGENDA_SUSPENDED, AGENDA_CLOSED, AGENDA_ENDED };

struct agenda_entry {
    struct delivery delivery;
    enum agenda_state state;
};

struct agenda {
    struct agenda_entry *entries; /* by day */
    int count;
};

/* From today on. */
struct agenda agenda_list(const struct situation *situation);

#endif
