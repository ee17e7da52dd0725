/* picklist_csv: a pick list for the spreadsheet.
 *
 * Columns depot;numero;nom;telephone;article;quantite;unite;note, a line each item. Promise: UTF-8 with BOM, CR LF and
 * decimal commas, as Excel opens it in French; a cell that a spreadsheet would take for a formula gets an apostrophe in
 * front (names and product names are untrusted).
 */
#ifndef BOT_PICKLIST_CSV_H
#define BOT_PICKLIST_CSV_H

#include "bot/config.h"
#include "bot/picklist.h"

int picklist_csv(struct arena *arena, const struct config *config, const struct picklist *list,
                 struct view *bytes, struct error *error);

#endif
