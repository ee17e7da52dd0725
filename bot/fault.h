/* fault: named points at which a test kills the process (compiled with -DCABAS_FAULTS only).
 *
 * CABAS_FAULT=name or name:3 (the third time it is passed): the process ends there at once, as by kill -9.
 * CABAS_SECONDS=2: a gateway that is silent is waited for so long.
 * CABAS_POISON=marker: it ends like that whenever a mail that holds the marker is read or sent.
 */
#ifndef BOT_FAULT_H
#define BOT_FAULT_H

#include "parsers/view.h"

#ifdef CABAS_FAULTS
void fault_point(const char *name);
void fault_poison(struct view mail);
int fault_seconds(int most);
#else
#define fault_point(name) ((void)0)
#define fault_poison(mail) ((void)0)
#define fault_seconds(most) (most)
#endif

#endif
