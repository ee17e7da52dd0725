/* say: requests and instants in the farm's language, for people. */
#ifndef BOT_SAY_H
#define BOT_SAY_H

#include "bot/config.h"
#include "db/model.h"
#include "parsers/request.h"

/* "suspendre les livraisons du mardi 17 mars au mardi 24 mars": templates/LANGUAGE/describe.txt. */
char *say_request(struct arena *arena, const struct config *config, const struct farm *farm,
                  const struct request *request, int today);
/* "lundi 9 mars à 14 h 05", local time. */
char *say_instant(struct arena *arena, const struct config *config, int64_t instant);
/* "mardi 17 mars", with the year when it is not that of `today`. */
char *say_day(struct arena *arena, const struct config *config, int day, int today);

/* "février 2026" */
char *say_month(struct arena *arena, const struct config *config, int month);

#endif
