/* ledger: which invoices are paid, and how much of each is still owed.
 *
 * Pure. A credit note first lowers the invoice that it corrects, and with what is more than that the oldest ones;
 * payments settle the oldest invoices first. Money that went back (payments below zero) is taken from what was
 * paid. Callers: FACTURES, FACTURE, SOLDE, the mail that brings an invoice, SEPA.
 * Promise: the sum of what is open, minus `credit`, plus `returned`, is what the subscriber owes: minus the balance.
 */
#ifndef BOT_LEDGER_H
#define BOT_LEDGER_H

#include "db/model.h"
#include "parsers/arena.h"

struct ledger_entry {
    const struct invoice *invoice; /* a credit note's `open` is 0 */
    int64_t open;                  /* of it still to be paid; 0: paid */
};

struct ledger {
    struct ledger_entry *entries; /* in the order of `invoices` */
    int count;
    int64_t credit;   /* paid or credited beyond all invoices */
    int64_t returned; /* more went back than was ever paid or credited */
};

/* `paid`: the sum of all payments. `invoices`: the latest first, as a snapshot has them. */
struct ledger ledger_make(struct arena *arena, const struct invoice *invoices, int count,
                          int64_t paid);
/* The same of a snapshot with SNAPSHOT_MONEY and SNAPSHOT_INVOICES. */
struct ledger ledger_of(struct arena *arena, const struct snapshot *snapshot);
/* The entry of a number; NULL: none. */
const struct ledger_entry *ledger_find(const struct ledger *ledger, const char *number);

#endif
