#include "bot/reminder.h"

#include "bot/answer.h"
#include "bot/cutoff.h"
#include "bot/forecast.h"
#include "bot/notice.h"
#include "bot/schedule.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum {
    PART = 50,  /* subscribers of one transaction: messages are decided in between */
    REACH = 14, /* days ahead: a window opens six days before a cutoff, that seven before its day */
    HOUR_SECONDS = 3600,
    PASSED_OVER = 500 /* journal entries */
};

int64_t reminder_lock(const struct situation *situation, const struct plan_day *day)
{
    int64_t lock = cutoff_instant(situation->config, day->day);
    for (int i = 0; i < day->count; i++) {
        int64_t base = cutoff_instant(situation->config, day->items[i].base);
        lock = base < lock ? base : lock;
    }
    return lock;
}

static int64_t window(const struct config *config)
{
    return (int64_t)config->reminder.hours_before * HOUR_SECONDS;
}

bool reminder_is_due(const struct situation *situation, const struct plan_day *day)
{
    int64_t lock = reminder_lock(situation, day);
    return situation->now < lock && situation->now >= lock - window(situation->config);
}

static void put_orders(const struct situation *situation, struct tree *model, int day)
{
    struct tree *orders = tree_put_list(model, "orders");
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *purchase = &situation->snapshot->purchases[i];
        if (purchase->day != day ||
            (purchase->state != PURCHASE_PENDING && purchase->state != PURCHASE_ACCEPTED))
            continue;
        struct tree *order = tree_push_object(orders);
        tree_put_int(order, "number", purchase->number);
        tree_put_text(order, "items", purchase->summary);
        tree_put_bool(order, "pending", purchase->state == PURCHASE_PENDING);
    }
}

struct tree *reminder_model(const struct situation *situation, const struct plan_day *day)
{
    struct tree *model = tree_new(situation->arena);
    struct tree *parts;
    struct date_parts date = date_parts(day->day);
    bool forecast = false;
    plan_put(situation, model, "delivery", day);
    tree_put_text(model, "day", arena_print(situation->arena, "%02d/%02d", date.day, date.month));
    parts = tree_put_list(model, "parts");
    for (int i = 0; i < day->count; i++) {
        size_t lines;
        forecast_put(situation, parts, &day->items[i], &lines);
        forecast |= lines > 0;
    }
    tree_put_bool(model, "forecast", forecast);
    put_orders(situation, model, day->day);
    return model;
}

/* One letter to each mail address of the household, or where there is none a text to each number. Who can't be
 * reached is not recorded. */
static int send(struct schedule_run *run, const struct situation *situation,
                const struct plan_day *day, struct error *error)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    struct block block = {.template = "reminder", .model = reminder_model(situation, day)};
    int sent = 0;
    for (int i = 0; i < subscriber->contact_count; i++) {
        struct outbox_new letter;
        struct answer answer = {
            .kind = "reminder",
            .recipient = subscriber->contacts[i].value,
            .name = subscriber->first_name,
            .envelope = run->config->mail.from_address,
            .seed = arena_print(run->arena, "reminder %lld %s", (long long)subscriber->number,
                                date_iso(run->arena, day->day)),
            .generated = true,
            .blocks = &block,
            .block_count = 1,
        };
        if (subscriber->contacts[i].kind != CONTACT_EMAIL)
            continue;
        if (answer_make(run->arena, run->config, &answer, run->now, &letter, NULL, error))
            return -1;
        letter.subscriber = subscriber->number;
        letter.cause = "";
        letter.expires = reminder_lock(situation, day);
        if (outbox_add(run->db, &letter, error))
            return -1;
        sent++;
    }
    struct notice notice = {
        .subscriber = subscriber,
        .blocks = &block,
        .block_count = 1,
        .seed = arena_print(run->arena, "reminder %lld %s", (long long)subscriber->number,
                            date_iso(run->arena, day->day)),
        .now = run->now,
        .expires = reminder_lock(situation, day),
    };
    if (!sent && notice_text(run->arena, run->db, run->config, &notice, "reminder", &sent, error))
        return -1;
    run->effects += sent;
    if (!sent)
        return 0;
    return db_run(run->db, SQL_REMINDER_ADD, error, "idi", subscriber->number, day->day, run->now);
}

