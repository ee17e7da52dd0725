/* Subscribers and subscriptions: what people can change by mail. A file is compared with what the last file
 * said, not with the database: a cell that the farm did not touch leaves the subscriber's change alone. */
#include <stdlib.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/date.h"

/* FNV-1a, 64 bits: tells a changed cell from an unchanged one; it guards nothing. */
void import_fingerprint(struct text *text, const char *value)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *value; value++)
        hash = (hash ^ (unsigned char)*value) * 0x100000001b3u;
    text_print(text, "%s%016llx", text->len ? " " : "", (unsigned long long)hash);
}

static const char *fingerprints(struct import *import, const struct import_row *row)
{
    struct text text = text_in(import->arena);
    for (int i = 0; i < import_column_count(import->kind); i++)
        import_fingerprint(&text, row->cells[i].text);
    return text.at;
}

int import_differs(struct import *import, struct db *db, const struct import_row *row, int *bits,
                   int64_t *id, struct error *error)
{
    struct rows rows =
        db_rows(db, SQL_IMPORTED_GET, error, "tt", import_kind_name(import->kind), row->key);
    int more = rows_next(&rows);
    *bits = (1 << import_column_count(import->kind)) - 1;
    *id = 0;
    if (more != 1)
        return more;
    *id = rows_int(&rows, 0);
    struct view before = rows_view(&rows, 1), now = view_of(fingerprints(import, row)), old, new;
    for (int i = 0; view_item(&now, ' ', &new); i++)
        if (view_item(&before, ' ', &old) && view_equal(old, new))
            *bits &= ~(1 << i);
    rows_end(&rows);
    return 0;
}

int import_remember(struct import *import, struct db *db, const struct import_row *row, int64_t id,
                    struct error *error)
{
    return db_run(db, SQL_IMPORTED_PUT, error, "ttit", import_kind_name(import->kind), row->key, id,
                  fingerprints(import, row));
}

/* A row on its way in. */
struct work {
    const struct import_row *row;
    int bits;
    int64_t id;       /* what import_remember kept, or what was found; 0: new */
    bool contacts[2]; /* email, phone: the list is to be written */
    bool touched;
};

static const char *contact_kinds[2] = {"email", "phone"};

/* 1: the list differs from what stands in the database. -1: failed. */
static int contacts_differ(struct db *db, int64_t number, int kind, const struct import_cell *cell,
                           struct error *error)
{
    struct rows rows = db_rows(db, SQL_CONTACT_VALUES, error, "it", number, contact_kinds[kind]);
    int more, count = 0, same = 1;
    while ((more = rows_next(&rows)) == 1) {
        same = same && count < cell->item_count && view_is(rows_view(&rows, 0), cell->items[count]);
        count++;
    }
    return more < 0 ? -1 : !(same && count == cell->item_count);
}

/* First everybody's old contacts go, then the new ones come: two people may swap a number. */
static int clear_contacts(struct db *db, struct work *work, struct error *error)
{
    int64_t number = work->row->cells[0].number;
    for (int kind = 0; kind < 2; kind++) {
        if (!(work->bits >> (3 + kind) & 1))
            continue;
        int differ = contacts_differ(db, number, kind, &work->row->cells[3 + kind], error);
        if (differ < 0 ||
            (differ && db_run(db, SQL_CONTACT_CLEAR, error, "it", number, contact_kinds[kind])))
            return -1;
        work->contacts[kind] = differ;
    }
    return 0;
}

/* The file's value where it changed, else what stands in the database. */
static const char *chosen(const struct work *work, int column, const char *now)
{
    return work->bits >> column & 1 ? work->row->cells[column].text : now;
}

