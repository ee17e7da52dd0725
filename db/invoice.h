/* invoice: one issued invoice or credit note, as it will always be read again.
 *
 * What the PDF, the Factur-X XML, the mail and the ledger are made from. Everything on it is a copy of the
 * moment of issue (names, addresses, prices): nothing that changes later changes it. Terms are those of
 * EN 16931 (BT numbers below). Money is cents, VAT rates basis points, quantities thousandths, days ints.
 * Amounts of a credit note are positive: `credits` says that they are owed to the buyer.
 */
#ifndef DB_INVOICE_H
#define DB_INVOICE_H

#include <stdint.h>

struct invoice_party {
    const char *name;                       /* BT-27, BT-44 */
    const char *address, *postcode, *town;  /* "" when unknown; the country is France */
    const char *siret, *vat_number, *email; /* "" when unknown or a private person's */
};

struct invoice_line {
    int day;          /* of the delivery; DATE_NONE: none (a correction) */
    const char *name; /* BT-153 */
    const char
        *unit; /* as the farm writes it: "kg", "pièce", ""; mapped to UN/ECE Rec 20 in the XML */
    int64_t thousandths; /* BT-129 */
    int64_t price;       /* a unit, VAT included, in cents, as the subscriber was told */
    int64_t net_price;   /* BT-146, a unit without VAT, in 1/10000 euro */
    int vat;             /* BT-152 */
    int64_t net;         /* BT-131, without VAT, cents */
    int64_t gross; /* VAT included, cents: quantity times price, rounded half away from zero */
};

/* One a rate, ascending. The sum of gross is the total to the cent; net is the sum of the lines' net and tax
 * the rest of gross (within a cent of net times rate, which BR-CO-17 allows). */
struct invoice_tax {
    int vat;
    int64_t net, tax, gross;
};

struct invoice_document {
    const char *number;  /* BT-1, "F2026-0012" */
    const char *credits; /* BT-25, the invoice that this credit note corrects; NULL: an invoice */
    const char *reason;  /* of a credit note, "" otherwise */
    int day, due;        /* BT-2 issue, BT-9 due */
    int from, to;        /* BT-73, BT-74: what it bills */
    int64_t subscriber;  /* BT-46 */
    struct invoice_party seller, buyer;
    const char *mention; /* legal notes of the seller (late payment, exemption, …), "" for none */
    const char *iban, *bic; /* to pay to, "" when unknown */
    /* It is debited: BT-89 the mandate's reference, BT-90 the creditor's identifier, and the first day on which the
     * account may be debited. NULL: the buyer pays by transfer. */
    const char *debit, *creditor;
    int debit_day;
    struct invoice_line *lines;
    int line_count;
    struct invoice_tax *taxes;
    int tax_count;
    int64_t net, tax, total; /* BT-109, BT-110, BT-112 */
};

#endif
