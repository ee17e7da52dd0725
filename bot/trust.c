#include "bot/trust.h"

#include <string.h>

#include "db/snapshot.h"
#include "parsers/authres.h"

const char *trust_name(enum trust trust)
{
    static const char *const names[] = {"stranger", "knocking", "claimed", "subscriber", "staff"};
    return names[trust];
}

char *trust_address(struct arena *arena, const char *address)
{
    char *lower = arena_text(arena, address);
    for (char *at = lower; *at; at++)
        *at = byte_lower(*at);
    return lower;
}

bool trust_is_staff(const struct config *config, const char *address)
{
    for (int i = 0; i < config->mail.staff_count; i++)
        if (!strcmp(config->mail.staff[i], address))
            return true;
    return false;
}

int trust_judge(struct arena *arena, const struct config *config, struct db *db,
                const struct mail *mail, struct sender *sender, struct error *error)
{
    const char *address = trust_address(arena, mail->from.items[0].address);
    struct authres authres = authres_read(arena, mail, config->inbox.authserv_id, address);
    bool proven = authres.result == AUTHRES_PASS;
    *sender = (struct sender){.address = address, .proof = proven ? authres.method : ""};
    sender->staff = proven && trust_is_staff(config, address);
    sender->subscriber = snapshot_owner(db, CONTACT_EMAIL, address, error);
    if (sender->subscriber < 0)
        return -1;
    if (sender->subscriber)
        sender->trust = proven ? TRUST_SUBSCRIBER : TRUST_CLAIMED;
    else if (sender->staff)
        sender->trust = TRUST_STAFF;
    else
        sender->trust = proven ? TRUST_KNOCKING : TRUST_STRANGER;
    return 0;
}
