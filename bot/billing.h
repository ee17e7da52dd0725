/* billing: what one subscriber is billed for a month, and what is taken back.
 *
 * Pure: deliveries made, orders delivered, prices of their days and what was billed before in; charges,
 * lines, taxes and totals out. Callers: bot/invoicing.c, and answers that name what is still to be billed.
 *
 * What a month's run bills: each delivery of the month that was made (by the calendar: not suspended, not closed,
 * with the formula that it really had), at the price of its day, and each order delivered in it, at the price of
 * its own moment. A delivery is known by subscription and week, an ordered product by order and code; each is
 * billed once, whatever happens later.
 * Late corrections: months whose run was finished are looked at again, two years back. What was billed and turns out
 * not made is taken back by a credit note that names its invoice; what turns out another (formula, quantity, price)
 * is taken back whole and billed again as it was; what was forgotten is a line of this month's invoice, with its
 * date. Months that had no run (before the farm came to Cabas) are never looked at.
 * What staff credited (`cabas invoice --credit`) is settled: it is not billed again.
 * Prices include VAT: a line is quantity times price, rounded half up, the total is the sum of the lines. Of each
 * rate net is gross / (1 + rate), rounded once; the lines' nets are shares of it, so that they sum up exactly.
 */
#ifndef BOT_BILLING_H
#define BOT_BILLING_H

#include "bot/config.h"
#include "db/billing.h"

enum { BILLING_LOOK_BACK = 24 }; /* months */

/* What one document holds. */
struct bill {
    const char *credits; /* the invoice that these were on; NULL: they are to be billed */
    struct charge *charges;
    int count;
};

/* Credit notes first, then the invoice; empty when there is nothing to bill. */
struct bills {
    struct bill *items;
    int count;
};

/* The first day that a run of this month looks at. */
int billing_from(const struct billing_farm *shared, int month);
/* `month`: its first day; it is over. */
struct bills billing_month(struct arena *arena, const struct billing_farm *shared,
                           const struct billing_account *account, int month);
/* All of an invoice that was not taken back yet, for good. */
struct bill billing_credit(struct arena *arena, const struct billing_account *account,
                           const char *invoice);
/* The price of a formula on a day. */
struct price billing_price(const struct billing_farm *shared, const struct formula *formula,
                           int day);

/* The document of a bill, as of its day of issue; `month`: of the run. The charges are put in the order of its
 * lines, one each: by day. */
struct invoice_document *billing_document(struct arena *arena, const struct config *config,
                                          const struct subscriber *subscriber, struct bill *bill,
                                          const char *number, const char *reason, int day,
                                          int month);
/* An invoice of somebody who signed a mandate says that it will be debited, from the first TARGET day on that is not before
 * its due day. */
void billing_put_debit(const struct config *config, const struct mandate *mandate,
                       struct invoice_document *document);
/* Lines (bot/billing_lines.c) and sums of a document from charges. */
void billing_put_lines(struct arena *arena, const char *language, struct bill *bill,
                       struct invoice_document *document);
/* "[farm] siret", … that an invoice must have by law and the configuration lacks; NULL: nothing. */
const char *billing_missing(struct arena *arena, const struct config *config);

#endif
