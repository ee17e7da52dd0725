/* wake: one thread wakes another (eventfd). Waking twice before the other looks is one wake-up. */
#ifndef BOT_WAKE_H
#define BOT_WAKE_H

#include <stdbool.h>

int wake_new(void); /* a descriptor to poll; aborts when there is none */
void wake_set(int wake);
void wake_clear(int wake);
/* Waits until it is set (and clears it: true) or `seconds` have passed. */
bool wake_wait(int wake, int seconds);

#endif
