#include "bot/notify.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <systemd/sd-daemon.h>

void notify_ready(void)
{
    sd_notify(0, "READY=1");
}

/* Type=notify-reload wants the monotonic time of the reload. */
void notify_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
               (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void notify_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}

void notify_status(const char *status)
{
    sd_notifyf(0, "STATUS=%.200s", status);
}

int notify_watchdog_seconds(void)
{
    uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return 0;
    uint64_t half = microseconds / 2000000;
    return half ? (int)half : 1;
}
