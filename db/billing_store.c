/* billing_store: an issued document as rows, and back. */
#include "db/billing.h"
#include "parsers/date.h"

static int store_line(struct arena *arena, struct db *db, const char *number, int position,
                      const struct invoice_line *line, const struct charge *charge,
                      struct error *error)
{
    bool delivery = charge->kind == CHARGE_DELIVERY;
    return db_run(db, SQL_INVOICE_LINE_ADD, error, "tititttidttiiiiii", number, (int64_t)position,
                  delivery ? "delivery" : "order", charge->source,
                  delivery ? date_iso(arena, charge->week) : "", charge->item, charge->code,
                  (int64_t)charge->waived, line->day, line->name, line->unit, line->thousandths,
                  line->price, line->net_price, (int64_t)line->vat, line->net, line->gross);
}

static int store_debit(struct db *db, const struct invoice_document *document, struct error *error)
{
    return document->debit ? db_run(db, SQL_INVOICE_DEBIT_ADD, error, "tttd", document->number,
                                    document->debit, document->creditor, document->debit_day)
                           : 0;
}

static int store_taxes(struct db *db, const struct invoice_document *document, struct error *error)
{
    for (int i = 0; i < document->tax_count; i++) {
        const struct invoice_tax *tax = &document->taxes[i];
        if (db_run(db, SQL_INVOICE_TAX_ADD, error, "tiiii", document->number, (int64_t)tax->vat,
                   tax->net, tax->tax, tax->gross))
            return -1;
    }
    return 0;
}

int billing_store(struct db *db, const struct invoice_document *document,
                  const struct charge *charges, int month, struct error *error)
{
    const struct invoice_document *d = document;
    const struct invoice_party *seller = &d->seller, *buyer = &d->buyer;
    struct arena *arena = arena_new();
    char *listed = date_iso(arena, month);
    listed[7] = '\0'; /* "2026-03" */
    int result = 0;
    for (int i = 0; i < d->line_count && !result; i++)
        result = store_line(arena, db, d->number, i + 1, &d->lines[i], &charges[i], error);
    if (!result)
        result =
            db_run(db, SQL_INVOICE_DOCUMENT_ADD, error, "tttdddtttttttttttttttiii", d->number,
                   d->credits, d->reason, d->due, d->from, d->to, seller->name, seller->address,
                   seller->postcode, seller->town, seller->siret, seller->vat_number, seller->email,
                   buyer->name, buyer->address, buyer->postcode, buyer->town, buyer->email,
                   d->mention, d->iban, d->bic, d->net, d->tax, d->total) ||
                    store_taxes(db, d, error) || store_debit(db, d, error) ||
                    db_run(db, SQL_INVOICE_ADD, error, "titdi", d->number, d->subscriber, listed,
                           d->day, d->credits ? -d->total : d->total) ||
                    db_run(db, SQL_INVOICE_LETTER_ADD, error, "t", d->number)
                ? -1
                : 0;
    arena_free(&arena);
    return result;
}

static struct invoice_party read_party(const struct rows *rows, struct arena *arena, int column)
{
    return (struct invoice_party){
        .name = rows_text(rows, column, arena),
        .address = rows_text(rows, column + 1, arena),
        .postcode = rows_text(rows, column + 2, arena),
        .town = rows_text(rows, column + 3, arena),
        .siret = "",
        .vat_number = "",
    };
}

static void read_head(const struct rows *rows, struct arena *arena,
                      struct invoice_document *document)
{
    *document = (struct invoice_document){
        .number = document->number,
        .subscriber = rows_int(rows, 0),
        .day = rows_day(rows, 1),
        .credits = rows_null(rows, 2) ? NULL : rows_text(rows, 2, arena),
        .reason = rows_text(rows, 3, arena),
        .due = rows_day(rows, 4),
        .from = rows_day(rows, 5),
        .to = rows_day(rows, 6),
        .seller = read_party(rows, arena, 7),
        .buyer = read_party(rows, arena, 14),
        .mention = rows_text(rows, 19, arena),
        .iban = rows_text(rows, 20, arena),
        .bic = rows_text(rows, 21, arena),
        .net = rows_int(rows, 22),
        .tax = rows_int(rows, 23),
        .total = rows_int(rows, 24),
    };
    if (!rows_null(rows, 26)) {
        document->debit = rows_text(rows, 26, arena);
        document->creditor = rows_text(rows, 27, arena);
        document->debit_day = rows_day(rows, 28);
    }
    document->seller.siret = rows_text(rows, 11, arena);
    document->seller.vat_number = rows_text(rows, 12, arena);
    document->seller.email = rows_text(rows, 13, arena);
    document->buyer.email = rows_text(rows, 18, arena);
}

static int load_lines(struct arena *arena, struct db *db, struct invoice_document *document,
                      struct error *error)
{
    struct rows rows = db_rows(db, SQL_INVOICE_LINES, error, "t", document->number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct invoice_line *line =
            arena_one_more(arena, &document->lines, &document->line_count, sizeof *line);
        *line = (struct invoice_line){
            .day = rows_day(&rows, 0),
            .name = rows_text(&rows, 1, arena),
            .unit = rows_text(&rows, 2, arena),
            .thousandths = rows_int(&rows, 3),
            .price = rows_int(&rows, 4),
            .net_price = rows_int(&rows, 5),
            .vat = (int)rows_int(&rows, 6),
            .net = rows_int(&rows, 7),
            .gross = rows_int(&rows, 8),
        };
    }
    if (more)
        return -1;
    rows = db_rows(db, SQL_INVOICE_TAXES, error, "t", document->number);
    while ((more = rows_next(&rows)) == 1) {
        struct invoice_tax *tax =
            arena_one_more(arena, &document->taxes, &document->tax_count, sizeof *tax);
        *tax = (struct invoice_tax){(int)rows_int(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2),
                                    rows_int(&rows, 3)};
    }
    return more;
}

struct invoice_document *billing_load(struct arena *arena, struct db *db, const char *number,
                                      struct error *error)
{
    struct invoice_document *document = arena_alloc(arena, sizeof *document);
    document->number = arena_text(arena, number);
    struct rows rows = db_rows(db, SQL_INVOICE_GET, error, "t", number);
    int more = rows_next(&rows);
    if (more == 0)
        error_set(error, "invoice %s: there is none of that number", number);
    if (more != 1)
        return NULL;
    read_head(&rows, arena, document);
    rows_end(&rows);
    return load_lines(arena, db, document, error) ? NULL : document;
}
