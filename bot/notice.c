#include "bot/notice.h"

#include "bot/answer.h"
#include "db/outbox.h"

int notice_send(struct arena *arena, struct db *db, const struct config *config,
                const struct notice *notice, int *told, struct error *error)
{
    const struct subscriber *subscriber = notice->subscriber;
    *told = 0;
    for (int i = 0; i < subscriber->contact_count; i++) {
        struct outbox_new letter;
        struct answer answer = {
            .kind = "notice",
            .recipient = subscriber->contacts[i].value,
            .name = subscriber->first_name,
            .envelope = config->mail.from_address,
            .seed = notice->seed,
            .subject = notice->subject,
            .generated = true,
            .blocks = notice->blocks,
            .block_count = notice->block_count,
        };
        if (subscriber->contacts[i].kind != CONTACT_EMAIL)
            continue;
        if (answer_make(arena, config, &answer, notice->now, &letter, NULL, error))
            return -1;
        letter.inbox = notice->inbox;
        letter.subscriber = subscriber->number;
        letter.cause = "";
        if (outbox_add(db, &letter, error))
            return -1;
        ++*told;
    }
    return 0;
}
