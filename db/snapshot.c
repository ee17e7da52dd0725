#include "db/snapshot.h"

#include <string.h>

#include "db/debit.h"
#include "db/farm.h"
#include "db/item.h"
#include "db/mandate.h"
#include "parsers/date.h"
#include "parsers/number.h"

enum { DAY_FIRST = 0 }; /* 1970: before any order */

struct load {
    struct arena *arena;
    struct db *db;
    const struct farm *farm;
    struct error *error;
};

static const char *const frequency_names[] = {"hebdomadaire", "paire", "impaire", "mensuelle"};
static const char *const state_names[] = {"pending", "accepted", "refused", "cancelled",
                                          "delivered"};

static int name_index(struct view name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (view_is(name, names[i]))
            return i;
    return 0;
}

static int load_subscriber(struct load *load, struct subscriber *subscriber)
{
    struct rows rows = db_rows(load->db, SQL_SUBSCRIBER, load->error, "i", subscriber->number);
    int more = rows_next(&rows);
    if (more == 0)
        return error_set(load->error, "subscriber %lld: there is none of that number",
                         (long long)subscriber->number);
    if (more < 0)
        return -1;
    subscriber->first_name = rows_text(&rows, 0, load->arena);
    subscriber->last_name = rows_text(&rows, 1, load->arena);
    subscriber->address = rows_text(&rows, 2, load->arena);
    subscriber->postcode = rows_text(&rows, 3, load->arena);
    subscriber->town = rows_text(&rows, 4, load->arena);
    subscriber->reminders = rows_int(&rows, 5) != 0;
    rows_end(&rows);
    rows = db_rows(load->db, SQL_CONTACTS, load->error, "i", subscriber->number);
    while ((more = rows_next(&rows)) == 1) {
        struct contact *contact = arena_one_more(load->arena, &subscriber->contacts,
                                                 &subscriber->contact_count, sizeof *contact);
        contact->kind = view_is(rows_view(&rows, 0), "phone") ? CONTACT_PHONE : CONTACT_EMAIL;
        contact->value = rows_text(&rows, 1, load->arena);
    }
    return more;
}

static int load_terms(struct load *load, struct subscription *subscription)
{
    struct rows rows = db_rows(load->db, SQL_TERMS, load->error, "i", subscription->id);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct term *term = arena_one_more(load->arena, &subscription->terms,
                                           &subscription->term_count, sizeof *term);
        term->from = rows_day(&rows, 0);
        term->formula = farm_formula(load->farm, rows_text(&rows, 1, load->arena));
        term->depot = farm_depot(load->farm, rows_text(&rows, 2, load->arena));
        if (!term->formula || !term->depot) {
            rows_end(&rows);
            return error_set(load->error, "subscription %lld: its formula or depot is unknown",
                             (long long)subscription->id);
        }
    }
    if (more == 0 && !subscription->term_count)
        return error_set(load->error, "subscription %lld: it has no term",
                         (long long)subscription->id);
    return more;
}

static int load_details(struct load *load, struct subscription *subscription)
{
    if (load_terms(load, subscription))
        return -1;
    struct rows rows = db_rows(load->db, SQL_EXCEPTIONS, load->error, "i", subscription->id);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct exception *exception =
            arena_one_more(load->arena, &subscription->exceptions, &subscription->exception_count,
                           sizeof *exception);
        exception->day = rows_day(&rows, 0);
        exception->formula = farm_formula(load->farm, rows_text(&rows, 1, load->arena));
        exception->depot = farm_depot(load->farm, rows_text(&rows, 2, load->arena));
    }
    if (more)
        return -1;
    rows = db_rows(load->db, SQL_SUSPENSIONS, load->error, "i", subscription->id);
    while ((more = rows_next(&rows)) == 1) {
        int *day = arena_one_more(load->arena, &subscription->suspensions,
                                  &subscription->suspension_count, sizeof *day);
        *day = rows_day(&rows, 0);
    }
    return more;
}

