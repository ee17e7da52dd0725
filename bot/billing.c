#include "bot/billing.h"

#include <stdlib.h>
#include <string.h>

#include "bot/account.h"
#include "db/calendar.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/target.h"

struct billing {
    struct arena *arena;
    const struct billing_farm *shared;
    const struct billing_account *account;
    int month, from;
    struct charge *wanted; /* by key */
    bool *settled;         /* of wanted: nothing more is to be done */
    int wanted_count;
    struct bills bills;
};

int billing_from(const struct billing_farm *shared, int month)
{
    int earliest = date_add_months(month, -BILLING_LOOK_BACK), from = month;
    for (int i = 0; i < shared->month_count; i++)
        if (shared->months[i] >= earliest && shared->months[i] < from)
            from = shared->months[i];
    return date_monday(from);
}

struct price billing_price(const struct billing_farm *shared, const struct formula *formula,
                           int day)
{
    struct price price = {formula->code, DATE_NONE, formula->price, formula->vat};
    for (int i = 0; i < shared->price_count; i++) {
        const struct price *other = &shared->prices[i];
        if (!strcmp(other->formula, formula->code) && other->from <= day)
            price = *other;
    }
    return price;
}

static int compare_keys(const void *left, const void *right)
{
    const struct charge *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->week != b->week)
        return a->week < b->week ? -1 : 1;
    return strcmp(a->item, b->item);
}

static void want(struct billing *billing, const struct charge *charge)
{
    if (!item_amount(charge->thousandths, charge->price))
        return; /* free: nothing to bill */
    struct charge *wanted =
        arena_one_more(billing->arena, &billing->wanted, &billing->wanted_count, sizeof *wanted);
    *wanted = *charge;
}

/* What a subscription, as it was at that time, had delivered. */
static void want_deliveries(struct billing *billing, const struct subscription *subscription,
                            int from, int to)
{
    struct deliveries list =
        calendar_plan(billing->arena, billing->shared->farm, subscription, 1, from, to);
    for (int i = 0; i < list.count; i++) {
        const struct delivery *delivery = &list.items[i];
        if (delivery->suspended)
            continue;
        struct price price = billing_price(billing->shared, delivery->formula, delivery->day);
        struct charge charge = {
            .kind = CHARGE_DELIVERY,
            .source = subscription->id,
            .week = date_monday(delivery->base),
            .item = "",
            .day = delivery->day,
            .code = delivery->formula->code,
            .name = delivery->formula->name,
            .unit = "",
            .thousandths = subscription->quantity * 1000LL,
            .price = price.price,
            .vat = price.vat,
        };
        want(billing, &charge);
    }
}

/* A week more at each end: a delivery that has moved out of its month is still found by its week. */
static void want_all(struct billing *billing)
{
    const struct billing_account *account = billing->account;
    int to = date_month_last(billing->month) + 7;
    for (int i = 0; i < account->subscription_count; i++) {
        const struct subscription *subscription = &account->subscriptions[i];
        int from = billing->from - 7;
        for (int j = 0; j < account->past_count; j++) {
            const struct past *past = &account->pasts[j];
            if (past->subscription != subscription->id || past->until <= from)
                continue;
            struct subscription was = *subscription;
            was.quantity = past->quantity;
            was.frequency = past->frequency;
            want_deliveries(billing, &was, from, past->until - 1 < to ? past->until - 1 : to);
            from = past->until;
        }
        want_deliveries(billing, subscription, from, to);
    }
    for (int i = 0; i < account->order_count; i++)
        want(billing, &account->orders[i]);
    if (billing->wanted_count)
        qsort(billing->wanted, (size_t)billing->wanted_count, sizeof *billing->wanted,
              compare_keys);
    billing->settled =
        arena_array(billing->arena, (size_t)billing->wanted_count, sizeof *billing->settled);
}

static struct charge *find(const struct billing *billing, const struct charge *key)
{
    return billing->wanted_count ? bsearch(key, billing->wanted, (size_t)billing->wanted_count,
                                           sizeof *billing->wanted, compare_keys)
                                 : NULL;
}

static bool is_same(const struct charge *a, const struct charge *b)
{
    return !strcmp(a->code, b->code) && a->thousandths == b->thousandths && a->price == b->price &&
           a->vat == b->vat;
}

