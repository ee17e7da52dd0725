/* act: a wish becomes requests.
 *
 * Job: the last step, verb by verb: what the wish's slots and its sentence give to slots.h.
 */
#ifndef PARSERS_ACT_H
#define PARSERS_ACT_H

#include "parsers/clause.h"

struct act {
    struct outcome *outcome;
    const struct sentences *sentences;
    struct wishes *wishes;
    enum channel channel;
};

/* Whether the wish has what its verb needs. */
bool act_is_complete(const struct act *act, const struct wish *wish);
void act_on(const struct act *act, const struct wish *wish);

#endif
