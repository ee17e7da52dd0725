#include "bot/wake.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

int wake_new(void)
{
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0)
        abort();
    return wake;
}

void wake_set(int wake)
{
    uint64_t one = 1;
    if (write(wake, &one, sizeof one) < 0)
        return; /* the counter is full: it is awake already */
}

void wake_clear(int wake)
{
    uint64_t count;
    if (read(wake, &count, sizeof count) < 0)
        return; /* nothing was set */
}

bool wake_wait(int wake, int seconds)
{
    struct pollfd item = {.fd = wake, .events = POLLIN};
    if (poll(&item, 1, seconds * 1000) <= 0)
        return false;
    wake_clear(wake);
    return true;
}
