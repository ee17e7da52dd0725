/* books: invoices and payments of a time, as an accountant counts them.
 *
 * Caller: bot/export. Amounts of a credit note are below zero here. Everything belongs to the arena.
 */
#ifndef DB_BOOKS_H
#define DB_BOOKS_H

#include "db/db.h"
#include "db/invoice.h"

/* What was sold of one kind at one rate, without VAT. */
struct book_sale {
    bool ordered; /* a product ordered; false: baskets */
    int vat;
    int64_t net;
};

struct book_invoice {
    const char *number, *name;
    const char *credits; /* of a credit note: the invoice that it corrects; NULL otherwise */
    int64_t subscriber;
    int month, day, due; /* due: DATE_NONE for one that was not issued here */
    int64_t net, tax, total;
    bool known; /* what stands on it; false: its total only */
    struct book_sale *sales;
    int sale_count;
    struct invoice_tax *taxes; /* ascending */
    int tax_count;
};

struct book_payment {
    int64_t id, subscriber, amount;
    const char *name, *means, *reference;
    int day;
};

struct books {
    struct book_invoice *invoices; /* by day, then number */
    int invoice_count;
    struct book_payment *payments; /* by day, then as they were noted */
    int payment_count;
};

/* Of days from `from` to `to`, both included. NULL: error is set. */
struct books *books_load(struct arena *arena, struct db *db, int from, int to, struct error *error);

#endif
