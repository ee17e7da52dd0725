/* export: what the accountant gets: invoices with their VAT and what is open of them, and double entries.
 *
 * Pure. Caller: `cabas export`. The entries have the columns of the French FEC (article A47 A-1 of the livre des procédures
 * fiscales), with ";" between them: 411 customers (one auxiliary account each), 701 baskets and 707 ordered
 * products a rate, 44571 VAT a rate, 512 bank, 530 cash. Promise: each entry balances; the numbers of entries never change, whatever
 * is noted later. What was invoiced elsewhere, of which only a total is known, goes to the suspense account 471.
 */
#ifndef BOT_EXPORT_H
#define BOT_EXPORT_H

#include "db/books.h"
#include "parsers/text.h"

/* What is still open of an invoice. */
struct export_open {
    const char *number;
    int64_t open;
};

/* `open` sorted by number (strcmp). */
void export_invoices(struct arena *arena, const struct books *books, const struct export_open *open,
                     int open_count, struct text *out);
void export_entries(struct arena *arena, const struct books *books, struct text *out);

#endif
