/* invoicing_job: the month's invoices, by themselves on [billing] day, and the mails that bring them.
 *
 * A farm whose legal mentions are not complete issues by hand (`cabas invoice`): the digest reminds it. Both jobs work in
 * parts, so that messages are decided in between.
 */
#include "bot/billing.h"
#include "bot/invoicing.h"
#include "bot/schedule.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum { ISSUE_MINUTE = 8 * 60, LETTERS_PART = 20, LETTERS_PAUSE = 60 };

static int next_invoices(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_monthly(look->config->billing.day, ISSUE_MINUTE, look->last);
    return 0;
}

static int run_invoices(struct schedule_run *run, struct error *error)
{
    int month = date_add_months(date_month_first(zone_local(run->due).day), -1);
    struct invoicing invoicing = {.db = run->db, .config = run->config, .now = run->now};
    struct invoicing_part part;
    if (billing_missing(run->arena, run->config))
        return 0;
    if (invoicing_part(&invoicing, month, &part, error))
        return -1;
    run->effects = part.issued;
    run->more = !part.over;
    return 0;
}

const struct schedule_job job_invoices = {
    .name = "invoices", .after_mail = true, .next = next_invoices, .run = run_invoices};

/* What is owed leaves at once; a file that can't be made is tried again in a minute. */
static int next_letters(const struct schedule_look *look, int64_t *due, struct error *error)
{
    int failed = 0;
    bool owed = db_int(look->db, SQL_INVOICE_LETTERS_OWED, 0, &failed, error, "") > 0;
    *due = owed ? look->last + LETTERS_PAUSE : MOMENT_NEVER;
    if (owed && *due < look->now)
        *due = look->now;
    return failed;
}

static int run_letters(struct schedule_run *run, struct error *error)
{
    struct invoicing invoicing = {.db = run->db, .config = run->config, .now = run->now};
    struct invoicing_mailed mailed;
    int failed;
    if (invoicing_mail_part(&invoicing, LETTERS_PART, &mailed, &failed, error))
        return -1;
    run->effects = mailed.written;
    run->more = mailed.written + mailed.unaddressed == LETTERS_PART;
    return 0;
}

const struct schedule_job job_invoice_letters = {
    .name = "invoice-letters", .next = next_letters, .run = run_letters};
