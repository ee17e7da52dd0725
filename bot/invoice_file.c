#include "bot/invoice_file.h"

#include "bot/invoice_pdf.h"

int invoice_file(struct arena *arena, const struct invoice_document *document,
                 struct compose_file *file, struct error *error)
{
    *file = (struct compose_file){.type = "application/pdf",
                                  .name = arena_print(arena, "%s.pdf", document->number)};
    return invoice_pdf(arena, document, &file->bytes, error);
}
