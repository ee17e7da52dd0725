/* invoice_sheet: what the pages of an invoice have in common: measures, colours, where the pen stands.
 *
 * Inside bot/invoice_*.c only. Points; A4.
 */
#ifndef BOT_INVOICE_SHEET_H
#define BOT_INVOICE_SHEET_H

#include "bot/draw.h"
#include "db/invoice.h"

#define SHEET_LEFT 51.0
#define SHEET_RIGHT 544.3
#define SHEET_TOP 54.0
#define SHEET_BOTTOM 776.0 /* above the foot */
#define SHEET_WIDTH (SHEET_RIGHT - SHEET_LEFT)

#define SHEET_INK 0x1F2A24u
#define SHEET_QUIET 0x66726Bu
#define SHEET_RULE 0xD5DCD6u
#define SHEET_ACCENT 0x2C6245u
#define SHEET_TINT 0xF2F5F1u

struct sheet {
    struct draw *draw;
    struct arena *arena;
    const struct invoice_document *document;
    double y;        /* where the next thing begins */
    int page, pages; /* from 1 */
};

/* The rows of the invoice and their heading (bot/invoice_rows.c). */
struct sheet_rows {
    double *heights;     /* one a line of the document */
    int decimals;        /* of the quantities */
    int places;          /* of the net prices: 2, or 4 when a price needs them */
    double decimal_room; /* of what stands behind a quantity's comma */
};

struct sheet_rows sheet_rows_measure(const struct sheet *sheet);
double sheet_rows_heading_height(void);
void sheet_rows_heading(struct sheet *sheet);
/* Row `index`; the date is said when it is the page's first or another than in the row before. */
void sheet_rows_draw(struct sheet *sheet, const struct sheet_rows *rows, int index, bool first);

/* What comes before the rows (on the first page, on the following ones) and after them. */
void sheet_head(struct sheet *sheet);
void sheet_head_again(struct sheet *sheet);
double sheet_close_height(const struct sheet *sheet);
void sheet_close(struct sheet *sheet);
void sheet_foot(struct sheet *sheet);

char *sheet_money(const struct sheet *sheet, int64_t cents);
/* "mardi 3 mars 2026" */
char *sheet_day(const struct sheet *sheet, int day);
/* "5,5 %" */
char *sheet_rate(const struct sheet *sheet, int vat);
/* "FR76 3000 …": by `sizes` ("4": all by four; "333": SIREN, then the rest). */
char *sheet_grouped(const struct sheet *sheet, const char *text, const char *sizes);

#endif
