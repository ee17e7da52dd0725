/* bills: thousands of random histories of billing, always the same ones, on values alone.
 *
 * Deliveries are suspended, changed and closed before and after they were billed, prices and quantities change, orders
 * come, staff credit invoices, payments come and go; each month is run. After each run:
 *   what is billed minus what is credited is what was delivered and ordered, to the cent (but for what staff waived);
 *   no delivery and no product stands on two invoices; a second run bills nothing;
 *   of each document lines, taxes and total agree; the ledger sums to the balance.
 */
#include "bot/billing.h"
#include "bot/ledger.h"
#include "db/calendar.h"
#include "db/item.h"
#include "tests/bot/sample.h"

enum { HISTORIES = 2500, MONTHS = 15, MOVES = 6, ROOM = 64 };

struct world {
    struct arena *arena;
    const struct config *config;
    struct farm farm; /* with closures of its own */
    struct billing_farm shared;
    struct billing_account account;
    struct invoice *invoices; /* the latest first, as a snapshot has them */
    int invoice_count;
    int64_t paid;
    uint64_t random;
    int today, failures, number;
};

/* xorshift64*, Vigna 2016. */
static int pick(struct world *world, int count)
{
    world->random ^= world->random >> 12;
    world->random ^= world->random << 25;
    world->random ^= world->random >> 27;
    return (int)((world->random * 2685821657736338717u >> 33) % (uint64_t)count);
}

static void expect(struct world *world, bool good, const char *what)
{
    if (!good && world->failures++ < 3)
        CHECK(false, "history %d, %s: %s", world->number, date_iso(world->arena, world->today),
              what);
}

static struct subscription *any_subscription(struct world *world)
{
    return &world->account.subscriptions[pick(world, world->account.subscription_count)];
}

static const struct formula *any_formula(struct world *world)
{
    return &world->farm.formulas[pick(world, world->farm.formula_count)];
}

/* A day that is over as often as one to come. */
static int any_day(struct world *world)
{
    return world->today - 70 + pick(world, 140);
}

static void suspend(struct world *world)
{
    struct subscription *subscription = any_subscription(world);
    int day = any_day(world);
    for (int i = 0; i < subscription->suspension_count; i++)
        if (date_monday(subscription->suspensions[i]) == date_monday(day)) { /* or resume it */
            subscription->suspensions[i] = sample_day("1990-01-01");
            return;
        }
    int *new = arena_one_more(world->arena, &subscription->suspensions,
                              &subscription->suspension_count, sizeof *new);
    *new = day;
}

/* Another formula for one delivery, whenever it is; another depot only for one to come. */
static void except(struct world *world)
{
    struct subscription *subscription = any_subscription(world);
    int day = any_day(world);
    for (int i = 0; i < subscription->exception_count; i++)
        if (date_monday(subscription->exceptions[i].day) == date_monday(day)) {
            subscription->exceptions[i].formula = any_formula(world);
            return;
        }
    bool moves = pick(world, 2) && date_monday(day) > world->today;
    struct exception *new = arena_one_more(world->arena, &subscription->exceptions,
                                           &subscription->exception_count, sizeof *new);
    *new = (struct exception){day, any_formula(world),
                              moves ? &world->farm.depots[pick(world, world->farm.depot_count)]
                                    : NULL};
}

/* Quantity or frequency are others from today on, as an import makes them. */
static void alter(struct world *world)
{
    struct subscription *subscription = any_subscription(world);
    struct past *pasts = world->account.pasts;
    for (int i = 0; i < world->account.past_count; i++)
        if (pasts[i].subscription == subscription->id && pasts[i].until == world->today)
            return;
    struct past *past = arena_one_more(world->arena, &world->account.pasts,
                                       &world->account.past_count, sizeof *past);
    *past = (struct past){subscription->id, world->today, subscription->quantity,
                          subscription->frequency};
    subscription->quantity = 1 + pick(world, 3);
    if (pick(world, 3) == 0)
        subscription->frequency = (enum frequency)pick(world, 4);
}

