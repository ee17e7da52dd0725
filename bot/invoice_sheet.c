/* What stands around the rows of an invoice: head, sums, how to pay, foot. */
#include "bot/invoice_sheet.h"

#include <string.h>

#include "parsers/date.h"
#include "parsers/number.h"

#define BUYER_LEFT 312.0 /* where a window envelope (DL, 110 mm from the left) shows the address */
#define BUYER_TOP 138.0
#define SUMS_LEFT 352.0
#define SUM_HEIGHT 17.0
#define TOTAL_HEIGHT 30.0
#define PAY_PADDING 13.0

/* Late payment between professionals: article L441-9 of the code de commerce wants it on the invoice. */
static const char sheet_late[] =
    "En cas de retard de paiement, il est appliqué des pénalités au taux de trois fois le taux "
    "d’intérêt légal et une indemnité forfaitaire pour frais de recouvrement de 40 € (articles "
    "L441-10 et D441-5 du code de commerce). Pas d’escompte pour paiement anticipé.";

char *sheet_money(const struct sheet *sheet, int64_t cents)
{
    return number_say_money(sheet->arena, "fr", cents);
}

char *sheet_day(const struct sheet *sheet, int day)
{
    return day == DATE_NONE ? arena_text(sheet->arena, "")
                            : date_say(sheet->arena, "fr", day, true);
}

char *sheet_rate(const struct sheet *sheet, int vat)
{
    return arena_print(sheet->arena, "%s\xC2\xA0%%",
                       number_say_quantity(sheet->arena, "fr", (int64_t)vat * 10));
}

char *sheet_grouped(const struct sheet *sheet, const char *text, const char *sizes)
{
    struct text out = text_in(sheet->arena);
    int left = *sizes - '0';
    for (; *text; text++) {
        if (*text == ' ')
            continue;
        if (!left) {
            text_add(&out, "\xC2\xA0");
            sizes += sizes[1] != '\0';
            left = *sizes - '0';
        }
        text_add_byte(&out, *text);
        left--;
    }
    return out.at;
}

/* One text, one line or as many as `lines` allows; returns the y below it. */
static double put(struct sheet *sheet, double x, double y, double size, bool bold, uint32_t colour,
                  double width, int lines, const char *text)
{
    if (!text || !*text)
        return y;
    return y + draw_text(sheet->draw, x, y,
                         &(struct draw_text){.text = text,
                                             .size = size,
                                             .bold = bold,
                                             .colour = colour,
                                             .width = width,
                                             .lines = lines,
                                             .leading = 1.36})
                   .height;
}

static void right(struct sheet *sheet, double x, double base, double size, bool bold,
                  uint32_t colour, const char *text)
{
    draw_text_at(
        sheet->draw, x, base,
        &(struct draw_text){
            .text = text, .size = size, .bold = bold, .align = DRAW_RIGHT, .colour = colour});
}

static const char *both(const struct sheet *sheet, const char *a, const char *between,
                        const char *b)
{
    return arena_print(sheet->arena, "%s%s%s", a, *a && *b ? between : "", b);
}

static const char *title(const struct sheet *sheet)
{
    return sheet->document->credits ? "Avoir" : "Facture";
}

static const char *identity(const struct sheet *sheet, const struct invoice_party *party,
                            const char *between)
{
    const char *siret = "", *vat = "";
    if (*party->siret)
        siret = arena_print(sheet->arena, "SIRET\xC2\xA0%s",
                            sheet_grouped(sheet, party->siret, "3335"));
    if (*party->vat_number)
        vat = arena_print(sheet->arena, "N°\xC2\xA0TVA\xC2\xA0%s",
                          sheet_grouped(sheet, party->vat_number, "4333"));
    return both(sheet, siret, between, vat);
}

