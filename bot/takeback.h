/* takeback: terms, exceptions and subscriptions of the journal taken back, together or not at all.
 *
 * Pure. What belongs together (all terms of a subscription that one message made, its end moved with them)
 * is taken back as long as every delivery that this alters, before and after, can still change.
 */
#ifndef BOT_TAKEBACK_H
#define BOT_TAKEBACK_H

#include "bot/after.h"

/* What one change of the journal comes to. */
struct step {
    const struct journal_entry *entry;
    struct change change;
    struct plan_day day;             /* the delivery that decides; for an order none */
    const struct purchase *purchase; /* of an order */
    bool detail;                     /* of the person, not of a delivery */
    const char *kind;                /* as the template names it */
    bool open;                       /* it is taken back */
    bool told;                       /* it has something to say */
    bool settled;
    bool late;     /* of an order: its cutoff has passed */
    bool restored; /* of an order: it had been cancelled */
};

/* Whether it is one of those; an end is when its message changed terms of the same subscription. */
bool takeback_is_term(const struct step *steps, int count, const struct step *step);
/* Settles `last` and all that belong to it. */
void takeback_terms(const struct situation *situation, struct decision *decision,
                    struct step *steps, int count, struct step *last);
/* Orders that went along with a delivery go back with it: after all the others. */
void takeback_orders(const struct situation *situation, struct decision *decision,
                     struct step *steps, int count);
void takeback_push(const struct situation *situation, struct decision *decision,
                   const struct step *step, int first);

#endif
