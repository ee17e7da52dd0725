#include "bot/settle.h"

#include <string.h>

#include "bot/notice.h"
#include "bot/plan.h"
#include "bot/slip.h"
#include "db/commit.h"
#include "db/farm.h"
#include "parsers/zone.h"

struct order {
    int64_t subscriber;
    int day;
    const char *state;
};

static int load(struct arena *arena, struct db *db, int64_t number, struct order *order,
                struct settled *settled, struct error *error)
{
    struct rows rows = db_rows(db, SQL_PURCHASE_GET, error, "i", number);
    int more = rows_next(&rows);
    if (more == 0) {
        settled->refusal = SETTLE_UNKNOWN;
        return error_set(error, "order %lld: there is none of that number", (long long)number);
    }
    if (more < 0)
        return -1;
    order->subscriber = rows_int(&rows, 0);
    order->day = rows_day(&rows, 1);
    order->state = rows_text(&rows, 2, arena);
    rows_end(&rows);
    return 0;
}

/* What stands against it. */
static int check(struct arena *arena, const struct settle *settle, const struct order *order,
                 bool delivered, struct settled *settled, struct error *error)
{
    long long number = (long long)settle->number;
    const char *day = date_iso(arena, order->day);
    if (strcmp(order->state, "pending")) {
        settled->refusal = SETTLE_DECIDED;
        return error_set(error, "order %lld: it is %s already", number, order->state);
    }
    if (settle->accept && order->day < zone_local(settle->now).day) {
        settled->refusal = SETTLE_PAST;
        return error_set(error, "order %lld: its delivery was on %s: refuse it", number, day);
    }
    if (settle->accept && !delivered) {
        settled->refusal = SETTLE_NO_BASKET;
        return error_set(error,
                         "order %lld: nothing is delivered to %lld on %s any more: refuse it",
                         number, (long long)order->subscriber, day);
    }
    return 0;
}

/* One line, and no more than is kept; never cut within a character. */
static const char *clean(struct arena *arena, const char *reason)
{
    size_t len = strlen(reason);
    if (len > SETTLE_REASON_BYTES) {
        len = SETTLE_REASON_BYTES;
        while (len && ((unsigned char)reason[len] & 0xC0) == 0x80)
            len--;
    }
    char *copy = arena_copy(arena, reason, len);
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
    struct view trimmed = view_trim(view_of(copy));
    while (trimmed.len && trimmed.at[trimmed.len - 1] == '.') /* the template ends the sentence */
        trimmed.len--;
    return view_is_utf8(trimmed) ? arena_copy(arena, trimmed.at, trimmed.len) : "";
}

static struct tree *make_model(const struct situation *situation, const struct settle *settle,
                               const struct purchase *purchase, const struct plan *that_day,
                               const char *reason)
{
    struct tree *model = tree_new(situation->arena);
    tree_put_int(model, "number", purchase->number);
    if (that_day->count)
        plan_put_day(situation, model, &that_day->days[0]);
    else
        tree_put_text(model, "where", "");
    tree_put_text(model, "date", plan_date(situation, purchase->day));
    slip_put(situation, model, purchase->items, purchase->item_count);
    tree_put_bool(model, "accepted", settle->accept);
    tree_put_text(model, "reason", reason);
    return model;
}

static int tell(const struct situation *situation, struct db *db, const struct settle *settle,
                const struct tree *model, int *told, struct error *error)
{
    struct block block = {.template = "order_decided", .model = model};
    struct notice notice = {
        .subscriber = &situation->snapshot->subscriber,
        .blocks = &block,
        .block_count = 1,
        .seed = arena_print(situation->arena, "order %lld decided %lld", (long long)settle->number,
                            (long long)settle->now),
        .inbox = settle->batch,
        .now = settle->now,
    };
    return notice_send(situation->arena, db, situation->config, &notice, told, error);
}

static void describe(struct arena *arena, const struct snapshot *snapshot, const struct tree *model,
                     const struct order *order, const struct purchase *purchase,
                     struct settled *settled)
{
    const struct subscriber *who = &snapshot->subscriber;
    settled->subscriber = order->subscriber;
    settled->name = arena_print(arena, "%s%s%s", who->first_name,
                                *who->first_name && *who->last_name ? " " : "", who->last_name);
    settled->state = order->state;
    settled->items = purchase->summary;
    settled->total = tree_get_text(model, "total", "");
    settled->date = tree_get_text(model, "date", "");
}

static int commit(struct db *db, const struct settle *settle, int64_t subscriber,
                  const char *reason, struct error *error)
{
    struct change change = change_make(CHANGE_PURCHASE);
    change.purchase = settle->number;
    change.text = settle->accept ? "accepted" : "refused";
    change.old_text = "pending";
    change.reason = settle->accept || !*reason ? NULL : reason;
    struct batch batch = {settle->batch, settle->actor, subscriber, settle->now, settle->now};
    return commit_changes(db, &batch, &change, 1, error);
}

int settle_order(struct arena *arena, struct db *db, const struct config *config,
                 const struct settle *settle, struct settled *settled, struct error *error)
{
    struct order order = {.state = ""};
    *settled = (struct settled){.name = "", .state = "", .items = "", .total = "", .date = ""};
    const struct farm *farm = farm_load(arena, db, error);
    int today = zone_local(settle->now).day;
    if (!farm || load(arena, db, settle->number, &order, settled, error))
        return -1;
    struct snapshot *snapshot =
        snapshot_load(arena, db, farm, order.subscriber, today, SNAPSHOT_ORDERS, error);
    if (!snapshot)
        return -1;
    struct situation situation = {.arena = arena,
                                  .config = config,
                                  .snapshot = snapshot,
                                  .received = settle->now,
                                  .now = settle->now,
                                  .today = today};
    struct plan that_day = plan_days(&situation, order.day, order.day, NULL);
    const struct purchase *purchase = NULL;
    for (int i = 0; i < snapshot->purchase_count; i++)
        if (snapshot->purchases[i].number == settle->number)
            purchase = &snapshot->purchases[i];
    if (!purchase)
        return error_set(error, "order %lld: it is not its subscriber's",
                         (long long)settle->number);
    const char *reason = clean(arena, settle->reason ? settle->reason : "");
    const struct tree *model = make_model(&situation, settle, purchase, &that_day, reason);
    describe(arena, snapshot, model, &order, purchase, settled);
    if (check(arena, settle, &order, that_day.count > 0, settled, error))
        return -1;
    if (commit(db, settle, order.subscriber, reason, error))
        return -1;
    return tell(&situation, db, settle, model, &settled->told, error);
}
