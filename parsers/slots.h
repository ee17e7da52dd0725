/* slots: what a clause says besides its verb, and the request that verb and slots make.
 *
 * Job: the one place that turns "suspend + these dates + this formula" into a contract line, or into
 * the ASK that carries what is known. Caller: keyword, clause. Promise: a request is made only when
 * nothing is missing, ambiguous or contradictory.
 */
#ifndef PARSERS_SLOTS_H
#define PARSERS_SLOTS_H

#include "parsers/chunk.h"
#include "parsers/understand.h"

enum { SLOT_NAMES = 8, SLOT_ITEMS = REQUEST_ITEMS };

struct slots {
    struct when whens[WHEN_MOST];
    int when_count;
    const struct chunk *formulas[SLOT_NAMES], *depots[SLOT_NAMES];
    int formula_count, depot_count;
    const struct chunk *items[SLOT_ITEMS]; /* CHUNK_ITEM or a product without quantity */
    int item_count;
    bool choice;  /* "ou" between two of them: ask */
    bool forgood; /* "définitivement", "dorénavant" */
    bool rhythm;  /* "chaque semaine": no date, but not once either */
    bool unknown; /* something is named that the farm does not have */
    bool whole;   /* "panier" is named beside a formula: no type */
};

/* Where requests go. */
struct outcome {
    struct arena *arena;
    const struct chunked *chunked;
    struct understanding *result;
    int position;                       /* of what is read now: requests are put in this order */
    int positions[UNDERSTAND_REQUESTS]; /* of each request of the result */
    bool overflow;
};

/* Adds what a date, name or item chunk says. */
void slots_add(struct slots *slots, const struct chunk *chunk);
void slots_merge(struct slots *slots, int today);
void slots_emit(struct outcome *outcome, struct request request);
void slots_ask(struct outcome *outcome, const struct slots *slots, enum verb about,
               const char *topic);

void slots_suspend(struct outcome *outcome, const struct slots *slots);
/* `adverbial`: "reprendre le 24" resumes from that day on, "le panier du 24" that day only. */
void slots_resume(struct outcome *outcome, const struct slots *slots, bool adverbial);
void slots_change(struct outcome *outcome, const struct slots *slots);
void slots_pickup(struct outcome *outcome, const struct slots *slots);
void slots_order(struct outcome *outcome, const struct slots *slots);
void slots_subscribe(struct outcome *outcome, const struct slots *slots);
void slots_basket(struct outcome *outcome, const struct slots *slots);
void slots_invoice(struct outcome *outcome, const struct slots *slots, const char *number);
void slots_unsubscribe(struct outcome *outcome, const struct slots *slots, const char *reason);

#endif
