/* fault: named points at which a test kills the process (compiled with -DCABAS_FAULTS only).
 *
 * CABAS_FAULT=name or name:3 (the third time it is passed): the process ends there at once, as by kill -9.
 */
#ifndef BOT_FAULT_H
#define BOT_FAULT_H

#ifdef CABAS_FAULTS
void fault_point(const char *name);
#else
#define fault_point(name) ((void)0)
#endif

#endif
