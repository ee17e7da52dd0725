#include "bot/erase.h"

#include "bot/answer.h"
#include "bot/staff.h"
#include "db/outbox.h"
#include "db/snapshot.h"
#include "parsers/number.h"
#include "parsers/zone.h"

/* Something was delivered after the last month that is billed; on a farm that bills elsewhere, nothing is. */
static bool is_unbilled(const struct snapshot *snapshot)
{
    if (snapshot->billed == DATE_NONE)
        return false;
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct subscription *one = &snapshot->subscriptions[i];
        if (one->end != DATE_NONE && one->end >= one->start && one->end > snapshot->billed)
            return true;
    }
    for (int i = 0; i < snapshot->purchase_count; i++)
        if (snapshot->purchases[i].state == PURCHASE_DELIVERED &&
            snapshot->purchases[i].day > snapshot->billed)
            return true;
    return false;
}

static void judge(const struct snapshot *snapshot, int today, struct erase_look *look)
{
    for (int i = 0; i < snapshot->subscription_count; i++) {
        int end = snapshot->subscriptions[i].end;
        look->runs |= end == DATE_NONE || end >= today;
    }
    for (int i = 0; i < snapshot->purchase_count; i++)
        look->orders |= snapshot->purchases[i].state == PURCHASE_ACCEPTED ||
                        (snapshot->purchases[i].state == PURCHASE_PENDING &&
                         snapshot->purchases[i].day >= today);
    look->owes = snapshot->balance < 0;
    look->owed = snapshot->balance > 0;
    look->to_come = is_unbilled(snapshot) || look->counts.unmailed > 0;
    look->busy = look->counts.sending > 0;
}

bool erase_allowed(const struct erase_look *look)
{
    return !look->unknown && !look->runs && !look->orders && !look->owes && !look->owed &&
           !look->to_come && !look->busy;
}

static struct snapshot *load(struct arena *arena, struct db *db, const struct farm *farm,
                             const struct erase *erase, struct error *error)
{
    return snapshot_load(arena, db, farm, erase->number, zone_local(erase->now).day,
                         SNAPSHOT_MONEY | SNAPSHOT_INVOICES | SNAPSHOT_ORDERS, error);
}

int erase_look(struct arena *arena, struct db *db, const struct config *config,
               const struct farm *farm, const struct erase *erase, struct erase_look *look,
               struct error *error)
{
    int failed = 0;
    *look = (struct erase_look){.name = "", .balance = ""};
    if (!db_int(db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", erase->number)) {
        look->unknown = true;
        return failed;
    }
    struct snapshot *snapshot = load(arena, db, farm, erase, error);
    if (!snapshot || erase_count(db, erase->number, &look->counts, error))
        return -1;
    int64_t balance = snapshot->balance;
    look->name = staff_name(arena, &snapshot->subscriber);
    look->balance =
        number_say_money(arena, config->farm.language, balance < 0 ? -balance : balance);
    judge(snapshot, zone_local(erase->now).day, look);
    return 0;
}

/* The last mail, to the first address; the letter and the address go when it has left (db/outbox). */
static int say_goodbye(struct arena *arena, struct db *db, const struct config *config,
                       const struct subscriber *subscriber, const struct erase *erase,
                       const struct erase_counts *counts, int64_t *id, struct error *error)
{
    struct tree *model = tree_new(arena);
    struct block block = {.template = "erased", .model = model};
    *id = 0;
    tree_put_bool(model, "kept", counts->invoices > 0 || counts->payments > 0);
    for (int i = 0; i < subscriber->contact_count; i++) {
        struct outbox_new letter;
        struct answer answer = {
            .kind = "erased",
            .recipient = subscriber->contacts[i].value,
            .name = subscriber->first_name,
            .envelope = config->mail.from_address,
            .seed = arena_print(arena, "erase %lld", (long long)erase->number),
            .generated = true,
            .staff = true, /* nothing more to ask for */
            .blocks = &block,
            .block_count = 1,
        };
        if (subscriber->contacts[i].kind != CONTACT_EMAIL)
            continue;
        if (answer_make(arena, config, &answer, erase->now, &letter, NULL, error))
            return -1;
        letter.cause = "";
        if (outbox_add(db, &letter, error))
            return -1;
        *id = db_last_id(db); /* its bytes have the same */
        return 0;
    }
    return 0;
}

int erase_run(struct arena *arena, struct db *db, const struct config *config,
              const struct farm *farm, const struct erase *erase, bool *told, struct error *error)
{
    int64_t letter = 0;
    struct erase_counts counts;
    struct snapshot *snapshot = load(arena, db, farm, erase, error);
    *told = false;
    if (!snapshot || erase_count(db, erase->number, &counts, error))
        return -1;
    if (counts.erased && !counts.contacts)
        return 0;
    if (!erase->silent &&
        say_goodbye(arena, db, config, &snapshot->subscriber, erase, &counts, &letter, error))
        return -1;
    if (erase_subscriber(db, erase->number, letter, erase->now, error))
        return -1;
    *told = letter != 0;
    /* batch 0: nothing that ANNULER takes back */
    return db_run(db, SQL_JOURNAL_ADD, error, "iittittit", erase->now, erase->received,
                  erase->actor, arena_print(arena, "%lld", (long long)erase->number), (int64_t)0,
                  "erased", "{}", (int64_t)0, NULL);
}
