/* picklist: what leaves for each depot on one day, and for whom.
 *
 * Job: the one computation behind `cabas list`, LISTE, and the lists that are mailed. Promise: suspended deliveries
 * are not in it; orders travel with the subscriber's first delivery of the day, accepted ones only. Everything
 * belongs to the arena. The words for people are in bot/picklist_words.h.
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

enum picklist_mark {
    PICKLIST_FIRST,   /* of its subscription */
    PICKLIST_LAST,    /* likewise */
    PICKLIST_ONCE,    /* another formula for this delivery only */
    PICKLIST_VISIT,   /* another depot for this delivery only */
    PICKLIST_ALONE,   /* an order without a basket */
    PICKLIST_PENDING, /* an order that is not accepted: it does not leave */
};

/* What whoever packs or hands out must know. */
struct picklist_note {
    enum picklist_mark mark;
    const char *what;  /* the formula, or what is ordered */
    const char *usual; /* the formula or depot of other days, "" */
    int64_t order;     /* of PICKLIST_PENDING */
};

struct picklist_person {
    int64_t number;
    const char *name;            /* "Camille Roux" */
    const char *sort;            /* folded, family name first */
    const char *phone;           /* E.164, "" */
    struct picklist_item *items; /* baskets first */
    int item_count;
    struct picklist_note *notes;
    int note_count;
};

/* A suspended delivery. */
struct picklist_absence {
    int64_t number;
    const char *name, *sort, *what;
};

enum picklist_turn {
    PICKLIST_NEW,       /* a first delivery */
    PICKLIST_ARRIVED,   /* from `other`, a depot */
    PICKLIST_BACK,      /* it was suspended */
    PICKLIST_CHANGED,   /* it was `other` */
    PICKLIST_SUSPENDED, /* */
    PICKLIST_LEFT,      /* for `other`, a depot */
    PICKLIST_ENDED,     /* nothing comes any more */
};

/* What is otherwise than at the depot's delivery before: one subscription. */
struct picklist_news {
    enum picklist_turn turn;
    int64_t number;
    const char *name, *sort, *what, *other;
};

struct picklist_depot {
    const struct depot *depot;      /* NULL: orders of people without a delivery that day */
    struct picklist_person *people; /* by family name */
    int person_count;
    struct picklist_item *totals; /* by code, baskets first */
    int total_count;
    struct picklist_absence *absent; /* by family name */
    int absent_count;
    struct picklist_news *news; /* by kind, then family name; picklist_compare makes them */
    int news_count;
    int fewer,
        more; /* every second week, each month: who does not come this time, who comes again */
};

/* An order for that day that nobody has decided yet. */
struct picklist_pending {
    int64_t order, number;
    const char *name, *what;
};

/* How much of a product is needed; by name. */
struct picklist_crop {
    const char *code, *name, *unit;
    int64_t baskets, orders; /* thousandths */
};

struct picklist {
    int day;
    struct picklist_depot *depots; /* by code; those that something leaves for come first */
    int depot_count;               /* something leaves for */
    int all_count;                 /* with those that have absences or news only */
    struct picklist_item *totals;  /* of all depots */
    int total_count;
    int suspended; /* deliveries that will not be made */
    int people;    /* names on it */
    struct picklist_pending *pending;
    int pending_count;
    int before;                 /* the delivery day that the news compare with; DATE_NONE: none */
    struct picklist_crop *crop; /* picklist_harvest makes it */
    int crop_count;
    const struct formula **unknown; /* whose content of that day is not known */
    int unknown_count;
};

int picklist_make(struct arena *arena, struct db *db, const struct farm *farm, int day,
                  struct picklist *list, struct error *error);
/* The same of a roster that is loaded already. */
int picklist_of(struct arena *arena, struct db *db, const struct roster *roster, int day,
                struct picklist *list, struct error *error);
/* With news and harvest. */
int picklist_full(struct arena *arena, struct db *db, const struct roster *roster, int day,
                  struct picklist *list, struct error *error);
/* What is new since the depots' delivery before (bot/picklist_news.c). */
void picklist_compare(struct arena *arena, const struct roster *roster, struct picklist *list);
/* The sum of what is in the baskets and orders (bot/picklist_harvest.c). */
int picklist_harvest(struct arena *arena, struct db *db, const struct farm *farm,
                     struct picklist *list, struct error *error);

/* For the other files of bot/picklist_*.c. */
struct picklist_depot *picklist_depot_of(struct arena *arena, struct picklist *list,
                                         const struct depot *depot);
const char *picklist_name(struct arena *arena, const struct subscriber *subscriber);
/* Folded, family name first. */
const char *picklist_sort_key(struct arena *arena, const struct subscriber *subscriber);

#endif
