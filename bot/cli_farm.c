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
