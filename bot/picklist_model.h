/* picklist_model: a full pick list as the model of templates/LANGUAGE/part_picklist.txt.
 *
 * Caller: the mailed list (bot/picklist_job.c) and LISTE (bot/staff_list.c).
 */
#ifndef BOT_PICKLIST_MODEL_H
#define BOT_PICKLIST_MODEL_H

#include "bot/config.h"
#include "bot/picklist.h"

/* On a longer list the mail names only who has an order or a note: mail programs cut what is over 100 KB, and the
 * names are in the files that go with it. */
enum { PICKLIST_NAMES = 250 };

/* `today`: years are said when they are not its. `files`: PDF and CSV go with the mail. */
int picklist_put(struct arena *arena, const struct config *config, const struct picklist *list,
                 int today, bool files, struct tree *model, struct error *error);

#endif
