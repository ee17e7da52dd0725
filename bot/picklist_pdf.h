/* picklist_pdf: a pick list on paper: A4, black on white, large enough for a cold shed.
 *
 * The first page is what to harvest and to pack for each depot; then one page a depot (more when it needs them, with its
 * head repeated and "page 1/2"): a box to tick, number, name, what is taken, room for a signature, and what whoever
 * hands out must know. Promise: the same list and `made` give the same bytes.
 */
#ifndef BOT_PICKLIST_PDF_H
#define BOT_PICKLIST_PDF_H

#include "bot/config.h"
#include "bot/picklist.h"

/* Of a full list (picklist_full). `made`: the instant that stands at the foot. */
int picklist_pdf(struct arena *arena, const struct config *config, const struct picklist *list,
                 int64_t made, struct view *pdf, struct error *error);

#endif
