/* export: the farm's tables as the CSV files that db/import reads (SPEC, "CSV", contract).
 *
 * Caller: `cabas export`. Promise: importing what was exported changes nothing; only reads. A subscription is known by the
 * formula and the day that it began with, so these stand in its row; its depot is the one in force today, or, when a change
 * is to come, the one that the last file named.
 */
#ifndef DB_EXPORT_H
#define DB_EXPORT_H

#include "db/db.h"
#include "db/import.h"

/* Whether rows of that kind have a day to choose them by. */
bool export_has_days(enum import_kind kind);
/* Rows of days from `from` to `to`, both included. */
int export_kind(struct arena *arena, struct db *db, enum import_kind kind, int from, int to,
                int today, struct text *out, struct error *error);

#endif
