/* invoice: one invoice, or those of a month, with their files. Asked by SMS, they leave by mail.
 *
 * Without month or number it is the latest, with the credit notes that correct it. One that was not issued here has no
 * file: a person sends it.
 */
#include <stdlib.h>

#include "bot/say.h"
#include "bot/statement.h"
#include "parsers/date.h"

enum { INVOICE_FILES = 6, INVOICE_OTHERS = 3 };

static bool is_wanted(const struct request *request, const struct invoice *invoice,
                      const struct invoice *latest)
{
    if (request->number)
        return view_is_nocase(view_of(invoice->number), request->number);
    if (request->month != DATE_NONE)
        return invoice->month == request->month;
    return invoice == latest ||
           (invoice->credits && view_is(view_of(invoice->credits), latest->number));
}

static const struct invoice *find_latest(const struct snapshot *snapshot)
{
    for (int i = 0; i < snapshot->invoice_count; i++)
        if (!snapshot->invoices[i].credits)
            return &snapshot->invoices[i];
    return snapshot->invoice_count ? &snapshot->invoices[0] : NULL;
}

/* No file, no total: a person looks for it. */
static void hand_over(const struct situation *situation, struct decision *decision)
{
    decision->result = RESULT_HUMAN;
    decision->template = "staff_later";
    decision->model = tree_new(situation->arena);
    decision->attachment_count = 0;
    tree_put_text(decision->model, "asked",
                  say_request(situation->arena, situation->config, situation->snapshot->farm,
                              situation->request, situation->today));
}

/* How far an invoice is from the month asked for, in days; by number, the latest are the nearest. */
static int distance(const struct situation *situation, const struct invoice *invoice)
{
    int month = situation->request->month;
    if (month == DATE_NONE || invoice->month == DATE_NONE)
        return 0;
    return abs(invoice->month - month);
}

static void put_others(const struct situation *situation, struct decision *decision,
                       const struct ledger *ledger)
{
    struct tree *others = tree_put_list(decision->model, "others");
    bool *told = arena_array(situation->arena, (size_t)ledger->count, sizeof *told);
    for (int i = 0; i < INVOICE_OTHERS && i < ledger->count; i++) {
        int best = -1;
        for (int j = 0; j < ledger->count; j++)
            if (!told[j] && (best < 0 || distance(situation, ledger->entries[j].invoice) <
                                             distance(situation, ledger->entries[best].invoice)))
                best = j;
        told[best] = true;
        statement_put_invoice(situation, others, &ledger->entries[best]);
    }
}

/* What was asked for, in words, and when it will be made when its month is not billed yet. */
static void put_wanted(const struct situation *situation, struct decision *decision, bool found)
{
    const struct request *request = situation->request;
    int billed = situation->snapshot->billed;
    if (request->number)
        tree_put_text(decision->model, "wanted", request->number);
    else if (request->month != DATE_NONE)
        tree_put_text(decision->model, "wanted",
                      say_month(situation->arena, situation->config, request->month));
    if (found || request->number || request->month == DATE_NONE)
        return;
    int day = statement_billing_day(situation, request->month);
    if (day >= plan_day_now(situation) && (billed == DATE_NONE || billed < request->month))
        tree_put_text(decision->model, "coming", plan_date(situation, day));
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct snapshot *snapshot = situation->snapshot;
    const struct invoice *latest = find_latest(snapshot);
    struct ledger ledger = ledger_of(situation->arena, snapshot);
    struct tree *list = tree_put_list(decision->model, "invoices");
    int found = 0;
    decision->template = "invoices";
    decision->result = RESULT_ANSWERED;
    for (int i = 0; i < ledger.count && found < INVOICE_FILES; i++) {
        const struct invoice *invoice = ledger.entries[i].invoice;
        if (!is_wanted(situation->request, invoice, latest))
            continue;
        if (!invoice->documented) {
            hand_over(situation, decision);
            return;
        }
        struct tree *item = statement_put_invoice(situation, list, &ledger.entries[i]);
        tree_put_bool(item, "near", true);
        decision_attach(situation, decision, ATTACHMENT_INVOICE, invoice->number);
        found++;
    }
    put_wanted(situation, decision, found > 0);
    if (!found)
        put_others(situation, decision, &ledger);
    tree_put_bool(decision->model, "more", false);
    tree_put_bool(decision->model, "several", found > 1);
    tree_put_bool(decision->model, "attached", found > 0);
    tree_put_bool(decision->model, "by_mail", situation->channel == CHANNEL_SMS && found > 0);
}

const struct request_kind request_invoice = {.verb = VERB_INVOICE,
                                             .name = "invoice",
                                             .needs = SNAPSHOT_MONEY | SNAPSHOT_INVOICES,
                                             .plan = plan};