static int load_subscriptions(struct load *load, struct snapshot *snapshot)
{
    struct rows rows =
        db_rows(load->db, SQL_SUBSCRIPTIONS, load->error, "i", snapshot->subscriber.number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct subscription *subscription =
            arena_one_more(load->arena, &snapshot->subscriptions, &snapshot->subscription_count,
                           sizeof *subscription);
        subscription->id = rows_int(&rows, 0);
        subscription->quantity = (int)rows_int(&rows, 1);
        subscription->frequency =
            (enum frequency)name_index(rows_view(&rows, 2), frequency_names, 4);
        subscription->start = rows_day(&rows, 3);
        subscription->end = rows_day(&rows, 4);
    }
    if (more)
        return -1;
    for (int i = 0; i < snapshot->subscription_count; i++)
        if (load_details(load, &snapshot->subscriptions[i]))
            return -1;
    return 0;
}

static int load_items(struct load *load, struct purchase *purchase)
{
    struct text summary = text_in(load->arena);
    struct rows rows = db_rows(load->db, SQL_PURCHASE_ITEMS, load->error, "i", purchase->number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct change_item *item =
            arena_one_more(load->arena, &purchase->items, &purchase->item_count, sizeof *item);
        *item = (struct change_item){.name = rows_text(&rows, 0, load->arena),
                                     .unit = rows_text(&rows, 1, load->arena),
                                     .thousandths = rows_int(&rows, 2),
                                     .price = rows_int(&rows, 3),
                                     .vat = (int)rows_int(&rows, 4),
                                     .code = rows_text(&rows, 5, load->arena)};
        text_print(&summary, "%s%s %s %s", summary.len ? ", " : "",
                   number_say_quantity(load->arena, "fr", item->thousandths),
                   item_say_unit(item->unit), item->name);
        purchase->total += item_amount(item->thousandths, item->price);
    }
    purchase->summary = summary.at;
    return more;
}

static int load_purchases(struct load *load, struct snapshot *snapshot, int today)
{
    struct rows rows =
        db_rows(load->db, SQL_PURCHASES, load->error, "id", snapshot->subscriber.number, today);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct purchase *purchase = arena_one_more(load->arena, &snapshot->purchases,
                                                   &snapshot->purchase_count, sizeof *purchase);
        purchase->number = rows_int(&rows, 0);
        purchase->day = rows_day(&rows, 1);
        purchase->state = (enum purchase_state)name_index(rows_view(&rows, 2), state_names, 5);
        purchase->reason = rows_text(&rows, 3, load->arena);
    }
    for (int i = 0; !more && i < snapshot->purchase_count; i++)
        more = load_items(load, &snapshot->purchases[i]);
    return more;
}

static int load_forecasts(struct load *load, struct snapshot *snapshot, int today)
{
    struct rows rows = db_rows(load->db, SQL_FORECASTS, load->error, "dd", today, today + 60);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct forecast *forecast = arena_one_more(load->arena, &snapshot->forecasts,
                                                   &snapshot->forecast_count, sizeof *forecast);
        forecast->day = rows_day(&rows, 0);
        forecast->formula = farm_formula(load->farm, rows_text(&rows, 1, load->arena));
        forecast->product = rows_text(&rows, 2, load->arena);
        forecast->unit = rows_text(&rows, 3, load->arena);
        forecast->thousandths = rows_int(&rows, 4);
    }
    return more;
}

static int load_composed(struct load *load, struct snapshot *snapshot)
{
    struct rows rows = db_rows(load->db, SQL_COMPOSED, load->error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        const struct formula **formula = arena_one_more(load->arena, &snapshot->composed,
                                                        &snapshot->composed_count, sizeof *formula);
        *formula = farm_formula(load->farm, rows_text(&rows, 0, load->arena));
    }
    return more;
}

static int load_last(struct load *load, struct snapshot *snapshot)
{
    struct rows rows =
        db_rows(load->db, SQL_JOURNAL_LAST, load->error, "i", snapshot->subscriber.number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct journal_entry *entry =
            arena_one_more(load->arena, &snapshot->last, &snapshot->last_count, sizeof *entry);
        *entry = (struct journal_entry){
            .id = rows_int(&rows, 0),
            .batch = rows_int(&rows, 1),
            .received = rows_int(&rows, 2),
            .actor = rows_text(&rows, 3, load->arena),
            .kind = rows_text(&rows, 4, load->arena),
            .detail = rows_text(&rows, 5, load->arena),
            .undone_since = rows_int(&rows, 6) != 0,
        };
    }
    return more;
}

