/* digest_counts: the messages of the span by what became of them, and how the bot is. */
#include <string.h>

#include "bot/billing.h"
#include "bot/digest.h"
#include "bot/say.h"
#include "parsers/date.h"

enum { STATES = 6, STALE_SECONDS = 6 * 3600, REMIND_DAYS = 7 };

static const char *const states[STATES] = {"new",   "done",    "asked",
                                           "staff", "ignored", "quarantined"};

static int state_index(struct view name)
{
    for (int i = 0; i < STATES; i++)
        if (view_is_nocase(name, states[i]))
            return i;
    return 0;
}

static int put_messages(struct digest *digest, struct error *error)
{
    int64_t counts[STATES] = {0}, received = 0, texts = 0;
    struct tree *model = tree_put_object(digest->model, "counts");
    struct tree *reasons = tree_put_list(model, "reasons");
    struct rows rows =
        db_rows(digest->db, SQL_DIGEST_COUNTS, error, "ii", digest->from, digest->to);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int state = state_index(rows_view(&rows, 1));
        int64_t count = rows_int(&rows, 3);
        counts[state] += count;
        received += count;
        texts += view_is(rows_view(&rows, 0), "sms") ? count : 0;
        if (strcmp(states[state], "ignored"))
            continue;
        struct tree *item = tree_push_object(reasons);
        tree_put_text(item, "reason", digest_reason(digest, rows_text(&rows, 2, digest->arena)));
        tree_put_int(item, "count", count);
    }
    tree_put_int(model, "received", received);
    tree_put_int(model, "texts", texts);
    for (int i = 0; i < STATES; i++)
        tree_put_int(model, states[i], counts[i]);
    digest->news += received > 0;
    return more;
}

/* What texts cost is counted in segments. */
static int put_texts(struct digest *digest, struct error *error)
{
    struct tree *model = tree_put_object(digest->model, "sent");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_TEXTS, error, "ii", digest->from, digest->to);
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    int64_t texts = rows_int(&rows, 0), segments = rows_int(&rows, 1);
    rows_end(&rows);
    tree_put_int(model, "texts", texts);
    tree_put_int(model, "segments", segments);
    tree_put_bool(model, "several", segments > 1);
    digest->news += texts > 0;
    return 0;
}

static int put_health(struct digest *digest, struct error *error)
{
    int failed = 0;
    struct tree *model = tree_put_object(digest->model, "health");
    int64_t poll = db_int(digest->db, SQL_DIGEST_POLL, 0, &failed, error, "");
    if (failed)
        return -1;
    struct rows rows = db_rows(digest->db, SQL_DIGEST_OUTBOX, error, "");
    int more = rows_next(&rows);
    if (more != 1)
        return more;
    int64_t waiting = rows_int(&rows, 0), oldest = rows_int(&rows, 1);
    rows_end(&rows);
    bool stale = poll && digest->now - poll > STALE_SECONDS;
    bool stuck = waiting && digest->now - oldest > STALE_SECONDS;
    tree_put_text(model, "polled", poll ? say_instant(digest->arena, digest->config, poll) : "");
    tree_put_int(model, "waiting", waiting);
    tree_put_text(model, "oldest",
                  waiting ? say_instant(digest->arena, digest->config, oldest) : "");
    tree_put_bool(model, "stale", stale);
    tree_put_bool(model, "stuck", stuck);
    tree_put_bool(model, "well", !stale && !stuck);
    digest->todo += stale + stuck;
    return 0;
}

/* What the schedule gave up, and a month's invoices that nobody issues by themselves: said for a week. */
static int put_left(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "missed");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_MISSED, error, "i", digest->from);
    int more, failed = 0;
    while ((more = rows_next(&rows)) == 1) {
        tree_push_text(list, rows_text(&rows, 0, digest->arena));
        digest->todo++;
    }
    int first = date_month_first(digest->today), month = date_add_months(first, -1);
    int since = digest->today - first + 1 - digest->config->billing.day;
    const char *missing = billing_missing(digest->arena, digest->config);
    if (more || !missing || since < 0 || since >= REMIND_DAYS)
        return more;
    const char *text = date_iso(digest->arena, month);
    bool done = db_int(digest->db, SQL_DIGEST_RUN_DONE, 0, &failed, error, "v",
                       view_cut(view_of(text), 0, 7)) > 0;
    if (failed || done)
        return failed;
    struct tree *model = tree_put_object(digest->model, "unbilled");
    tree_put_text(model, "month", say_month(digest->arena, digest->config, month));
    tree_put_view(model, "iso", view_cut(view_of(text), 0, 7));
    tree_put_text(model, "missing", missing);
    digest->todo++;
    return 0;
}

int digest_put_counts(struct digest *digest, struct error *error)
{
    return put_messages(digest, error) || put_texts(digest, error) || put_health(digest, error) ||
                   put_left(digest, error)
               ? -1
               : 0;
}