/* Name, address, numbers: the buyer's larger, as it is what a letter carrier reads. */
static double party(struct sheet *sheet, double x, double y, double width, double size,
                    const struct invoice_party *party, bool seller)
{
    y = put(sheet, x, y, seller ? 14 : size, true, seller ? SHEET_ACCENT : SHEET_INK, width, 3,
            party->name) +
        (seller ? 2 : 0);
    uint32_t colour = seller ? SHEET_QUIET : SHEET_INK;
    y = put(sheet, x, y, size, false, colour, width, 3, party->address);
    y = put(sheet, x, y, size, false, colour, width, 2,
            both(sheet, party->postcode, " ", party->town));
    if (seller)
        y = put(sheet, x, y, size, false, colour, width, 1, party->email);
    return put(sheet, x, y + 2, seller ? size : 8, false, SHEET_QUIET, width, 2,
               identity(sheet, party, "\n"));
}

static double fact(struct sheet *sheet, double y, const char *label, const char *text)
{
    if (!*text)
        return y;
    draw_text_at(sheet->draw, SHEET_LEFT, y + 8.84,
                 &(struct draw_text){.text = label, .size = 8.5, .colour = SHEET_QUIET});
    return put(sheet, SHEET_LEFT + 62, y, 8.5, false, SHEET_INK, 180, 3, text) + 2.6;
}

static const char *period(const struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    if (document->from == DATE_NONE || document->to == DATE_NONE)
        return sheet_day(sheet, document->from == DATE_NONE ? document->to : document->from);
    if (document->from == document->to)
        return sheet_day(sheet, document->from);
    bool year = date_parts(document->from).year != date_parts(document->to).year;
    return arena_print(sheet->arena, "du %s\nau %s",
                       date_say(sheet->arena, "fr", document->from, year),
                       sheet_day(sheet, document->to));
}

void sheet_head(struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    double left = party(sheet, SHEET_LEFT, SHEET_TOP - 4, 232, 8.5, &document->seller, true);
    right(sheet, SHEET_RIGHT, SHEET_TOP + 17, 27, false, SHEET_INK, title(sheet));
    draw_text(
        sheet->draw, BUYER_LEFT, SHEET_TOP + 25,
        &(struct draw_text){.text = arena_print(sheet->arena, "N°\xC2\xA0%s", document->number),
                            .size = 10.5,
                            .bold = true,
                            .width = SHEET_RIGHT - BUYER_LEFT,
                            .align = DRAW_RIGHT,
                            .lines = 1,
                            .colour = SHEET_ACCENT});
    double across = party(sheet, BUYER_LEFT, BUYER_TOP, SHEET_RIGHT - BUYER_LEFT, 10.5,
                          &document->buyer, false);
    double y = left + 22 > BUYER_TOP + 16 ? left + 22 : BUYER_TOP + 16;
    y = fact(sheet, y, "Émise le", sheet_day(sheet, document->day));
    if (!document->credits)
        y = fact(sheet, y, "À régler le", sheet_day(sheet, document->due));
    y = fact(sheet, y, document->credits ? "Concerne" : "Livraisons", period(sheet));
    y = fact(sheet, y, "N° d’abonné",
             arena_print(sheet->arena, "%lld", (long long)document->subscriber));
    if (document->credits) {
        y = fact(sheet, y, "Rectifie",
                 arena_print(sheet->arena, "la facture n°\xC2\xA0%s", document->credits));
        y = fact(sheet, y, "Motif", document->reason);
    }
    sheet->y = (y > across ? y : across) + 26;
}

void sheet_head_again(struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    draw_text(sheet->draw, SHEET_LEFT, SHEET_TOP - 6,
              &(struct draw_text){.text = document->seller.name,
                                  .size = 9,
                                  .bold = true,
                                  .width = 260,
                                  .lines = 1,
                                  .colour = SHEET_ACCENT});
    draw_text(sheet->draw, SHEET_LEFT + 270, SHEET_TOP - 6,
              &(struct draw_text){.text = arena_print(sheet->arena, "%s n°\xC2\xA0%s (suite)",
                                                      title(sheet), document->number),
                                  .size = 9,
                                  .width = SHEET_WIDTH - 270,
                                  .align = DRAW_RIGHT,
                                  .lines = 1,
                                  .colour = SHEET_QUIET});
    sheet->y = SHEET_TOP + 26;
}

