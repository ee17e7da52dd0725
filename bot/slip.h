/* slip: an order in detail: every line with quantity, unit, unit price and amount, the total, the VAT in it.
 *
 * Pure. Caller: the answers to COMMANDER and COMMANDES, and the mail about staff's decision; the model is that
 * of templates/LANGUAGE/part_slip.txt. Amounts are item_amount's, so that total and invoice agree; the VAT of a
 * rate is what its lines' sum holds, rounded half up to the cent.
 */
#ifndef BOT_SLIP_H
#define BOT_SLIP_H

#include "bot/decide.h"

/* "lines", "total" and "vat" into the model. */
void slip_put(const struct situation *situation, struct tree *model,
              const struct change_item *items, int count);

#endif
