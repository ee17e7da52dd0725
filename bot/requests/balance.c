/* balance: payments minus invoices, which of them are open, and the last of each; what is not invoiced yet is said not to count. */
#include "bot/account.h"
#include "bot/statement.h"

enum { OPEN_SHOWN = 12 };

/* Money that came in, not what went back. */
static const struct payment *last_payment(const struct snapshot *snapshot)
{
    for (int i = 0; i < snapshot->payment_count; i++)
        if (snapshot->payments[i].amount > 0)
            return &snapshot->payments[i];
    return NULL;
}

/* What is due, the oldest first. */
static void put_open(const struct situation *situation, struct tree *model)
{
    struct ledger ledger = ledger_of(situation->arena, situation->snapshot);
    struct tree *list = tree_put_list(model, "open");
    int shown = 0, open = 0;
    for (int i = ledger.count - 1; i >= 0; i--) {
        open += ledger.entries[i].open > 0;
        if (ledger.entries[i].open > 0 && shown++ < OPEN_SHOWN)
            statement_put_invoice(situation, list, &ledger.entries[i]);
    }
    tree_put_bool(model, "open_more", open > OPEN_SHOWN);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    const struct payment *payment = last_payment(snapshot);
    account_put_balance(situation, decision->model);
    put_open(situation, decision->model);
    if (payment) {
        struct tree *last = tree_put_object(decision->model, "last_payment");
        tree_put_text(last, "date", plan_date(situation, payment->day));
        tree_put_text(last, "amount", account_money(situation, payment->amount));
    }
    if (snapshot->invoice_count) {
        const struct invoice *invoice = &snapshot->invoices[0];
        struct tree *last = tree_put_object(decision->model, "last_invoice");
        tree_put_text(last, "number", invoice->number);
        tree_put_text(last, "date", plan_date(situation, invoice->day));
        tree_put_text(
            last, "amount",
            account_money(situation, invoice->total < 0 ? -invoice->total : invoice->total));
        tree_put_bool(last, "credit", invoice->total < 0);
    }
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_balance = {.verb = VERB_BALANCE,
                                             .name = "balance",
                                             .needs = SNAPSHOT_MONEY | SNAPSHOT_PAYMENTS |
                                                      SNAPSHOT_INVOICES,
                                             .plan = plan};
