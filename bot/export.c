#include "bot/export.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/csv_write.h"
#include "parsers/date.h"
#include "parsers/fold.h"
#include "parsers/number.h"

static const char *rate(struct arena *arena, int vat)
{
    return number_say_quantity(arena, "fr", (int64_t)vat * 10); /* "5,5" */
}

static int compare_ints(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return a < b ? -1 : a > b;
}

/* Every rate that the invoices have, ascending. */
static int *find_rates(struct arena *arena, const struct books *books, int *count)
{
    int *rates = NULL;
    *count = 0;
    for (int i = 0; i < books->invoice_count; i++)
        for (int j = 0; j < books->invoices[i].tax_count; j++) {
            int vat = books->invoices[i].taxes[j].vat, k = 0;
            while (k < *count && rates[k] != vat)
                k++;
            if (k == *count)
                *(int *)arena_one_more(arena, &rates, count, sizeof *rates) = vat;
        }
    if (*count)
        qsort(rates, (size_t)*count, sizeof *rates, compare_ints);
    return rates;
}

static void put_day(struct arena *arena, struct text *out, int day)
{
    csv_value(out, day == DATE_NONE ? "" : date_iso(arena, day));
}

static int compare_open(const void *left, const void *right)
{
    const struct export_open *a = left, *b = right;
    return strcmp(a->number, b->number);
}

static void put_invoice(struct arena *arena, const struct book_invoice *invoice, const int *rates,
                        int rate_count, int64_t open, struct text *out)
{
    csv_text(out, invoice->number);
    put_day(arena, out, invoice->day);
    csv_value(out, arena_print(arena, "%.7s", date_iso(arena, invoice->month)));
    csv_value(out, arena_print(arena, "%lld", (long long)invoice->subscriber));
    csv_text(out, invoice->name);
    for (int i = 0; i < rate_count; i++) {
        struct invoice_tax sum = {0};
        for (int j = 0; j < invoice->tax_count; j++)
            if (invoice->taxes[j].vat == rates[i])
                sum = invoice->taxes[j];
        csv_money(out, sum.net);
        csv_money(out, sum.tax);
    }
    if (invoice->known) {
        csv_money(out, invoice->net);
        csv_money(out, invoice->tax);
    } else
        text_add(out, ";;");
    csv_money(out, invoice->total);
    csv_text(out, invoice->credits ? invoice->credits : "");
    put_day(arena, out, invoice->credits ? DATE_NONE : invoice->due);
    csv_money(out, open);
    csv_end(out);
}

void export_invoices(struct arena *arena, const struct books *books, const struct export_open *open,
                     int open_count, struct text *out)
{
    int rate_count;
    const int *rates = find_rates(arena, books, &rate_count);
    struct text header = text_in(arena);
    text_add(&header, "numero;date;mois;numero_abonne;nom");
    for (int i = 0; i < rate_count; i++) {
        const char *name = rate(arena, rates[i]);
        text_print(&header, ";\"ht %s %%\";\"tva %s %%\"", name, name);
    }
    text_add(&header, ";total_ht;total_tva;total_ttc;avoir_sur;echeance;reste_du");
    csv_begin(out, header.at);
    for (int i = 0; i < books->invoice_count; i++) {
        struct export_open key = {.number = books->invoices[i].number};
        const struct export_open *found =
            open_count ? bsearch(&key, open, (size_t)open_count, sizeof *open, compare_open) : NULL;
        put_invoice(arena, &books->invoices[i], rates, rate_count, found ? found->open : 0, out);
    }
}

/* One entry: the columns that its lines share. */
struct entry {
    struct arena *arena;
    struct text *out;
    const char *journal, *journal_name, *number, *piece, *label;
    int day;
};