/* What is in its window now, and was not told before. */
static int remind(struct schedule_run *run, int64_t subscriber, struct error *error)
{
    int today = zone_local(run->now).day;
    struct snapshot *snapshot =
        snapshot_load(run->arena, run->db, run->farm, subscriber, today, SNAPSHOT_FORECASTS, error);
    if (!snapshot)
        return -1;
    struct situation situation = {.arena = run->arena,
                                  .config = run->config,
                                  .snapshot = snapshot,
                                  .received = run->now,
                                  .now = run->now,
                                  .today = today};
    if (!snapshot->subscriber.reminders)
        return 0;
    struct plan all = plan_days(&situation, today, today + REACH, NULL);
    struct plan open = plan_only(&situation, &all, PLAN_OPEN);
    for (int i = 0; i < open.count; i++) {
        int failed = 0;
        if (!reminder_is_due(&situation, &open.days[i]) ||
            db_int(run->db, SQL_REMINDED, 0, &failed, error, "id", subscriber, open.days[i].day))
            continue;
        if (failed || send(run, &situation, &open.days[i], error))
            return -1;
    }
    return 0;
}

static int remind_all(struct schedule_run *run, const int64_t *subscribers, int count,
                      struct error *error)
{
    for (int i = 0; i < count; i++) {
        bool known = false;
        for (int j = 0; j < i; j++)
            known |= subscribers[j] == subscribers[i];
        if (!known && remind(run, subscribers[i], error))
            return -1;
    }
    return 0;
}

static int next_moment(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_cutoff(look->config, window(look->config), look->last, look->now);
    return 0;
}

/* The depots that are served on the days whose changes end then, as bits; the planning decides. */
static int64_t weekdays(const struct schedule_run *run)
{
    int days[7];
    int64_t bits = 0;
    int count = moment_cutoff_days(run->config, run->due + window(run->config), days);
    for (int i = 0; i < count; i++)
        bits |= (int64_t)1 << date_weekday(days[i]);
    return bits;
}

static int run_moment(struct schedule_run *run, struct error *error)
{
    int64_t subscribers[PART];
    int count = 0, more;
    struct rows rows = db_rows(run->db, SQL_REMINDER_CANDIDATES, error, "idii", run->position,
                               zone_local(run->now).day - 7, weekdays(run), (int64_t)PART);
    while ((more = rows_next(&rows)) == 1)
        subscribers[count++] = rows_int(&rows, 0);
    if (more || remind_all(run, subscribers, count, error))
        return -1;
    run->more = count == PART;
    run->position = run->more ? subscribers[count - 1] : 0;
    return 0;
}

const struct schedule_job job_reminders = {
    .name = "reminders", .after_mail = true, .next = next_moment, .run = run_moment};

/* The position is the last journal entry that was looked at. */
static int begin_again(struct db *db, int64_t *position, struct error *error)
{
    int failed = 0;
    *position = db_int(db, SQL_JOURNAL_TOP, 0, &failed, error, "");
    return failed;
}

/* Entries of those who want none are passed over by a run now and then, so that a look is never long. */
static int next_again(const struct schedule_look *look, int64_t *due, struct error *error)
{
    int64_t top;
    int failed = begin_again(look->db, &top, error);
    if (failed || top - look->position > PASSED_OVER) {
        *due = look->now;
        return failed;
    }
    int64_t at = db_int(look->db, SQL_REMINDER_WISHED, -1, &failed, error, "i", look->position);
    *due = at < 0 ? MOMENT_NEVER : at;
    return failed;
}

static int run_again(struct schedule_run *run, struct error *error)
{
    int64_t subscribers[PART], last = run->position, top;
    int count = 0, more;
    if (begin_again(run->db, &top, error))
        return -1;
    struct rows rows =
        db_rows(run->db, SQL_REMINDER_CHANGED, error, "ii", run->position, (int64_t)PART);
    while ((more = rows_next(&rows)) == 1) {
        last = rows_int(&rows, 0);
        subscribers[count++] = rows_int(&rows, 1);
    }
    if (more || remind_all(run, subscribers, count, error))
        return -1;
    run->more = count == PART;
    run->position = run->more ? last : top;
    return 0;
}

const struct schedule_job job_reminders_again = {
    .name = "reminders-again", .begin = begin_again, .next = next_again, .run = run_again};
