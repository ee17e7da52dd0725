#include "bot/invoicing.h"

#include <string.h>

#include "bot/account.h"
#include "bot/billing.h"
#include "bot/fault.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/tree.h"
#include "parsers/zone.h"

enum { BATCH = 200, REASON_BYTES = 300, FIRST_DAY = 0 };

/* What a batch issued, told once it is committed. */
struct issue {
    const char *number;
    int64_t subscriber, total;
};

struct batch {
    const struct invoicing *run;
    struct arena *arena; /* of the batch */
    const struct billing_farm *shared;
    int month, today;
    struct issue *issues;
    int issue_count;
    int64_t counter; /* of the last number in the database */
    int64_t last;    /* subscriber */
    bool over;       /* nobody comes after it */
};

static const char *words(struct batch *batch, const char *name)
{
    const struct situation situation = {.arena = batch->arena, .config = batch->run->config};
    const char *text = account_word(&situation, "credit", name);
    return text ? text : "";
}

/* `month`: of the run; a credit note is listed under the month of what it takes back. */
static int issue(struct batch *batch, const struct billing_account *account, struct bill *bill,
                 const char *reason, struct error *error)
{
    const struct config *config = batch->run->config;
    const char *number =
        billing_number(batch->arena, config->billing.invoice_prefix, date_parts(batch->today).year,
                       batch->counter + batch->issue_count + 1);
    struct invoice_document *document =
        billing_document(batch->arena, config, &account->subscriber, bill, number, reason,
                         batch->today, batch->month);
    billing_put_debit(config, account->mandate, document);
    int month = bill->credits ? date_month_first(document->to) : batch->month;
    if (billing_store(batch->run->db, document, bill->charges, month, error))
        return -1;
    struct issue *issued =
        arena_one_more(batch->arena, &batch->issues, &batch->issue_count, sizeof *issued);
    *issued = (struct issue){number, document->subscriber,
                             bill->credits ? -document->total : document->total};
    return 0;
}

static int bill_subscriber(struct batch *batch, int64_t subscriber, struct error *error)
{
    struct billing_account *account =
        billing_account_load(batch->arena, batch->run->db, batch->shared->farm, subscriber,
                             billing_from(batch->shared, batch->month),
                             date_month_last(batch->month), batch->today, error);
    if (!account)
        return -1;
    struct bills bills = billing_month(batch->arena, batch->shared, account, batch->month);
    for (int pass = 0; pass < 2; pass++) /* credit notes first */
        for (int i = 0; i < bills.count; i++) {
            bool credit = bills.items[i].credits != NULL;
            if (credit == (pass == 0) && issue(batch, account, &bills.items[i],
                                               credit ? words(batch, "correction") : "", error))
                return -1;
        }
    return 0;
}

static int bill_batch(struct batch *batch, struct error *error)
{
    int64_t numbers[BATCH];
    int count = 0, more;
    struct rows rows =
        db_rows(batch->run->db, SQL_BILLING_SUBSCRIBERS, error, "ii", batch->last, (int64_t)BATCH);
    while ((more = rows_next(&rows)) == 1 && count < BATCH)
        numbers[count++] = rows_int(&rows, 0);
    rows_end(&rows);
    if (more < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        if (bill_subscriber(batch, numbers[i], error))
            return -1;
        batch->last = numbers[i];
        fault_point("invoice-billed");
    }
    batch->over = count < BATCH;
    return 0;
}

static int read_counter(struct batch *batch, struct error *error)
{
    batch->counter = billing_last_number(batch->run->db, batch->run->config->billing.invoice_prefix,
                                         date_parts(batch->today).year, error);
    return batch->counter < 0 ? -1 : 0;
}

static char *month_text(struct arena *arena, int month)
{
    char *text = date_iso(arena, month);
    text[7] = '\0';
    return text;
}

static int write_journal(struct batch *batch, struct tree *detail, const char *actor,
                         struct error *error)
{
    return db_run(batch->run->db, SQL_INVOICE_JOURNAL, error, "itt", batch->run->now, actor,
                  tree_write(batch->arena, detail));
}

/* How far the run got. 1: it is finished. */
static int read_run(struct batch *batch, struct error *error)
{
    struct rows rows = db_rows(batch->run->db, SQL_INVOICE_RUN_GET, error, "t",
                               month_text(batch->arena, batch->month));
    int more = rows_next(&rows);
    batch->last = more == 1 ? rows_int(&rows, 0) : 0;
    int finished = more == 1 && rows_int(&rows, 1);
    rows_end(&rows);
    return more < 0 ? -1 : finished;
}

static int write_run(struct batch *batch, struct error *error)
{
    const char *month = month_text(batch->arena, batch->month);
    const char *finished =
        batch->over ? arena_print(batch->arena, "%lld", (long long)batch->run->now) : NULL;
    if (db_run(batch->run->db, SQL_INVOICE_RUN_SET, error, "tit", month, batch->last, finished))
        return -1;
    if (!batch->over)
        return 0;
    struct tree *detail = tree_new(batch->arena);
    tree_put_text(detail, "month", month);
    return write_journal(batch, detail, "billing", error);
}

