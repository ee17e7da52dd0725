/* staff_close: FERMETURE 14/07 : motif, and OUVERTURE 14/07, which takes it back.
 *
 * What stood on a closed day is settled in the same transaction: an order goes with the subscriber's next delivery, or is
 * cancelled where there is none; suspensions and changes for that day have nothing left to do and stay, for the
 * day may be opened again. Everybody who would have had a basket or an order is told, with the next basket.
 */
#include <string.h>

#include "bot/cutoff.h"
#include "bot/notice.h"
#include "bot/plan.h"
#include "bot/say.h"
#include "bot/staff.h"
#include "db/commit.h"
#include "db/farm.h"
#include "db/snapshot.h"
#include "parsers/zone.h"

enum { CLOSE_DAYS = STAFF_PERIOD, LOOK_AHEAD = 120 };

struct closing {
    struct handling *h;
    const struct staff_command *command;
    bool close;
    int days[CLOSE_DAYS], count;
    const struct farm *before, *after;
    int told, silent, baskets, moved, cancelled; /* subscribers, deliveries, orders */
};

static bool is_closed(const struct closing *closing, int day)
{
    for (int i = 0; i < closing->count; i++)
        if (closing->days[i] == day)
            return true;
    return false;
}

/* Days on which somebody delivers and whose state this changes; past ones stay what they were. */
static void find_days(struct closing *closing)
{
    const struct farm *farm = closing->h->farm;
    int today = zone_local(closing->h->row->received).day;
    int from = closing->command->from > today ? closing->command->from : today;
    for (int day = from; day <= closing->command->to && closing->count < CLOSE_DAYS; day++) {
        bool served = false;
        for (int i = 0; i < farm->depot_count; i++)
            served |= farm->depots[i].weekday == date_weekday(day);
        if (served && !calendar_closure(farm, day) == closing->close)
            closing->days[closing->count++] = day;
    }
}

static int write_days(struct closing *closing, struct error *error)
{
    struct handling *h = closing->h;
    for (int i = 0; i < closing->count; i++) {
        struct tree *detail = tree_new(h->arena);
        tree_put_text(detail, "day", date_iso(h->arena, closing->days[i]));
        if (closing->close)
            tree_put_text(detail, "reason", closing->command->text);
        int failed = closing->close ? db_run(h->db, SQL_CLOSURE_PUT, error, "dt", closing->days[i],
                                             closing->command->text)
                                    : db_run(h->db, SQL_CLOSURE_DROP, error, "d", closing->days[i]);
        if (failed ||
            db_run(h->db, SQL_JOURNAL_FARM, error, "ititt", h->now, h->sender.address, h->row->id,
                   closing->close ? "close" : "open", tree_write(h->arena, detail)))
            return -1;
    }
    if (db_run(h->db, SQL_FARM_CHANGED, error, ""))
        return -1;
    closing->before = h->farm;
    closing->after = farm_load(h->arena, h->db, error);
    if (!closing->after)
        return -1;
    h->farm = h->talk.farm = closing->after;
    return 0;
}

/* The order's own delivery is not made: it goes with the next one that is. */
static struct change settle_order_change(struct closing *closing, const struct purchase *purchase,
                                         const struct plan_day *next)
{
    struct arena *arena = closing->h->arena;
    struct change change = change_make(next ? CHANGE_CARRY : CHANGE_PURCHASE);
    change.purchase = purchase->number;
    if (next) {
        change.text = date_iso(arena, next->day);
        change.old_text = date_iso(arena, purchase->day);
    } else {
        change.text = "cancelled";
        change.old_text = purchase->state == PURCHASE_ACCEPTED ? "accepted" : "pending";
    }
    return change;
}

static void put_orders(struct closing *closing, const struct situation *situation,
                       const struct plan *coming, struct tree *model, struct change **changes,
                       int *count)
{
    struct tree *list = tree_put_list(model, "orders");
    const struct snapshot *snapshot = situation->snapshot;
    for (int i = 0; closing->close && i < snapshot->purchase_count; i++) {
        const struct purchase *purchase = &snapshot->purchases[i];
        if (!is_closed(closing, purchase->day) || purchase->state > PURCHASE_ACCEPTED)
            continue;
        const struct plan_day *next = plan_next(coming, purchase->day, false);
        struct change *change = arena_one_more(situation->arena, changes, count, sizeof **changes);
        *change = settle_order_change(closing, purchase, next);
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "items", purchase->summary);
        tree_put_text(item, "date", next ? plan_date(situation, next->day) : "");
        closing->moved += next != NULL;
        closing->cancelled += next == NULL;
    }
}

