/* cli: the commands of `cabas` (SPEC section 3, contract).
 *
 * bot/main.c reads the common options and calls one cli_NAME(). Exit codes: 0 done, 1 refused or
 * failed, 2 bad usage. Errors go to stderr as "cabas: what: why".
 */
#ifndef BOT_CLI_H
#define BOT_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "parsers/error.h"
#include "parsers/vocabulary.h"

struct cli {
    const char *config_file; /* -c FILE, $CABAS_CONFIG or the default */
    bool config_given;       /* not the default */
    int64_t now;             /* --now, or the clock read at start */
    bool now_given;
    int argc; /* what follows the command's name, --now taken out */
    char **argv;
};

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* Prints "cabas: what: why" and gives CLI_FAILED. */
int cli_fail(const char *what, const struct error *error);
int cli_usage(const char *usage);

/* The names that the parser knows: the farm's database when there is a config, the sample farm when there is
 * none (no -c, no $CABAS_CONFIG, no default file), so that `cabas parse` works out of the box. */
struct vocabulary *cli_vocabulary(const struct cli *cli, struct arena *arena, struct error *error);

int cli_parse(struct cli *cli);
int cli_text(struct cli *cli);

#endif