static void reprice(struct world *world)
{
    struct billing_farm *shared = &world->shared;
    const struct formula *formula = any_formula(world);
    static const int rates[] = {0, 210, 550, 1000, 2000};
    struct price price = {formula->code, world->today, 1 + pick(world, 4000),
                          rates[pick(world, 5)]};
    for (int i = 0; i < shared->price_count; i++)
        if (!strcmp(shared->prices[i].formula, price.formula) &&
            shared->prices[i].from == price.from)
            return;
    arena_one_more(world->arena, &shared->prices, &shared->price_count, sizeof price);
    int at = shared->price_count - 1;
    for (; at > 0 && (strcmp(shared->prices[at - 1].formula, price.formula) > 0); at--)
        shared->prices[at] = shared->prices[at - 1];
    shared->prices[at] = price;
}

static void close_day(struct world *world)
{
    struct farm *farm = &world->farm;
    int day = any_day(world);
    if (calendar_closure(farm, day))
        return;
    arena_one_more(world->arena, &farm->closures, &farm->closure_count, sizeof *farm->closures);
    int at = farm->closure_count - 1;
    for (; at > 0 && farm->closures[at - 1].day > day; at--)
        farm->closures[at] = farm->closures[at - 1];
    farm->closures[at] = (struct closure){day, "test"};
}

static void order(struct world *world)
{
    static const int rates[] = {550, 1000, 2000};
    int64_t number = world->account.order_count + 1;
    for (int i = 1 + pick(world, 3); i > 0; i--) {
        struct charge *charge = arena_one_more(world->arena, &world->account.orders,
                                               &world->account.order_count, sizeof *charge);
        *charge = (struct charge){.kind = CHARGE_ORDER,
                                  .source = number,
                                  .week = DATE_NONE,
                                  .item = arena_print(world->arena, "p%d", i),
                                  .day = world->today - pick(world, 25),
                                  .name = "Pommes",
                                  .unit = "kg",
                                  .thousandths = 50 + pick(world, 5000),
                                  .price = pick(world, 3000),
                                  .vat = rates[pick(world, 3)]};
        charge->code = charge->item;
    }
}

static void check_document(struct world *world, const struct bill *bill,
                           const struct invoice_document *document)
{
    int64_t gross = 0, net = 0;
    expect(world, document->line_count == bill->count, "a line a charge");
    for (int i = 0; i < document->line_count; i++) {
        const struct invoice_line *line = &document->lines[i];
        gross += line->gross;
        net += line->net;
        double exact = (double)line->gross / (1 + line->vat / 1e4) - (double)line->net;
        expect(world, exact < 1.01 && exact > -1.01, "a line's net");
        expect(world, line->day == bill->charges[i].day, "lines and charges are in one order");
        expect(world, line->day >= document->from && line->day <= document->to, "its period");
        expect(world, !i || line[-1].day <= line->day, "by day");
    }
    expect(world, gross == document->total && net == document->net, "lines sum up");
    expect(world, document->net + document->tax == document->total, "net and tax are the total");
    for (int i = 0; i < document->tax_count; i++) {
        const struct invoice_tax *tax = &document->taxes[i];
        int64_t lines = 0;
        for (int j = 0; j < document->line_count; j++)
            lines += document->lines[j].vat == tax->vat ? document->lines[j].net : 0;
        double off = (double)tax->net * tax->vat / 1e4 - (double)tax->tax;
        double exact = (double)tax->gross / (1 + tax->vat / 1e4) - (double)tax->net;
        expect(world, lines == tax->net, "a rate's lines sum up");
        expect(world, off <= 1 && off >= -1, "BR-CO-17");
        expect(world, exact < 0.51 && exact > -0.51, "a rate's net is rounded once");
        expect(world, !i || tax[-1].vat < tax->vat, "rates ascend");
        gross -= tax->gross;
    }
    expect(world, gross == 0, "taxes sum up");
}

/* As bot/invoicing stores it. */
static void issue(struct world *world, struct bill *bill, int month)
{
    const char *number =
        billing_number(world->arena, "F", date_parts(world->today).year, world->invoice_count + 1);
    struct invoice_document *document =
        billing_document(world->arena, world->config, &world->account.subscriber, bill, number, "",
                         world->today, month);
    check_document(world, bill, document);
    for (int i = 0; i < bill->count; i++) {
        struct charge *charge = arena_one_more(world->arena, &world->account.billed,
                                               &world->account.billed_count, sizeof *charge);
        *charge = bill->charges[i];
        charge->invoice = number;
        charge->credits = bill->credits;
    }
    struct invoice *list =
        arena_array(world->arena, (size_t)world->invoice_count + 1, sizeof *list);
    if (world->invoice_count)
        memcpy(list + 1, world->invoices, (size_t)world->invoice_count * sizeof *list);
    list[0] = (struct invoice){number,        month,
                               world->today,  bill->credits ? -document->total : document->total,
                               bill->credits, document->due,
                               DATE_NONE,     true};
    world->invoices = list;
    world->invoice_count++;
}

