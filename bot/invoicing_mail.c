/* invoicing_mail: the mails that bring invoices. Files are made by two threads, outside of any transaction. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bot/account.h"
#include "bot/answer.h"
#include "bot/fault.h"
#include "bot/invoice_file.h"
#include "bot/invoicing.h"
#include "bot/ledger.h"
#include "bot/log.h"
#include "bot/plan.h"
#include "bot/say.h"
#include "db/billing.h"
#include "db/farm.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum { BATCH = 100, THREADS = 2 };

struct letter {
    const char *number;
    const struct invoice_document *document;
    struct compose_file file;
    bool failed;
    struct error error;
};

struct maker {
    pthread_t thread;
    struct arena *arena; /* of this thread, then of the batch */
    struct letter *letters;
    int first, count; /* every THREADS-th letter from `first` on */
};

struct post {
    const struct invoicing *run;
    struct arena *arena; /* of the batch */
    const struct farm *farm;
    struct letter *letters;
    int count;
    struct invoicing_mailed *mailed;
};

static void *make_files(void *context)
{
    struct maker *maker = context;
    for (int i = maker->first; i < maker->count; i += THREADS) {
        struct letter *letter = &maker->letters[i];
        if (letter->document && *letter->document->buyer.email)
            letter->failed =
                invoice_file(maker->arena, letter->document, &letter->file, &letter->error) != 0;
    }
    return NULL;
}

