/* deliver_sms: the outbox's text messages go out, and each gets its own end.
 *
 * As bot/post does it for mail: SENDING is committed before the gateway is asked, a verdict after. What differs: a
 * text that was perhaps sent (UNSURE, or SENDING found at start) is not sent again: the gateway is asked about
 * it when it can be, else it is DEAD in `cabas queue`, and a person decides (rule D4). What the bot sends by itself
 * waits for the end of [sms] quiet and (reminders do not) of Sundays and holidays, and is not sent to who wrote STOP; answers always go (S5).
 */
#ifndef BOT_DELIVER_SMS_H
#define BOT_DELIVER_SMS_H

#include "bot/sms_provider.h"

struct deliver_sms;

/* NULL: [sms] provider=none. `config` and `db` must outlive it. */
struct deliver_sms *deliver_sms_open(const struct config *config, struct db *db);
/* The same with that gateway, whatever the config names: for tests. */
struct deliver_sms *deliver_sms_open_with(const struct config *config, struct db *db,
                                          const struct sms_provider *provider);
void deliver_sms_close(struct deliver_sms **deliver);
/* Sends one batch of what is due; as post_turn. */
struct verdict deliver_sms_turn(struct deliver_sms *deliver, int64_t now, int *tried, int *sent);
/* Takes what waits at a gateway that does not call by itself; as sms_provider.fetch. */
struct verdict deliver_sms_fetch(struct deliver_sms *deliver, int64_t now, int wake, int *taken);
/* A descriptor that tells of texts to fetch; -1: there is none. `*polls`: the gateway must be asked now and then. */
int deliver_sms_watch(struct deliver_sms *deliver, bool *polls);
/* Whether the bot sends such a letter by itself, rather than answering. */
bool deliver_sms_is_push(const char *kind);
/* The first instant from `now` on at which a letter of that kind may: outside [sms] quiet, and on a Sunday or public holiday only what
 * was asked for (reminders). */
int64_t deliver_sms_after(const struct config *config, const char *kind, int64_t now);

#endif
