/* invoice_pdf: an invoice as the person gets it: pages to read, data inside.
 *
 * Job: one A4 PDF/A-3b that is a Factur-X invoice (bot/facturx) or credit note. Caller: the billing run and who
 * sends an invoice again. Promise: the same document gives the same bytes; several threads may make invoices
 * at once (each needs its own arena); every text of the document may be hostile; as many pages as it takes,
 * with the heading of the columns on each. Nothing is computed: sums are those of the document.
 */
#ifndef BOT_INVOICE_PDF_H
#define BOT_INVOICE_PDF_H

#include "db/invoice.h"
#include "parsers/error.h"
#include "parsers/text.h"

/* The file's bytes, in the arena. Fails only when a font is missing on the machine. */
int invoice_pdf(struct arena *arena, const struct invoice_document *document, struct view *pdf,
                struct error *error);

#endif
