/* basket: what the next basket, or that of a date, will hold: a forecast, said to be one. */
#include "bot/cutoff.h"
#include "bot/forecast.h"
#include "bot/say.h"
#include "parsers/date.h"

/* When it will be known: how far the farm has told what is in this formula, and when the reminder leaves. */
static void put_unknown(const struct situation *situation, struct tree *basket,
                        const struct delivery *delivery, bool open)
{
    struct tree *unknown = tree_put_object(basket, "unknown");
    int last = DATE_NONE;
    for (int i = 0; i < situation->snapshot->forecast_count; i++)
        if (situation->snapshot->forecasts[i].formula == delivery->formula)
            last = situation->snapshot->forecasts[i].day;
    int64_t cutoff = cutoff_instant(situation->config, delivery->day);
    int64_t base = cutoff_instant(situation->config, delivery->base);
    int64_t reminder =
        (base < cutoff ? base : cutoff) - situation->config->reminder.hours_before * INT64_C(3600);
    bool comes = open && !delivery->suspended && reminder > situation->now;
    tree_put_text(unknown, "told", last == DATE_NONE ? "" : plan_date(situation, last));
    tree_put_bool(unknown, "on", situation->snapshot->subscriber.reminders);
    tree_put_text(unknown, "reminder",
                  comes ? say_instant(situation->arena, situation->config, reminder) : "");
}

static void put_basket(const struct situation *situation, struct decision *decision,
                       struct plan_day *day)
{
    struct tree *basket = tree_put_object(decision->model, "basket");
    bool past = day->day < plan_day_now(situation), forecast = false;
    plan_put_day(situation, basket, day);
    tree_put_bool(basket, "suspended", day->suspended);
    struct plan whole = {day, 1};
    struct plan open = plan_only(situation, &whole, PLAN_OPEN | PLAN_OPEN_OFF | PLAN_NOW);
    tree_put_bool(basket, "open", open.count && open.days[0].count == day->count);
    tree_put_bool(basket, "past", past);
    struct tree *parts = tree_put_list(basket, "parts");
    for (int i = 0; i < day->count; i++) {
        const struct delivery *delivery = &day->items[i];
        size_t lines;
        struct tree *part = forecast_put(situation, parts, delivery, &lines);
        tree_put_bool(part, "off", delivery->suspended && !day->suspended);
        if (past)
            tree_put_bool(part, "unknown", false);
        forecast |= lines > 0;
        if (tree_get_bool(part, "unknown") && !tree_get(basket, "unknown"))
            put_unknown(situation, basket, delivery, open.count > 0);
    }
    tree_put_bool(basket, "forecast", forecast);
}

static void plan(const struct situation *situation, struct decision *decision)
{
    int date = situation->request->date;
    decision->result = RESULT_ANSWERED;
    struct plan coming = plan_coming(situation, decision);
    const struct plan_day *next = plan_next(&coming, plan_day_now(situation), false);
    int from = date == DATE_NONE && next ? next->day : date;
    struct plan wanted = {0};
    if (from != DATE_NONE) /* all of that day, suspended parts as well */
        wanted = plan_days(situation, from, from, NULL);
    if (wanted.count) {
        put_basket(situation, decision, &wanted.days[0]);
        return;
    }
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    const char *closed = date == DATE_NONE ? NULL : plan_closed(situation, date);
    tree_put_text(none, "asked", date == DATE_NONE ? "" : plan_date(situation, date));
    tree_put_bool(none, "shut", closed != NULL);
    tree_put_text(none, "reason", closed ? closed : "");
    plan_put(situation, none, "next", next);
}

const struct request_kind request_basket = {
    .verb = VERB_BASKET, .name = "basket", .needs = SNAPSHOT_FORECASTS, .plan = plan};
