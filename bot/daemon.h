/* daemon: the turns for ever (`cabas run`).
 *
 * Threads: main waits for signals and feeds the watchdog; one reads and files mail; one decides and
 * writes; one sends; one takes and sends texts; one commits what the web server (a thread of its own) was told.
 * All but the worker only fill the inbox or empty the outbox and wake the worker.
 * SIGTERM and SIGINT end it cleanly within seconds, SIGHUP reads the config again (a bad one is logged and
 * the old one stays). Errors of the world are tried again with growing pauses and logged once per change.
 */
#ifndef BOT_DAEMON_H
#define BOT_DAEMON_H

#include "bot/cli.h"

int daemon_run(struct cli *cli, struct cli_farm *farm, struct error *error);

#endif
