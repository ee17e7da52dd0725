/* cli_digest: `cabas digest [--date D] [--print]`.
 *
 * Without a date: from the last digest that was sent (or the last 24 hours) up to now. With one: from the digest
 * of the day before up to that day's end, or now.
 */
#include <stdio.h>

#include "bot/cli.h"
#include "bot/digest.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/zone.h"

static int find_span(const struct cli *cli, struct cli_farm *farm, int day, int64_t *from,
                     int64_t *to, struct error *error)
{
    *to = cli->now;
    if (day == DATE_NONE) {
        int failed = 0;
        *from = db_int(farm->db, SQL_DIGEST_LAST, cli->now - 86400, &failed, error, "");
        if (*from >= cli->now) /* it left just now: the day before it once more */
            *from = cli->now - 86400;
        return failed;
    }
    *from = zone_instant(day - 1, farm->config.digest.minute * 60);
    int64_t end = zone_instant(day + 1, 0);
    if (end < *to)
        *to = end;
    return *from < *to ? 0 : error_set(error, "%s is still to come", date_iso(farm->arena, day));
}

static int make(struct cli *cli, struct cli_farm *farm, int day, bool print, struct error *error)
{
    int64_t from, to;
    struct letter letter;
    const struct farm *shared = farm_load(farm->arena, farm->db, error);
    if (!shared || find_span(cli, farm, day, &from, &to, error) ||
        digest_make(farm->arena, farm->db, &farm->config, shared, from, to, cli->now, &letter,
                    error))
        return -1;
    if (print) {
        const char *text;
        if (letter_print(farm->arena, &farm->config, &letter, &text, error))
            return -1;
        fputs(text, stdout);
        return 0;
    }
    int count;
    if (!farm->config.mail.staff_count)
        return error_set(error, "[mail] staff names nobody: add an address, or use --print");
    if (db_begin(farm->db, error))
        return -1;
    if (letter_send(farm->arena, farm->db, &farm->config, &letter, &count, error) ||
        db_commit(farm->db, error)) {
        db_rollback(farm->db);
        return -1;
    }
    return 0;
}

int cli_digest(struct cli *cli)
{
    static const char usage[] = "cabas digest [--date 2026-03-17] [--print]";
    const char *text = cli_option(cli, "--date");
    bool print = cli_flag(cli, "--print");
    int day = text ? date_read_numeric(view_of(text)) : DATE_NONE;
    if (cli->argc || (text && day == DATE_NONE))
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("digest", &error);
    int result = make(cli, &farm, day, print, &error) ? cli_fail("digest", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
