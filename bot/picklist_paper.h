/* picklist_paper: what the pages of a pick list have in common. Inside bot/picklist_*.c only. Points; A4. */
#ifndef BOT_PICKLIST_PAPER_H
#define BOT_PICKLIST_PAPER_H

#include "bot/config.h"
#include "bot/draw.h"
#include "bot/picklist.h"

#define PAPER_LEFT 36.0
#define PAPER_RIGHT 559.3
#define PAPER_TOP 36.0
#define PAPER_BOTTOM 792.0 /* above the foot */
#define PAPER_WIDTH (PAPER_RIGHT - PAPER_LEFT)

#define PAPER_QUIET 0x444444u
#define PAPER_RULE 0x8A8A8Au

struct paper {
    struct arena *arena;
    struct draw *draw;
    const struct config *config;
    const struct picklist *list;
    const char *date; /* "mardi 17 mars 2026" */
    const char *made; /* "lundi 16 mars à 0 h 00" */
    struct error *error;
};

/* One thing on a page that is not broken. `draw` gets the y of its top. */
struct paper_block {
    double height;
    void (*draw)(struct paper *paper, const struct paper_block *block, double y);
    const struct picklist_person *person;
    const char *text;
    int first, second; /* rows of a table of two columns; -1: none */
    bool bold;
};

/* Pages of their own: a head, then the blocks. */
struct paper_section {
    const char *title, *side;    /* side: under the date, "" */
    const char *totals, *extras; /* under the title of the first page, "" */
    void (*heading)(struct paper *paper,
                    double y); /* of the table, on each page with rows; NULL: none */
    double heading_height;
    struct paper_block *blocks;
    int count, rows; /* the first `rows` blocks stand under the heading */
};

struct paper_block *paper_add(struct paper *paper, struct paper_section *section);
/* A paragraph as wide as the page. */
void paper_say(struct paper *paper, struct paper_section *section, const char *text, bool bold);

enum paper_kind { PAPER_ALL, PAPER_BASKETS, PAPER_PRODUCTS };

/* "4 × Grand panier, 12 × Petit panier", never broken between a quantity and its name. */
const char *paper_sums(struct paper *paper, const struct picklist_item *items, int count,
                       enum paper_kind kind, const char *between);

/* The two kinds of sections. -1: paper->error is set. */
int paper_cover(struct paper *paper, struct paper_section *section);
int paper_depot(struct paper *paper, const struct picklist_depot *depot,
                struct paper_section *section);

#endif
