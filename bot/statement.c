#include "bot/statement.h"

#include "bot/account.h"
#include "bot/collect.h"
#include "bot/say.h"
#include "parsers/date.h"

static void put_debit(const struct situation *situation, const struct ledger_entry *entry,
                      struct tree *item)
{
    const struct collection *collection =
        collect_of(situation->arena, situation->snapshot, entry->invoice->number);
    int day = collection ? collection->day : entry->invoice->debit_day;
    if (!entry->open || day == DATE_NONE)
        return;
    if (day < situation->today && !collection)
        return; /* its day is over, and the bank was not asked: nobody knows when */
    tree_put_text(item, "debit", plan_date(situation, day));
    tree_put_bool(item, "debit_coming", collection && day >= situation->today);
    tree_put_bool(item, "debit_from", !collection);
    tree_put_bool(item, "debit_past", collection && day < situation->today);
}

struct tree *statement_put_invoice(const struct situation *situation, struct tree *list,
                                   const struct ledger_entry *entry)
{
    const struct invoice *invoice = entry->invoice;
    struct tree *item = tree_push_object(list);
    bool known = invoice->month != DATE_NONE, credit = invoice->total < 0;
    tree_put_text(item, "number", invoice->number);
    tree_put_text(item, "month",
                  known ? say_month(situation->arena, situation->config, invoice->month) : "");
    tree_put_text(item, "date", plan_date(situation, invoice->day));
    tree_put_text(item, "due", invoice->due == DATE_NONE ? "" : plan_date(situation, invoice->due));
    tree_put_text(item, "amount",
                  account_money(situation, credit ? -invoice->total : invoice->total));
    tree_put_text(item, "open", account_money(situation, entry->open));
    tree_put_bool(item, "paid", !entry->open);
    if (entry->open && entry->open < invoice->total)
        tree_put_text(item, "part", account_money(situation, entry->open));
    tree_put_bool(item, "credit", credit);
    tree_put_text(item, "credits", invoice->credits ? invoice->credits : "");
    put_debit(situation, entry, item);
    return item;
}

int statement_billing_day(const struct situation *situation, int day)
{
    return date_add_months(date_month_first(day), 1) + situation->config->billing.day - 1;
}

/* The first day that no run has billed; when there was none, of the month whose run is due next. */
static int first_unbilled(const struct situation *situation)
{
    int month = date_month_first(situation->today);
    if (situation->snapshot->billed != DATE_NONE)
        return situation->snapshot->billed + 1;
    return situation->today < month + situation->config->billing.day - 1
               ? date_add_months(month, -1)
               : month;
}

int statement_final_day(const struct situation *situation, const struct plan *coming)
{
    const struct snapshot *snapshot = situation->snapshot;
    int last = coming->count ? coming->days[coming->count - 1].day : DATE_NONE;
    struct deliveries made = calendar_plan(situation->arena, snapshot->farm,
                                           snapshot->subscriptions, snapshot->subscription_count,
                                           first_unbilled(situation), situation->today - 1);
    for (int i = 0; i < made.count && !coming->count; i++)
        if (!made.items[i].suspended)
            last = made.items[i].day;
    return last == DATE_NONE ? DATE_NONE : statement_billing_day(situation, last);
}
