/* attach_invoice: an invoice goes with an answer: the one that was issued, made again from what is kept. */
#include "bot/attach.h"
#include "bot/invoice_file.h"
#include "db/billing.h"

int attach_invoice(struct attach *attach, const char *number, struct error *error)
{
    struct compose_file file;
    const struct invoice_document *document =
        billing_load(attach->arena, attach->db, number, error);
    if (!document)
        return -1;
    if (document->subscriber != attach->subscriber)
        return error_set(error, "invoice %s: it is another subscriber's", number);
    if (invoice_file(attach->arena, document, &file, error))
        return -1;
    return attach_add(attach, &file, error);
}
