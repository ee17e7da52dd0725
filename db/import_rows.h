/* import_rows: the CSV's columns as a table, and its rows as values. For db/import*.c only.
 *
 * import_read is pure: bytes in, checked rows or errors out.
 */
#ifndef DB_IMPORT_ROWS_H
#define DB_IMPORT_ROWS_H

#include "db/import.h"

enum { IMPORT_COLUMNS = 10, IMPORT_ROWS = 100 * 1000 };

enum cell_kind {
    CELL_TEXT,
    CELL_CODE,
    CELL_ALIASES,
    CELL_ADDRESS, /* its line ends become ", " */
    CELL_POSTCODE,
    CELL_MONEY,  /* never negative */
    CELL_AMOUNT, /* may be negative, never 0 */
    CELL_VAT,
    CELL_WEEKDAY,
    CELL_LATITUDE,
    CELL_LONGITUDE,
    CELL_NUMBER, /* a subscriber's */
    CELL_EMAILS,
    CELL_PHONES,
    CELL_COUNT,
    CELL_QUANTITY,
    CELL_FREQUENCY,
    CELL_DAY,
    CELL_YES_NO,
};

struct import_column {
    const char *name;
    enum cell_kind kind;
    bool required;
};

/* Columns in the contract's order; an unused place has name NULL. */
extern const struct import_column import_columns[IMPORT_KINDS][IMPORT_COLUMNS];
int import_column_count(enum import_kind kind);

struct import_cell {
    const char *text;   /* the value in its one form ("1250" for "12,50"); "" when empty */
    int64_t number;     /* cents, basis points, thousandths, weekday, day, count, 0 or 1 */
    double real;        /* degrees */
    const char **items; /* of a list */
    int item_count;
    bool filled;
};

struct import_row {
    int line;
    struct import_cell cells[IMPORT_COLUMNS]; /* in the contract's order */
    const char *key;                          /* what makes it this row; NULL: nothing does */
};

struct import_rows {
    struct import_row *items;
    int count;
};

/* `column` NULL: the whole row. The text is "FILE:LINE: column NAME: …". */
void import_error(struct import *import, int line, const char *column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void import_note(struct import *import, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One cell; errors go to `import`. */
void import_cell_read(struct import *import, int line, const struct import_column *column,
                      struct view view, struct import_cell *cell);
/* Header, rows, duplicates. Errors go to `import`. */
void import_read(struct import *import, struct view bytes, struct import_rows *rows);

/* What only the database knows: codes and numbers that do not exist, contacts of somebody else. */
int import_check(struct import *import, struct db *db, const struct import_rows *rows,
                 struct error *error);
/* Writes checked rows and counts them. */
int import_apply(struct import *import, struct db *db, const struct import_rows *rows, int today,
                 struct error *error);
int import_subscribers(struct import *import, struct db *db, const struct import_rows *rows,
                       struct error *error);
int import_subscriptions(struct import *import, struct db *db, const struct import_rows *rows,
                         int today, struct error *error);

/* What is remembered of a cell, at the end of a row's list. */
void import_fingerprint(struct text *text, const char *value);
/* Which columns differ from what the file said last time, as bits; every one when the row is new.
 * `*id` is what import_remember kept, 0 when it is new. */
int import_differs(struct import *import, struct db *db, const struct import_row *row, int *bits,
                   int64_t *id, struct error *error);
int import_remember(struct import *import, struct db *db, const struct import_row *row, int64_t id,
                    struct error *error);

#endif