static bool same_key(const struct charge *a, const struct charge *b)
{
    return a->kind == b->kind && a->source == b->source && a->week == b->week &&
           !strcmp(a->item, b->item);
}

static bool is_waived(const struct world *world, const struct charge *key)
{
    for (int i = 0; i < world->account.billed_count; i++)
        if (world->account.billed[i].waived && same_key(&world->account.billed[i], key))
            return true;
    return false;
}

static int64_t price_on(const struct world *world, const char *formula, int day)
{
    const struct price *best = NULL;
    for (int i = 0; i < world->shared.price_count; i++) {
        const struct price *price = &world->shared.prices[i];
        if (!strcmp(price->formula, formula) && price->from <= day &&
            (!best || price->from > best->from))
            best = price;
    }
    return best ? best->price : 0;
}

/* What was really delivered from one day to another by a subscription as it then was. */
static int64_t worth(struct world *world, const struct subscription *subscription, int from, int to)
{
    int64_t sum = 0;
    struct deliveries list = calendar_plan(world->arena, &world->farm, subscription, 1, from, to);
    for (int i = 0; i < list.count; i++) {
        const struct delivery *delivery = &list.items[i];
        struct charge key = {.kind = CHARGE_DELIVERY,
                             .source = subscription->id,
                             .week = date_monday(delivery->base),
                             .item = ""};
        if (!delivery->suspended && !is_waived(world, &key))
            sum += subscription->quantity * price_on(world, delivery->formula->code, delivery->day);
    }
    return sum;
}

/* Day by day, so that what the subscription was on each of them is plain. */
static int64_t all_worth(struct world *world, int from, int to)
{
    int64_t sum = 0;
    for (int i = 0; i < world->account.subscription_count; i++)
        for (int day = from, last; day <= to; day = last + 1) {
            struct subscription was = world->account.subscriptions[i];
            const struct past *next = NULL;
            for (int j = 0; j < world->account.past_count; j++) {
                const struct past *past = &world->account.pasts[j];
                if (past->subscription == was.id && past->until > day &&
                    (!next || past->until < next->until))
                    next = past;
            }
            last = next && next->until - 1 < to ? next->until - 1 : to;
            if (next) {
                was.quantity = next->quantity;
                was.frequency = next->frequency;
            }
            sum += worth(world, &was, day, last);
        }
    for (int i = 0; i < world->account.order_count; i++) {
        const struct charge *order_ = &world->account.orders[i];
        if (order_->day >= from && order_->day <= to && !is_waived(world, order_))
            sum += (order_->thousandths * order_->price + 500) / 1000;
    }
    return sum;
}

static void check_once(struct world *world)
{
    const struct billing_account *account = &world->account;
    for (int i = 0; i < account->billed_count; i++) {
        int net = 0;
        for (int j = 0; j < account->billed_count; j++)
            if (same_key(&account->billed[i], &account->billed[j]))
                net += account->billed[j].credits ? -1 : 1;
        expect(world, net == 0 || net == 1, "billed twice, or credited twice");
    }
}

static void check_ledger(struct world *world)
{
    struct ledger ledger =
        ledger_make(world->arena, world->invoices, world->invoice_count, world->paid);
    int64_t open = 0, billed = 0;
    bool older = true; /* nothing but whole ones after the first that is open */
    for (int i = ledger.count - 1; i >= 0; i--) {
        int64_t total = world->invoices[i].total;
        billed += total;
        open += ledger.entries[i].open;
        expect(world,
               ledger.entries[i].open >= 0 && ledger.entries[i].open <= (total > 0 ? total : 0),
               "no more is open than there is");
        older &= !ledger.entries[i].open;
    }
    expect(world, open - ledger.credit + ledger.returned == billed - world->paid,
           "the ledger sums to the balance");
    expect(world, !ledger.credit || older, "an advance beside what is open");
}