/* Where no second thread can be had, one makes all. */
static void make_all_files(struct post *post, struct maker makers[THREADS])
{
    bool started[THREADS] = {false};
    for (int i = 0; i < THREADS; i++) {
        makers[i] = (struct maker){
            .arena = arena_new(), .letters = post->letters, .first = i, .count = post->count};
        started[i] = i && post->count > THREADS &&
                     !pthread_create(&makers[i].thread, NULL, make_files, &makers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        if (!started[i])
            make_files(&makers[i]);
    for (int i = 0; i < THREADS; i++)
        if (started[i])
            pthread_join(makers[i].thread, NULL);
}

static void put_amounts(const struct situation *situation, const struct invoice_document *document,
                        struct tree *model)
{
    struct ledger ledger = ledger_of(situation->arena, situation->snapshot);
    const struct ledger_entry *entry = ledger_find(&ledger, document->number);
    int64_t open = entry ? entry->open : 0, owed = -situation->snapshot->balance;
    tree_put_text(model, "total", account_money(situation, document->total));
    if (open > 0)
        tree_put_text(model, "open", account_money(situation, open));
    if (owed > 0 && owed != open)
        tree_put_text(model, "owed", account_money(situation, owed));
    if (owed < 0)
        tree_put_text(model, "advance", account_money(situation, -owed));
}

/* 1: nothing is delivered to them after the period of this invoice. */
static int is_final(struct post *post, const struct invoice_document *document, struct error *error)
{
    int failed = 0;
    int64_t going = db_int(post->run->db, SQL_BILLING_GOES_ON, 0, &failed, error, "id",
                           document->subscriber, document->to);
    return failed ? -1 : !going;
}

static int make_model(struct post *post, const struct situation *situation,
                      const struct invoice_document *document, struct tree *model,
                      struct error *error)
{
    const struct ledger_entry *entry;
    struct ledger ledger = ledger_of(post->arena, situation->snapshot);
    bool credit = document->credits != NULL;
    int final = credit ? 0 : is_final(post, document, error);
    entry = ledger_find(&ledger, document->number);
    tree_put_text(model, "number", document->number);
    tree_put_bool(model, "credit", credit);
    tree_put_text(model, "credits", credit ? document->credits : "");
    tree_put_text(model, "reason", document->reason);
    tree_put_text(model, "month",
                  say_month(post->arena, situation->config,
                            entry ? entry->invoice->month : date_month_first(document->to)));
    tree_put_text(model, "due", plan_date(situation, document->due));
    if (document->debit) {
        tree_put_text(model, "debit", plan_date(situation, document->debit_day));
        tree_put_text(model, "mandate", document->debit);
    }
    tree_put_text(model, "iban", document->debit ? "" : document->iban);
    tree_put_text(model, "bic", document->bic);
    tree_put_bool(model, "final", final == 1);
    put_amounts(situation, document, model);
    return final < 0 ? -1 : 0;
}

static int write_letter(struct post *post, struct letter *letter, struct error *error)
{
    const struct invoicing *run = post->run;
    const struct invoice_document *document = letter->document;
    struct situation situation = {.arena = post->arena,
                                  .config = run->config,
                                  .received = run->now,
                                  .now = run->now,
                                  .today = zone_local(run->now).day};
    situation.snapshot = snapshot_load(post->arena, run->db, post->farm, document->subscriber,
                                       situation.today, SNAPSHOT_MONEY | SNAPSHOT_INVOICES, error);
    struct tree *model = tree_new(post->arena);
    if (!situation.snapshot || make_model(post, &situation, document, model, error))
        return -1;
    struct block block = {.template = "invoice", .model = model};
    struct answer answer = {
        .kind = "invoice",
        .recipient = document->buyer.email,
        .name = situation.snapshot->subscriber.first_name,
        .envelope = run->config->mail.from_address,
        .seed = arena_print(post->arena, "invoice %s", document->number),
        .generated = true,
        .blocks = &block,
        .block_count = 1,
        .files = &letter->file,
        .file_count = 1,
    };
    struct outbox_new row;
    if (answer_make(post->arena, run->config, &answer, run->now, &row, NULL, error))
        return -1;
    row.subscriber = document->subscriber;
    row.cause = "";
    post->mailed->written++;
    return outbox_add(run->db, &row, error);
}

/* One transaction: the mails, and that they are no longer owed. Another process may have been quicker. */
static int write_letters(struct post *post, struct error *error)
{
    struct db *db = post->run->db;
    for (int i = 0; i < post->count; i++) {
        struct letter *letter = &post->letters[i];
        if (letter->failed)
            continue;
        if (db_run(db, SQL_INVOICE_LETTER_DONE, error, "t", letter->number))
            return -1;
        if (!db_changed(db))
            continue;
        if (!*letter->document->buyer.email)
            post->mailed->unaddressed++;
        else if (write_letter(post, letter, error))
            return -1;
        fault_point("invoice-lettered");
    }
    return 0;
}

static int load_letters(struct post *post, const char *after, int most, struct error *error)
{
    struct rows rows =
        db_rows(post->run->db, SQL_INVOICE_LETTERS, error, "ti", after, (int64_t)most);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct letter *letter =
            arena_one_more(post->arena, &post->letters, &post->count, sizeof *letter);
        letter->number = rows_text(&rows, 0, post->arena);
    }
    for (int i = 0; i < post->count && !more; i++) {
        struct letter *letter = &post->letters[i];
        letter->document = billing_load(post->arena, post->run->db, letter->number, error);
        more = letter->document ? 0 : -1;
    }
    return more;
}

static int store_letters(struct post *post, struct error *error)
{
    struct invoicing_mailed before = *post->mailed;
    if (db_begin(post->run->db, error))
        return -1;
    if (!write_letters(post, error) && !db_commit(post->run->db, error))
        return 0;
    db_rollback(post->run->db);
    *post->mailed = before;
    return -1;
}

int invoicing_mail(const struct invoicing *run, struct invoicing_mailed *mailed,
                   struct error *error)
{
    char *after = strdup("");
    int result = after ? 0 : error_set(error, "out of memory");
    struct error broken = {.text = ""};
    *mailed = (struct invoicing_mailed){0};
    for (int count = BATCH; count == BATCH && !result;) {
        struct arena *arena = arena_new();
        struct maker makers[THREADS] = {{0}};
        struct post post = {.run = run, .arena = arena, .mailed = mailed};
        post.farm = farm_load(arena, run->db, error);
        result = !post.farm || load_letters(&post, after, BATCH, error) ? -1 : 0;
        count = post.count;
        if (!result && count) {
            make_all_files(&post, makers);
            result = store_letters(&post, error);
            for (int i = 0; i < count && !*broken.text; i++)
                if (post.letters[i].failed)
                    error_set(&broken, "%s: its PDF: %s", post.letters[i].number,
                              post.letters[i].error.text);
            free(after);
            after = strdup(post.letters[count - 1].number);
            if (!after && !result)
                result = error_set(error, "out of memory");
        }
        for (int i = 0; i < THREADS; i++)
            arena_free(&makers[i].arena);
        arena_free(&arena);
    }
    free(after);
    return result ? result : *broken.text ? error_set(error, "%s", broken.text) : 0;
}

int invoicing_mail_part(const struct invoicing *run, int most, struct invoicing_mailed *mailed,
                        int *failed, struct error *error)
{
    struct arena *arena = arena_new();
    struct maker makers[THREADS] = {{0}};
    struct post post = {.run = run, .arena = arena, .mailed = mailed};
    *mailed = (struct invoicing_mailed){0};
    *failed = 0;
    post.farm = farm_load(arena, run->db, error);
    int result = !post.farm || load_letters(&post, "", most, error) ? -1 : 0;
    if (!result && post.count) {
        make_all_files(&post, makers);
        result = write_letters(&post, error);
        for (int i = 0; i < post.count; i++)
            if (post.letters[i].failed) {
                ++*failed;
                log_event(LOG_LEVEL_ERROR, NULL, "invoice",
                          "number=%s reason=\"%s\" next=\"still owed\"", post.letters[i].number,
                          log_text(post.letters[i].error.text).at);
            }
        for (int i = 0; i < THREADS; i++)
            arena_free(&makers[i].arena);
    }
    arena_free(&arena);
    return result;
}
