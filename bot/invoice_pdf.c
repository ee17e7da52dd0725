#include "bot/invoice_pdf.h"

#include "bot/facturx.h"
#include "bot/invoice_sheet.h"
#include "bot/pdfa.h"

/* Where pages break: the first row of each page; sums and payment stay together at the end. */
struct break_list {
    int *first;
    int count;
};

static struct break_list breaks_find(struct sheet *sheet, const struct sheet_rows *rows)
{
    int lines = sheet->document->line_count;
    struct break_list breaks = {0};
    *(int *)arena_one_more(sheet->arena, &breaks.first, &breaks.count, sizeof(int)) = 0;
    double y = sheet->y + sheet_rows_heading_height(), close = sheet_close_height(sheet);
    double again = SHEET_TOP + 26 + sheet_rows_heading_height();
    for (int i = 0; i < lines; i++) {
        if (y + rows->heights[i] > SHEET_BOTTOM) {
            *(int *)arena_one_more(sheet->arena, &breaks.first, &breaks.count, sizeof(int)) = i;
            y = again;
        }
        y += rows->heights[i];
    }
    if (y + close > SHEET_BOTTOM) {
        /* The sums don't stand alone: two rows come with them, if as many stay. */
        int from = breaks.first[breaks.count - 1], kept = lines - 2 > from + 1 ? lines - 2 : lines;
        double height = 0;
        for (int i = kept; i < lines; i++)
            height += rows->heights[i];
        if (again + height + close > SHEET_BOTTOM)
            kept = lines;
        *(int *)arena_one_more(sheet->arena, &breaks.first, &breaks.count, sizeof(int)) = kept;
    }
    return breaks;
}

static void pages_draw(struct sheet *sheet)
{
    struct sheet_rows rows = sheet_rows_measure(sheet);
    sheet_head(sheet);
    struct break_list breaks = breaks_find(sheet, &rows);
    sheet->pages = breaks.count;
    for (int page = 0; page < breaks.count; page++) {
        int last = page + 1 < breaks.count ? breaks.first[page + 1] : sheet->document->line_count;
        if (page) {
            draw_page(sheet->draw);
            sheet_head_again(sheet);
        }
        sheet->page = page + 1;
        if (breaks.first[page] < last)
            sheet_rows_heading(sheet);
        for (int i = breaks.first[page]; i < last; i++)
            sheet_rows_draw(sheet, &rows, i, i == breaks.first[page]);
        if (page + 1 == breaks.count)
            sheet_close(sheet);
        sheet_foot(sheet);
    }
}

int invoice_pdf(struct arena *arena, const struct invoice_document *document, struct view *pdf,
                struct error *error)
{
    const char *kind = document->credits ? "Avoir" : "Facture";
    struct pdfa pdfa = {
        .title = arena_print(arena, "%s %s", kind, document->number),
        .author = document->seller.name,
        .subject = arena_print(arena, "%s %s, %s", kind, document->number, document->seller.name),
        .created = (int64_t)document->day * 86400,
        .file = FACTURX_FILE,
        .level = FACTURX_LEVEL,
        .xml = facturx_write(arena, document),
    };
    struct sheet sheet = {.arena = arena, .document = document};
    sheet.draw =
        draw_pdf(&(struct draw_info){.created = pdfa.created}, DRAW_A4_WIDTH, DRAW_A4_HEIGHT);
    pages_draw(&sheet);
    struct view pages;
    if (draw_finish(&sheet.draw, arena, &pages, error))
        return -1;
    return pdfa_make(arena, pages, &pdfa, pdf, error);
}
