/* digest_counts: the messages of the span by what became of them, and how the bot is. */
#include <string.h>

#include "bot/digest.h"
#include "bot/say.h"

enum { STATES = 6, STALE_SECONDS = 6 * 3600 };

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

int digest_put_counts(struct digest *digest, struct error *error)
{
    return put_messages(digest, error) || put_health(digest, error) ? -1 : 0;
}
