#include "bot/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "parsers/date.h"
#include "parsers/zone.h"

int cli_fail(const char *what, const struct error *error)
{
    fflush(stdout);
    fprintf(stderr, "cabas: %s: %s\n", what, error->text);
    return CLI_FAILED;
}

int cli_usage(const char *usage)
{
    fflush(stdout);
    fprintf(stderr, "cabas: usage: %s\n", usage);
    return CLI_USAGE;
}

static void take_out(struct cli *cli, int at, int count)
{
    for (int i = at; i + count < cli->argc; i++)
        cli->argv[i] = cli->argv[i + count];
    cli->argc -= count;
}

const char *cli_option(struct cli *cli, const char *name)
{
    for (int i = 0; i + 1 < cli->argc; i++)
        if (!strcmp(cli->argv[i], name)) {
            const char *value = cli->argv[i + 1];
            take_out(cli, i, 2);
            return value;
        }
    return NULL;
}

bool cli_flag(struct cli *cli, const char *name)
{
    for (int i = 0; i < cli->argc; i++)
        if (!strcmp(cli->argv[i], name)) {
            take_out(cli, i, 1);
            return true;
        }
    return false;
}

void cli_print_cell(const char *text)
{
    for (const char *at = text; *at; at++)
        putchar(*at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at);
}

int cli_config(struct cli *cli, struct arena *arena, struct config *config, struct error *error)
{
    if (config_read(arena, cli->config_file, config, error) ||
        zone_set(config->farm.timezone, error))
        return -1;
    if (cli->now_text && zone_read(view_of(cli->now_text), &cli->now))
        return error_set(error, "--now %s: not a time: write it as 2026-03-12T08:30",
                         cli->now_text);
    return 0;
}

static int read_message_key(struct cli_farm *farm, struct error *error)
{
    struct rows rows = db_rows(farm->db, SQL_SETTING_GET, error, "t", "message_key");
    int more = rows_next(&rows);
    farm->config.mail.message_key = more == 1 ? rows_text(&rows, 0, farm->arena) : "";
    if (more == 1)
        rows_end(&rows);
    return more < 0 ? -1 : 0;
}

int cli_open(struct cli *cli, struct cli_farm *farm, bool create, struct error *error)
{
    *farm = (struct cli_farm){.arena = arena_new()};
    if (!cli_config(cli, farm->arena, &farm->config, error))
        farm->db = db_open(farm->config.database.url.path, create, error);
    if (farm->db && !read_message_key(farm, error))
        return 0;
    cli_close(farm);
    return -1;
}

void cli_close(struct cli_farm *farm)
{
    db_close(&farm->db);
    arena_free(&farm->arena);
}