static void run_month(struct world *world, int first, int month)
{
    struct bills bills = billing_month(world->arena, &world->shared, &world->account, month);
    for (int i = 0; i < bills.count; i++)
        issue(world, &bills.items[i], month);
    int *done = arena_one_more(world->arena, &world->shared.months, &world->shared.month_count,
                               sizeof *done);
    *done = month;
    bills = billing_month(world->arena, &world->shared, &world->account, month);
    expect(world, bills.count == 0, "a second run bills something");
    int64_t billed = 0;
    for (int i = 0; i < world->invoice_count; i++)
        billed += world->invoices[i].total;
    int64_t waived = 0; /* their sums cancel out: nothing stands of them */
    int64_t truth = all_worth(world, first, date_month_last(month));
    expect(world, billed + waived == truth,
           arena_print(world->arena, "billed %lld, delivered %lld", (long long)billed,
                       (long long)truth));
    check_once(world);
    check_ledger(world);
}

static void credit(struct world *world)
{
    const struct invoice *invoice =
        world->invoice_count ? &world->invoices[pick(world, world->invoice_count)] : NULL;
    if (!invoice || invoice->credits)
        return;
    struct bill bill = billing_credit(world->arena, &world->account, invoice->number);
    if (bill.count)
        issue(world, &bill, invoice->month);
}

static void pay(struct world *world)
{
    world->paid += pick(world, 12000) - 2000;
}

static void start(struct world *world, const struct farm *farm, int first)
{
    static const struct subscriber someone = {.number = 1001,
                                              .first_name = "Anne",
                                              .last_name = "Martin",
                                              .address = "",
                                              .postcode = "",
                                              .town = ""};
    world->farm = *farm;
    world->shared.farm = &world->farm;
    world->account.subscriber = someone;
    for (int i = 0; i < farm->formula_count; i++) {
        struct price *price = arena_one_more(world->arena, &world->shared.prices,
                                             &world->shared.price_count, sizeof *price);
        *price = (struct price){farm->formulas[i].code, 0, farm->formulas[i].price,
                                farm->formulas[i].vat};
    }
    int count = 1 + pick(world, 3);
    for (int i = 0; i < count; i++) {
        struct subscription *subscription =
            arena_one_more(world->arena, &world->account.subscriptions,
                           &world->account.subscription_count, sizeof *subscription);
        *subscription = (struct subscription){.id = i + 1,
                                              .quantity = 1 + pick(world, 2),
                                              .frequency = (enum frequency)pick(world, 4),
                                              .start = first - 40 + pick(world, 120),
                                              .end = DATE_NONE};
        struct term *term = arena_one_more(world->arena, &subscription->terms,
                                           &subscription->term_count, sizeof *term);
        *term = (struct term){subscription->start, any_formula(world),
                              &world->farm.depots[pick(world, farm->depot_count)]};
    }
}

static void run_history(const struct config *config, const struct farm *farm, int number,
                        int *failures)
{
    void (*const moves[])(struct world *) = {suspend,   suspend, except, alter,  reprice,
                                             close_day, order,   order,  credit, pay};
    struct world world = {.arena = arena_new(),
                          .config = config,
                          .random = 0x9E3779B97F4A7C15u * (uint64_t)(number + 1),
                          .number = number};
    int first = date_add_months(sample_day("2025-09-01"), pick(&world, 12));
    start(&world, farm, first);
    for (int month = first, i = 0; i < MONTHS && !world.failures; i++) {
        world.today = world.today > month ? world.today : month;
        for (int j = pick(&world, MOVES); j > 0; j--) {
            world.today += pick(&world, 5);
            moves[pick(&world, sizeof moves / sizeof *moves)](&world);
        }
        if (pick(&world, 12) == 0)
            any_subscription(&world)->end = month + pick(&world, 30);
        month = date_add_months(month, 1);
        world.today = month + pick(&world, 4);
        run_month(&world, first, date_add_months(month, -1));
    }
    *failures += world.failures;
    arena_free(&world.arena);
}

/* test_bills [COUNT [FIRST]]: others than those of `make test`. */
int main(int argc, char **argv)
{
    int first = argc > 2 ? atoi(argv[2]) : 0, last = first + (argc > 1 ? atoi(argv[1]) : HISTORIES);
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    struct config *config = sample_config(arena, "");
    struct error error;
    struct db *db = sample_db(arena, arena_print(arena, "%s/farm.db", folder));
    const struct farm *farm = farm_load(arena, db, &error);
    int failures = 0;
    for (int number = first; farm && number < last && failures < 5; number++)
        run_history(config, farm, number, &failures);
    CHECK(farm && failures == 0, "histories %d to %d", first, last - 1);
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
