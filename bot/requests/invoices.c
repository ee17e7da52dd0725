/* invoices: the list, the latest first. What was paid settles the oldest invoices first (bot/ledger). */
#include "bot/statement.h"

enum { INVOICES_SHOWN = 24, INVOICES_NEAR = 3 };

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(decision->model, "invoices");
    struct ledger ledger = ledger_of(situation->arena, snapshot);
    for (int i = 0; i < ledger.count && i < INVOICES_SHOWN; i++) {
        struct tree *item = statement_put_invoice(situation, list, &ledger.entries[i]);
        tree_put_bool(item, "near", i < INVOICES_NEAR);
    }
    tree_put_bool(decision->model, "more", snapshot->invoice_count > INVOICES_SHOWN);
    tree_put_bool(decision->model, "attached", false);
    tree_put_bool(decision->model, "by_mail",
                  situation->channel == CHANNEL_SMS && snapshot->invoice_count > 0);
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_invoices = {.verb = VERB_INVOICES,
                                              .name = "invoices",
                                              .needs = SNAPSHOT_MONEY | SNAPSHOT_INVOICES,
                                              .plan = plan};
