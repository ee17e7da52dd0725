#include "bot/nearest.h"

#include "parsers/date.h"

enum { MOST = 3 };

int nearest_offer(const struct situation *situation, struct decision *decision,
                  const struct plan *days, int from, int to, struct request option, bool by_date,
                  const char *type)
{
    const struct plan_day *nearest[MOST];
    int count = plan_nearest(days, from, nearest, from == to ? MOST - 1 : MOST);
    decision->question.kind = count ? QUESTION_CHOICE : QUESTION_NONE;
    struct tree *none = tree_put_object(decision->model, "nodelivery");
    tree_put_text(none, "asked", plan_period(situation, from, to));
    const char *closed = from == to ? plan_closed(situation, from) : NULL;
    tree_put_bool(none, "shut", closed != NULL);
    tree_put_text(none, "reason", closed ? closed : "");
    tree_put_text(none, "type", type);
    struct tree *list = tree_put_list(none, "nearest");
    for (int i = 0; i < count; i++) {
        option.date = by_date ? nearest[i]->day : DATE_NONE;
        option.from = option.to = by_date ? DATE_NONE : nearest[i]->day;
        decision_offer(situation, decision, &option, plan_label(situation, nearest[i]));
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "n", i + 1);
        plan_put_day(situation, item, nearest[i]);
    }
    return count;
}

void nearest_put_days(const struct situation *situation, struct tree *model, const char *key,
                      const struct plan *days)
{
    struct tree *list = tree_put_list(model, key);
    for (int i = 0; i < days->count; i++) {
        struct tree *item = tree_push_object(list);
        plan_put_day(situation, item, &days->days[i]);
        tree_put_bool(item, "past", days->days[i].day < situation->today);
    }
}
