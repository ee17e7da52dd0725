/* The table of an invoice: columns, rows, their heights. */
#include <string.h>

#include "bot/invoice_sheet.h"
#include "parsers/date.h"
#include "parsers/number.h"

#define SIZE 9.0
#define LEADING 1.3
#define PADDING 4.6 /* above and below a row's text */
#define HEADING 22.0

/* Where columns stand: left edges, or right edges of numbers. */
#define DATE_LEFT SHEET_LEFT
#define DATE_WIDTH 88.0
#define NAME_LEFT (SHEET_LEFT + 92)
#define NAME_WIDTH 132.0
#define QUANTITY_MIDDLE (SHEET_LEFT + 245) /* the comma */
#define PRICE_RIGHT (SHEET_LEFT + 352)
#define RATE_RIGHT (SHEET_LEFT + 391)
#define NET_RIGHT (SHEET_LEFT + 443)
#define GROSS_RIGHT SHEET_RIGHT

enum { NAME_LINES = 8 };

double sheet_rows_heading_height(void)
{
    return HEADING;
}

void sheet_rows_heading(struct sheet *sheet)
{
    static const struct {
        const char *text;
        double x;
        enum draw_align align;
    } columns[] = {
        {"LIVRAISON", DATE_LEFT, DRAW_LEFT},
        {"DÉSIGNATION", NAME_LEFT, DRAW_LEFT},
        {"QUANTITÉ", QUANTITY_MIDDLE, DRAW_CENTRE},
        {"PRIX UNIT. HT", PRICE_RIGHT, DRAW_RIGHT},
        {"TVA", RATE_RIGHT, DRAW_RIGHT},
        {"TOTAL HT", NET_RIGHT, DRAW_RIGHT},
        {"TOTAL TTC", GROSS_RIGHT, DRAW_RIGHT},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        draw_text_at(sheet->draw, columns[i].x, sheet->y + 11,
                     &(struct draw_text){.text = columns[i].text,
                                         .size = 6.4,
                                         .bold = true,
                                         .tracking = 0.45,
                                         .align = columns[i].align,
                                         .colour = SHEET_QUIET});
    sheet->y += HEADING;
    draw_line(sheet->draw, (struct draw_point){SHEET_LEFT, sheet->y - 3},
              (struct draw_point){SHEET_RIGHT, sheet->y - 3}, 0.9, SHEET_ACCENT);
}

/* "mardi 3 mars", with the year when it is not the invoice's. */
static char *row_day(const struct sheet *sheet, int day)
{
    bool year = date_parts(day).year != date_parts(sheet->document->day).year;
    return date_say(sheet->arena, "fr", day, year);
}

static struct draw_text date_text(const char *text)
{
    return (struct draw_text){.text = text,
                              .size = SIZE,
                              .leading = LEADING,
                              .width = DATE_WIDTH,
                              .lines = 2,
                              .colour = SHEET_QUIET};
}

static struct draw_text name_text(const char *text)
{
    return (struct draw_text){.text = text,
                              .size = SIZE,
                              .leading = LEADING,
                              .width = NAME_WIDTH,
                              .lines = NAME_LINES,
                              .colour = SHEET_INK};
}

struct sheet_rows sheet_rows_measure(const struct sheet *sheet)
{
    const struct invoice_document *document = sheet->document;
    struct sheet_rows rows = {.places = 2};
    rows.heights = arena_array(sheet->arena, (size_t)document->line_count + 1, sizeof(double));
    for (int i = 0; i < document->line_count; i++) {
        const struct invoice_line *line = &document->lines[i];
        struct draw_text name = name_text(line->name);
        double height = draw_measure(sheet->draw, &name).height;
        if (line->day != DATE_NONE) {
            struct draw_text date = date_text(row_day(sheet, line->day));
            double dated = draw_measure(sheet->draw, &date).height;
            height = dated > height ? dated : height;
        }
        rows.heights[i] = height + 2 * PADDING;
        int64_t rest = line->thousandths % 1000;
        int decimals = !rest ? 0 : rest % 100 == 0 ? 1 : rest % 10 == 0 ? 2 : 3;
        rows.decimals = decimals > rows.decimals ? decimals : rows.decimals;
        if (line->net_price % 100)
            rows.places = 4;
    }
    if (rows.decimals)
        rows.decimal_room =
            draw_measure(sheet->draw, &(struct draw_text){.text = arena_print(sheet->arena, ",%0*d",
                                                                              rows.decimals, 0),
                                                          .size = SIZE})
                .width;
    return rows;
}

/* Amounts over 9 999,99 € are rare, and may need to be smaller to keep off the column before. */
enum { SHORT_AMOUNT = sizeof "9\u00A0999,99\u00A0€" - 1, AMOUNT_ROOM = 46 };

static void number_at(struct sheet *sheet, double x, double y, const char *text,
                      enum draw_align align, uint32_t colour)
{
    struct draw_text number = {.text = text, .size = SIZE, .align = align, .colour = colour};
    if (strlen(text) > SHORT_AMOUNT) {
        double width = draw_measure(sheet->draw, &number).width;
        number.size *= width > AMOUNT_ROOM ? AMOUNT_ROOM / width : 1;
    }
    draw_text_at(sheet->draw, x, y, &number);
}

/* The whole part ends where all whole parts end, so that commas stand under each other. */
static void quantity(struct sheet *sheet, const struct sheet_rows *rows, double y,
                     const struct invoice_line *line)
{
    char *said = number_say_quantity(sheet->arena, "fr", line->thousandths);
    const char *unit = number_say_unit(sheet->arena, "fr", line->unit, line->thousandths);
    size_t whole = strcspn(said, ",");
    const char *rest = arena_text(sheet->arena, said + whole);
    said[whole] = '\0';
    number_at(sheet, QUANTITY_MIDDLE, y, said, DRAW_RIGHT, SHEET_INK);
    if (*rest)
        number_at(sheet, QUANTITY_MIDDLE, y, rest, DRAW_LEFT, SHEET_INK);
    double left = QUANTITY_MIDDLE + rows->decimal_room + 3;
    if (*unit)
        draw_text_at(sheet->draw, left, y,
                     &(struct draw_text){.text = unit,
                                         .size = SIZE,
                                         .width = QUANTITY_MIDDLE + 60 - left,
                                         .lines = 1,
                                         .colour = SHEET_QUIET});
}

/* "17,0616 €": money knows cents, the two figures more stand behind the cents. */
static char *price(const struct sheet *sheet, int places, int64_t ten_thousandths)
{
    char *cents = sheet_money(sheet, ten_thousandths / 100);
    if (places == 2)
        return cents;
    int rest = (int)(ten_thousandths % 100);
    size_t end = strlen(cents);
    while (end && !byte_is_digit(cents[end - 1]))
        end--;
    return arena_print(sheet->arena, "%s%.*s%02d%s",
                       ten_thousandths < 0 && *cents != '-' ? "-" : "", (int)end, cents,
                       rest < 0 ? -rest : rest, cents + end);
}

void sheet_rows_draw(struct sheet *sheet, const struct sheet_rows *rows, int index, bool first)
{
    const struct invoice_line *line = &sheet->document->lines[index];
    bool dated = line->day != DATE_NONE && (first || line[-1].day != line->day);
    if (!first)
        draw_line(
            sheet->draw,
            (struct draw_point){dated || line->day == DATE_NONE ? SHEET_LEFT : NAME_LEFT, sheet->y},
            (struct draw_point){SHEET_RIGHT, sheet->y}, 0.5, SHEET_RULE);
    double top = sheet->y + PADDING;
    if (dated) {
        struct draw_text date = date_text(row_day(sheet, line->day));
        draw_text(sheet->draw, DATE_LEFT, top, &date);
    }
    struct draw_text name = name_text(line->name);
    double base = top + draw_text(sheet->draw, NAME_LEFT, top, &name).baseline;
    quantity(sheet, rows, base, line);
    number_at(sheet, PRICE_RIGHT, base, price(sheet, rows->places, line->net_price), DRAW_RIGHT,
              SHEET_INK);
    number_at(sheet, RATE_RIGHT, base, sheet_rate(sheet, line->vat), DRAW_RIGHT, SHEET_QUIET);
    number_at(sheet, NET_RIGHT, base, sheet_money(sheet, line->net), DRAW_RIGHT, SHEET_INK);
    number_at(sheet, GROSS_RIGHT, base, sheet_money(sheet, line->gross), DRAW_RIGHT, SHEET_INK);
    sheet->y += rows->heights[index];
}