/* The credit note's charge that took this one back; NULL: it stands. */
static const struct charge *find_credit(const struct billing_account *account,
                                        const struct charge *charge)
{
    for (int i = 0; i < account->billed_count; i++) {
        const struct charge *other = &account->billed[i];
        if (other->credits && !strcmp(other->credits, charge->invoice) &&
            !compare_keys(other, charge))
            return other;
    }
    return NULL;
}

static struct bill *bill_for(struct arena *arena, struct bills *bills, const char *credits)
{
    for (int i = 0; i < bills->count; i++)
        if (credits && bills->items[i].credits && !strcmp(bills->items[i].credits, credits))
            return &bills->items[i];
    struct bill *bill = arena_one_more(arena, &bills->items, &bills->count, sizeof *bill);
    bill->credits = credits;
    return bill;
}

static void add_charge(struct arena *arena, struct bill *bill, const struct charge *charge)
{
    struct charge *copy = arena_one_more(arena, &bill->charges, &bill->count, sizeof *copy);
    *copy = *charge;
}

/* What was billed and is no more so is taken back. */
static void compare_billed(struct billing *billing)
{
    const struct billing_account *account = billing->account;
    for (int i = 0; i < account->billed_count; i++) {
        const struct charge *charge = &account->billed[i];
        if (charge->credits ||
            (charge->kind == CHARGE_DELIVERY ? charge->week : charge->day) < billing->from)
            continue;
        const struct charge *credit = find_credit(account, charge);
        struct charge *wanted = find(billing, charge);
        bool stands = wanted && is_same(wanted, charge);
        bool later =
            charge->day > date_month_last(billing->month); /* its own months' runs see to it */
        if (wanted && (credit ? credit->waived : stands || later))
            billing->settled[wanted - billing->wanted] = true;
        if (!credit && !stands && !later)
            add_charge(billing->arena, bill_for(billing->arena, &billing->bills, charge->invoice),
                       charge);
    }
}

static bool is_covered(const struct billing *billing, int day)
{
    int month = date_month_first(day);
    if (month == billing->month)
        return true;
    if (month < billing->from)
        return false;
    for (int i = 0; i < billing->shared->month_count; i++)
        if (billing->shared->months[i] == month)
            return month < billing->month;
    return false;
}

struct bills billing_month(struct arena *arena, const struct billing_farm *shared,
                           const struct billing_account *account, int month)
{
    struct billing billing = {.arena = arena,
                              .shared = shared,
                              .account = account,
                              .month = month,
                              .from = billing_from(shared, month)};
    want_all(&billing);
    compare_billed(&billing);
    struct bill *bill = NULL;
    for (int i = 0; i < billing.wanted_count; i++) {
        if (billing.settled[i] || !is_covered(&billing, billing.wanted[i].day))
            continue;
        if (!bill)
            bill = bill_for(arena, &billing.bills, NULL);
        add_charge(arena, bill, &billing.wanted[i]);
    }
    return billing.bills;
}

struct bill billing_credit(struct arena *arena, const struct billing_account *account,
                           const char *invoice)
{
    struct bill bill = {.credits = invoice};
    for (int i = 0; i < account->billed_count; i++) {
        const struct charge *charge = &account->billed[i];
        if (charge->credits || strcmp(charge->invoice, invoice) || find_credit(account, charge))
            continue;
        add_charge(arena, &bill, charge);
        bill.charges[bill.count - 1].waived = true;
    }
    return bill;
}

/* "12 chemin des Prés, 05700 Serres": street, postcode and town; all of it is the street when it has none. */
static void split_address(struct arena *arena, const char *address, struct invoice_party *party)
{
    struct view whole = view_of(address);
    for (size_t at = 0; at + 5 <= whole.len; at++) {
        size_t digits = 0;
        while (at + digits < whole.len && byte_is_digit(whole.at[at + digits]))
            digits++;
        bool begins = !at || whole.at[at - 1] == ' ' || whole.at[at - 1] == ',';
        if (begins && digits == 5 && at && at + 6 < whole.len && whole.at[at + 5] == ' ') {
            struct view street = view_trim(view_cut(whole, 0, at));
            while (street.len && street.at[street.len - 1] == ',')
                street = view_trim(view_cut(street, 0, street.len - 1));
            struct view town = view_trim(view_cut(whole, at + 5, whole.len));
            party->address = arena_copy(arena, street.at, street.len);
            party->postcode = arena_copy(arena, whole.at + at, 5);
            party->town = arena_copy(arena, town.at, town.len);
            return;
        }
        at += digits ? digits - 1 : 0;
    }
    party->address = address;
    party->postcode = party->town = "";
}

