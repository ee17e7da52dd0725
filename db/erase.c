#include "db/erase.h"

/* In this order: what is found by the person's addresses and numbers first, these last. Each takes the subscriber's
 * number as ?1. */
static const enum sql statements[] = {
    SQL_ERASE_VERDICTS,  SQL_ERASE_OTHER_VERDICTS, SQL_ERASE_REMINDERS, SQL_ERASE_MANDATES,
    SQL_ERASE_INBOX_RAW, SQL_ERASE_INBOX,          SQL_ERASE_OTHER_RAW, SQL_ERASE_OTHER_SUBJECTS,
    SQL_ERASE_STAFF_RAW, SQL_ERASE_QUESTIONS,      SQL_ERASE_ACTORS,    SQL_ERASE_JOURNAL,
    SQL_ERASE_BOUNCES,   SQL_ERASE_UNREACHABLE,    SQL_ERASE_OPTOUTS,   SQL_ERASE_RESTS,
    SQL_ERASE_REASONS,   SQL_ERASE_IMPORTED,       SQL_ERASE_CONTACTS,  SQL_ERASE_PERSON,
};

/* Letters: ?2 is the one that may still leave. */
static const enum sql letters[] = {
    SQL_ERASE_OUTBOX_RAW,    SQL_ERASE_OUTBOX_SMS, SQL_ERASE_OUTBOX_BOUNCES,
    SQL_ERASE_OUTBOX_UNSENT, SQL_ERASE_OUTBOX,
};

int erase_count(struct db *db, int64_t subscriber, struct erase_counts *counts, struct error *error)
{
    const struct {
        int64_t *into;
        enum sql sql;
    } list[] = {
        {&counts->contacts, SQL_ERASE_COUNT_CONTACTS},
        {&counts->messages, SQL_ERASE_COUNT_MESSAGES},
        {&counts->letters, SQL_ERASE_COUNT_LETTERS},
        {&counts->questions, SQL_ERASE_COUNT_QUESTIONS},
        {&counts->changes, SQL_ERASE_COUNT_CHANGES},
        {&counts->invoices, SQL_ERASE_COUNT_INVOICES},
        {&counts->payments, SQL_ERASE_COUNT_PAYMENTS},
        {&counts->sending, SQL_ERASE_COUNT_SENDING},
        {&counts->unmailed, SQL_ERASE_COUNT_UNMAILED},
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        *list[i].into = db_int(db, list[i].sql, 0, &failed, error, "i", subscriber);
    counts->erased = db_int(db, SQL_ERASED, 0, &failed, error, "i", subscriber) > 0;
    return failed;
}

int erase_subscriber(struct db *db, int64_t subscriber, int64_t keep, int64_t now,
                     struct error *error)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (db_run(db, letters[i], error, "ii", subscriber, keep))
            return -1;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (db_run(db, statements[i], error, "i", subscriber))
            return -1;
    return db_run(db, SQL_ERASED_ADD, error, "ii", subscriber, now);
}
