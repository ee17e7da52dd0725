/* intake: mail comes from the source into the inbox table, and leaves the mailbox's inbox once decided.
 *
 * Promise: a mail is committed before anything is said to the mailbox; what is known already is not
 * stored twice; what lay there before the bot first came, or turns up after the mailbox was rebuilt, is
 * never executed (rule I2); filing may be repeated.
 */
#ifndef BOT_INTAKE_H
#define BOT_INTAKE_H

#include "bot/source.h"
#include "db/db.h"

/* One complete poll. *taken: new messages stored. */
struct verdict intake_fetch(struct source *source, struct db *db, const struct config *config,
                            int64_t now, int *taken);
/* Moves what is decided into done_folder and staff_folder. *filed: how many. */
struct verdict intake_file(struct source *source, struct db *db, int *filed);

#endif