static struct invoice_party make_buyer(struct arena *arena, const struct subscriber *subscriber)
{
    bool both = *subscriber->first_name && *subscriber->last_name;
    struct invoice_party buyer = {
        .name = arena_print(arena, "%s%s%s", subscriber->first_name, both ? " " : "",
                            subscriber->last_name),
        .address = subscriber->address,
        .postcode = subscriber->postcode,
        .town = subscriber->town,
        .siret = "",
        .vat_number = "",
        .email = "",
    };
    if (!*buyer.name)
        buyer.name = arena_print(arena, "%lld", (long long)subscriber->number);
    for (int i = subscriber->contact_count - 1; i >= 0; i--) /* the first one on file */
        if (subscriber->contacts[i].kind == CONTACT_EMAIL)
            buyer.email = subscriber->contacts[i].value;
    return buyer;
}

/* The months of what is on it; an invoice reaches to the end of the month of its run. */
static void put_period(struct invoice_document *document, const struct bill *bill, int month)
{
    document->from = document->to = bill->charges[0].day;
    for (int i = 1; i < bill->count; i++) {
        int day = bill->charges[i].day;
        document->from = day < document->from ? day : document->from;
        document->to = day > document->to ? day : document->to;
    }
    document->from = date_month_first(document->from);
    document->to = date_month_last(document->to);
    if (!bill->credits && document->from > month)
        document->from = month;
    if (!bill->credits && document->to < date_month_last(month))
        document->to = date_month_last(month);
}

struct invoice_document *billing_document(struct arena *arena, const struct config *config,
                                          const struct subscriber *subscriber, struct bill *bill,
                                          const char *number, const char *reason, int day,
                                          int month)
{
    struct invoice_document *document = arena_alloc(arena, sizeof *document);
    *document = (struct invoice_document){
        .number = number,
        .credits = bill->credits,
        .reason = reason,
        .day = day,
        .due = bill->credits ? day : day + config->billing.payment_days,
        .subscriber = subscriber->number,
        .seller = {.name = config->farm.name,
                   .siret = config->farm.siret,
                   .vat_number = config->farm.vat_number,
                   .email = config->mail.from_address},
        .buyer = make_buyer(arena, subscriber),
        .mention = config->billing.mention,
        .iban = config->billing.iban,
        .bic = config->billing.bic,
    };
    split_address(arena, config->farm.address, &document->seller);
    put_period(document, bill, month);
    billing_put_lines(arena, config_staff(arena, config)->farm.language, bill, document);
    bool taxed = false;
    for (int i = 0; i < document->tax_count; i++)
        taxed |= document->taxes[i].vat > 0;
    if (!taxed && !*config->farm.vat_number) {
        const struct situation words = {.arena = arena, .config = config};
        const char *exempt = account_word(&words, "invoice", "exempt");
        document->mention = arena_print(arena, "%s%s%s", document->mention,
                                        *document->mention ? "\n" : "", exempt ? exempt : "");
    }
    return document;
}

void billing_put_debit(const struct config *config, const struct mandate *mandate,
                       struct invoice_document *document)
{
    if (!mandate || !mandate->active || document->credits || document->total <= 0 ||
        !*config->billing.sepa_creditor_id || !*config->billing.iban)
        return;
    document->debit = mandate->reference;
    document->creditor = config->billing.sepa_creditor_id;
    document->debit_day = target_from(document->due);
}

const char *billing_missing(struct arena *arena, const struct config *config)
{
    const struct {
        const char *key, *value;
    } needed[] = {
        {"[farm] name", config->farm.name},
        {"[farm] address", config->farm.address},
        {"[farm] siret", config->farm.siret},
    };
    struct text text = text_in(arena);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!*needed[i].value)
            text_print(&text, "%s%s", text.len ? ", " : "", needed[i].key);
    return text.len ? text.at : NULL;
}
