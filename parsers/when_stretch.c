#include "parsers/when_parts.h"

#include <string.h>

/* "prochaine", "d'apres", "qui vient"… after "semaine": weeks from this one; the end, or `at`. */
static int week_shift(const struct tokens *tokens, int at, int *shift)
{
    if (when_word(tokens, at, "prochaine|prochain|suivante|pro|proch|prochaines"))
        return *shift = 1, at + 1;
    if (when_word(tokens, at, "derniere|dernier|passee|precedente"))
        return *shift = -1, at + 1;
    if (when_word(tokens, at, "d") && when_word(tokens, at + 1, "apres|avant"))
        return *shift = when_word(tokens, at + 1, "apres") ? 1 : -1, at + 2;
    if (when_word(tokens, at, "qui") && when_word(tokens, at + 1, "vient|arrive|suit"))
        return *shift = 1, at + 2;
    if (when_word(tokens, at, "a") && when_word(tokens, at + 1, "venir"))
        return *shift = 1, at + 2;
    if (when_word(tokens, at, "en") && when_word(tokens, at + 1, "cours"))
        return *shift = 0, at + 2;
    return at;
}

static void set_week(struct when *out, int monday, int today)
{
    *out = (struct when){.kind = WHEN_PERIOD, .from = monday, .to = monday + 6};
    out->past = monday + 6 < today;
}

/* "semaine 12", "semaines 30, 31 et 32" */
static int read_week_numbers(const struct tokens *tokens, int at, int today, struct when *out,
                             int *count)
{
    int i = at, made = 0, last = 0;
    for (;;) {
        const struct token *token = when_token(tokens, i);
        if (!made && token->kind == TOKEN_NUMBER && token->digits == 2 && token->value > 53) {
            *out = (struct when){.kind = WHEN_BAD, .from = DATE_NONE, .to = DATE_NONE};
            *count = 1;
            return i + 1;
        }
        if (token->kind != TOKEN_NUMBER || token->digits > 2 || token->value < 1 ||
            token->value > 53 || token_has(when_token(tokens, i + 1), LEX_MONTH) ||
            token_is_mark(when_token(tokens, i + 1), '/'))
            break;
        int year = date_week_year(today), week = (int)token->value;
        int monday = date_of_week(year, week);
        if (monday == DATE_NONE || monday < today - 60) {
            monday = date_of_week(year + 1, week);
            if (monday > today + 180) /* "semaine 10" in July: last spring's, or next year's? */
                monday = DATE_NONE;
        }
        /* "semaines 30 à 32" */
        if (made && when_word(tokens, i - 1, "a|au") && week > last && monday != DATE_NONE)
            for (int fill = last + 1; fill < week && made < WHEN_MOST - 1; fill++)
                set_week(&out[made++],
                         date_of_week(year, fill) == DATE_NONE ? monday
                                                               : monday - 7 * (week - fill),
                         today);
        if (monday == DATE_NONE)
            out[made++] = (struct when){.kind = WHEN_BAD, .from = DATE_NONE, .to = DATE_NONE};
        else
            set_week(&out[made++], monday, today);
        last = week;
        i++;
        int next = i;
        if (token_is_mark(when_token(tokens, next), ','))
            next++;
        next = when_skip(tokens, next, "et|a|au|semaine");
        if (next == i || when_token(tokens, next)->kind != TOKEN_NUMBER || made >= WHEN_MOST - 8)
            break;
        i = next;
    }
    *count = made;
    return i;
}

/* "du mardi au jeudi", "entre mercredi et vendredi" within a week */
static int within_week(const struct tokens *tokens, int at, struct when *week)
{
    const struct token *only = when_token(tokens, at);
    if (token_has(only, LEX_WEEKDAY) && when_token(tokens, at + 1)->kind != TOKEN_NUMBER) {
        week->from += (int)only->value - 1;
        *week =
            (struct when){.kind = WHEN_DAY, .from = week->from, .to = week->from, .weekday = true};
        return at + 1;
    }
    if (!when_word(tokens, at, "du|entre|de"))
        return at;
    int i = when_skip(tokens, at + 1, "le");
    const struct token *a = when_token(tokens, i);
    int j = when_skip(tokens, i + 1, "au|et|a|le");
    const struct token *b = when_token(tokens, j);
    if (!token_has(a, LEX_WEEKDAY) || !token_has(b, LEX_WEEKDAY) || a->value > b->value ||
        j == i + 1 || when_token(tokens, j + 1)->kind == TOKEN_NUMBER)
        return at;
    week->to = week->from + (int)b->value - 1;
    week->from += (int)a->value - 1;
    return j + 1;
}

