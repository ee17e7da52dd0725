/* cli_farm: what staff look up: planning, list, account, log. TSV on stdout, one row a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/cli.h"
#include "bot/cutoff.h"
#include "db/calendar.h"
#include "db/farm.h"
#include "db/snapshot.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "parsers/zone.h"

enum { PLANNING_DAYS = 56 };

static int read_number(const char *text, int64_t *number)
{
    return view_int(view_of(text), number) && *number > 0 ? 0 : -1;
}

/* An optional date; `none` when it is not given. -1: given, but no date. */
static int read_day(const char *text, int none, int *day)
{
    *day = text ? date_read_numeric(view_of(text)) : none;
    return *day == DATE_NONE ? -1 : 0;
}

static const char *state_of(const struct cli *cli, const struct config *config,
                            const struct delivery *delivery)
{
    if (delivery->suspended)
        return "suspended";
    if (delivery->day < zone_local(cli->now).day)
        return "delivered";
    bool open = cutoff_is_open(config, delivery->day, cli->now) &&
                cutoff_is_open(config, delivery->base, cli->now);
    return open ? "open" : "locked";
}

static void print_planning(const struct cli *cli, const struct cli_farm *farm,
                           const struct snapshot *snapshot, int from, int to)
{
    struct deliveries plan = calendar_plan(farm->arena, snapshot->farm, snapshot->subscriptions,
                                           snapshot->subscription_count, from, to);
    for (int i = 0; i < plan.count; i++) {
        const struct delivery *delivery = &plan.items[i];
        printf("%s\t%s\t%s\t%d\t%s\n", date_iso(farm->arena, delivery->day),
               delivery->formula->code, delivery->depot->code, delivery->subscription->quantity,
               state_of(cli, &farm->config, delivery));
    }
}

int cli_planning(struct cli *cli)
{
    static const char usage[] = "cabas planning NUM [--from D] [--to D]";
    const char *from_text = cli_option(cli, "--from"), *to_text = cli_option(cli, "--to");
    int64_t number;
    if (cli->argc != 1 || read_number(cli->argv[0], &number))
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("planning", &error);
    int from, to, today = zone_local(cli->now).day, result = CLI_DONE;
    if (read_day(from_text, today, &from) || read_day(to_text, from + PLANNING_DAYS - 1, &to)) {
        cli_close(&farm);
        return cli_usage(usage);
    }
    if (to > from + 20 * 366)
        to = from + 20 * 366;
    const struct farm *shared = farm_load(farm.arena, farm.db, &error);
    const struct snapshot *snapshot =
        shared ? snapshot_load(farm.arena, farm.db, shared, number, today, SNAPSHOT_BASE, &error)
               : NULL;
    if (snapshot)
        print_planning(cli, &farm, snapshot, from, to);
    else
        result = cli_fail("planning", &error);
    cli_close(&farm);
    return result;
}

struct total {
    const char *depot, *what;
    int64_t thousandths;
};

struct totals {
    struct total *items;
    int count;
};

static void add(struct arena *arena, struct totals *totals, const char *depot, const char *what,
                int64_t thousandths)
{
    for (int i = 0; i < totals->count; i++)
        if (!strcmp(totals->items[i].depot, depot) && !strcmp(totals->items[i].what, what)) {
            totals->items[i].thousandths += thousandths;
            return;
        }
    struct total *total = arena_one_more(arena, &totals->items, &totals->count, sizeof *total);
    *total = (struct total){depot, what, thousandths};
}

static int compare(const void *left, const void *right)
{
    const struct total *a = left, *b = right;
    int order = strcmp(a->depot, b->depot);
    return order ? order : strcmp(a->what, b->what);
}

static void print_totals(struct arena *arena, struct totals *totals)
{
    if (totals->count)
        qsort(totals->items, (size_t)totals->count, sizeof *totals->items, compare);
    for (int i = 0; i < totals->count; i++) {
        struct text quantity = text_in(arena);
        number_write_quantity(&quantity, totals->items[i].thousandths);
        printf("%s\t%s\t%s\n", totals->items[i].depot, totals->items[i].what, quantity.at);
    }
}

