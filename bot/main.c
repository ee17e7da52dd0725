/* main: common options, then one command. Only wiring: all logic links into the tests. */
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot/cli.h"
#include "bot/log.h"
#include "parsers/zone.h"

#define VERSION "0.1"
#define DEFAULT_CONFIG "/etc/cabas/cabas.conf"

static const struct {
    const char *name;
    int (*run)(struct cli *cli); /* NULL: promised, not there yet */
    const char *help;
} commands[] = {
    {"init", cli_init, "make the database and, where none is, a commented config"},
    {"import", cli_import, "KIND FILE.csv: take a spreadsheet in, all rows or none"},
    {"run", cli_run, "the daemon"},
    {"once", cli_once, "one full cycle: fetch, apply, answer, exit"},
    {"parse", cli_parse, "[--channel mail|sms] FILE…, or --tsv FILE: what messages ask"},
    {"text", cli_text, "[--raw] FILE…: what the sender wrote"},
    {"replay", cli_replay, "[--from ADDR|+33…] FILE: what a message would do and answer"},
    {"check", cli_check, "[--local]: config, database, mailbox, SMTP: what is wrong"},
    {"planning", cli_planning, "NUM [--from D] [--to D]: a subscriber's deliveries"},
    {"list", cli_list, "DATE: the delivery's pick list"},
    {"account", cli_account, "NUM: balance, payments, invoices"},
    {"log", cli_log, "[--since T]: the audit trail"},
    {"queue", cli_queue, "[retry ID|all]: what waits or failed, in and out"},
    {"erase", cli_erase, "NUM [--yes] [--silent]: forget a former subscriber"},
    {"backup", cli_backup, "FILE: a consistent copy while the daemon runs"},
    {"demo", cli_demo, "a farm and its mail in a temporary folder"},
    {"orders", cli_orders, "[NUM]: orders"},
    {"accept", cli_accept, "N: accept an order"},
    {"refuse", cli_refuse, "N [reason]: refuse an order"},
    {"digest", cli_digest, "[--date D] [--print]: the daily digest"},
    {"invoice", cli_invoice, "--month YYYY-MM, --credit NUMBER [reason]: issue invoices, once"},
    {"export", cli_export, "KIND [--from D] [--to D]: CSV for the spreadsheet and the accountant"},
    {"sepa", cli_sepa, "--month YYYY-MM [--output FILE]: SEPA direct debit file of what is due"},
};

static void print_help(FILE *to)
{
    fputs("usage: cabas [-c FILE] [--now YYYY-MM-DDTHH:MM[:SS]] COMMAND …\n\n", to);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "  %-9s %s%s\n", commands[i].name, commands[i].help,
                commands[i].run ? "" : " (not in this version)");
}

/* -c FILE and --now T may stand before or after the command. */
static int read_common(struct cli *cli)
{
    const char *file = cli_option(cli, "-c"), *variable = getenv("CABAS_CONFIG");
    cli->config_given = file || (variable && *variable);
    cli->config_file = file ? file : cli->config_given ? variable : DEFAULT_CONFIG;
    cli->now_text = cli_option(cli, "--now");
    cli->now_given = cli->now_text != NULL;
    cli->now = (int64_t)time(NULL);
    struct error error;
    if (zone_set("Europe/Paris", &error)) /* until the config names the farm's own */
        return cli_fail("start", &error);
    if (cli->now_text && zone_read(view_of(cli->now_text), &cli->now))
        return cli_usage("--now YYYY-MM-DDTHH:MM[:SS], for example --now 2026-03-12T08:30");
    return 0;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);              /* a limit on file sizes is a full disk, not a death */
    mallopt(M_MMAP_THRESHOLD, 128 * 1024); /* what a big mail took is given back, not kept */
    umask(077);
    log_set_level(LOG_LEVEL_WARNING);
    struct cli cli = {.argc = argc - 1, .argv = argv + 1};
    int failed = read_common(&cli);
    if (failed)
        return failed;
    const char *name = cli.argc ? cli.argv[0] : "";
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
        print_help(stdout);
        return CLI_DONE;
    }
    if (!strcmp(name, "--version")) {
        puts("cabas " VERSION);
        return CLI_DONE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(name, commands[i].name))
            continue;
        cli.argc--, cli.argv++;
        if (commands[i].run)
            return commands[i].run(&cli);
        fprintf(stderr, "cabas: %s: this version can't do that yet\n", name);
        return CLI_FAILED;
    }
    print_help(stderr);
    return CLI_USAGE;
}