/* "reste de la semaine": from today to its Sunday. */
static int read_rest(const struct tokens *tokens, int at, int today, struct when *out)
{
    int shift = 0;
    if (!when_word(tokens, at, "reste") || !when_word(tokens, at + 1, "de"))
        return at;
    int week = when_skip(tokens, at + 2, "la|cette|ma");
    if (week == at + 2 || !when_word(tokens, week, "semaine"))
        return at;
    *out = (struct when){.kind = WHEN_PERIOD, .from = today, .to = date_monday(today) + 6};
    int end = week_shift(tokens, week + 1, &shift);
    return shift ? week + 1 : end;
}

/* "(la semaine) du 16": the week of that day. The end; `at` when there is no day, -1 for "du 16 au 20". */
static int week_of_day(const struct tokens *tokens, int at, int today, struct when *out)
{
    struct part part;
    int end = when_word(tokens, at, "du") ? when_part(tokens, at + 1, today, &part) : at + 1;
    if (end == at + 1)
        return at;
    if (when_word(tokens, end, "au"))
        return -1;
    int day = when_resolve(&part, today);
    if (day == DATE_NONE)
        *out = (struct when){.kind = WHEN_BAD, .from = DATE_NONE, .to = DATE_NONE};
    else
        set_week(out, date_monday(day), today);
    return end;
}

int when_week(const struct tokens *tokens, int at, int today, struct when *out, int *count)
{
    int monday = date_monday(today), shift = 0, i = at, end;
    *count = 1;
    int stop = read_rest(tokens, at, today, out);
    if (stop > at)
        return stop;
    bool this = when_word(tokens, i, "cette") || when_word(tokens, i - 1, "cette");
    bool every = when_word(tokens, i, "chaque|par") || when_word(tokens, i - 1, "chaque|par");
    i = when_skip(tokens, i, "tout|toute|entiere|la|cette|en|chaque|par");
    if (when_word(tokens, i, "prochaine|prochain") && when_word(tokens, i + 1, "semaine"))
        return set_week(out, monday + 7, today), i + 2;
    if (when_word(tokens, i, "s") && when_token(tokens, i + 1)->glued &&
        (end = read_week_numbers(tokens, i + 1, today, out, count)) > i + 1) /* "S17" */
        return end;
    if (!when_word(tokens, i, "semaine|semaines|sem"))
        return at;
    if (when_word(tokens, i, "sem") && token_is_mark(when_token(tokens, i + 1), '.') &&
        when_token(tokens, i + 2)->kind == TOKEN_NUMBER)
        i++;
    if (every) {
        *out = (struct when){.kind = WHEN_EVERY, .from = DATE_NONE, .to = DATE_NONE};
        return i + 1;
    }
    end = read_week_numbers(tokens, i + 1, today, out, count);
    if (end > i + 1)
        return end;
    *count = 1;
    if (!when_word(tokens, i, "semaine|sem"))
        return at;
    i++;
    if (token_is_mark(when_token(tokens, i), '-') && when_word(tokens, i + 1, "ci"))
        return set_week(out, monday, today), i + 2;
    if (when_word(tokens, i, "ci"))
        return set_week(out, monday, today), i + 1;
    /* "cette semaine-là" is one that was named before. */
    if (this && (when_word(tokens, i, "la") || token_is_mark(when_token(tokens, i), '-'))) {
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE, .that = true};
        return when_word(tokens, i, "la") ? i + 1 : i + 2;
    }
    if ((end = week_shift(tokens, i, &shift)) > i) {
        set_week(out, monday + 7 * shift, today);
        /* "et la suivante", "et celle d'apres" */
        int next = when_skip(tokens, end, "et|ni|la|celle|semaine"), more;
        stop = next > end + 1 ? week_shift(tokens, next, &more) : next;
        if (shift == 1 && stop > next && more == 1) {
            out->to += 7;
            return stop;
        }
        return (stop = within_week(tokens, end, out)) > end ? stop : end;
    }
    if (this) {
        set_week(out, monday, today);
        if ((end = within_week(tokens, i, out)) > i)
            return end;
    }
    if ((end = week_of_day(tokens, i, today, out)) != i)
        return end > i ? end : at;
    return this ? i : at;
}

