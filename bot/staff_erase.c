/* staff_erase: EFFACER 1001 shows what would be forgotten and what stands against it; EFFACER 1001 OUI does it. */
#include "bot/erase.h"
#include "bot/staff.h"

static void put_look(struct tree *model, const struct erase_look *look)
{
    tree_put_text(model, "who", look->name);
    tree_put_text(model, "balance", look->balance);
    tree_put_bool(model, "runs", look->runs);
    tree_put_bool(model, "orders", look->orders);
    tree_put_bool(model, "owes", look->owes);
    tree_put_bool(model, "owed", look->owed);
    tree_put_bool(model, "to_come", look->to_come);
    tree_put_bool(model, "busy", look->busy);
    tree_put_int(model, "contacts", look->counts.contacts);
    tree_put_int(model, "messages", look->counts.messages);
    tree_put_int(model, "letters", look->counts.letters);
    tree_put_int(model, "changes", look->counts.changes);
    tree_put_int(model, "invoices", look->counts.invoices);
    tree_put_int(model, "payments", look->counts.payments);
}

int staff_erase(struct handling *h, const struct staff_command *command, struct error *error)
{
    struct erase erase = {.number = command->numbers[0],
                          .actor = h->sender.address,
                          .received = h->row->received,
                          .now = h->now};
    struct erase_look look;
    if (erase_look(h->arena, h->db, h->config, h->farm, &erase, &look, error))
        return -1;
    if (look.unknown) {
        tree_put_int(staff_say(h, command, RESULT_REFUSED, "staff_unknown"), "number",
                     erase.number);
        return 0;
    }
    bool allowed = erase_allowed(&look), before = look.counts.erased && !look.counts.contacts;
    bool now = command->force && allowed && !before, told = false;
    if (now && erase_run(h->arena, h->db, h->config, h->farm, &erase, &told, error))
        return -1;
    enum result result = now ? RESULT_APPLIED : allowed ? RESULT_ANSWERED : RESULT_REFUSED;
    struct tree *model = staff_say(h, command, result, "staff_erase");
    tree_put_int(model, "number", erase.number);
    put_look(model, &look);
    tree_put_bool(model, "before", before);
    tree_put_bool(model, "refused", !allowed && !before);
    tree_put_bool(model, "done", now);
    tree_put_bool(model, "preview", allowed && !now && !before);
    tree_put_bool(model, "told", told);
    return 0;
}
