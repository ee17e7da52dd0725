#include "bot/sepa.h"

#include <string.h>

#include "bot/collect.h"
#include "bot/seal.h"
#include "db/farm.h"
#include "db/snapshot.h"
#include "parsers/date.h"
#include "parsers/sepa.h"
#include "parsers/target.h"
#include "parsers/tree.h"
#include "parsers/zone.h"

enum { NAME_MOST = 70, NOTE_MOST = 140, LAPSE_MONTHS = 36 };

struct work {
    struct arena *arena;
    const struct sepa *sepa;
    struct seal *seal;
    int today;
    struct debit_run *run;
    const char **ibans; /* of the run's debits */
    int iban_count;
    struct sepa_file *file;
};

static char *month_text(struct arena *arena, int month)
{
    char *text = date_iso(arena, month);
    text[7] = '\0';
    return text;
}

static int check_config(const struct config *config, struct error *error)
{
    const char *key = !*config->billing.sepa_creditor_id ? "sepa_creditor_id"
                      : !*config->billing.iban           ? "iban"
                                                         : NULL;
    if (key)
        return error_set(error,
                         "%s: [billing] %s is empty: without it no bank takes a direct debit file: "
                         "write it there",
                         config->file, key);
    if (*config->billing.bic && !sepa_is_bic(config->billing.bic))
        return error_set(error,
                         "%s: [billing] bic: \"%s\" is no BIC: write its 8 or 11 capitals and "
                         "digits, or nothing",
                         config->file, config->billing.bic);
    return 0;
}

static int open_seal(struct work *work, struct error *error)
{
    const char *file = work->sepa->config->security.key_file;
    if (work->seal)
        return 0;
    if (seal_open(file, &work->seal, error))
        return -1;
    return work->seal ? 0
                      : error_set(error,
                                  "%s: [security] key_file: %s is not there: the account numbers "
                                  "are sealed with it: put the file back",
                                  work->sepa->config->file, *file ? file : "the file");
}

/* NULL: error is set. */
static const char *open_account(struct work *work, int64_t subscriber, const char *mandate,
                                const char *sealed, struct error *error)
{
    if (!*sealed) {
        error_set(error,
                  "mandate %s: its account number was erased with its subscriber: this file can't "
                  "be made again",
                  mandate);
        return NULL;
    }
    if (open_seal(work, error))
        return NULL;
    const char *iban = seal_read(work->arena, work->seal, subscriber, sealed, error);
    if (!iban)
        error_wrap(error, "%s: mandate %s", work->sepa->config->security.key_file, mandate);
    return iban;
}

static const char *name_of(struct arena *arena, const struct subscriber *subscriber)
{
    const char *name =
        sepa_text(arena, arena_print(arena, "%s %s", subscriber->first_name, subscriber->last_name),
                  NAME_MOST);
    return *name ? name : arena_print(arena, "Abonne %lld", (long long)subscriber->number);
}

static void leave(struct work *work, const struct subscriber *subscriber, int64_t amount,
                  enum sepa_why why)
{
    struct sepa_left *left =
        arena_one_more(work->arena, &work->file->left, &work->file->left_count, sizeof *left);
    *left = (struct sepa_left){
        subscriber->number, amount,
        arena_print(work->arena, "%s %s", subscriber->first_name, subscriber->last_name), why};
}

/* Whether it may still be used. -1: failed. */
static int mandate_lives(struct work *work, const struct mandate *mandate, struct error *error)
{
    int last;
    if (debit_last_day(work->sepa->db, mandate->reference, &last, error))
        return -1;
    if (last < mandate->signed_day) /* never used, too */
        last = mandate->signed_day;
    return date_add_months(last, LAPSE_MONTHS) > work->today;
}

