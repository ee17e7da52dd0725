#include "parsers/when_parts.h"

/* Days of the month written before the month they share: "le 10 et le 17 mars". */
static void share_month(struct when *items, int count)
{
    for (int i = count - 2; i >= 0; i--) {
        struct when *item = &items[i], *next = &items[i + 1];
        if (!item->bare || (item->kind != WHEN_DAY && item->kind != WHEN_PERIOD) ||
            next->from == DATE_NONE || next->bare || next->weekday ||
            (next->kind != WHEN_DAY && next->kind != WHEN_PERIOD))
            continue;
        struct date_parts like = date_parts(next->from), own = date_parts(item->from);
        int moved = date_make(like.year, like.month, own.day);
        if (moved != DATE_NONE && moved > next->from) /* "le 28 et le 4 mars" */
            moved = date_add_months(moved, -1);
        if (moved == DATE_NONE)
            item->kind = WHEN_BAD;
        else {
            item->to = moved + (item->to - item->from);
            item->from = moved;
        }
        item->bare = false;
    }
}

static bool duration_end(const struct when *start, const struct when *length, int *to)
{
    switch (length->kind) {
    case WHEN_WEEKS:
        *to = start->from + 7 * length->n - 1;
        return true;
    case WHEN_DAYS:
        *to = start->from + length->n - 1;
        return true;
    case WHEN_MONTHS:
        *to = date_add_months(start->from, length->n) - 1;
        return true;
    default:
        return false;
    }
}

static bool is_length(const struct when *item)
{
    return item->kind == WHEN_WEEKS || item->kind == WHEN_DAYS || item->kind == WHEN_MONTHS;
}

/* Joins items i and i+1 into i when they say one period. */
static bool join(struct when *a, const struct when *b)
{
    int to;
    if ((a->kind == WHEN_FROM || a->kind == WHEN_DAY) && is_length(b) &&
        (a->kind == WHEN_FROM || b->lasting) && duration_end(a, b, &to)) {
        a->kind = WHEN_PERIOD;
        a->to = to;
        return true;
    }
    if (is_length(a) && b->kind == WHEN_FROM && b->from != DATE_NONE && duration_end(b, a, &to)) {
        bool lasting = a->lasting;
        struct when joined = *b;
        joined.kind = WHEN_PERIOD;
        joined.loose = !lasting;
        joined.to = to;
        joined.lasting = lasting;
        *a = joined;
        return true;
    }
    if (a->kind == WHEN_FROM && b->kind == WHEN_UNTIL && a->from != DATE_NONE) {
        int end = b->to;
        /* "à partir du 12 mars jusqu'au 26": the 26th that follows. */
        for (int month = 0; b->bare && end < a->from && month < 12; month++)
            end = date_add_months(b->to, month + 1);
        if (b->bare && end >= a->from && date_parts(end).day == date_parts(b->to).day &&
            end - a->from <= 31) {
            a->kind = WHEN_PERIOD;
            a->to = end;
            return true;
        }
        a->kind = b->to >= a->from ? WHEN_PERIOD : WHEN_BAD;
        a->to = b->to;
        return true;
    }
    /* "du 9 mai au matin jusqu'au 19 mai à midi" */
    if (a->kind == WHEN_DAY && b->kind == WHEN_UNTIL && a->from != DATE_NONE && b->to > a->from) {
        a->kind = WHEN_PERIOD;
        a->to = b->to;
        a->weekday = false;
        return true;
    }
    if ((a->kind == WHEN_FROM || a->kind == WHEN_DAY) && b->kind == WHEN_VAGUE && b->open) {
        a->kind = WHEN_VAGUE;
        return true;
    }
    /* "jusqu'à mon retour le 24": that day in or out? */
    if (a->kind == WHEN_VAGUE && a->open && b->kind == WHEN_DAY)
        return true;
    if (a->kind == WHEN_FROM && b->kind == WHEN_VAGUE && !b->that) {
        a->kind = WHEN_VAGUE;
        return true;
    }
    return false;
}

int when_merge(struct when *items, int count, int today)
{
    (void)today;
    share_month(items, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if (kept && join(&items[kept - 1], &items[i]))
            continue;
        /* Said twice is said once. */
        if (kept && items[i].kind == items[kept - 1].kind &&
            items[i].from == items[kept - 1].from && items[i].to == items[kept - 1].to &&
            items[i].from != DATE_NONE)
            continue;
        items[kept++] = items[i];
    }
    return kept;
}

int when_read(struct arena *arena, struct view text, int today, struct when found[WHEN_MOST])
{
    struct tokens tokens;
    struct when some[WHEN_MOST];
    int count = 0, more;
    if (text.len > 400)
        return 0;
    tokens_read(arena, lexicon_french(), text, &tokens);
    for (int at = 0; at < tokens.count;) {
        int end = when_at(&tokens, at, today, some, &more);
        if (end == at) {
            const struct token *token = &tokens.items[at];
            if (token->kind != TOKEN_MARK && !token_has(token, LEX_FILLER) &&
                !token_is(token, "et") && !token_is(token, "le"))
                return 0;
            at++;
            continue;
        }
        for (int i = 0; i < more && count < WHEN_MOST; i++)
            found[count++] = some[i];
        at = end;
    }
    return when_merge(found, count, today);
}