/* One subscriber's share of a day's list; orders travel with the subscriber's first delivery. */
static int add_subscriber(struct cli_farm *farm, const struct farm *shared, int64_t number, int day,
                          struct totals *baskets, struct totals *products, struct error *error)
{
    const struct snapshot *snapshot =
        snapshot_load(farm->arena, farm->db, shared, number, day, SNAPSHOT_BASE, error);
    if (!snapshot)
        return -1;
    struct deliveries plan = calendar_plan(farm->arena, shared, snapshot->subscriptions,
                                           snapshot->subscription_count, day, day);
    const char *depot = plan.count ? plan.items[0].depot->code : "";
    for (int i = 0; i < plan.count; i++)
        if (!plan.items[i].suspended)
            add(farm->arena, baskets, plan.items[i].depot->code, plan.items[i].formula->code,
                plan.items[i].subscription->quantity * 1000LL);
    struct rows rows = db_rows(farm->db, SQL_LIST_PURCHASES, error, "di", day, number);
    int more;
    while ((more = rows_next(&rows)) == 1)
        add(farm->arena, products, depot, rows_text(&rows, 0, farm->arena), rows_int(&rows, 1));
    return more;
}

static int print_list(struct cli_farm *farm, int day, struct error *error)
{
    const struct farm *shared = farm_load(farm->arena, farm->db, error);
    struct totals baskets = {0}, products = {0};
    struct rows rows = db_rows(farm->db, SQL_SUBSCRIBER_NUMBERS, error, "");
    int more = shared ? 0 : -1;
    while (!more && (more = rows_next(&rows)) == 1)
        more = add_subscriber(farm, shared, rows_int(&rows, 0), day, &baskets, &products, error);
    rows_end(&rows);
    if (more)
        return -1;
    print_totals(farm->arena, &baskets);
    print_totals(farm->arena, &products);
    return 0;
}

int cli_list(struct cli *cli)
{
    int day;
    if (cli->argc != 1 || read_day(cli->argv[0], DATE_NONE, &day))
        return cli_usage("cabas list DATE, for example cabas list 2026-03-17");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("list", &error);
    int result = print_list(&farm, day, &error) ? cli_fail("list", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}

static int print_account(struct cli_farm *farm, int64_t number, struct error *error)
{
    int failed = 0;
    if (!db_int(farm->db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", number))
        return failed ? -1
                      : error_set(error, "subscriber %lld: there is none of that number",
                                  (long long)number);
    int64_t balance = db_int(farm->db, SQL_BALANCE, 0, &failed, error, "i", number);
    if (failed)
        return -1;
    printf("balance\t%lld\n", (long long)balance);
    struct rows rows = db_rows(farm->db, SQL_PAYMENTS, error, "i", number);
    int more;
    while ((more = rows_next(&rows)) == 1)
        printf("payment\t%s\t%lld\n", rows_text(&rows, 0, farm->arena),
               (long long)rows_int(&rows, 1));
    if (more)
        return -1;
    rows = db_rows(farm->db, SQL_INVOICES, error, "i", number);
    while ((more = rows_next(&rows)) == 1)
        printf("invoice\t%s\t%s\t%lld\n", rows_text(&rows, 0, farm->arena),
               rows_text(&rows, 1, farm->arena), (long long)rows_int(&rows, 2));
    return more;
}

int cli_account(struct cli *cli)
{
    int64_t number;
    if (cli->argc != 1 || read_number(cli->argv[0], &number))
        return cli_usage("cabas account NUM");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("account", &error);
    int result = print_account(&farm, number, &error) ? cli_fail("account", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}

static int print_log(struct cli_farm *farm, int64_t since, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_JOURNAL_SINCE, error, "i", since);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct text time = text_in(farm->arena);
        zone_write(&time, rows_int(&rows, 0));
        printf("%s\t", time.at);
        cli_print_cell(rows_text(&rows, 1, farm->arena));
        printf("\t%s\t%s\t", rows_text(&rows, 2, farm->arena), rows_text(&rows, 3, farm->arena));
        cli_print_cell(rows_text(&rows, 4, farm->arena));
        putchar('\n');
    }
    return more;
}

int cli_log(struct cli *cli)
{
    static const char usage[] = "cabas log [--since 2026-03-12T08:30]";
    const char *text = cli_option(cli, "--since");
    if (cli->argc)
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("log", &error);
    int64_t since = INT64_MIN;
    int day = text ? date_read_iso(view_of(text)) : DATE_NONE;
    if (day != DATE_NONE)
        since = zone_instant(day, 0);
    else if (text && zone_read(view_of(text), &since)) {
        cli_close(&farm);
        return cli_usage(usage);
    }
    int result = print_log(&farm, since, &error) ? cli_fail("log", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
