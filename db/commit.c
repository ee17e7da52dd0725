#include "db/commit.h"

#include <string.h>

#include "db/mandate.h"
#include "parsers/date.h"

/* The lines of a CHANGE_SET's text are its columns. */
static void split(const char *text, struct view lines[3])
{
    struct view rest = view_of(text);
    for (int i = 0; i < 3; i++) {
        lines[i] = view_of("");
        view_item(&rest, '\n', &lines[i]);
    }
}

static int set_field(struct db *db, int64_t subscriber, const struct change *change,
                     struct error *error)
{
    struct view now[3], old[3];
    const char *field = change->field ? change->field : "";
    split(change->text, now);
    split(change->old_text, old);
    if (!strcmp(field, "address"))
        return db_run(db, SQL_SUBSCRIBER_ADDRESS, error, "ivvvvvv", subscriber, now[0], now[1],
                      now[2], old[0], old[1], old[2]);
    if (!strcmp(field, "name"))
        return db_run(db, SQL_SUBSCRIBER_NAME, error, "ivvvv", subscriber, now[0], now[1], old[0],
                      old[1]);
    if (!strcmp(field, "reminders"))
        return db_run(db, SQL_SUBSCRIBER_REMINDERS, error, "iii", subscriber,
                      (int64_t)view_is(now[0], "on"), (int64_t)view_is(old[0], "on"));
    return error_set(error, "change set: no field \"%s\"", field);
}

/* A row of term or exception from one pair to another: added, changed or dropped. */
static int apply_pair(struct db *db, const struct change *change, struct error *error)
{
    bool term = change->kind == CHANGE_TERM;
    const char *formula, *depot, *old_formula, *old_depot;
    struct arena *arena = arena_new();
    change_read_pair(arena, change->text, &formula, &depot);
    change_read_pair(arena, change->old_text, &old_formula, &old_depot);
    int result;
    if (!change->old_text)
        result = db_run(db, term ? SQL_TERM_ADD : SQL_EXCEPTION_ADD, error, "idtt",
                        change->subscription, change->day, formula, depot);
    else if (!change->text)
        result = db_run(db, term ? SQL_TERM_DROP : SQL_EXCEPTION_DROP, error, "idtt",
                        change->subscription, change->day, old_formula, old_depot);
    else
        result = db_run(db, term ? SQL_TERM_SET : SQL_EXCEPTION_SET, error, "idtttt",
                        change->subscription, change->day, formula, depot, old_formula, old_depot);
    arena_free(&arena);
    return result;
}

static int subscribe(struct db *db, int64_t subscriber, const struct change *change,
                     struct error *error)
{
    if (db_run(db, SQL_SUBSCRIPTION_NEW, error, "iid", change->subscription, subscriber,
               change->day))
        return -1;
    struct change term = *change;
    term.kind = CHANGE_TERM;
    return apply_pair(db, &term, error);
}

static int withdraw(struct db *db, int64_t subscription, struct error *error)
{
    return db_run(db, SQL_WITHDRAW_SUSPENSIONS, error, "i", subscription) ||
                   db_run(db, SQL_WITHDRAW_EXCEPTIONS, error, "i", subscription) ||
                   db_run(db, SQL_WITHDRAW_TERMS, error, "i", subscription) ||
                   db_run(db, SQL_WITHDRAW, error, "i", subscription)
               ? -1
               : 0;
}

static int order(struct db *db, const struct batch *batch, const struct change *change,
                 struct error *error)
{
    if (db_run(db, SQL_PURCHASE_ADD, error, "iidi", change->purchase, batch->subscriber,
               change->day, batch->now))
        return -1;
    for (int i = 0; i < change->item_count; i++) {
        const struct change_item *item = &change->items[i];
        if (db_run(db, SQL_PURCHASE_ITEM_ADD, error, "itttiii", change->purchase, item->code,
                   item->name, item->unit, item->thousandths, item->price, (int64_t)item->vat))
            return -1;
    }
    return 0;
}

