/* billing: what invoices are made of, and issued ones kept for good.
 *
 * Job: loads one subscriber's side of a month (what was ordered and delivered, what was billed before), and
 * stores and loads documents. Callers: bot/invoicing.c inside its transactions, bot/attach_invoice.c.
 * Promise: numbers of a year have no gap: the next one is taken and used in one transaction, and the
 * schema's triggers refuse to change or drop what is issued.
 */
#ifndef DB_BILLING_H
#define DB_BILLING_H

#include "db/db.h"
#include "db/invoice.h"
#include "db/model.h"

enum charge_kind { CHARGE_DELIVERY, CHARGE_ORDER };

/* One delivery of a subscription, or one product of an order: what is billed once. */
struct charge {
    enum charge_kind kind;
    int64_t source;   /* the subscription, or the order */
    int week;         /* a delivery: the Monday of its week; an order: DATE_NONE */
    const char *item; /* an order: the product's code; a delivery: "" */
    int day;          /* it was made on */
    const char *code, *name, *unit;
    int64_t thousandths, price;
    int vat;
    bool waived; /* credited for good: not to be billed again */
    /* where it stands, once it is billed: */
    const char *invoice;
    const char *credits; /* on a credit note: the invoice that it was taken from; NULL otherwise */
};

/* A formula's price from a day on. */
struct price {
    const char *formula;
    int from;
    int64_t price;
    int vat;
};

/* What a subscription was up to the day before `until`. */
struct past {
    int64_t subscription;
    int until;
    int quantity;
    enum frequency frequency;
};

/* What all subscribers of a run share. */
struct billing_farm {
    const struct farm *farm;
    struct price *prices; /* by formula, then day */
    int price_count;
    int *months; /* first days of the months whose run is finished, ascending */
    int month_count;
};

struct billing_account {
    struct subscriber subscriber;
    const struct mandate *mandate; /* in force; NULL: none */
    struct subscription *subscriptions;
    int subscription_count;
    struct past *pasts; /* by subscription, then day */
    int past_count;
    struct charge *orders; /* delivered */
    int order_count;
    struct charge *billed; /* on invoices and credit notes, oldest document first */
    int billed_count;
};

/* NULL: error is set. Everything belongs to the arena. */
struct billing_farm *billing_farm_load(struct arena *arena, struct db *db, const struct farm *farm,
                                       struct error *error);
/* Charges and orders of days from `from` on, orders up to `to`. `today` as for snapshot_load. */
struct billing_account *billing_account_load(struct arena *arena, struct db *db,
                                             const struct farm *farm, int64_t subscriber, int from,
                                             int to, int today, struct error *error);
/* Accepted orders whose day is over and was not closed are delivered from now on. Idempotent. */
int billing_deliver(struct db *db, int today, struct error *error);

/* The counter of the last number of that prefix and year, 0: none; -1: failed. Read it in the transaction that
 * stores the next one. */
int64_t billing_last_number(struct db *db, const char *prefix, int year, struct error *error);
/* "F2026-0012" */
char *billing_number(struct arena *arena, const char *prefix, int year, int64_t counter);
/* `charges`: what each of its lines bills. `month`: the first day of the month that it is listed under. With
 * its letter still to be written. */
int billing_store(struct db *db, const struct invoice_document *document,
                  const struct charge *charges, int month, struct error *error);
/* NULL with an error: also when there is none of that number, or no more is known of it than its total. */
struct invoice_document *billing_load(struct arena *arena, struct db *db, const char *number,
                                      struct error *error);

#endif
