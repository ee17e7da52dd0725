/* cli: the commands of `cabas` (SPEC section 3, contract).
 *
 * bot/main.c reads the common options and calls one cli_NAME(). Exit codes: 0 done, 1 refused or
 * failed, 2 bad usage. Errors go to stderr as "cabas: what: why".
 */
#ifndef BOT_CLI_H
#define BOT_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/config.h"
#include "db/db.h"
#include "db/model.h"
#include "parsers/error.h"
#include "parsers/vocabulary.h"

struct cli {
    const char *config_file; /* -c FILE, $CABAS_CONFIG or the default */
    bool config_given;       /* not the default */
    int64_t now;             /* --now, or the clock read at start */
    bool now_given;
    const char
        *now_text; /* --now as written, NULL when not given: read again once the zone is known */
    int argc;      /* what follows the command's name, common options taken out */
    char **argv;
};

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* Prints "cabas: what: why" and gives CLI_FAILED. */
int cli_fail(const char *what, const struct error *error);
int cli_usage(const char *usage);
/* The value of an option "--name VALUE" among the arguments, taken out of them; NULL when absent. */
const char *cli_option(struct cli *cli, const char *name);
bool cli_flag(struct cli *cli, const char *name);

/* A cell of a TSV line on stdout: without tabs and line ends. */
void cli_print_cell(const char *text);

/* A command's farm: config, zone and database. -1: error is set, nothing is open. */
struct cli_farm {
    struct arena *arena;
    struct config config;
    struct db *db;
};
int cli_open(struct cli *cli, struct cli_farm *farm, bool create, struct error *error);
void cli_close(struct cli_farm *farm);
/* The config alone, zone set, --now read. */
int cli_config(struct cli *cli, struct arena *arena, struct config *config, struct error *error);

/* The names that the parser knows: the farm's database when there is a config, the sample farm when there is
 * none (no -c, no $CABAS_CONFIG, no default file), so that `cabas parse` works out of the box. */
const struct vocabulary *cli_vocabulary(struct cli *cli, struct arena *arena, struct error *error);

int cli_init(struct cli *cli);
int cli_import(struct cli *cli);
int cli_run(struct cli *cli);
int cli_once(struct cli *cli);
int cli_parse(struct cli *cli);
int cli_text(struct cli *cli);
int cli_replay(struct cli *cli);
int cli_check(struct cli *cli);
int cli_planning(struct cli *cli);
int cli_list(struct cli *cli);
int cli_account(struct cli *cli);
int cli_orders(struct cli *cli);
int cli_accept(struct cli *cli);
int cli_refuse(struct cli *cli);
int cli_invoice(struct cli *cli);
int cli_export(struct cli *cli);
int cli_sepa(struct cli *cli);
int cli_log(struct cli *cli);
int cli_queue(struct cli *cli);
int cli_erase(struct cli *cli);
int cli_backup(struct cli *cli);
int cli_demo(struct cli *cli);
int cli_digest(struct cli *cli);

#endif