static int put_subscriber(struct import *import, struct db *db, struct work *work, bool exists,
                          struct error *error)
{
    const struct import_cell *c = work->row->cells;
    const char *now[5] = {"", "", "", "", ""}; /* first name, last name, address, postcode, town */
    if (exists) {
        error_set(error, "subscriber %s is gone", c[0].text);
        struct rows rows = db_rows(db, SQL_SUBSCRIBER, error, "i", c[0].number);
        if (rows_next(&rows) != 1)
            return -1;
        for (int i = 0; i < 5; i++)
            now[i] = rows_text(&rows, i, import->arena);
        rows_end(&rows);
    } else
        work->bits = 0xFF;
    if (db_run(db, SQL_SUBSCRIBER_PUT, error, "ittttt", c[0].number, chosen(work, 1, now[0]),
               chosen(work, 2, now[1]), chosen(work, 5, now[2]), chosen(work, 6, now[3]),
               chosen(work, 7, now[4])))
        return -1;
    work->touched = db_changed(db) > 0;
    for (int kind = 0; kind < 2; kind++) {
        const struct import_cell *list = &c[3 + kind];
        for (int i = 0; work->contacts[kind] && i < list->item_count; i++)
            if (db_run(db, SQL_CONTACT_ADD, error, "ttii", contact_kinds[kind], list->items[i],
                       c[0].number, (int64_t)i))
                return -1;
        work->touched = work->touched || work->contacts[kind];
    }
    return 0;
}