/* Days of a named month, or its beginning, middle or end (SPEC: 1–10, 11–20, 21–end). */
static void set_month(struct when *out, char part, int month, int year, int today)
{
    int first = year ? date_make(year, month, 1) : when_nearest(month, 1, today);
    if (!year && date_parts(today).month == month)
        first = date_month_first(today);
    *out = (struct when){.kind = WHEN_PERIOD, .from = first, .month = month, .year = year != 0};
    if (first == DATE_NONE) {
        *out = (struct when){.kind = WHEN_BAD, .from = DATE_NONE, .to = DATE_NONE, .month = month};
        return;
    }
    out->to = date_month_last(first);
    if (part == 'd')
        out->to = first + 9;
    else if (part == 'm')
        out->from = first + 10, out->to = first + 19;
    else if (part == 'f')
        out->from = first + 20;
    /* "avril", said in May: the one that is over, or next year's? */
    if (out->to < today && !year)
        out->kind = WHEN_VAGUE;
}

static int read_two_months(const struct tokens *tokens, int at, int today, struct when *out)
{
    int month, year, end = at;
    bool said;
    const struct token *mark = when_token(tokens, at);
    if (token_is_mark(mark, '-') || when_word(tokens, at, "et|a|jusque")) {
        int i = when_skip(tokens, at + 1, "en|a|au|aout");
        if (when_word(tokens, i - 1, "aout"))
            i--;
        end = when_month(tokens, i, today, &month, &year, &said);
        if (end == i)
            return at;
        int last = date_make(date_parts(out->from).year + (month < out->month), month, 1);
        if (said)
            last = date_make(year, month, 1);
        if (last == DATE_NONE || last < out->from || last > out->from + 340)
            return at;
        if (when_word(tokens, at, "et") && last > out->to + 1) /* mars et juin: two periods */
            return at;
        out->to = date_month_last(last);
    }
    return end;
}

int when_stretch(const struct tokens *tokens, int at, int today, struct when *out)
{
    int i = at, month, year, end;
    bool said, led = false;
    i = when_skip(tokens, i, "tout|toute");
    int lead = i;
    i = when_skip(tokens, i, "en|au|a|la|le|de|courant|pour|l|d|sur|pendant|durant");
    led = i > lead;
    bool some = false; /* "courant juin": some days of it */
    for (int k = at; k < i; k++)
        some |= when_word(tokens, k, "courant");
    char part = when_word(tokens, i, "debut|commencement") ? 'd'
                : when_word(tokens, i, "mi|milieu")        ? 'm'
                : when_word(tokens, i, "fin")              ? 'f'
                                                           : 0;
    if (part) {
        i++;
        if (token_is_mark(when_token(tokens, i), '-'))
            i++;
        if (when_word(tokens, i, "de|du") && when_word(tokens, i + 1, "mois") &&
            !when_word(tokens, i + 2, "de|d|prochain|dernier|suivant"))
            return set_month(out, part, date_parts(today).month, date_parts(today).year, today),
                   i + 2;
        if (when_word(tokens, i, "de") && when_word(tokens, i + 1, "la|cette") &&
            when_word(tokens, i + 2, "semaine")) {
            *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE};
            return i + 3;
        }
    }
    bool that = when_word(tokens, i - 1, "ces") || when_word(tokens, i, "ces");
    int mois = when_word(tokens, i, "ce|le|du") ? i + 1 : i;
    bool mois_ci = when_word(tokens, mois, "mois");
    end = when_month(tokens, i, today, &month, &year, &said);
    if (end == i || that)
        return at;
    /* "mai", "mars" and "sept" alone are too often other words. */
    if (!part && !led && !mois_ci && !said && when_word(tokens, i, "mai|mar|dec|sept|jan|mars") &&
        (when_token(tokens, i)->text.len <= 4 && !when_word(tokens, i, "mars")) &&
        tokens->count > 4)
        return at;
    set_month(out, part, month, year, today);
    if (some)
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE};
    if (out->kind == WHEN_PERIOD && !part && !mois_ci) {
        int stop = read_two_months(tokens, end, today, out);
        if (stop > end) {
            out->month = 0;
            return stop;
        }
    }
    return end;
}

