/* forecast: what a basket is expected to hold, for the answers and mails that name it. */
#ifndef BOT_FORECAST_H
#define BOT_FORECAST_H

#include "bot/plan.h"

/* Adds {"what", "lines": [{product, quantity, unit}]} of one delivery to a list, and "unknown": its content is not
 * known yet (a formula that never has one, a box of eggs, is never unknown). Gives the part; *lines: how many. Needs
 * SNAPSHOT_FORECASTS. */
struct tree *forecast_put(const struct situation *situation, struct tree *parts,
                          const struct delivery *delivery, size_t *lines);

#endif