/* One transaction. 1: the run was finished before. */
static int run_batch(struct batch *batch, struct error *error)
{
    struct db *db = batch->run->db;
    const struct farm *farm = farm_load(batch->arena, db, error);
    if (!farm || read_counter(batch, error) || billing_deliver(db, batch->today, error) ||
        !(batch->shared = billing_farm_load(batch->arena, db, farm, error)))
        return -1;
    int finished = read_run(batch, error);
    if (finished)
        return finished;
    return bill_batch(batch, error) || write_run(batch, error) ? -1 : 0;
}

static void tell(const struct batch *batch)
{
    for (int i = 0; batch->run->issued && i < batch->issue_count; i++)
        batch->run->issued(batch->run->context, batch->issues[i].number,
                           batch->issues[i].subscriber, batch->issues[i].total);
}

int invoicing_month(const struct invoicing *run, int month, struct invoicing_done *done,
                    struct error *error)
{
    int today = zone_local(run->now).day, result = 0;
    *done = (struct invoicing_done){0};
    for (bool over = false, first = true; !over && !result; first = false) {
        struct batch batch = {.run = run, .arena = arena_new(), .month = month, .today = today};
        if (date_month_last(month) >= today)
            result = error_set(error, "%s is not over: its invoices can be issued from %s on",
                               month_text(batch.arena, month),
                               date_iso(batch.arena, date_month_last(month) + 1));
        else if (db_begin(run->db, error))
            result = -1;
        else if ((result = run_batch(&batch, error)) != 0)
            db_rollback(run->db);
        else
            result = db_commit(run->db, error);
        over = batch.over;
        if (result == 1) { /* finished, by us in another process or before */
            done->before = first;
            over = true;
            result = 0;
        } else if (!result) {
            fault_point("invoice-issued");
            done->issued += batch.issue_count;
            tell(&batch);
        }
        arena_free(&batch.arena);
    }
    return result;
}

int invoicing_part(const struct invoicing *run, int month, struct invoicing_part *part,
                   struct error *error)
{
    int today = zone_local(run->now).day;
    struct batch batch = {.run = run, .arena = arena_new(), .month = month, .today = today};
    int result = date_month_last(month) >= today
                     ? error_set(error, "%s is not over", month_text(batch.arena, month))
                     : run_batch(&batch, error);
    *part = (struct invoicing_part){.issued = batch.issue_count, .over = batch.over || result == 1};
    arena_free(&batch.arena);
    return result < 0 ? -1 : 0;
}

/* One line, no more than is kept, never cut within a character. */
static const char *clean(struct arena *arena, const char *reason)
{
    size_t len = strlen(reason);
    if (len > REASON_BYTES) {
        len = REASON_BYTES;
        while (len && ((unsigned char)reason[len] & 0xC0) == 0x80)
            len--;
    }
    char *copy = arena_copy(arena, reason, len);
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
    struct view trimmed = view_trim(view_of(copy));
    return view_is_utf8(trimmed) ? arena_copy(arena, trimmed.at, trimmed.len) : "";
}

static int credit(struct batch *batch, const char *number, const char *given, const char *actor,
                  struct error *error)
{
    struct db *db = batch->run->db;
    int failed = 0;
    bool known = db_int(db, SQL_INVOICE_EXISTS, 0, &failed, error, "t", number) > 0;
    if (failed)
        return -1;
    if (!known)
        return error_set(error, "%s: there is no invoice of that number", number);
    struct error why;
    const struct invoice_document *document = billing_load(batch->arena, db, number, &why);
    if (!document)
        return error_set(error, "%s: it was not issued here: only its total is known", number);
    if (document->credits)
        return error_set(error, "%s: it is a credit note, of %s", number, document->credits);
    const struct farm *farm = farm_load(batch->arena, db, error);
    struct billing_account *account =
        farm ? billing_account_load(batch->arena, db, farm, document->subscriber, FIRST_DAY,
                                    batch->today, batch->today, error)
             : NULL;
    if (!account)
        return -1;
    struct bill bill = billing_credit(batch->arena, account, document->number);
    if (!bill.count)
        return error_set(error, "%s: it is credited already", number);
    const char *reason = clean(batch->arena, given);
    if (read_counter(batch, error) ||
        issue(batch, account, &bill, *reason ? reason : words(batch, "staff"), error))
        return -1;
    struct tree *detail = tree_new(batch->arena);
    tree_put_text(detail, "number", batch->issues[0].number);
    tree_put_text(detail, "credits", number);
    tree_put_int(detail, "subscriber", document->subscriber);
    tree_put_int(detail, "total", batch->issues[0].total);
    tree_put_text(detail, "reason", reason);
    return write_journal(batch, detail, actor, error);
}

int invoicing_credit(const struct invoicing *run, const char *number, const char *reason,
                     const char *actor, struct error *error)
{
    struct batch batch = {.run = run, .arena = arena_new(), .today = zone_local(run->now).day};
    batch.month = date_month_first(batch.today);
    int result = db_begin(run->db, error);
    if (!result) {
        result = credit(&batch, number, reason, actor, error);
        if (result)
            db_rollback(run->db);
        else
            result = db_commit(run->db, error);
    }
    if (!result)
        tell(&batch);
    arena_free(&batch.arena);
    return result;
}
