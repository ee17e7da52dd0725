/* request: one thing that a sender asks, and its contract line.
 *
 * Job: the value that travels from the parser through the decision; `request_line` prints it as
 * SPEC's `cabas parse` line and `request_read` reads such a line back (pending questions are
 * stored so). Promise: read(line(r)) gives r; texts belong to the arena given.
 */
#ifndef PARSERS_REQUEST_H
#define PARSERS_REQUEST_H

#include <stdbool.h>

#include "parsers/date.h"
#include "parsers/error.h"
#include "parsers/text.h"

enum verb {
    VERB_NONE,
    VERB_HELP,
    VERB_PLANNING,
    VERB_TYPES,
    VERB_PICKUPS,
    VERB_PRODUCTS,
    VERB_ORDERS,
    VERB_INVOICES,
    VERB_BALANCE,
    VERB_PAYMENTS,
    VERB_INFO,
    VERB_MYDATA,
    VERB_BASKET,
    VERB_SUSPEND,
    VERB_RESUME,
    VERB_CHANGE,
    VERB_PICKUP,
    VERB_ORDER,
    VERB_CANCEL,
    VERB_UNDO,
    VERB_SUBSCRIBE,
    VERB_INVOICE,
    VERB_SET,
    VERB_IBAN,
    VERB_REMIND,
    VERB_UNSUBSCRIBE,
    VERB_CONFIRM,
    VERB_DENY,
    VERB_CHOOSE,
    VERB_STOP,
    VERB_START,
    VERB_ASK,
    VERB_HUMAN,
    VERB_MAX
};

enum { REQUEST_ITEMS = 32 };

struct request_item {
    const char *code;    /* a product's or a formula's */
    int64_t thousandths; /* quantity in the product's unit, 1500 is 1.5 */
};

/* A key that is absent is DATE_NONE, 0, NULL or false. The keys of each verb: SPEC section 2. */
struct request {
    enum verb verb;
    enum verb about;    /* ASK: the verb that is asked about */
    int date, from, to; /* days, as in date.h; from/to inclusive */
    int next, weeks;    /* SUSPEND next=N, weeks=N */
    int order;          /* CANCEL order=N */
    int choice;         /* CHOOSE n=N */
    int subscription;   /* CHANGE, in the options of our own questions: which one is meant */
    int month;          /* INVOICE month=YYYY-MM: its first day; DATE_NONE */
    bool all;           /* RESUME all */
    bool on;            /* REMIND on */
    const char *type, *place, *code, *number, *field, *value, *reason;
    const char
        *sealed; /* IBAN: its value once it is encrypted (bot/bank.h); never in what is parsed */
    const char *topic; /* HELP topic=…: a lower-case word; ASK: what is missing, e.g. "date" */
    struct request_item items[REQUEST_ITEMS];
    int item_count;
    /* ASK with choices: codes or ISO dates the sender may choose from, joined by ',' (choices=a,b). */
    const char *choices;
};

/* A request of that verb with every key absent. */
struct request request_make(enum verb verb);
/* The contract's line, without line end. */
void request_line(const struct request *request, struct text *text);
char *request_print(struct arena *arena, const struct request *request);
/* Reads one line. -1: not a line of the contract. */
int request_read(struct arena *arena, struct view line, struct request *request,
                 struct error *error);

const char *verb_name(enum verb verb); /* "SUSPEND" */
enum verb verb_read(struct view name); /* VERB_NONE when unknown */
/* Whether such a request changes anything (SUSPEND … STOP, not BASKET or HUMAN). */
bool verb_changes(enum verb verb);

#endif
