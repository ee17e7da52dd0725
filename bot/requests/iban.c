/* iban: the account to debit, and with it the SEPA mandate.
 *
 * It waits for the OUI of an address on file (bot/code.h), whose mail shows the mandate that the OUI signs; the
 * reference shown there is the one that is stored. Each new account is a new mandate. ANNULER does not bring an
 * old account back: that would change bank details without a confirmation. Without a key nothing is kept.
 */
#include <string.h>

#include "bot/plan.h"
#include "bot/say.h"
#include "bot/seal.h"

static const char *next_reference(const struct situation *situation)
{
    const struct snapshot *snapshot = situation->snapshot;
    return arena_print(situation->arena, "CABAS-%lld-%lld", (long long)snapshot->subscriber.number,
                       (long long)snapshot->mandate_count + 1);
}

static bool debits(const struct situation *situation)
{
    return *situation->config->billing.sepa_creditor_id != '\0';
}

static void put_mandate(const struct situation *situation, struct tree *model,
                        const char *reference)
{
    const struct config *config = situation->config;
    const struct mandate *old = situation->snapshot->mandate;
    tree_put_text(model, "last4", seal_last4(situation->arena, situation->request->sealed));
    tree_put_text(model, "old", old ? old->last4 : "");
    if (!debits(situation))
        return;
    struct tree *mandate = tree_put_object(model, "mandate");
    tree_put_text(mandate, "reference", reference);
    tree_put_text(mandate, "creditor", config->farm.name);
    tree_put_text(mandate, "address", config->farm.address);
    tree_put_text(mandate, "creditor_id", config->billing.sepa_creditor_id);
    tree_put_text(mandate, "signed", plan_date(situation, situation->today));
}

/* Also when another mandate was signed since the question: the reference that is shown must be the one signed. */
static void ask(const struct situation *situation, struct decision *decision, const char *reference)
{
    struct request option = *situation->request;
    option.value = NULL;
    option.number = reference;
    decision->result = RESULT_CONFIRM;
    decision->template = "code_sent";
    decision->question.kind = QUESTION_CODE;
    decision_offer(situation, decision, &option, "");
    put_mandate(situation, tree_put_object(decision->model, "bank"), reference);
    tree_put_text(decision->model, "asked",
                  say_request(situation->arena, situation->config, situation->snapshot->farm,
                              &option, situation->today));
}

static void apply(const struct situation *situation, struct decision *decision,
                  const char *reference)
{
    const struct mandate *old = situation->snapshot->mandate;
    struct arena *arena = situation->arena;
    struct change *change = decision_change(situation, decision, CHANGE_BANK);
    change->field = debits(situation) ? "active" : "details";
    change->day = situation->today;
    change->sealed = situation->request->sealed;
    change->text = arena_print(arena, "%s %s", reference, seal_last4(arena, change->sealed));
    change->old_text = old ? arena_print(arena, "%s %s", old->reference, old->last4) : NULL;
    put_mandate(situation, decision->model, reference);
    decision->result = RESULT_APPLIED;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct request *request = situation->request;
    const char *reference = next_reference(situation);
    if (!*seal_last4(situation->arena, request->sealed)) {
        decision->result = RESULT_HUMAN;
        tree_put_bool(decision->model, "staff", true);
    } else if (situation->coded && request->number && !strcmp(request->number, reference)) {
        apply(situation, decision, reference);
    } else {
        ask(situation, decision, reference);
    }
}

const struct request_kind request_iban = {
    .verb = VERB_IBAN, .name = "iban", .needs = SNAPSHOT_BANK, .sensitive = true, .plan = plan};
