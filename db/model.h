/* model: the farm and one subscriber as plain structs, for everybody above the database.
 *
 * Days are ints (date.h), money is cents, quantities thousandths, instants seconds UTC. Everything
 * belongs to the arena it was loaded into and is only read.
 */
#ifndef DB_MODEL_H
#define DB_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "db/change.h"
#include "parsers/vocabulary.h"

struct formula {
    const char *code, *name, *aliases;
    int64_t price; /* cents, VAT included */
    int vat;       /* basis points */
};

struct depot {
    const char *code, *name, *address, *postcode, *town, *opening, *aliases;
    int weekday; /* ISO, 1–7 */
    bool placed; /* latitude and longitude are known */
    double latitude, longitude;
};

struct product {
    const char *code, *name, *unit, *aliases;
    int64_t price;
    int vat;
    bool available;
};

struct closure {
    int day;
    const char *reason;
};

/* What all subscribers share. */
struct farm {
    struct formula *formulas;
    int formula_count;
    struct depot *depots;
    int depot_count;
    struct product *products;
    int product_count;
    struct closure *closures; /* by day */
    int closure_count;
    struct vocabulary *vocabulary;   /* for what staff write: French */
    const struct vocabulary *spoken; /* for what subscribers write, see farm_speak */
};

enum contact_kind { CONTACT_EMAIL, CONTACT_PHONE };

struct contact {
    enum contact_kind kind;
    const char *value; /* address in lower case, or E.164 */
};

enum frequency { FREQUENCY_WEEKLY, FREQUENCY_EVEN, FREQUENCY_ODD, FREQUENCY_MONTHLY };

struct term {
    int from;
    const struct formula *formula;
    const struct depot *depot;
};

struct exception {
    int day;                       /* the delivery's regular day */
    const struct formula *formula; /* NULL: as the term says */
    const struct depot *depot;
};

struct subscription {
    int64_t id;
    int quantity;
    enum frequency frequency;
    int start, end;     /* end inclusive; DATE_NONE: open */
    struct term *terms; /* by day; the first is from the start */
    int term_count;
    struct exception *exceptions; /* by day */
    int exception_count;
    int *suspensions; /* regular days, ascending */
    int suspension_count;
};

struct subscriber {
    int64_t number;
    const char *first_name, *last_name, *address, *postcode, *town;
    bool reminders;
    struct contact *contacts;
    int contact_count;
};

enum purchase_state {
    PURCHASE_PENDING,
    PURCHASE_ACCEPTED,
    PURCHASE_REFUSED,
    PURCHASE_CANCELLED,
    PURCHASE_DELIVERED
};

struct purchase {
    int64_t number;
    int day;
    enum purchase_state state;
    const char *summary; /* "2 × Laitue, 1,5 kg Pommes Golden" */
    const char *reason;  /* of a refusal, or "" */
    struct change_item *items;
    int item_count;
    int64_t total;
};

/* A bank account, and with it the mandate to debit it. */
struct mandate {
    const char *reference; /* RUM, "CABAS-1001-1" */
    int64_t subscriber;
    int signed_day;
    const char *sealed, *bic; /* sealed: bot/seal.h; bic: "" when unknown */
    const char *last4;
    bool active;    /* false: an account only, the farm debits nobody */
    bool recurrent; /* it was debited before */
};

struct forecast {
    int day;
    const struct formula *formula;
    const char *product, *unit;
    int64_t thousandths;
};

struct payment {
    int day;
    int64_t amount; /* below zero: paid back, or refused by the bank */
    const char *means;
};

struct invoice {
    const char *number;
    int month, day;      /* month: its first day */
    int64_t total;       /* of a credit note: below zero */
    const char *credits; /* the invoice that this credit note corrects; NULL: it is an invoice */
    int due;             /* DATE_NONE: unknown */
    int debit_day; /* it says that it is debited from then on; DATE_NONE: it does not, or nobody can */
    bool documented; /* all that stands on it is kept: it can be shown */
};

/* What the bank was asked to debit of a subscriber, and did not give back. */
struct collection_item {
    const char *invoice;
    int64_t amount;
};

struct collection {
    int64_t run;
    int day;          /* on which the account is debited */
    int64_t amount;   /* all items */
    int64_t received; /* payments noted since the bank was asked */
    struct collection_item *items;
    int item_count;
};

/* One applied change as the journal holds it. */
struct journal_entry {
    int64_t id, batch, received;
    const char *actor, *kind, *detail;
    bool undone_since; /* something was taken back after it was made */
};

/* All that a decision needs of one subscriber. */
struct snapshot {
    const struct farm *farm;
    struct subscriber subscriber;
    struct subscription *subscriptions;
    int subscription_count;
    struct purchase *purchases; /* of deliveries from `today` on, newest last */
    int purchase_count;
    struct forecast *forecasts; /* of the next 60 days */
    int forecast_count;
    const struct formula **composed; /* formulas that have a composition on some day */
    int composed_count;
    int64_t balance;          /* payments minus invoices: what the subscriber has to the good */
    struct payment *payments; /* the latest first */
    int payment_count;
    struct invoice *invoices; /* the latest first */
    int invoice_count;
    struct collection *collections; /* the oldest first; loaded with the invoices */
    int collection_count;
    int billed; /* the last day of the last month whose invoices were issued; DATE_NONE: none was */
    struct journal_entry *last; /* the changes of the last message that can be undone, in order */
    int last_count;
    const struct mandate *mandate;            /* the one in force; NULL: none */
    int64_t mandate_count;                    /* so many there ever were */
    int64_t next_purchase, next_subscription; /* the numbers that the next ones get */
};

#endif
