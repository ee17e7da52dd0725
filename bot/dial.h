/* dial: a TCP connection before a deadline.
 *
 * Job: resolve a name and connect, trying each address. Caller: bot/tls. Promise: ends at the
 * deadline even when the resolver hangs (its thread is then left to finish alone); IPv4 and IPv6;
 * the descriptor is non-blocking, close-on-exec, without Nagle's delay and with TCP keep-alive.
 */
#ifndef BOT_DIAL_H
#define BOT_DIAL_H

#include <stdint.h>

#include "parsers/error.h"

/* Milliseconds of the clock that never jumps: deadlines are counted on it. */
int64_t dial_clock(void);
/* Waits for `events` (poll's) on `fd` until `deadline`: 1 ready, 0 too late. */
int dial_wait(int fd, short events, int64_t deadline);
/* A connected descriptor, or -1 with the error set ("host:port: why"). */
int dial_tcp(const char *host, int port, int64_t deadline, struct error *error);

#endif