enum { VAGUE_WORDS = 6 };

/* Stretches that name no certain days. */
static const char *const vague[][VAGUE_WORDS] = {
    {"quelques|plusieurs|qq|qlq", "semaines|jours|mois|temps|semaine|livraisons|paniers"},
    {"quelque", "temps"},
    {"un|certain", "temps|moment"},
    {"un", "certain", "temps"},
    {"les|des|mes|nos", "vacances|conges|fetes"},
    {"les", "prochaines", "semaines|livraisons"},
    {"les", "prochains", "jours|mois|paniers"},
    {"cet", "ete|hiver|automne"},
    {"l", "ete|hiver|automne"},
    {"la", "rentree"},
    {"nouvel", "ordre"},
    {"premiere|deuxieme|seconde|derniere", "quinzaine|semaine"},
    {"premiers|premieres|derniers|dernieres", "mardis|jeudis|vendredis|lundis|mercredis|samedis|"
                                              "dimanches|semaines|jours|paniers|livraisons"},
};

/* "les vacances scolaires", "les vacances de février", "les fêtes de fin d'année": all of it is vague. */
static int after_holidays(const struct tokens *tokens, int at)
{
    if (!when_word(tokens, at - 1,
                   "vacances|conges|fetes|quinzaine|semaine|semaines|jours|mardis|"
                   "jeudis|vendredis|lundis|mercredis|samedis|dimanches|paniers"))
        return at;
    at = when_skip(tokens, at, "scolaires|scolaire");
    int i = when_skip(tokens, at, "de|d|du|la|l|le");
    if (i == at)
        return at;
    if (token_has(when_token(tokens, i), LEX_MONTH) ||
        when_word(tokens, i, "noel|paques|toussaint|ete|hiver|printemps|automne|ski"))
        return i + 1;
    if (when_word(tokens, i, "fin") && when_word(tokens, i + 1, "d") &&
        when_word(tokens, i + 2, "annee"))
        return i + 3;
    return at;
}

/* "la première quinzaine d'août": the 1st to the 15th, or the rest. */
static int read_fortnight(const struct tokens *tokens, int at, int today, struct when *out)
{
    bool first = when_word(tokens, at, "premiere|1ere|1re");
    if ((!first && !when_word(tokens, at, "deuxieme|seconde|derniere|2eme|2e")) ||
        !when_word(tokens, at + 1, "quinzaine") || !when_word(tokens, at + 2, "de|d|du"))
        return at;
    int month = when_skip(tokens, at + 3, "mois|de|d"), end;
    if ((end = when_stretch(tokens, month, today, out)) == month || out->kind != WHEN_PERIOD ||
        !out->month)
        return at;
    if (first)
        out->to = out->from + 14;
    else
        out->from += 15;
    out->month = 0;
    return end;
}

static int read_vague(const struct tokens *tokens, int at, struct when *out)
{
    for (size_t v = 0; v < sizeof vague / sizeof *vague; v++) {
        int w = 0;
        while (w < VAGUE_WORDS && vague[v][w] && when_word(tokens, at + w, vague[v][w]))
            w++;
        if (vague[v][w])
            continue;
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE};
        return after_holidays(tokens, at + w);
    }
    return at;
}

static void set_count(struct when *out, enum when_kind kind, int n)
{
    *out = (struct when){.kind = kind, .from = DATE_NONE, .to = DATE_NONE, .n = n};
}

/* "les 4 prochains mardis" */
static int read_next_weekdays(const struct token *named, int n, int today, struct when *out,
                              int *count)
{
    int first = today + ((int)named->value - date_weekday(today) + 7) % 7;
    if (first == today)
        first += 7;
    *count = n < WHEN_MOST ? n : WHEN_MOST;
    for (int k = 0; k < *count; k++)
        out[k] = (struct when){
            .kind = WHEN_DAY, .from = first + 7 * k, .to = first + 7 * k, .weekday = true};
    return *count;
}

