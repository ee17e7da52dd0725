/* deliver_reach: the first lines of an SMTP session, spoken by ourselves.
 *
 * Job: tell whether the server can be reached before libesmtp blocks on it, and why a session
 * failed when libesmtp does not say. Caller: bot/deliver_smtp. Promise: every wait has a deadline;
 * the password is sent only after TLS with a verified certificate; no mail is offered.
 */
#ifndef BOT_DELIVER_REACH_H
#define BOT_DELIVER_REACH_H

#include "bot/deliver_backend.h"

/* A TCP connection, made and closed. OK or RETRY. */
struct verdict deliver_reach(const struct config *config);
/* Greeting, EHLO, STARTTLS (but for a plain relay), EHLO, then the login unless `password` is NULL, QUIT. */
struct verdict deliver_reach_login(const struct config *config, const char *password);

#endif
