/* keyfile: the key that bank details are sealed with, as the command line looks after it. */
#ifndef BOT_KEYFILE_H
#define BOT_KEYFILE_H

#include "bot/config.h"
#include "bot/verdict.h"
#include "db/db.h"

/* Makes the key file where there is none (mode 0600, the daemon's user's); *made: it did. Never while account
 * numbers are stored that a new key could not open. */
int keyfile_make(struct arena *arena, const struct config *config, struct db *db, bool *made,
                 struct error *error);
/* Seals again with the file's first key what an older one made; *count: how many. All or none. */
int keyfile_renew(struct arena *arena, const struct config *config, struct db *db, int *count,
                  struct error *error);
/* Whether it is there, readable by nobody else, and opens every stored number. */
struct verdict keyfile_check(struct arena *arena, const struct config *config, struct db *db,
                             const char **report);

#endif
