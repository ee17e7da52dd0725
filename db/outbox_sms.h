/* outbox_sms: what an outbox row has besides when it is a text message.
 *
 * Caller: bot/deliver_sms; reports by any thread. States are those of db/outbox.h; `doubt` says that a gateway was
 * asked to send it and nobody knows what it did: such a text is never sent again before that is known, but by a
 * person (`cabas queue retry aN`).
 */
#ifndef DB_OUTBOX_SMS_H
#define DB_OUTBOX_SMS_H

#include "db/db.h"

struct outbox_sms_row {
    int64_t id;
    const char *message_id, *recipient, *kind;
    int attempts;
    int64_t created;
    bool ucs2;
    int segments;
    const char *provider,
        *provider_id; /* the gateway that was asked, and its id; "" when none was */
    bool doubt;
    bool stopped; /* its number wants no texts but answers */
    struct view text;
};

int outbox_sms_load(struct db *db, struct arena *arena, int64_t now, int limit,
                    struct outbox_sms_row **rows, int *count, struct error *error);
/* At start: what was being sent is in doubt. */
int outbox_sms_recover(struct db *db, int64_t now, struct error *error);
/* When the next one is due, 0: none waits. -1: the database failed. */
int64_t outbox_sms_next(struct db *db, struct error *error);
/* Before it is offered to that gateway: which one will have to be asked. */
int outbox_sms_offered(struct db *db, int64_t id, const char *provider, struct error *error);
/* The gateway has it, under this id (""); it is in doubt no more. */
int outbox_sms_taken(struct db *db, int64_t id, const char *provider_id, struct error *error);
/* Whether that gateway's id belongs to another text of ours, of the same words perhaps; -1: the database failed. */
int outbox_sms_is_others(struct db *db, int64_t id, const char *provider, const char *provider_id,
                         struct error *error);
int outbox_sms_doubt(struct db *db, int64_t id, bool doubt, struct error *error);
/* A report of delivery, by the gateway's id, or by our message_id when that is "". A later report wins, but for
 * "failed" after "delivered". *known: such a text was sent by that gateway. A text in doubt is SENT then. */
int outbox_sms_report(struct db *db, const char *provider, const char *provider_id,
                      const char *message_id, bool delivered, int64_t at, bool *known,
                      struct error *error);

#endif
