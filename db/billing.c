#include "db/billing.h"

#include "db/farm.h"
#include "db/snapshot.h"
#include "parsers/date.h"

static int load_prices(struct arena *arena, struct db *db, struct billing_farm *shared,
                       struct error *error)
{
    struct rows rows = db_rows(db, SQL_FORMULA_PRICES, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct price *price =
            arena_one_more(arena, &shared->prices, &shared->price_count, sizeof *price);
        *price = (struct price){rows_text(&rows, 0, arena), rows_day(&rows, 1), rows_int(&rows, 2),
                                (int)rows_int(&rows, 3)};
    }
    return more;
}

struct billing_farm *billing_farm_load(struct arena *arena, struct db *db, const struct farm *farm,
                                       struct error *error)
{
    struct billing_farm *shared = arena_alloc(arena, sizeof *shared);
    shared->farm = farm;
    if (load_prices(arena, db, shared, error))
        return NULL;
    struct rows rows = db_rows(db, SQL_INVOICE_RUNS, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int *month = arena_one_more(arena, &shared->months, &shared->month_count, sizeof *month);
        *month = date_read_month(rows_view(&rows, 0));
    }
    return more ? NULL : shared;
}

static enum frequency read_frequency(struct view name)
{
    return view_is(name, "paire")       ? FREQUENCY_EVEN
           : view_is(name, "impaire")   ? FREQUENCY_ODD
           : view_is(name, "mensuelle") ? FREQUENCY_MONTHLY
                                        : FREQUENCY_WEEKLY;
}

static int load_pasts(struct arena *arena, struct db *db, struct billing_account *account,
                      struct error *error)
{
    struct rows rows = db_rows(db, SQL_SUBSCRIPTION_PASTS, error, "i", account->subscriber.number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct past *past =
            arena_one_more(arena, &account->pasts, &account->past_count, sizeof *past);
        *past = (struct past){rows_int(&rows, 0), rows_day(&rows, 1), (int)rows_int(&rows, 2),
                              read_frequency(rows_view(&rows, 3))};
    }
    return more;
}

static int load_orders(struct arena *arena, struct db *db, struct billing_account *account,
                       int from, int to, struct error *error)
{
    struct rows rows =
        db_rows(db, SQL_BILLING_ORDERS, error, "idd", account->subscriber.number, from, to);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct charge *charge =
            arena_one_more(arena, &account->orders, &account->order_count, sizeof *charge);
        *charge = (struct charge){
            .kind = CHARGE_ORDER,
            .source = rows_int(&rows, 0),
            .week = DATE_NONE,
            .item = rows_text(&rows, 2, arena),
            .day = rows_day(&rows, 1),
            .name = rows_text(&rows, 3, arena),
            .unit = rows_text(&rows, 4, arena),
            .thousandths = rows_int(&rows, 5),
            .price = rows_int(&rows, 6),
            .vat = (int)rows_int(&rows, 7),
        };
        charge->code = charge->item;
    }
    return more;
}

static int load_billed(struct arena *arena, struct db *db, struct billing_account *account,
                       int from, struct error *error)
{
    struct rows rows =
        db_rows(db, SQL_BILLING_CHARGES, error, "id", account->subscriber.number, from);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct charge *charge =
            arena_one_more(arena, &account->billed, &account->billed_count, sizeof *charge);
        bool delivery = view_is(rows_view(&rows, 0), "delivery");
        *charge = (struct charge){
            .kind = delivery ? CHARGE_DELIVERY : CHARGE_ORDER,
            .source = rows_int(&rows, 1),
            .week = delivery ? rows_day(&rows, 2) : DATE_NONE,
            .item = rows_text(&rows, 3, arena),
            .day = rows_day(&rows, 4),
            .code = rows_text(&rows, 5, arena),
            .name = rows_text(&rows, 6, arena),
            .unit = rows_text(&rows, 7, arena),
            .thousandths = rows_int(&rows, 8),
            .price = rows_int(&rows, 9),
            .vat = (int)rows_int(&rows, 10),
            .waived = rows_int(&rows, 11) != 0,
            .invoice = rows_text(&rows, 12, arena),
            .credits = rows_null(&rows, 13) ? NULL : rows_text(&rows, 13, arena),
        };
    }
    return more;
}

struct billing_account *billing_account_load(struct arena *arena, struct db *db,
                                             const struct farm *farm, int64_t subscriber, int from,
                                             int to, int today, struct error *error)
{
    struct billing_account *account = arena_alloc(arena, sizeof *account);
    struct snapshot *snapshot =
        snapshot_load(arena, db, farm, subscriber, today, SNAPSHOT_BANK, error);
    if (!snapshot)
        return NULL;
    account->subscriber = snapshot->subscriber;
    account->mandate = snapshot->mandate;
    account->subscriptions = snapshot->subscriptions;
    account->subscription_count = snapshot->subscription_count;
    if (load_pasts(arena, db, account, error) || load_orders(arena, db, account, from, to, error) ||
        load_billed(arena, db, account, from, error))
        return NULL;
    return account;
}

int billing_deliver(struct db *db, int today, struct error *error)
{
    return db_run(db, SQL_PURCHASES_DELIVERED, error, "d", today);
}

int64_t billing_last_number(struct db *db, const char *prefix, int year, struct error *error)
{
    int failed = 0;
    struct arena *arena = arena_new();
    const char *head = arena_print(arena, "%s%04d-", prefix, year);
    const char *end = arena_print(arena, "%s%04d.", prefix, year); /* "." comes after "-" */
    int64_t last = db_int(db, SQL_INVOICE_LAST, 0, &failed, error, "tt", head, end);
    arena_free(&arena);
    return failed ? -1 : last;
}

char *billing_number(struct arena *arena, const char *prefix, int year, int64_t counter)
{
    return arena_print(arena, "%s%04d-%04lld", prefix, year, (long long)counter);
}
