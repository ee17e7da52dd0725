/* mydata: all that the database holds about one subscriber, for themselves (GDPR, article 15).
 *
 * Job: a tree of lists, one a table, with French names, days as ISO texts, instants in local time, money in
 * cents. Caller: bot/attach_data. Promise: nothing of anybody else's; account numbers as their last four digits;
 * what was written to and by the subscriber as who, when and about what, not word for word.
 */
#ifndef DB_MYDATA_H
#define DB_MYDATA_H

#include "db/db.h"
#include "parsers/tree.h"

struct tree *mydata_load(struct arena *arena, struct db *db, int64_t subscriber,
                         struct error *error);

/* What the columns are, for whoever writes them out. A change is its name in the journal, its detail JSON. */
enum mydata_kind {
    MYDATA_TEXT,
    MYDATA_DAY,
    MYDATA_INSTANT,
    MYDATA_MONEY,
    MYDATA_NUMBER,
    MYDATA_CHANGE,
    MYDATA_DETAIL
};

struct mydata_column {
    const char *key, *label;
    enum mydata_kind kind;
};

struct mydata_list {
    const char *key, *label;
    enum sql sql;
    struct mydata_column columns[12]; /* up to one without a key */
};

/* In the order of the tree; the last one has no key. */
const struct mydata_list *mydata_lists(void);

#endif