static int read_unit(const struct tokens *tokens, int at, int n, int today, bool next,
                     struct when *out, int *count)
{
    *count = 1;
    const struct token *token = when_token(tokens, at);
    if (when_word(tokens, at, "semaine|semaines|sem"))
        return set_count(out, WHEN_WEEKS, n), at + 1;
    if (when_word(tokens, at, "mois"))
        return set_count(out, WHEN_MONTHS, n), at + 1;
    if (when_word(tokens, at, "jour|jours|j")) {
        if (next)
            *out = (struct when){.kind = WHEN_PERIOD, .from = today + 1, .to = today + n};
        else if (n == 7 || n == 14 || n == 15 || n == 21)
            set_count(out, WHEN_WEEKS, n / 7);
        else
            set_count(out, WHEN_DAYS, n);
        return at + 1;
    }
    if (when_word(tokens, at, "quinzaine"))
        return set_count(out, WHEN_WEEKS, 2 * n), at + 1;
    if (next && token_has(token, LEX_WEEKDAY))
        return read_next_weekdays(token, n, today, out, count), at + 1;
    if (when_word(tokens, at, "livraison|livraisons|distribution|distributions|fois|distrib") ||
        (next && token_has(token, LEX_BASKETLIKE)))
        return set_count(out, WHEN_NEXT, n), at + 1;
    if (next && n > 1) /* "les 3 prochaines" */
        return set_count(out, WHEN_NEXT, n), at;
    return -1;
}

/* Durations and counts: "3 livraisons", "les deux prochaines semaines", "pendant un mois", "tous les mardis". */
int when_span(const struct tokens *tokens, int at, int today, struct when *out, int *count)
{
    static const char *const next_words =
        "prochain|prochains|prochaine|prochaines|proch|suivant|suivants|suivantes";
    int i = at, n = 1, end;
    *count = 1;
    bool lasting =
        when_word(tokens, i, "pendant|durant|pour|sur|pdt") || when_word(tokens, i - 1, "d|de");
    if (when_word(tokens, i, "pendant|durant|pour|sur|pdt"))
        i++;
    if ((end = read_fortnight(tokens, i, today, out)) > i || (end = read_vague(tokens, i, out)) > i)
        return out->lasting = lasting, end;
    if (when_word(tokens, i, "tous|toutes") && when_word(tokens, i + 1, "les")) {
        int unit = when_number(tokens, i + 2, &n);
        if (when_word(tokens, unit, "semaines|jours|mois|semaine|jour") ||
            token_has(when_token(tokens, unit), LEX_WEEKDAY))
            return set_count(out, WHEN_EVERY, 0), unit + 1;
    }
    if (when_word(tokens, i, "chaque") && (when_word(tokens, i + 1, "semaine|mois|jour") ||
                                           token_has(when_token(tokens, i + 1), LEX_WEEKDAY)))
        return set_count(out, WHEN_EVERY, 0), i + 2;
    int det = i;
    i = when_skip(tokens, i, "le|la|les|mes|nos|mon|ma|notre|ces|tous|toutes|l");
    bool said = i > det;
    if ((end = when_number(tokens, i, &n)) > i) {
        if (n < 1 || n > 60)
            return at;
        bool next = when_word(tokens, end, next_words);
        bool before = when_word(tokens, i - 1, next_words);
        if (next)
            end++;
        int stop = read_unit(tokens, end, n, today, next || before, out, count);
        if (stop < 0 || (when_word(tokens, i - 1, "ces") && !next))
            return at;
        /* "une livraison" is any; "1 livraison" is a count. */
        if (out->kind == WHEN_NEXT && !next && !before && when_word(tokens, i, "un|une"))
            return at;
        if (!next && when_word(tokens, stop, next_words) &&
            stop > end) { /* "3 semaines suivantes" */
            stop++;
            if (when_word(tokens, stop - 2, "jours|jour") && out->kind != WHEN_PERIOD)
                *out = (struct when){.kind = WHEN_PERIOD, .from = today + 1, .to = today + n};
        }
        out->lasting = lasting;
        return stop;
    }
    if (!when_word(tokens, i, next_words))
        return at;
    int unit = when_number(tokens, i + 1, &n);
    if (unit > i + 1) { /* "les prochaines deux semaines" */
        int stop = read_unit(tokens, unit, n, today, true, out, count);
        return stop < 0 ? at : stop;
    }
    if (when_word(tokens, i + 1, "livraison|fois|distribution|distrib") ||
        (token_has(when_token(tokens, i + 1), LEX_BASKETLIKE) && said))
        return set_count(out, WHEN_NEXT, 1), i + 2;
    return at;
}
