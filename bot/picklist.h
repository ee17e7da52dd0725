/* picklist: what leaves for each depot on one day, and for whom.
 *
 * Job: the one computation behind `cabas list`, LISTE, and the lists that are mailed. Promise: suspended deliveries
 * are not in it; orders travel with the subscriber's first delivery of the day, accepted ones only. Everything
 * belongs to the arena.
 */
#ifndef BOT_PICKLIST_H
#define BOT_PICKLIST_H

#include "db/db.h"
#include "db/roster.h"

/* One subscription's basket, or one product of an order. */
struct picklist_item {
    const char *code, *name, *unit; /* of the formula or product; unit "" for a formula */
    int64_t thousandths;
    bool product;
};

struct picklist_person {
    int64_t number;
    const char *name;            /* "Camille Roux" */
    const char *sort;            /* folded, family name first */
    const char *phone;           /* E.164, "" */
    struct picklist_item *items; /* baskets first */
    int item_count;
};

struct picklist_depot {
    const struct depot *depot;
    struct picklist_person *people; /* by family name */
    int person_count;
    struct picklist_item *totals; /* by code, baskets first */
    int total_count;
};

struct picklist {
    int day;
    struct picklist_depot *depots; /* by code */
    int depot_count;
    struct picklist_item *totals; /* of all depots */
    int total_count;
    int suspended; /* deliveries that will not be made */
};

int picklist_make(struct arena *arena, struct db *db, const struct farm *farm, int day,
                  struct picklist *list, struct error *error);
/* The same of a roster that is loaded already. */
int picklist_of(struct arena *arena, struct db *db, const struct roster *roster, int day,
                struct picklist *list, struct error *error);

#endif
