/* cli_queue: what waits or failed, in and out; and backup. */
#include <stdio.h>
#include <string.h>

#include "bot/cli.h"
#include "db/inbox.h"
#include "db/outbox.h"
#include "parsers/zone.h"

enum { FAILED_SECONDS = 7 * 86400 }; /* so long a text that did not arrive is shown */

/* in  m12  mail  QUARANTINED  attempts  received  sender  reason */
static int print_in(struct cli_farm *farm, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_INBOX_QUEUE, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct text time = text_in(farm->arena);
        zone_write(&time, rows_int(&rows, 4));
        printf("in\tm%lld\t%s\t%s\t%lld\t%s\t", (long long)rows_int(&rows, 0),
               rows_text(&rows, 1, farm->arena), rows_text(&rows, 2, farm->arena),
               (long long)rows_int(&rows, 3), time.at);
        cli_print_cell(rows_text(&rows, 5, farm->arena));
        putchar('\t');
        cli_print_cell(rows_text(&rows, 6, farm->arena));
        putchar('\n');
    }
    return more;
}

/* out  a7  mail  DEAD  attempts  due  recipient  reason */
static int print_out(struct cli_farm *farm, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_OUTBOX_QUEUE, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct text time = text_in(farm->arena);
        zone_write(&time, rows_int(&rows, 5));
        printf("out\ta%lld\t%s\t%s\t%lld\t%s\t", (long long)rows_int(&rows, 0),
               rows_text(&rows, 1, farm->arena), rows_text(&rows, 3, farm->arena),
               (long long)rows_int(&rows, 4), time.at);
        cli_print_cell(rows_text(&rows, 6, farm->arena));
        putchar('\t');
        cli_print_cell(rows_text(&rows, 7, farm->arena));
        putchar('\n');
    }
    return more;
}

/* out  a7  sms  FAILED  attempts  reported  recipient  reason: what a gateway took and could not deliver */
static int print_failed(struct cli_farm *farm, int64_t now, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_OUTBOX_SMS_FAILED, error, "i", now - FAILED_SECONDS);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct text time = text_in(farm->arena);
        zone_write(&time, rows_int(&rows, 2));
        printf("out\ta%lld\tsms\tFAILED\t%lld\t%s\t", (long long)rows_int(&rows, 0),
               (long long)rows_int(&rows, 1), time.at);
        cli_print_cell(rows_text(&rows, 3, farm->arena));
        printf("\tthe gateway reports that it was not delivered\n");
    }
    return more;
}

/* out  a7  mail  BOUNCED  attempts  reported  recipient  reason: what left and came back */
static int print_bounced(struct cli_farm *farm, int64_t now, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_BOUNCE_QUEUE, error, "i", now - FAILED_SECONDS);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct text time = text_in(farm->arena);
        zone_write(&time, rows_int(&rows, 2));
        printf("out\ta%lld\tmail\tBOUNCED\t%lld\t%s\t", (long long)rows_int(&rows, 0),
               (long long)rows_int(&rows, 1), time.at);
        cli_print_cell(rows_text(&rows, 3, farm->arena));
        printf("\t%s %s: ", rows_text(&rows, 4, farm->arena), rows_text(&rows, 5, farm->arena));
        cli_print_cell(rows_text(&rows, 6, farm->arena));
        putchar('\n');
    }
    return more;
}

/* "all", "m12" (a quarantined message) or "a7" / "7" (a letter). */
static int retry(struct cli_farm *farm, const char *what, int64_t now, struct error *error)
{
    struct view id = view_of(what);
    bool in = view_starts(id, "m");
    int64_t number = 0;
    if (in || view_starts(id, "a"))
        id = view_cut(id, 1, id.len);
    if (strcmp(what, "all") && (!view_int(id, &number) || number <= 0))
        return error_set(error, "%s: not a number that `cabas queue` shows", what);
    if (db_begin(farm->db, error))
        return -1;
    int result =
        in ? inbox_reopen(farm->db, number, error) : outbox_retry(farm->db, number, now, error);
    if (!result)
        return db_commit(farm->db, error);
    db_rollback(farm->db);
    return -1;
}

int cli_queue(struct cli *cli)
{
    bool again = cli->argc == 2 && !strcmp(cli->argv[0], "retry");
    if (cli->argc && !again)
        return cli_usage("cabas queue [retry ID|all]");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("queue", &error);
    int result = again ? retry(&farm, cli->argv[1], cli->now, &error)
                 : print_in(&farm, &error) || print_out(&farm, &error) ||
                         print_failed(&farm, cli->now, &error) ||
                         print_bounced(&farm, cli->now, &error)
                     ? -1
                     : 0;
    int code = result ? cli_fail("queue", &error) : CLI_DONE;
    cli_close(&farm);
    return code;
}

int cli_backup(struct cli *cli)
{
    if (cli->argc != 1)
        return cli_usage("cabas backup FILE");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("backup", &error);
    int result = db_backup(farm.db, cli->argv[0], &error) ? cli_fail("backup", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