static int load_payments(struct load *load, struct snapshot *snapshot)
{
    struct rows rows =
        db_rows(load->db, SQL_PAYMENTS, load->error, "i", snapshot->subscriber.number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct payment *payment = arena_one_more(load->arena, &snapshot->payments,
                                                 &snapshot->payment_count, sizeof *payment);
        payment->day = rows_day(&rows, 0);
        payment->amount = rows_int(&rows, 1);
        payment->means = rows_text(&rows, 2, load->arena);
    }
    return more;
}

static int load_invoices(struct load *load, struct snapshot *snapshot)
{
    struct rows rows =
        db_rows(load->db, SQL_INVOICES, load->error, "i", snapshot->subscriber.number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct invoice *invoice = arena_one_more(load->arena, &snapshot->invoices,
                                                 &snapshot->invoice_count, sizeof *invoice);
        invoice->number = rows_text(&rows, 0, load->arena);
        invoice->day = rows_day(&rows, 1);
        invoice->total = rows_int(&rows, 2);
        invoice->month = date_read_month(rows_view(&rows, 3));
        invoice->credits = rows_null(&rows, 4) ? NULL : rows_text(&rows, 4, load->arena);
        invoice->due = rows_day(&rows, 5);
        invoice->documented = rows_int(&rows, 6) != 0;
        invoice->debit_day = rows_day(&rows, 7);
    }
    if (more)
        return -1;
    rows = db_rows(load->db, SQL_INVOICE_RUN_LAST, load->error, "");
    if (rows_next(&rows) != 1)
        return -1;
    int month = rows_null(&rows, 0) ? DATE_NONE : date_read_month(rows_view(&rows, 0));
    snapshot->billed = month == DATE_NONE ? DATE_NONE : date_month_last(month);
    rows_end(&rows);
    return 0;
}

struct snapshot *snapshot_load(struct arena *arena, struct db *db, const struct farm *farm,
                               int64_t subscriber, int today, int needs, struct error *error)
{
    struct load load = {arena, db, farm, error};
    struct snapshot *snapshot = arena_alloc(arena, sizeof *snapshot);
    snapshot->farm = farm;
    snapshot->subscriber.number = subscriber;
    if (load_subscriber(&load, &snapshot->subscriber) || load_subscriptions(&load, snapshot) ||
        load_purchases(&load, snapshot, needs & SNAPSHOT_ORDERS ? DAY_FIRST : today))
        return NULL;
    if ((needs & SNAPSHOT_FORECASTS) &&
        (load_forecasts(&load, snapshot, today) || load_composed(&load, snapshot)))
        return NULL;
    if ((needs & SNAPSHOT_LAST) && load_last(&load, snapshot))
        return NULL;
    if ((needs & SNAPSHOT_PAYMENTS) && load_payments(&load, snapshot))
        return NULL;
    if ((needs & SNAPSHOT_INVOICES) &&
        (load_invoices(&load, snapshot) ||
         debit_load_collections(arena, db, subscriber, &snapshot->collections,
                                &snapshot->collection_count, error)))
        return NULL;
    int failed = 0;
    if (needs & SNAPSHOT_MONEY)
        snapshot->balance = db_int(db, SQL_BALANCE, 0, &failed, error, "i", subscriber);
    if (needs & SNAPSHOT_NEXT) {
        snapshot->next_purchase = db_int(db, SQL_PURCHASE_LAST, 0, &failed, error, "") + 1;
        snapshot->next_subscription = db_int(db, SQL_SUBSCRIPTION_LAST, 0, &failed, error, "") + 1;
    }
    if (needs & SNAPSHOT_BANK) {
        snapshot->mandate_count = mandate_count(db, subscriber, error);
        if (snapshot->mandate_count < 0 ||
            mandate_load(db, arena, subscriber, &snapshot->mandate, error))
            return NULL;
    }
    return failed ? NULL : snapshot;
}

int64_t snapshot_owner(struct db *db, enum contact_kind kind, const char *value,
                       struct error *error)
{
    int failed = 0;
    int64_t owner = db_int(db, SQL_CONTACT_OWNER, 0, &failed, error, "tt",
                           kind == CONTACT_PHONE ? "phone" : "email", value);
    return failed ? -1 : owner;
}