static int add_debit(struct work *work, const struct snapshot *snapshot,
                     const struct collect *collect, struct error *error)
{
    const struct subscriber *subscriber = &snapshot->subscriber;
    const struct mandate *mandate = snapshot->mandate;
    const char *iban =
        open_account(work, subscriber->number, mandate->reference, mandate->sealed, error);
    int lives = iban ? mandate_lives(work, mandate, error) : -1;
    if (lives < 0)
        return -1;
    if (!sepa_reaches(iban) || !lives) {
        leave(work, subscriber, collect->due, lives ? SEPA_NOT_REACHED : SEPA_LAPSED);
        return 0;
    }
    struct debit *debit =
        arena_one_more(work->arena, &work->run->debits, &work->run->count, sizeof *debit);
    *debit = (struct debit){.subscriber = subscriber->number,
                            .amount = collect->due,
                            .mandate = mandate->reference,
                            .sealed = mandate->sealed,
                            .bic = mandate->bic,
                            .signed_day = mandate->signed_day,
                            .recurrent = mandate->recurrent,
                            .name = name_of(work->arena, subscriber),
                            .note = collect_note(work->arena, collect, NOTE_MOST),
                            .items = collect->items,
                            .item_count = collect->item_count};
    if (collect->day != DATE_NONE && target_from(collect->day) > work->run->day)
        work->run->day = target_from(collect->day);
    *(const char **)arena_one_more(work->arena, &work->ibans, &work->iban_count,
                                   sizeof *work->ibans) = iban;
    return 0;
}

static int look_at(struct work *work, const struct farm *farm, int64_t number, struct error *error)
{
    const struct snapshot *snapshot =
        snapshot_load(work->arena, work->sepa->db, farm, number, work->today,
                      SNAPSHOT_MONEY | SNAPSHOT_INVOICES | SNAPSHOT_BANK, error);
    if (!snapshot)
        return -1;
    struct collect collect = collect_due(work->arena, snapshot, work->sepa->month);
    if (collect.coming)
        leave(work, &snapshot->subscriber, collect.coming, SEPA_COMING);
    if (!collect.due)
        return 0;
    if (snapshot->mandate && snapshot->mandate->active)
        return add_debit(work, snapshot, &collect, error);
    leave(work, &snapshot->subscriber, collect.due, SEPA_NO_MANDATE);
    return 0;
}

static int look_at_all(struct work *work, struct error *error)
{
    const struct farm *farm = farm_load(work->arena, work->sepa->db, error);
    int64_t *numbers = NULL;
    int count = 0, more;
    if (!farm)
        return -1;
    struct rows rows = db_rows(work->sepa->db, SQL_SUBSCRIBER_NUMBERS, error, "");
    while ((more = rows_next(&rows)) == 1)
        *(int64_t *)arena_one_more(work->arena, &numbers, &count, sizeof *numbers) =
            rows_int(&rows, 0);
    for (int i = 0; i < count && !more; i++)
        more = look_at(work, farm, numbers[i], error);
    return more;
}

/* What a run is made of before any debit is in it. */
static void begin_run(struct work *work)
{
    const struct config *config = work->sepa->config;
    const char *creditor = sepa_text(work->arena, config->farm.name, NAME_MOST);
    work->run = arena_alloc(work->arena, sizeof *work->run);
    *work->run = (struct debit_run){
        .month = work->sepa->month,
        .made = work->sepa->now,
        .made_day = work->today,
        .day = target_add(work->today, config->billing.sepa_days),
        .creditor = *creditor ? creditor : config->billing.sepa_creditor_id,
        .creditor_id = config->billing.sepa_creditor_id,
        .iban = config->billing.iban,
        .bic = config->billing.bic,
    };
}

static int check_invoiced(struct work *work, struct error *error)
{
    const char *month = month_text(work->arena, work->sepa->month);
    struct rows rows = db_rows(work->sepa->db, SQL_INVOICE_RUN_GET, error, "t", month);
    int more = rows_next(&rows);
    bool finished = more == 1 && rows_int(&rows, 1);
    rows_end(&rows);
    if (more >= 0 && !finished)
        error_set(error,
                  "the invoices of %s are not issued yet: cabas invoice --month %s comes before",
                  month, month);
    return finished ? 0 : -1;
}

