/* invoice_file: an issued document as the file that goes with a mail. Thread-safe with an arena each. */
#ifndef BOT_INVOICE_FILE_H
#define BOT_INVOICE_FILE_H

#include "db/invoice.h"
#include "parsers/compose.h"
#include "parsers/error.h"

/* "F2026-0012.pdf"; the same document gives the same bytes. */
int invoice_file(struct arena *arena, const struct invoice_document *document,
                 struct compose_file *file, struct error *error);

#endif
