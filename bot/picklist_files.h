/* picklist_files: what goes with a mailed list: liste-2026-03-17.pdf and .csv. */
#ifndef BOT_PICKLIST_FILES_H
#define BOT_PICKLIST_FILES_H

#include "bot/config.h"
#include "bot/picklist.h"
#include "parsers/compose.h"

enum { PICKLIST_FILES = 2 };

/* Of a full list (picklist_full). `now` is when it was made: it stands on every page. */
int picklist_files(struct arena *arena, const struct config *config, const struct picklist *list,
                   int64_t now, struct compose_file files[PICKLIST_FILES], struct error *error);

#endif
