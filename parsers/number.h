/* number: money, rates and quantities as people and spreadsheets write them.
 *
 * Money is integer cents, VAT basis points, quantities thousandths. Decimal comma or point; blanks
 * (also no-break ones) group thousands; a trailing "€" or "EUR" is allowed for money. Nothing is rounded:
 * more decimals than the unit has is no number.
 */
#ifndef PARSERS_NUMBER_H
#define PARSERS_NUMBER_H

#include "parsers/text.h"

bool number_money(struct view view, int64_t *cents);   /* "12,50" "12.5" "1 234,00 €" "-3,20" */
bool number_rate(struct view view, int *basis_points); /* "5,5" is 550 */
bool number_quantity(struct view view, int64_t *thousandths); /* "1,5" is 1500 */
/* "19,80 €" (fr; no-break space), "€19.80" (en). */
char *number_say_money(struct arena *arena, const char *language, int64_t cents);
/* "1,5" (fr), "1.5" (en), without trailing zeros. */
char *number_say_quantity(struct arena *arena, const char *language, int64_t thousandths);
/* The unit beside a quantity: "pièces" from two on (French), "kg" always. */
char *number_say_unit(struct arena *arena, const char *language, const char *unit,
                      int64_t thousandths);
/* "1.5", for contract lines and TSV. */
void number_write_quantity(struct text *text, int64_t thousandths);

#endif