static int write_journal(struct work *work, const char *id, int64_t total, const char *reason,
                         struct error *error)
{
    struct tree *detail = tree_new(work->arena);
    tree_put_text(detail, reason ? "back" : "run", id);
    if (reason)
        tree_put_text(detail, "reason", reason);
    else {
        tree_put_int(detail, "debits", work->run->count);
        tree_put_int(detail, "total", total);
        tree_put_text(detail, "day", date_iso(work->arena, work->run->day));
    }
    return db_run(work->sepa->db, SQL_SEPA_JOURNAL, error, "it", work->sepa->now,
                  tree_write(work->arena, detail));
}

static int make_run(struct work *work, struct error *error)
{
    begin_run(work);
    if (look_at_all(work, error))
        return -1;
    if (!work->run->count)
        return 0;
    if (check_invoiced(work, error) ||
        debit_run_store(work->arena, work->sepa->db, work->run, error))
        return -1;
    int64_t total = 0;
    for (int i = 0; i < work->run->count; i++)
        total += work->run->debits[i].amount;
    work->file->run = work->run;
    work->file->bytes = pain_write(work->arena, work->run, work->ibans, work->sepa->version);
    return write_journal(work, pain_id(work->arena, work->run), total, NULL, error);
}

/* The stored run of that number, when the month has it. */
static int load_run(struct work *work, int nth, struct error *error)
{
    if (debit_run_load(work->arena, work->sepa->db, work->sepa->month, nth, &work->run, error))
        return -1;
    if (!work->run)
        return 0;
    work->ibans = arena_array(work->arena, (size_t)work->run->count, sizeof *work->ibans);
    for (int i = 0; i < work->run->count; i++) {
        const struct debit *debit = &work->run->debits[i];
        work->ibans[i] =
            open_account(work, debit->subscriber, debit->mandate, debit->sealed, error);
        if (!work->ibans[i])
            return -1;
    }
    work->file->run = work->run;
    work->file->before = true;
    work->file->bytes = pain_write(work->arena, work->run, work->ibans, work->sepa->version);
    return 0;
}

static struct work begin(struct arena *arena, const struct sepa *sepa, struct sepa_file *file)
{
    *file = (struct sepa_file){0};
    return (struct work){
        .arena = arena, .sepa = sepa, .today = zone_local(sepa->now).day, .file = file};
}

int sepa_issue(struct arena *arena, const struct sepa *sepa, bool next, struct sepa_file *file,
               struct error *error)
{
    struct work work = begin(arena, sepa, file);
    int result = db_begin(sepa->db, error);
    if (!result) {
        result = next ? 0 : load_run(&work, 1, error);
        if (!result && !file->run)
            result = check_config(sepa->config, error) || make_run(&work, error) ? -1 : 0;
        if (result || !file->run || file->before)
            db_rollback(sepa->db);
        else
            result = db_commit(sepa->db, error);
    }
    seal_close(&work.seal);
    return result;
}

int sepa_again(struct arena *arena, const struct sepa *sepa, int nth, struct sepa_file *file,
               struct error *error)
{
    struct work work = begin(arena, sepa, file);
    int result = load_run(&work, nth, error);
    if (!result && !file->run)
        result = error_set(error, "%s has no run %d", month_text(arena, sepa->month), nth);
    seal_close(&work.seal);
    return result;
}

int sepa_back(struct arena *arena, const struct sepa *sepa, const char *id, const char *reason,
              struct error *error)
{
    struct sepa_file file;
    struct work work = begin(arena, sepa, &file);
    int month, nth, result;
    int64_t subscriber;
    if (!pain_read_id(id, &month, &nth, &subscriber))
        return error_set(error,
                         "%s: is no debit's id: write it as the bank gives it back, "
                         "CABAS-2026-03-1-1001",
                         id);
    if (db_begin(sepa->db, error))
        return -1;
    result = debit_set_back(arena, sepa->db, month, nth, subscriber, sepa->now, reason, error) ||
                     write_journal(&work, id, 0, reason, error)
                 ? -1
                 : 0;
    if (result)
        db_rollback(sepa->db);
    else
        result = db_commit(sepa->db, error);
    return result;
}
