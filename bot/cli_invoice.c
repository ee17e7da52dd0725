/* cli_invoice: `cabas invoice`: a month's invoices, or the credit note of one. TSV on stdout: number subscriber total. */
#include <stdio.h>
#include <string.h>

#include "bot/billing.h"
#include "bot/cli.h"
#include "bot/invoicing.h"
#include "parsers/date.h"

static const char usage[] =
    "cabas invoice --month YYYY-MM, or cabas invoice --credit NUMBER [reason]";

static void print_issued(void *context, const char *number, int64_t subscriber, int64_t total)
{
    (void)context;
    printf("%s\t%lld\t%lld\n", number, (long long)subscriber, (long long)total);
    fflush(stdout); /* what is issued is told, whatever comes after */
}

static void warn(struct cli_farm *farm)
{
    const char *missing = billing_missing(farm->arena, &farm->config);
    if (missing)
        fprintf(
            stderr,
            "cabas: invoice: %s: missing, and a French invoice must show it: fill it in, in %s\n",
            missing, farm->config.file);
}

static int issue_month(const struct invoicing *run, int month, const char *text,
                       struct error *error)
{
    struct invoicing_done done;
    if (invoicing_month(run, month, &done, error))
        return -1;
    if (done.before)
        fprintf(stderr, "cabas: invoice: the invoices of %s were issued before: nothing is new\n",
                text);
    else if (!done.issued)
        fprintf(stderr, "cabas: invoice: %s: there was nothing to bill\n", text);
    return 0;
}

static int issue_credit(struct cli *cli, struct cli_farm *farm, const struct invoicing *run,
                        const char *number, struct error *error)
{
    struct text reason = text_in(farm->arena);
    for (int i = 0; i < cli->argc; i++)
        text_print(&reason, "%s%s", i ? " " : "", cli->argv[i]);
    return invoicing_credit(run, number, reason.at, "staff", error);
}

int cli_invoice(struct cli *cli)
{
    const char *text = cli_option(cli, "--month"), *number = cli_option(cli, "--credit");
    int month = text ? date_read_month(view_of(text)) : DATE_NONE;
    if (!text == !number || (text && (month == DATE_NONE || cli->argc)))
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("invoice", &error);
    struct invoicing run = {
        .db = farm.db, .config = &farm.config, .now = cli->now, .issued = print_issued};
    struct invoicing_mailed mailed = {0};
    warn(&farm);
    int failed = text ? issue_month(&run, month, text, &error)
                      : issue_credit(cli, &farm, &run, number, &error);
    if (!failed)
        failed = invoicing_mail(&run, &mailed, &error);
    if (mailed.unaddressed)
        fprintf(
            stderr,
            "cabas: invoice: %d of them are for subscribers without a mail address: print them\n",
            mailed.unaddressed);
    int result = failed ? cli_fail("invoice", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
