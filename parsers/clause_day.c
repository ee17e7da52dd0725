#include "parsers/clause_work.h"

static bool is_date(const struct clause_work *work, int at)
{
    return token_has(clause_unit(work, at), LEX_DATE);
}

static bool told_to_stay(const struct clause_work *work, const struct sentence *sentence, int at)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &work->sentences->marks[i];
        if (mark->kind == MARK_KEPT && at >= mark->start && at < mark->end)
            return true;
    }
    return false;
}

bool clause_keeps_day(const struct clause_work *work, const struct sentence *sentence, int at)
{
    if (!is_date(work, at))
        return false;
    if (told_to_stay(work, sentence, at))
        return true;
    /* "le 15 aussi": as the day before it. */
    if (!token_is_any(clause_unit(work, at + 1), "aussi|egalement|pareil|idem"))
        return false;
    for (int i = at - 1; i >= sentence->first; i--)
        if (is_date(work, i))
            return told_to_stay(work, sentence, i);
    return false;
}
