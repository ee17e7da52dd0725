/* definitive: the old way to leave: a mail with the subject "Désabonnement définitif".
 *
 * That subject is the request, whatever kind words stand below it (SPEC section 1). Only a body that
 * asks, denies or speaks of something else than the baskets leaves the question open.
 */
#ifndef PARSERS_DEFINITIVE_H
#define PARSERS_DEFINITIVE_H

#include "parsers/understand.h"

/* Turns the one doubtful UNSUBSCRIBE of such a mail into the request. */
void definitive_settle(struct arena *arena, const struct message *message,
                       struct understanding *result);

#endif