/* Above zero: debit. A line of nothing is left out. */
static void put_line(const struct entry *entry, const char *account, const char *account_name,
                     int64_t subscriber, const char *name, int64_t amount)
{
    struct text *out = entry->out;
    if (!amount)
        return;
    struct date_parts parts = date_parts(entry->day);
    const char *day = arena_print(entry->arena, "%04d%02d%02d", parts.year, parts.month, parts.day);
    csv_value(out, entry->journal);
    csv_value(out, entry->journal_name);
    csv_text(out, entry->number);
    csv_value(out, day);
    csv_value(out, account);
    csv_text(out, account_name);
    csv_value(out, subscriber ? arena_print(entry->arena, "C%lld", (long long)subscriber) : "");
    csv_text(out, name);
    csv_text(out, entry->piece);
    csv_value(out, day);
    csv_text(out, entry->label);
    csv_money(out, amount > 0 ? amount : 0);
    csv_money(out, amount < 0 ? -amount : 0);
    text_print(out, ";;%s;;\r\n",
               day); /* EcritureLet, DateLet, ValidDate, Montantdevise, Idevise */
}

/* An account a rate: 701 and 5,5 % is 701055. */
static const char *account_of(struct arena *arena, const char *class, int vat)
{
    return arena_print(arena, "%s%03d", class, (vat + 5) / 10);
}

static void put_sale(struct arena *arena, const struct book_invoice *invoice, struct text *out)
{
    struct entry entry = {arena,
                          out,
                          "VE",
                          "Ventes",
                          invoice->number,
                          invoice->number,
                          arena_print(arena, "%s %s %s", invoice->credits ? "Avoir" : "Facture",
                                      invoice->number, invoice->name),
                          invoice->day};
    put_line(&entry, "411000", "Clients", invoice->subscriber, invoice->name, invoice->total);
    if (!invoice->known)
        put_line(&entry, "471000", "Compte d'attente", 0, "", -invoice->total);
    for (int i = 0; i < invoice->sale_count; i++) {
        const struct book_sale *sale = &invoice->sales[i];
        const char *name = sale->ordered ? "Ventes de produits commandés" : "Ventes de paniers";
        put_line(&entry, account_of(arena, sale->ordered ? "707" : "701", sale->vat),
                 arena_print(arena, "%s %s %%", name, rate(arena, sale->vat)), 0, "", -sale->net);
    }
    for (int i = 0; i < invoice->tax_count; i++)
        put_line(&entry, account_of(arena, "44571", invoice->taxes[i].vat),
                 arena_print(arena, "TVA collectée %s %%", rate(arena, invoice->taxes[i].vat)), 0,
                 "", -invoice->taxes[i].tax);
}

static void put_payment(struct arena *arena, const struct book_payment *payment, struct text *out)
{
    bool cash = strstr(fold_word(arena, view_of(payment->means), NULL), "espece") != NULL;
    const char *number = arena_print(arena, "R%lld", (long long)payment->id);
    struct entry entry = {arena,
                          out,
                          cash ? "CA" : "BQ",
                          cash ? "Caisse" : "Banque",
                          number,
                          *payment->reference ? payment->reference : number,
                          arena_print(arena, "%s %s%s%s",
                                      payment->amount < 0 ? "Remboursement ou rejet" : "Règlement",
                                      payment->name, *payment->means ? ", " : "", payment->means),
                          payment->day};
    put_line(&entry, cash ? "530000" : "512000", cash ? "Caisse" : "Banque", 0, "",
             payment->amount);
    put_line(&entry, "411000", "Clients", payment->subscriber, payment->name, -payment->amount);
}

void export_entries(struct arena *arena, const struct books *books, struct text *out)
{
    csv_begin(out, "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;CompteLib;CompAuxNum;"
                   "CompAuxLib;PieceRef;PieceDate;EcritureLib;Debit;Credit;EcritureLet;DateLet;"
                   "ValidDate;Montantdevise;Idevise");
    int payment = 0;
    for (int i = 0; i < books->invoice_count; i++) { /* by day; on one day the invoices first */
        while (payment < books->payment_count &&
               books->payments[payment].day < books->invoices[i].day)
            put_payment(arena, &books->payments[payment++], out);
        put_sale(arena, &books->invoices[i], out);
    }
    while (payment < books->payment_count)
        put_payment(arena, &books->payments[payment++], out);
}
