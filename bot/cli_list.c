/* cli_list: `cabas list DATE`: the pick list as TSV (contract), or on paper and for the spreadsheet. */
#include <stdio.h>

#include "bot/cli.h"
#include "bot/file.h"
#include "bot/picklist_csv.h"
#include "bot/picklist_pdf.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/number.h"

static void print_totals(struct cli_farm *farm, const struct picklist *list, bool products)
{
    for (int i = 0; i < list->depot_count; i++)
        for (int j = 0; j < list->depots[i].total_count; j++) {
            const struct picklist_item *item = &list->depots[i].totals[j];
            struct text quantity = text_in(farm->arena);
            if (item->product != products)
                continue;
            number_write_quantity(&quantity, item->thousandths);
            printf("%s\t%s\t%s\n", list->depots[i].depot ? list->depots[i].depot->code : "",
                   item->code, quantity.at);
        }
}

static int print_list(struct cli_farm *farm, int day, struct error *error)
{
    struct picklist list;
    const struct farm *shared = farm_load(farm->arena, farm->db, error);
    if (!shared || picklist_make(farm->arena, farm->db, shared, day, &list, error))
        return -1;
    print_totals(farm, &list, false);
    print_totals(farm, &list, true);
    return 0;
}

static int write_files(const struct cli *cli, struct cli_farm *farm, int day, const char *pdf,
                       const char *csv, struct error *error)
{
    struct picklist list;
    struct view bytes;
    const struct farm *shared = farm_load(farm->arena, farm->db, error);
    const struct roster *roster =
        shared ? roster_load(farm->arena, farm->db, shared, day, error) : NULL;
    if (!roster || picklist_full(farm->arena, farm->db, roster, day, &list, error))
        return -1;
    if (pdf && (picklist_pdf(farm->arena, &farm->config, &list, cli->now, &bytes, error) ||
                file_write_new(pdf, bytes, error)))
        return -1;
    if (csv && (picklist_csv(farm->arena, &farm->config, &list, &bytes, error) ||
                file_write_new(csv, bytes, error)))
        return -1;
    return 0;
}

int cli_list(struct cli *cli)
{
    const char *pdf = cli_option(cli, "--pdf"), *csv = cli_option(cli, "--csv");
    int day = cli->argc == 1 ? date_read_numeric(view_of(cli->argv[0])) : DATE_NONE;
    if (day == DATE_NONE)
        return cli_usage(
            "cabas list DATE [--pdf FILE] [--csv FILE], for example cabas list 2026-03-17");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("list", &error);
    int failed = pdf || csv ? write_files(cli, &farm, day, pdf, csv, &error)
                            : print_list(&farm, day, &error);
    int result = failed ? cli_fail("list", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
