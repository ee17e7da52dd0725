/* farm: loads what all subscribers share (formulas, depots, products, closures, vocabulary). */
#ifndef DB_FARM_H
#define DB_FARM_H

#include "db/db.h"
#include "db/model.h"

/* Everything belongs to the arena. NULL: error is set. */
struct farm *farm_load(struct arena *arena, struct db *db, struct error *error);
/* What subscribers write is in this language ("fr" until it is said). */
void farm_speak(struct arena *arena, struct farm *farm, const char *language);
/* NULL when there is no such code. */
const struct formula *farm_formula(const struct farm *farm, const char *code);
const struct depot *farm_depot(const struct farm *farm, const char *code);
const struct product *farm_product(const struct farm *farm, const char *code);

#endif
