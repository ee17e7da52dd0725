/* remind: whether they wish a reminder before each cutoff. */
#include "bot/account.h"

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    bool on = situation->request->on, already = subscriber->reminders == on;
    tree_put_bool(decision->model, "on", on);
    tree_put_bool(decision->model, "already", already);
    tree_put_int(decision->model, "hours", situation->config->reminder.hours_before);
    decision->result = already ? RESULT_ANSWERED : RESULT_APPLIED;
    if (already)
        return;
    struct change *change = decision_change(situation, decision, CHANGE_SET);
    change->field = "reminders";
    change->old_text = account_detail(situation->arena, subscriber, change->field);
    change->text = on ? "on" : "off";
}

const struct request_kind request_remind = {.verb = VERB_REMIND, .name = "remind", .plan = plan};
