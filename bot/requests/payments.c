/* payments: the last ones that the farm has noted, the latest first. */
#include "bot/account.h"
#include "bot/plan.h"

enum { PAYMENTS_SHOWN = 12, PAYMENTS_NEAR = 3 };

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(decision->model, "payments");
    for (int i = 0; i < snapshot->payment_count && i < PAYMENTS_SHOWN; i++) {
        const struct payment *payment = &snapshot->payments[i];
        bool back = payment->amount < 0;
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "date", plan_date(situation, payment->day));
        tree_put_text(item, "amount",
                      account_money(situation, back ? -payment->amount : payment->amount));
        const char *word = account_word(situation, "means", payment->means);
        tree_put_text(item, "how", word ? word : payment->means);
        tree_put_bool(item, "back", back);
        tree_put_bool(item, "near", i < PAYMENTS_NEAR);
    }
    tree_put_bool(decision->model, "more", snapshot->payment_count > PAYMENTS_SHOWN);
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_payments = {
    .verb = VERB_PAYMENTS, .name = "payments", .needs = SNAPSHOT_PAYMENTS, .plan = plan};