/* After the rows. */

static bool professional(const struct sheet *sheet)
{
    return *sheet->document->buyer.siret || *sheet->document->buyer.vat_number;
}

static struct draw_text mention(const struct sheet *sheet)
{
    const char *late = professional(sheet) && !sheet->document->credits &&
                               !strstr(sheet->document->mention, "L441-10")
                           ? sheet_late
                           : "";
    return (struct draw_text){.text = both(sheet, sheet->document->mention, "\n", late),
                              .size = 7.5,
                              .leading = 1.4,
                              .width = SHEET_WIDTH,
                              .lines = 14,
                              .colour = SHEET_QUIET};
}

/* Of the totals, or of the table of rates beside them. */
static double sums_height(const struct sheet *sheet)
{
    double rates = 24 + SUM_HEIGHT * sheet->document->tax_count;
    double totals = 17 + 2 * SUM_HEIGHT + TOTAL_HEIGHT;
    return rates > totals ? rates : totals;
}

static double pay_height(const struct sheet *sheet)
{
    return (*sheet->document->iban || sheet->document->debit) && !sheet->document->credits ? 74
                                                                                           : 41;
}

double sheet_close_height(const struct sheet *sheet)
{
    struct draw_text text = mention(sheet);
    double notes = *text.text ? draw_measure(sheet->draw, &text).height + 14 : 0;
    return sums_height(sheet) + 24 + pay_height(sheet) + notes;
}

/* VAT by rate, on the left. */
static void taxes(struct sheet *sheet, double y)
{
    static const char *const labels[] = {"TAUX", "BASE HT", "TVA", "TTC"};
    static const double rights[] = {30, 100, 160, 230};
    for (int i = 0; i < 4; i++)
        draw_text_at(sheet->draw, SHEET_LEFT + rights[i], y,
                     &(struct draw_text){.text = labels[i],
                                         .size = 6.4,
                                         .bold = true,
                                         .tracking = 0.45,
                                         .align = DRAW_RIGHT,
                                         .colour = SHEET_QUIET});
    for (int i = 0; i < sheet->document->tax_count; i++) {
        const struct invoice_tax *tax = &sheet->document->taxes[i];
        const char *cells[] = {sheet_rate(sheet, tax->vat), sheet_money(sheet, tax->net),
                               sheet_money(sheet, tax->tax), sheet_money(sheet, tax->gross)};
        double base = y + (i + 1) * SUM_HEIGHT - 2;
        for (int k = 0; k < 4; k++)
            right(sheet, SHEET_LEFT + rights[k], base, 8.5, false, SHEET_QUIET, cells[k]);
    }
}

static void sums(struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    double y = sheet->y + 22;
    draw_line(sheet->draw, (struct draw_point){SHEET_LEFT, sheet->y},
              (struct draw_point){SHEET_RIGHT, sheet->y}, 0.9, SHEET_ACCENT);
    taxes(sheet, y + 1);
    const struct {
        const char *label;
        int64_t cents;
    } rows[] = {{"Total HT", document->net}, {"TVA", document->tax}};
    double base = y + 1;
    for (int i = 0; i < 2; i++, base += SUM_HEIGHT) {
        draw_text_at(sheet->draw, SUMS_LEFT + 12, base,
                     &(struct draw_text){.text = rows[i].label, .size = 9, .colour = SHEET_QUIET});
        right(sheet, SHEET_RIGHT - 12, base, 9, false, SHEET_INK,
              sheet_money(sheet, rows[i].cents));
    }
    y = base - 6;
    draw_rectangle(sheet->draw, SUMS_LEFT, y, SHEET_RIGHT - SUMS_LEFT, TOTAL_HEIGHT, 3,
                   (struct draw_ink){.fill = SHEET_ACCENT});
    draw_text_at(sheet->draw, SUMS_LEFT + 12, y + 19.5,
                 &(struct draw_text){.text = document->credits ? "Avoir TTC" : "Total TTC",
                                     .size = 10,
                                     .bold = true,
                                     .colour = DRAW_WHITE});
    right(sheet, SHEET_RIGHT - 12, y + 20, 13, true, DRAW_WHITE,
          sheet_money(sheet, document->total));
    sheet->y += sums_height(sheet);
}

