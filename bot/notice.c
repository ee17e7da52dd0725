#include "bot/notice.h"

#include <string.h>

#include "bot/answer.h"
#include "db/bounce.h"
#include "db/outbox.h"
#include "db/texting.h"

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
        letter.expires = notice->expires;
        bool fails;
        if (outbox_add(db, &letter, error) ||
            bounce_is_suspended(db, letter.recipient, &fails, error))
            return -1;
        *told += !fails;
    }
    return *told ? 0 : notice_text(arena, db, config, notice, "notice", told, error);
}

int notice_text(struct arena *arena, struct db *db, const struct config *config,
                const struct notice *notice, const char *kind, int *told, struct error *error)
{
    const struct subscriber *subscriber = notice->subscriber;
    struct view text, more, rest;
    *told = 0;
    if (!strcmp(config->sms.provider, "none"))
        return 0;
    if (answer_sms(arena, config, notice->blocks, notice->block_count, &text, &more, error))
        return -1;
    for (int i = 0; i < subscriber->contact_count; i++) {
        struct outbox_new letter;
        bool stopped;
        struct answer answer = {
            .kind = kind, .recipient = subscriber->contacts[i].value, .seed = notice->seed};
        if (subscriber->contacts[i].kind != CONTACT_PHONE)
            continue;
        if (texting_stopped(db, answer.recipient, &stopped, error))
            return -1;
        if (stopped)
            continue;
        answer_text(arena, config, &answer, text, more, notice->now, &letter, &rest);
        letter.inbox = notice->inbox;
        letter.subscriber = subscriber->number;
        letter.cause = "";
        letter.expires = notice->expires;
        if (outbox_add(db, &letter, error) ||
            texting_rest_put(db, answer.recipient, rest, notice->now, error))
            return -1;
        ++*told;
    }
    return 0;
}
