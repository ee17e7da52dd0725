#include "db/books.h"

#include "parsers/date.h"

static int load_heads(struct arena *arena, struct db *db, int from, int to, struct books *books,
                      struct error *error)
{
    struct rows rows = db_rows(db, SQL_BOOK_INVOICES, error, "dd", from, to);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct book_invoice *invoice =
            arena_one_more(arena, &books->invoices, &books->invoice_count, sizeof *invoice);
        *invoice = (struct book_invoice){
            .number = rows_text(&rows, 0, arena),
            .subscriber = rows_int(&rows, 1),
            .name = rows_text(&rows, 2, arena),
            .month = date_read_month(rows_view(&rows, 3)),
            .day = rows_day(&rows, 4),
            .due = rows_day(&rows, 5),
            .total = rows_int(&rows, 6),
            .credits = rows_null(&rows, 7) ? NULL : rows_text(&rows, 7, arena),
            .known = !rows_null(&rows, 8),
            .net = rows_int(&rows, 8),
            .tax = rows_int(&rows, 9),
        };
        if (invoice->credits) {
            invoice->net = -invoice->net;
            invoice->tax = -invoice->tax;
        }
    }
    return more;
}

static int load_sums(struct arena *arena, struct db *db, struct book_invoice *invoice,
                     struct error *error)
{
    int sign = invoice->credits ? -1 : 1, more;
    struct rows rows = db_rows(db, SQL_BOOK_SALES, error, "t", invoice->number);
    while ((more = rows_next(&rows)) == 1) {
        struct book_sale *sale =
            arena_one_more(arena, &invoice->sales, &invoice->sale_count, sizeof *sale);
        *sale = (struct book_sale){view_is(rows_view(&rows, 0), "order"), (int)rows_int(&rows, 1),
                                   sign * rows_int(&rows, 2)};
    }
    if (more)
        return -1;
    rows = db_rows(db, SQL_INVOICE_TAXES, error, "t", invoice->number);
    while ((more = rows_next(&rows)) == 1) {
        struct invoice_tax *tax =
            arena_one_more(arena, &invoice->taxes, &invoice->tax_count, sizeof *tax);
        *tax = (struct invoice_tax){(int)rows_int(&rows, 0), sign * rows_int(&rows, 1),
                                    sign * rows_int(&rows, 2), sign * rows_int(&rows, 3)};
    }
    return more;
}

static int load_payments(struct arena *arena, struct db *db, int from, int to, struct books *books,
                         struct error *error)
{
    struct rows rows = db_rows(db, SQL_BOOK_PAYMENTS, error, "dd", from, to);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct book_payment *payment =
            arena_one_more(arena, &books->payments, &books->payment_count, sizeof *payment);
        *payment = (struct book_payment){
            .id = rows_int(&rows, 0),
            .subscriber = rows_int(&rows, 1),
            .name = rows_text(&rows, 2, arena),
            .day = rows_day(&rows, 3),
            .amount = rows_int(&rows, 4),
            .means = rows_text(&rows, 5, arena),
            .reference = rows_text(&rows, 6, arena),
        };
    }
    return more;
}

struct books *books_load(struct arena *arena, struct db *db, int from, int to, struct error *error)
{
    struct books *books = arena_alloc(arena, sizeof *books);
    if (load_heads(arena, db, from, to, books, error) ||
        load_payments(arena, db, from, to, books, error))
        return NULL;
    for (int i = 0; i < books->invoice_count; i++)
        if (load_sums(arena, db, &books->invoices[i], error))
            return NULL;
    return books;
}