int import_subscribers(struct import *import, struct db *db, const struct import_rows *rows,
                       struct error *error)
{
    struct work *works = arena_array(import->arena, (size_t)rows->count, sizeof *works);
    int failed = 0;
    for (int i = 0; i < rows->count; i++) {
        struct work *work = &works[i];
        work->row = &rows->items[i];
        if (import_differs(import, db, work->row, &work->bits, &work->id, error) ||
            clear_contacts(db, work, error))
            return -1;
    }
    for (int i = 0; i < rows->count; i++) {
        struct work *work = &works[i];
        int64_t number = work->row->cells[0].number;
        bool exists = db_int(db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", number) > 0;
        if (failed)
            return -1;
        if (exists && !work->bits) {
            import->unchanged++;
            continue;
        }
        if (put_subscriber(import, db, work, exists, error) ||
            import_remember(import, db, work->row, number, error))
            return -1;
        *(!exists ? &import->added : work->touched ? &import->changed : &import->unchanged) += 1;
    }
    return 0;
}

/* Suspensions and one-day changes belong to the regular day: with another weekday they go along in their
 * week. */
static int move_days(struct import *import, struct db *db, enum sql list, enum sql move, int64_t id,
                     int from, int weekday, struct error *error)
{
    int *days = NULL, count = 0, more;
    struct rows rows = db_rows(db, list, error, "i", id);
    while ((more = rows_next(&rows)) == 1) {
        int day = rows_day(&rows, 0);
        if (day < from || date_weekday(day) == weekday)
            continue;
        *(int *)arena_one_more(import->arena, &days, &count, sizeof *days) = day;
    }
    for (int i = 0; i < count && !more; i++)
        more = db_run(db, move, error, "idd", id, days[i], date_monday(days[i]) + weekday - 1);
    return more;
}

/* What a new depot may leave behind: orders of the old day. */
static int note_orders(struct import *import, struct db *db, const struct import_row *row, int from,
                       struct error *error)
{
    int failed = 0;
    int64_t orders =
        db_int(db, SQL_PURCHASES_FROM, 0, &failed, error, "id", row->cells[0].number, from);
    if (orders > 0)
        import_note(
            import, row->line,
            "subscriber %s has %lld orders from %s on, and another delivery day now: see to them",
            row->cells[0].text, (long long)orders, date_iso(import->arena, from));
    return failed;
}

/* From the Monday after `today`: this week's delivery stays as it was, and no week has two or none. */
static int change_depot(struct import *import, struct db *db, const struct work *work, int today,
                        struct error *error)
{
    const char *depot = work->row->cells[2].text, *formula = NULL;
    int start = (int)work->row->cells[5].number, old_weekday = 0, failed = 0, more;
    int from = start > today ? start : date_monday(today) + 7;
    struct rows rows = db_rows(db, SQL_TERMS_IMPORTED, error, "i", work->id);
    while ((more = rows_next(&rows)) == 1)
        if (!formula || rows_day(&rows, 0) <= from) {
            formula = rows_text(&rows, 1, import->arena);
            old_weekday = (int)rows_int(&rows, 3);
        }
    if (more || !formula)
        return more;
    int weekday = (int)db_int(db, SQL_DEPOT_WEEKDAY, 0, &failed, error, "t", depot);
    if (failed || db_run(db, SQL_TERM_PUT, error, "idtt", work->id, from, formula, depot) ||
        db_run(db, SQL_TERM_DEPOTS, error, "idt", work->id, from, depot))
        return -1;
    if (weekday == old_weekday)
        return 0;
    if (move_days(import, db, SQL_SUSPENSIONS, SQL_SUSPENSION_MOVE, work->id, from, weekday,
                  error) ||
        move_days(import, db, SQL_EXCEPTIONS, SQL_EXCEPTION_MOVE, work->id, from, weekday, error))
        return -1;
    return note_orders(import, db, work->row, from, error);
}

static int change_subscription(struct import *import, struct db *db, struct work *work, int today,
                               struct error *error)
{
    const struct import_cell *c = work->row->cells;
    struct rows rows = db_rows(db, SQL_SUBSCRIPTION_GET, error, "i", work->id);
    if (rows_next(&rows) != 1)
        return -1;
    int64_t quantity = rows_int(&rows, 0);
    const char *frequency = rows_text(&rows, 1, import->arena);
    int end = rows_day(&rows, 2);
    rows_end(&rows);
    int64_t new_quantity = work->bits >> 3 & 1 ? c[3].number : quantity;
    const char *new_frequency = chosen(work, 4, frequency);
    int new_end = !(work->bits >> 6 & 1) ? end : c[6].filled ? (int)c[6].number : DATE_NONE;
    if (new_quantity != quantity || strcmp(new_frequency, frequency) || new_end != end) {
        if (db_run(db, SQL_SUBSCRIPTION_WAS, error, "idit", work->id, today, new_quantity,
                   new_frequency) ||
            db_run(db, SQL_SUBSCRIPTION_SET, error, "iitd", work->id, new_quantity, new_frequency,
                   new_end))
            return -1;
        work->touched = true;
    }
    return 0;
}

/* 1: the depot in force differs from the file's; `known`: a change to come does, too (what no file ever named, none
 * takes back). -1: failed. */
static int depot_differs(struct db *db, const struct work *work, int today, bool known,
                         struct error *error)
{
    struct rows rows = db_rows(db, SQL_TERMS_IMPORTED, error, "i", work->id);
    int more, differs = 0, first = 1;
    while ((more = rows_next(&rows)) == 1) {
        bool is = view_is(rows_view(&rows, 2), work->row->cells[2].text);
        if (first || rows_day(&rows, 0) <= today)
            differs = !is;
        else
            differs = differs || (known && !is);
        first = 0;
    }
    return more < 0 ? -1 : differs;
}

static int add_subscription(struct db *db, struct work *work, struct error *error)
{
    const struct import_cell *c = work->row->cells;
    int end = c[6].filled ? (int)c[6].number : DATE_NONE;
    if (db_run(db, SQL_SUBSCRIPTION_ADD, error, "iitdd", c[0].number, c[3].number, c[4].text,
               (int)c[5].number, end))
        return -1;
    work->id = db_last_id(db);
    return db_run(db, SQL_TERM_PUT, error, "idtt", work->id, (int)c[5].number, c[1].text,
                  c[2].text);
}

static int put_subscription(struct import *import, struct db *db, struct work *work, int today,
                            struct error *error)
{
    const struct import_cell *c = work->row->cells;
    int failed = 0;
    bool known = false;
    if (work->id) /* it may have gone since */
        known = db_int(db, SQL_SUBSCRIPTION_GET, 0, &failed, error, "i", work->id) > 0;
    if (!known && !failed) {
        work->bits = 0x7F;
        work->id = db_int(db, SQL_SUBSCRIPTION_FIND, 0, &failed, error, "itt", c[0].number,
                          c[1].text, c[5].text);
    }
    if (failed)
        return -1;
    if (known && !work->bits) {
        import->unchanged++;
        return 0;
    }
    bool added = !work->id;
    if (added && add_subscription(db, work, error))
        return -1;
    if (!added && change_subscription(import, db, work, today, error))
        return -1;
    if (!added && (work->bits >> 2 & 1)) {
        int differs = depot_differs(db, work, today, known, error);
        if (differs < 0 || (differs && change_depot(import, db, work, today, error)))
            return -1;
        work->touched = work->touched || differs;
    }
    *(added ? &import->added : work->touched ? &import->changed : &import->unchanged) += 1;
    return import_remember(import, db, work->row, work->id, error);
}

static int compare_keys(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    return strcmp((*a)->key, (*b)->key);
}

static int compare_numbers(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    int64_t one = (*a)->cells[0].number, other = (*b)->cells[0].number;
    return one < other ? -1 : one > other;
}

static const struct import_row **sort_rows(struct import *import, const struct import_rows *rows,
                                           int (*compare)(const void *, const void *))
{
    const struct import_row **sorted =
        arena_array(import->arena, (size_t)rows->count, sizeof *sorted);
    for (int i = 0; i < rows->count; i++)
        sorted[i] = &rows->items[i];
    if (rows->count)
        qsort(sorted, (size_t)rows->count, sizeof *sorted, compare);
    return sorted;
}

/* A row whose formula or start was edited is a new subscription beside the old one, which the file no longer
 * has: somebody should know that both run. */
static int note_left_out(struct import *import, struct db *db, const struct import_rows *rows,
                         int today, struct error *error)
{
    const struct import_row **by_key = sort_rows(import, rows, compare_keys);
    const struct import_row **by_number = sort_rows(import, rows, compare_numbers);
    struct rows known = db_rows(db, SQL_IMPORTED_KEYS, error, "");
    int more;
    while ((more = rows_next(&known)) == 1) {
        int end = rows_day(&known, 2);
        struct import_row wanted = {.key = rows_text(&known, 0, import->arena)};
        wanted.cells[0].number = rows_int(&known, 1);
        const struct import_row *key = &wanted;
        size_t count = (size_t)rows->count;
        if ((end != DATE_NONE && end < today) ||
            bsearch(&key, by_key, count, sizeof *by_key, compare_keys))
            continue;
        const struct import_row **other =
            bsearch(&key, by_number, count, sizeof *by_number, compare_numbers);
        if (other)
            import_note(
                import, (*other)->line,
                "the subscription %s is no longer in the file and goes on: to end it, keep its "
                "row and write fin",
                wanted.key);
    }
    return more;
}

static int compare_terms(const void *left, const void *right)
{
    const struct import_row *const *a = left, *const *b = right;
    int order = compare_numbers(left, right);
    if (!order)
        order = strcmp((*a)->cells[1].text, (*b)->cells[1].text);
    return order ? order : strcmp((*a)->cells[5].text, (*b)->cells[5].text);
}

/* Two rows of one formula that run at the same time: two baskets, or a start that was edited in a copy. */
static void note_twice(struct import *import, const struct import_rows *rows)
{
    const struct import_row **sorted = sort_rows(import, rows, compare_terms);
    for (int i = 1; i < rows->count; i++) {
        const struct import_cell *a = sorted[i - 1]->cells, *b = sorted[i]->cells;
        if (a[0].number != b[0].number || strcmp(a[1].text, b[1].text) ||
            (a[6].filled && a[6].number < b[5].number))
            continue;
        import_note(
            import, sorted[i]->line,
            "subscriber %s has %s twice from %s on (line %d): if it is one, write fin on line "
            "%d",
            b[0].text, b[1].text, b[5].text, sorted[i - 1]->line, sorted[i - 1]->line);
    }
}

int import_subscriptions(struct import *import, struct db *db, const struct import_rows *rows,
                         int today, struct error *error)
{
    for (int i = 0; i < rows->count; i++) {
        struct work work = {.row = &rows->items[i]};
        if (import_differs(import, db, work.row, &work.bits, &work.id, error) ||
            put_subscription(import, db, &work, today, error))
            return -1;
    }
    if (!import->added)
        return 0;
    note_twice(import, rows);
    return note_left_out(import, db, rows, today, error);
}
