/* statement: what answers say of invoices: which one, how much, what of it is still owed; when the last one comes.
 *
 * Pure. Caller: bot/requests (FACTURE, FACTURES, SOLDE, DESABONNEMENT).
 */
#ifndef BOT_STATEMENT_H
#define BOT_STATEMENT_H

#include "bot/ledger.h"
#include "bot/plan.h"

/* One more object of a list: {number, month or "", date, due or "", amount, paid, part: what is left of it when some
 * was paid, open: what is left, credit, credits or "", debit: the day on which it is debited, or absent}; with
 * debit one of debit_coming (the bank was asked), debit_from (it will be, from that day on), debit_past (no payment is
 * noted yet). */
struct tree *statement_put_invoice(const struct situation *situation, struct tree *list,
                                   const struct ledger_entry *entry);
/* The day on which the invoices of a day's month are made: [billing] day of the next month. */
int statement_billing_day(const struct situation *situation, int day);
/* The day of the invoice that closes the account when no more than `coming` is delivered: what was delivered
 * since the last run, and what comes. DATE_NONE: all is invoiced. Needs SNAPSHOT_INVOICES. */
int statement_final_day(const struct situation *situation, const struct plan *coming);

#endif
