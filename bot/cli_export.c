/* cli_export: `cabas export`: tables for a spreadsheet, as CSV on stdout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/cli.h"
#include "bot/export.h"
#include "bot/ledger.h"
#include "db/export.h"
#include "db/farm.h"
#include "db/snapshot.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2200 };

static int compare_open(const void *left, const void *right)
{
    const struct export_open *a = left, *b = right;
    return strcmp(a->number, b->number);
}

/* What is open of every invoice, by number. */
static int load_open(struct cli_farm *farm, int today, struct export_open **list, int *count,
                     struct error *error)
{
    const struct farm *shared = farm_load(farm->arena, farm->db, error);
    int64_t *numbers = NULL;
    int number_count = 0, more;
    if (!shared)
        return -1;
    struct rows rows = db_rows(farm->db, SQL_SUBSCRIBER_NUMBERS, error, "");
    while ((more = rows_next(&rows)) == 1)
        *(int64_t *)arena_one_more(farm->arena, &numbers, &number_count, sizeof *numbers) =
            rows_int(&rows, 0);
    for (int i = 0; i < number_count && !more; i++) {
        const struct snapshot *snapshot =
            snapshot_load(farm->arena, farm->db, shared, numbers[i], today,
                          SNAPSHOT_MONEY | SNAPSHOT_INVOICES, error);
        if (!snapshot)
            return -1;
        struct ledger ledger = ledger_of(farm->arena, snapshot);
        for (int j = 0; j < ledger.count; j++)
            if (ledger.entries[j].open)
                *(struct export_open *)arena_one_more(farm->arena, list, count, sizeof **list) =
                    (struct export_open){ledger.entries[j].invoice->number, ledger.entries[j].open};
    }
    if (*count)
        qsort(*list, (size_t)*count, sizeof **list, compare_open);
    return more;
}

static int write_books(struct cli_farm *farm, bool entries, int from, int to, int today,
                       struct text *out, struct error *error)
{
    const struct books *books = books_load(farm->arena, farm->db, from, to, error);
    struct export_open *open = NULL;
    int count = 0;
    if (!books)
        return -1;
    if (entries) {
        export_entries(farm->arena, books, out);
        return 0;
    }
    if (load_open(farm, today, &open, &count, error))
        return -1;
    export_invoices(farm->arena, books, open, count, out);
    return 0;
}

static int usage(void)
{
    struct arena *arena = arena_new();
    int result = cli_usage(
        arena_print(arena,
                    "cabas export KIND [--from D] [--to D], where KIND is one of factures, "
                    "ecritures, %s; --from and --to are for factures, ecritures, reglements, "
                    "compositions and fermetures",
                    import_kind_list(arena)));
    arena_free(&arena);
    return result;
}

int cli_export(struct cli *cli)
{
    const char *from_text = cli_option(cli, "--from"), *to_text = cli_option(cli, "--to");
    int from = from_text ? date_read_numeric(view_of(from_text)) : date_make(FIRST_YEAR, 1, 1);
    int to = to_text ? date_read_numeric(view_of(to_text)) : date_make(LAST_YEAR, 12, 31);
    if (cli->argc != 1 || from == DATE_NONE || to == DATE_NONE || to < from)
        return usage();
    int kind = import_kind_read(view_of(cli->argv[0]));
    bool invoices = !strcmp(cli->argv[0], "factures"), entries = !strcmp(cli->argv[0], "ecritures");
    if ((kind < 0 && !invoices && !entries) ||
        (kind >= 0 && (from_text || to_text) && !export_has_days((enum import_kind)kind)))
        return usage();
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("export", &error);
    struct text out = text_in(farm.arena);
    int today = zone_local(cli->now).day;
    int failed = db_begin(farm.db, &error); /* one moment, whatever others write meanwhile */
    if (!failed) {
        failed = kind >= 0 ? export_kind(farm.arena, farm.db, (enum import_kind)kind, from, to,
                                         today, &out, &error)
                           : write_books(&farm, entries, from, to, today, &out, &error);
        db_rollback(farm.db);
    }
    if (!failed && (fwrite(out.at, 1, out.len, stdout) != out.len || fflush(stdout)))
        failed = error_set(&error, "standard output: not written");
    int result = failed ? cli_fail("export", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
