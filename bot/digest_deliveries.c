/* digest_deliveries: what was locked since the last digest, what comes, and eight weeks as a picture. */
#include <stdlib.h>
#include <string.h>

#include "bot/chart.h"
#include "bot/cutoff.h"
#include "bot/digest.h"
#include "bot/picklist.h"
#include "bot/say.h"
#include "db/item.h"
#include "parsers/number.h"

enum { LOCK_AHEAD = 14, COMING_DAYS = 14, CHART_WEEKS = 8, CHART_PAST = 4 };

static bool is_served(const struct farm *farm, int day)
{
    if (calendar_closure(farm, day))
        return false;
    for (int i = 0; i < farm->depot_count; i++)
        if (farm->depots[i].weekday == date_weekday(day))
            return true;
    return false;
}

static void put_items(struct digest *digest, struct tree *object, const struct picklist_item *items,
                      int count)
{
    struct tree *list = tree_put_list(object, "totals");
    for (int i = 0; i < count; i++) {
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "name", items[i].name);
        tree_put_text(item, "quantity",
                      arena_print(digest->arena, "%s %s",
                                  number_say_quantity(digest->arena, digest->config->farm.language,
                                                      items[i].thousandths),
                                  item_say_unit(items[i].unit)));
    }
}

static int put_day(struct digest *digest, struct tree *list, int day, struct error *error)
{
    struct picklist found;
    if (picklist_of(digest->arena, digest->db, digest->roster, day, &found, error))
        return -1;
    if (!found.depot_count && !found.suspended)
        return 0;
    struct tree *item = tree_push_object(list);
    tree_put_text(item, "date", say_day(digest->arena, digest->config, day, digest->today));
    tree_put_text(item, "until",
                  cutoff_say_from(digest->arena, digest->config, day, digest->today));
    tree_put_int(item, "suspended", found.suspended);
    put_items(digest, item, found.totals, found.total_count);
    struct tree *depots = tree_put_list(item, "depots");
    for (int i = 0; i < found.depot_count; i++) {
        struct tree *depot = tree_push_object(depots);
        tree_put_text(depot, "name", found.depots[i].depot ? found.depots[i].depot->name : "");
        put_items(digest, depot, found.depots[i].totals, found.depots[i].total_count);
    }
    return 0;
}

/* Days whose cutoff passed in the span. */
static int put_locked(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "locked");
    size_t before = tree_count(list);
    int first = digest->today - 1;
    for (int day = first; day <= digest->today + LOCK_AHEAD; day++) {
        int64_t locked = cutoff_instant(digest->config, day);
        if (is_served(digest->roster->farm, day) && locked > digest->from && locked <= digest->to &&
            put_day(digest, list, day, error))
            return -1;
    }
    digest->news += tree_count(list) > before;
    return 0;
}

static int put_coming(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "coming");
    for (int day = digest->today; day < digest->today + COMING_DAYS; day++)
        if (is_served(digest->roster->farm, day) && put_day(digest, list, day, error))
            return -1;
    return 0;
}

/* Baskets of each formula and week; what is suspended does not count. */
static void count_weeks(struct digest *digest, struct chart *chart)
{
    const struct roster *roster = digest->roster;
    int first = date_monday(digest->today) - 7 * CHART_PAST;
    int last = first + 7 * CHART_WEEKS - 1;
    for (int i = 0; i < roster->count; i++) {
        const struct snapshot *member = roster->members[i];
        struct deliveries plan = calendar_plan(digest->arena, roster->farm, member->subscriptions,
                                               member->subscription_count, first, last);
        for (int j = 0; j < plan.count; j++) {
            const struct delivery *delivery = &plan.items[j];
            int formula = (int)(delivery->formula - roster->farm->formulas);
            int week = (date_monday(delivery->day) - first) / 7;
            if (!delivery->suspended && formula < chart->series_count)
                chart->series[formula].values[week] += delivery->subscription->quantity;
        }
    }
}

static int put_chart(struct digest *digest, struct compose_file *file, struct error *error)
{
    const struct farm *farm = digest->roster->farm;
    struct chart *chart = arena_alloc(digest->arena, sizeof *chart);
    *chart = (struct chart){.column_count = CHART_WEEKS, .past = CHART_PAST};
    int first = date_monday(digest->today) - 7 * CHART_PAST;
    for (int i = 0; i < CHART_WEEKS; i++) {
        struct date_parts parts = date_parts(first + 7 * i);
        chart->labels[i] = arena_print(digest->arena, "%d/%d", parts.day, parts.month);
    }
    for (int i = 0; i < farm->formula_count && i < CHART_SERIES; i++)
        chart->series[chart->series_count++].name = farm->formulas[i].name;
    count_weeks(digest, chart);
    struct tree *weeks = tree_put_list(digest->model, "weeks");
    for (int i = 0; i < CHART_WEEKS; i++) {
        struct tree *week = tree_push_object(weeks);
        struct text what = text_in(digest->arena);
        for (int j = 0; j < chart->series_count; j++)
            if (chart->series[j].values[i])
                text_print(&what, "%s%d %s", what.len ? ", " : "", chart->series[j].values[i],
                           chart->series[j].name);
        tree_put_text(week, "from",
                      say_day(digest->arena, digest->config, first + 7 * i, digest->today));
        tree_put_bool(week, "now", i == CHART_PAST);
        tree_put_text(week, "what", what.at);
    }
    file->type = "image/png";
    file->name = "paniers.png";
    file->content_id = "paniers@cabas";
    return chart_draw(chart, digest->arena, &file->bytes, error);
}

int digest_put_deliveries(struct digest *digest, struct compose_file *chart, struct error *error)
{
    return put_locked(digest, error) || put_coming(digest, error) || put_chart(digest, chart, error)
               ? -1
               : 0;
}
