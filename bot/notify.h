/* notify: what systemd is told (libsystemd is used in notify.c only). Without systemd nothing happens. */
#ifndef BOT_NOTIFY_H
#define BOT_NOTIFY_H

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);
void notify_alive(void); /* the watchdog */
void notify_status(const char *status);
/* Seconds between two signs of life, 0: no watchdog. */
int notify_watchdog_seconds(void);

#endif