static void pay_line(struct sheet *sheet, double *y, const char *label, const char *text)
{
    if (!*text)
        return;
    draw_text_at(sheet->draw, SHEET_LEFT + PAY_PADDING, *y,
                 &(struct draw_text){.text = label, .size = 8.5, .colour = SHEET_QUIET});
    draw_text_at(sheet->draw, SHEET_LEFT + PAY_PADDING + 96, *y,
                 &(struct draw_text){.text = text,
                                     .size = 9,
                                     .width = SHEET_WIDTH - 2 * PAY_PADDING - 96,
                                     .lines = 1,
                                     .colour = SHEET_INK});
    *y += 15;
}

static void pay(struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    double height = pay_height(sheet), top = sheet->y + 24, y = top + 25;
    draw_rectangle(sheet->draw, SHEET_LEFT, top, SHEET_WIDTH, height, 4,
                   (struct draw_ink){.fill = SHEET_TINT});
    const char *head;
    if (document->credits)
        head = arena_print(sheet->arena, "Ces %s sont portés au crédit de votre compte.",
                           sheet_money(sheet, document->total));
    else if (document->total <= 0)
        head = "Rien à régler.";
    else if (document->debit)
        head =
            arena_print(sheet->arena, "%s à régler : ils seront prélevés à partir du %s",
                        sheet_money(sheet, document->total), sheet_day(sheet, document->debit_day));
    else if (document->due == DATE_NONE)
        head = arena_print(sheet->arena, "%s à régler.", sheet_money(sheet, document->total));
    else
        head = arena_print(sheet->arena, "%s à régler au plus tard le %s",
                           sheet_money(sheet, document->total), sheet_day(sheet, document->due));
    draw_text_at(
        sheet->draw, SHEET_LEFT + PAY_PADDING, y,
        &(struct draw_text){.text = head, .size = 10.5, .bold = true, .colour = SHEET_INK});
    if (document->debit && !document->credits) {
        y += 20;
        pay_line(sheet, &y, "Par prélèvement",
                 arena_print(sheet->arena, "mandat %s", document->debit));
        pay_line(sheet, &y, "Créancier SEPA", document->creditor);
    } else if (*document->iban && !document->credits) {
        y += 20;
        const char *bic =
            *document->bic ? arena_print(sheet->arena, "      BIC %s", document->bic) : "";
        pay_line(
            sheet, &y, "Par virement",
            arena_print(sheet->arena, "IBAN %s%s", sheet_grouped(sheet, document->iban, "4"), bic));
        pay_line(sheet, &y, "Référence à rappeler", document->number);
    }
    sheet->y = top + height;
}

void sheet_close(struct sheet *sheet)
{
    sums(sheet);
    pay(sheet);
    struct draw_text text = mention(sheet);
    if (*text.text)
        sheet->y += 14 + draw_text(sheet->draw, SHEET_LEFT, sheet->y + 14, &text).height;
}

void sheet_foot(struct sheet *sheet)
{
    const struct invoice_party *seller = &sheet->document->seller;
    double y = 800;
    draw_line(sheet->draw, (struct draw_point){SHEET_LEFT, y - 9},
              (struct draw_point){SHEET_RIGHT, y - 9}, 0.5, SHEET_RULE);
    draw_text(sheet->draw, SHEET_LEFT, y,
              &(struct draw_text){
                  .text = both(sheet, seller->name, "  ·  ", identity(sheet, seller, "  ·  ")),
                  .size = 7,
                  .width = SHEET_WIDTH - 80,
                  .lines = 1,
                  .colour = SHEET_QUIET});
    draw_text(sheet->draw, SHEET_RIGHT, y,
              &(struct draw_text){
                  .text = arena_print(sheet->arena, "page %d/%d", sheet->page, sheet->pages),
                  .size = 7,
                  .align = DRAW_RIGHT,
                  .colour = SHEET_QUIET});
}
