/* invoices: the list, the latest first. What was paid settles the oldest invoices first. */
#include "bot/account.h"
#include "bot/plan.h"
#include "bot/say.h"
#include "parsers/date.h"

enum { INVOICES_SHOWN = 24, INVOICES_NEAR = 3 };

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(decision->model, "invoices");
    int64_t left = snapshot->balance; /* once this invoice and all before it are settled */
    for (int i = 0; i < snapshot->invoice_count && i < INVOICES_SHOWN; i++) {
        const struct invoice *invoice = &snapshot->invoices[i];
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "number", invoice->number);
        tree_put_text(item, "month",
                      invoice->month == DATE_NONE
                          ? ""
                          : say_month(situation->arena, situation->config, invoice->month));
        tree_put_text(item, "date", plan_date(situation, invoice->day));
        tree_put_text(item, "amount", account_money(situation, invoice->total));
        tree_put_bool(item, "paid", left >= 0);
        tree_put_bool(item, "near", i < INVOICES_NEAR);
        left += invoice->total;
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