static int set_bank(struct db *db, const struct batch *batch, const struct change *change,
                    struct error *error)
{
    struct view rest = view_of(change->text), reference = {NULL, 0}, last4 = {NULL, 0};
    view_item(&rest, ' ', &reference);
    view_item(&rest, ' ', &last4);
    struct arena *arena = arena_new();
    struct mandate mandate = {
        .reference = arena_copy(arena, reference.at, reference.len),
        .subscriber = batch->subscriber,
        .signed_day = change->day,
        .sealed = change->sealed,
        .last4 = arena_copy(arena, last4.at, last4.len),
        .active = change->field && !strcmp(change->field, "active"),
    };
    int result = mandate_add(db, &mandate, batch->now, error);
    arena_free(&arena);
    return result;
}

static int apply(struct db *db, const struct batch *batch, const struct change *change,
                 struct error *error)
{
    int monday = change->day == DATE_NONE ? DATE_NONE : date_monday(change->day);
    switch (change->kind) {
    case CHANGE_SUSPEND:
        return db_run(db, SQL_SUSPEND, error, "iddd", change->subscription, change->day, monday,
                      monday + 6);
    case CHANGE_RESUME:
        return db_run(db, SQL_RESUME, error, "idd", change->subscription, monday, monday + 6);
    case CHANGE_END:
        return db_run(db, SQL_END, error, "idd", change->subscription, change->end,
                      change->old_end);
    case CHANGE_PURCHASE:
        return db_run(db, SQL_PURCHASE_STATE, error, "ittt", change->purchase, change->text,
                      change->old_text, change->reason);
    case CHANGE_TERM:
    case CHANGE_EXCEPTION:
        return apply_pair(db, change, error);
    case CHANGE_SUBSCRIBE:
        return subscribe(db, batch->subscriber, change, error);
    case CHANGE_WITHDRAW:
        return withdraw(db, change->subscription, error);
    case CHANGE_ORDER:
        return order(db, batch, change, error);
    case CHANGE_UNORDER:
        return db_run(db, SQL_PURCHASE_UNPLACE, error, "i", change->purchase);
    case CHANGE_CARRY:
        return db_run(db, SQL_PURCHASE_CARRY, error, "itt", change->purchase, change->text,
                      change->old_text);
    case CHANGE_SET:
        return set_field(db, batch->subscriber, change, error);
    case CHANGE_ADD:
        return db_run(db, SQL_CONTACT_NEW, error, "tti", change->field, change->text,
                      batch->subscriber);
    case CHANGE_DROP:
        return db_run(db, SQL_CONTACT_DROP, error, "tti", change->field, change->text,
                      batch->subscriber);
    case CHANGE_BANK:
        return set_bank(db, batch, change, error);
    case CHANGE_REASON:
    case CHANGE_NONE:
    case CHANGE_MAX:
        break;
    }
    return 0;
}

static int write_journal(struct db *db, const struct batch *batch, const struct change *change,
                         struct error *error)
{
    struct arena *arena = arena_new();
    struct tree *detail = tree_new(arena);
    change_write(change, detail);
    const char *undoes =
        change->undoes ? arena_print(arena, "%lld", (long long)change->undoes) : NULL;
    int result = db_run(db, SQL_JOURNAL_ADD, error, "iitiittit", batch->now, batch->received,
                        batch->actor, batch->subscriber, batch->id, change_name(change->kind),
                        tree_write(arena, detail), (int64_t)change->late, undoes);
    if (!result && change->undoes)
        result = db_run(db, SQL_JOURNAL_UNDONE, error, "i", change->undoes);
    arena_free(&arena);
    return result;
}

/* A reminder that has not left yet would say what was true before. */
static int overtake(struct db *db, const struct batch *batch, const struct change *change,
                    struct error *error)
{
    if (!change->subscription && !change->purchase)
        return 0;
    return db_run(db, SQL_REMINDER_WITHDRAW, error, "i", batch->subscriber);
}

int commit_changes(struct db *db, const struct batch *batch, const struct change *changes,
                   int count, struct error *error)
{
    for (int i = 0; i < count; i++) {
        const struct change *change = &changes[i];
        if (apply(db, batch, change, error))
            return -1;
        if (change->kind != CHANGE_REASON && db_changed(db) != 1)
            return error_set(error, "change %s: the state is not what the decision saw",
                             change_name(change->kind));
        if (write_journal(db, batch, change, error) || overtake(db, batch, change, error))
            return -1;
    }
    return 0;
}
