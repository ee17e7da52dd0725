/* cli_orders: `cabas orders`, `cabas accept`, `cabas refuse`. */
#include <stdio.h>
#include <string.h>

#include "bot/cli.h"
#include "bot/settle.h"
#include "db/item.h"
#include "parsers/number.h"
#include "parsers/zone.h"

static bool read_number(const char *text, int64_t *number)
{
    return view_int(view_of(text), number) && *number > 0;
}

struct row {
    int64_t number, subscriber;
    const char *day, *state;
};

static int load_rows(struct cli_farm *farm, int64_t subscriber, int today, struct row **list,
                     int *count, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_PURCHASES_ALL, error, "id", subscriber, today);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct row *row = arena_one_more(farm->arena, list, count, sizeof *row);
        *row = (struct row){rows_int(&rows, 0), rows_int(&rows, 1),
                            rows_text(&rows, 2, farm->arena), rows_text(&rows, 3, farm->arena)};
    }
    return more;
}

/* "salade*2,pomme*1.5", as in a request's line; total in cents. */
static int print_row(struct cli_farm *farm, const struct row *row, struct error *error)
{
    struct text items = text_in(farm->arena);
    int64_t total = 0;
    struct rows rows = db_rows(farm->db, SQL_PURCHASE_CODES, error, "i", row->number);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        text_print(&items, "%s%s*", items.len ? "," : "", rows_text(&rows, 0, farm->arena));
        number_write_quantity(&items, rows_int(&rows, 1));
        total += item_amount(rows_int(&rows, 1), rows_int(&rows, 2));
    }
    if (!more)
        printf("%lld\t%lld\t%s\t%s\t%lld\t%s\n", (long long)row->number, (long long)row->subscriber,
               row->day, row->state, (long long)total, items.at);
    return more;
}

static int print_orders(struct cli_farm *farm, int64_t subscriber, int today, struct error *error)
{
    struct row *list = NULL;
    int count = 0, failed = 0;
    if (subscriber && !db_int(farm->db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", subscriber))
        return failed ? -1
                      : error_set(error, "subscriber %lld: there is none of that number",
                                  (long long)subscriber);
    if (load_rows(farm, subscriber, today, &list, &count, error))
        return -1;
    for (int i = 0; i < count; i++)
        if (print_row(farm, &list[i], error))
            return -1;
    return 0;
}

int cli_orders(struct cli *cli)
{
    int64_t subscriber = 0;
    if (cli->argc > 1 || (cli->argc && !read_number(cli->argv[0], &subscriber)))
        return cli_usage("cabas orders [NUM]");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("orders", &error);
    int result = print_orders(&farm, subscriber, zone_local(cli->now).day, &error) ? cli_fail("orders", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}

static int settle(struct cli_farm *farm, const struct settle *what, struct error *error)
{
    struct settled settled;
    if (db_begin(farm->db, error))
        return -1;
    if (settle_order(farm->arena, farm->db, &farm->config, what, &settled, error)) {
        db_rollback(farm->db);
        return -1;
    }
    if (db_commit(farm->db, error))
        return -1;
    if (!settled.told)
        fprintf(stderr, "cabas: order %lld: its subscriber has no mail address: tell them\n",
                (long long)what->number);
    return 0;
}

static int run(struct cli *cli, const char *name, bool accept, const char *usage)
{
    struct settle what = {.accept = accept, .actor = "staff"};
    if (cli->argc < 1 || (accept && cli->argc > 1) || !read_number(cli->argv[0], &what.number))
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail(name, &error);
    struct text reason = text_in(farm.arena);
    for (int i = 1; i < cli->argc; i++)
        text_print(&reason, "%s%s", i > 1 ? " " : "", cli->argv[i]);
    what.reason = reason.at;
    what.now = cli->now;
    int result = settle(&farm, &what, &error) ? cli_fail(name, &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}

int cli_accept(struct cli *cli)
{
    return run(cli, "accept", true, "cabas accept N");
}

int cli_refuse(struct cli *cli)
{
    return run(cli, "refuse", false, "cabas refuse N [reason]");
}
