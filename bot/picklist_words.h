/* picklist_words: a pick list in the farm's language: one wording for the mail, the paper and the spreadsheet.
 *
 * Pure; texts belong to the arena. Wordings: templates/LANGUAGE/picklist_words.txt.
 */
#ifndef BOT_PICKLIST_WORDS_H
#define BOT_PICKLIST_WORDS_H

#include "bot/config.h"
#include "bot/picklist.h"

/* "2 ×", "1,5 kg" */
char *picklist_say_quantity(struct arena *arena, const struct config *config, const char *unit,
                            int64_t thousandths);
/* "2 × Petit panier, 1,5 kg Pommes Golden" */
char *picklist_say_items(struct arena *arena, const struct config *config,
                         const struct picklist_item *items, int count);
/* "première livraison : Petit panier". NULL: error is set. */
const char *picklist_say_note(struct arena *arena, const struct config *config,
                              const struct picklist_note *note, struct error *error);
/* All of a person's, joined by "; ". */
const char *picklist_say_notes(struct arena *arena, const struct config *config,
                               const struct picklist_person *person, struct error *error);
/* Without the name: "suspendu : Petit panier". */
const char *picklist_say_news(struct arena *arena, const struct config *config,
                              const struct picklist_news *news, struct error *error);

#endif
