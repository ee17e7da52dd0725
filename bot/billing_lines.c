/* billing_lines: charges become the lines of a paper that people read, and its sums: a line a delivery, a line an
 * ordered product, by day. */
#include <stdlib.h>
#include <string.h>

#include "bot/billing.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/tree.h"
#include "templates/render.h"

static int compare(const void *left, const void *right)
{
    const struct charge *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == CHARGE_DELIVERY && strcmp(a->code, b->code))
        return strcmp(a->code, b->code);
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return a->week != b->week ? a->week < b->week ? -1 : 1 : strcmp(a->item, b->item);
}

/* "Pommes Golden (commande n° 42)"; what was billed before keeps its name. */
static const char *name_line(struct arena *arena, const char *language, const struct charge *charge)
{
    if (charge->kind == CHARGE_DELIVERY || charge->invoice)
        return charge->name;
    struct tree *model = tree_new(arena);
    struct text out = text_in(arena);
    struct error error;
    tree_put_text(model, "name", charge->name);
    tree_put_int(model, "order", charge->source);
    if (render_source(language, render_section(language, "words", "invoice.order"), RENDER_LINE,
                      model, &out, &error))
        return charge->name;
    struct view line = view_trim(text_view(&out));
    return arena_copy(arena, line.at, line.len);
}

/* Rounded half up. */
static int64_t net_of(int64_t gross, int vat)
{
    return (gross * 10000 + (10000 + vat) / 2) / (10000 + vat);
}

static struct invoice_tax *tax_of(struct arena *arena, struct invoice_document *document, int vat)
{
    for (int i = 0; i < document->tax_count; i++)
        if (document->taxes[i].vat == vat)
            return &document->taxes[i];
    struct invoice_tax *tax =
        arena_one_more(arena, &document->taxes, &document->tax_count, sizeof *tax);
    tax->vat = vat;
    return tax;
}

static int compare_taxes(const void *left, const void *right)
{
    const struct invoice_tax *a = left, *b = right;
    return a->vat < b->vat ? -1 : a->vat > b->vat;
}

static void add_line(struct arena *arena, const char *language, const struct charge *charge,
                     struct invoice_document *document)
{
    struct invoice_line *line =
        arena_one_more(arena, &document->lines, &document->line_count, sizeof *line);
    *line = (struct invoice_line){
        .day = charge->day,
        .name = name_line(arena, language, charge),
        .unit = charge->unit,
        .thousandths = charge->thousandths,
        .price = charge->price,
        .net_price = net_of(charge->price * 100, charge->vat),
        .vat = charge->vat,
        .gross = item_amount(charge->thousandths, charge->price),
    };
    struct invoice_tax *tax = tax_of(arena, document, line->vat);
    tax->gross += line->gross;
    int64_t net =
        net_of(tax->gross, tax->vat); /* of all lines so far: what is rounded is the sum */
    line->net = net - tax->net;
    tax->net = net;
    tax->tax = tax->gross - net;
}

void billing_put_lines(struct arena *arena, const char *language, struct bill *bill,
                       struct invoice_document *document)
{
    qsort(bill->charges, (size_t)bill->count, sizeof *bill->charges, compare);
    for (int i = 0; i < bill->count; i++)
        add_line(arena, language, &bill->charges[i], document);
    qsort(document->taxes, (size_t)document->tax_count, sizeof *document->taxes, compare_taxes);
    for (int i = 0; i < document->tax_count; i++) {
        document->net += document->taxes[i].net;
        document->tax += document->taxes[i].tax;
        document->total += document->taxes[i].gross;
    }
}