static int tell(struct closing *closing, const struct subscriber *subscriber,
                const struct tree *model, struct error *error)
{
    struct handling *h = closing->h;
    struct block block = {.template = "closed", .model = model};
    struct notice notice = {
        .subscriber = subscriber,
        .blocks = &block,
        .block_count = 1,
        .seed = arena_print(h->arena, "%s %lld %d", closing->close ? "close" : "open",
                            (long long)h->row->id, closing->days[0]),
        .inbox = h->row->id,
        .now = h->now,
    };
    int told;
    if (notice_send(h->arena, h->db, h->config, &notice, &told, error))
        return -1;
    closing->told += told > 0;
    closing->silent += told == 0;
    return 0;
}

/* Deliveries of the days in question, as the farm was (closing) or is now (opening). */
static void put_deliveries(struct closing *closing, const struct situation *situation,
                           struct tree *model, int *found)
{
    struct tree *list = tree_put_list(model, "days");
    struct situation then = *situation;
    struct snapshot *snapshot = arena_alloc(situation->arena, sizeof *snapshot);
    *snapshot = *situation->snapshot;
    if (closing->close)
        snapshot->farm = closing->before;
    then.snapshot = snapshot;
    struct plan plan = plan_days(&then, closing->days[0], closing->days[closing->count - 1], NULL);
    for (int i = 0; i < plan.count; i++) {
        if (!is_closed(closing, plan.days[i].day) || plan.days[i].suspended)
            continue;
        plan_put_day(&then, tree_push_object(list), &plan.days[i]);
        closing->baskets += plan.days[i].count;
        ++*found;
    }
}

static int settle_subscriber(struct closing *closing, int64_t number, struct error *error)
{
    struct handling *h = closing->h;
    int today = zone_local(h->row->received).day, found = 0, count = 0;
    struct snapshot *snapshot =
        snapshot_load(h->arena, h->db, closing->after, number, today, SNAPSHOT_BASE, error);
    if (!snapshot)
        return -1;
    struct situation situation = {.arena = h->arena,
                                  .config = h->config,
                                  .snapshot = snapshot,
                                  .received = h->row->received,
                                  .now = h->now,
                                  .today = today};
    struct tree *model = tree_new(h->arena);
    struct change *changes = NULL;
    tree_put_bool(model, "closed", closing->close);
    tree_put_text(model, "reason", closing->close ? closing->command->text : "");
    put_deliveries(closing, &situation, model, &found);
    struct decision nothing = {0};
    struct plan coming = plan_coming(&situation, &nothing);
    put_orders(closing, &situation, &coming, model, &changes, &count);
    if (!found && !count)
        return 0;
    plan_put_next(&situation, model, &coming);
    struct batch batch = {h->row->id, h->sender.address, number, h->row->received, h->now};
    if (count && commit_changes(h->db, &batch, changes, count, error))
        return -1;
    return tell(closing, &snapshot->subscriber, model, error);
}

static int settle_all(struct closing *closing, struct error *error)
{
    int64_t *numbers = NULL;
    int count = 0, more;
    struct rows rows = db_rows(closing->h->db, SQL_SUBSCRIBER_NUMBERS, error, "");
    while ((more = rows_next(&rows)) == 1)
        *(int64_t *)arena_one_more(closing->h->arena, &numbers, &count, sizeof *numbers) =
            rows_int(&rows, 0);
    for (int i = 0; i < count && !more; i++)
        more = settle_subscriber(closing, numbers[i], error);
    return more;
}

int staff_close(struct handling *h, const struct staff_command *command, struct error *error)
{
    struct closing closing = {.h = h, .command = command, .close = command->verb == STAFF_CLOSE};
    int today = zone_local(h->row->received).day;
    find_days(&closing);
    struct tree *model =
        staff_say(h, command, closing.count ? RESULT_APPLIED : RESULT_REFUSED, "staff_closed");
    struct tree *days = tree_put_list(model, "days");
    tree_put_bool(model, "closed", closing.close);
    tree_put_text(model, "reason", command->text);
    for (int i = 0; i < closing.count; i++)
        tree_push_text(days, say_day(h->arena, h->config, closing.days[i], today));
    if (closing.count && (write_days(&closing, error) || settle_all(&closing, error)))
        return -1;
    tree_put_int(model, "baskets", closing.baskets);
    tree_put_int(model, "told", closing.told);
    tree_put_int(model, "silent", closing.silent);
    tree_put_int(model, "moved", closing.moved);
    tree_put_int(model, "cancelled", closing.cancelled);
    return 0;
}
