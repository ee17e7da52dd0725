#include "parsers/when_parts.h"

/* Longest stretches that a range without years may roll over: beyond them it "runs backwards". */
enum { ROLL_YEAR = 200, ROLL_MONTH = 10 };

static struct when one_day(const struct part *part, int day)
{
    struct when when = {.kind = WHEN_DAY, .from = day, .to = day, .past = part->past};
    if (part->bad || day == DATE_NONE)
        when.kind = part->vague ? WHEN_VAGUE : WHEN_BAD;
    when.bare = part->day && !part->month;
    when.month = part->month;
    when.year = part->has_year;
    when.weekday = part->plain_weekday;
    return when;
}

static struct when bad(void)
{
    return (struct when){.kind = WHEN_BAD, .from = DATE_NONE, .to = DATE_NONE};
}

/* The start of a range takes from its end the month and year that were not written. */
static int range_start(struct part *a, const struct part *b, int today, int to)
{
    if (a->fixed != DATE_NONE || a->year)
        return when_resolve(a, today);
    if (!a->month && b->month) {
        struct date_parts end = date_parts(to);
        a->month = end.month;
        a->year = end.year;
        int from = date_make(a->year, a->month, a->day);
        /* "du 28 au 4 novembre" begins in October; "du 20 au 12 avril" is a mistake. */
        int before = date_month_first(to) - 1;
        struct date_parts last = date_parts(before);
        int rolled = date_make(last.year, last.month, a->day);
        if (a->day > b->day && b->day && rolled != DATE_NONE && to - rolled <= ROLL_MONTH)
            from = rolled;
        if (from == DATE_NONE || (a->weekday && date_weekday(from) != a->weekday))
            a->bad = true;
        return a->bad ? DATE_NONE : from;
    }
    if (a->month && b->year && b->has_year) {
        a->year = b->year - (date_make(b->year, a->month, a->day) > to);
        return when_resolve(a, today);
    }
    return when_resolve(a, today);
}

static struct when range(struct part a, struct part b, int today)
{
    struct when out = {.kind = WHEN_PERIOD};
    out.bare = a.day && !a.month && b.day && !b.month;
    out.to = when_resolve(&b, today);
    if (a.fixed != DATE_NONE && b.plain_weekday && out.to != DATE_NONE && out.to < a.fixed)
        out.to += 7;
    if (b.bad || b.vague || out.to == DATE_NONE)
        return bad();
    out.from = range_start(&a, &b, today, out.to);
    if (out.from == DATE_NONE)
        return bad();
    /* The end is the first such day from the start on. */
    if (out.to < out.from && !b.has_year && b.day) {
        struct date_parts from = date_parts(out.from);
        if (!b.month) {
            for (int shift = 0; shift < 2 && out.to < out.from; shift++) {
                struct date_parts m =
                    date_parts(date_add_months(date_month_first(out.from), shift));
                out.to = date_make(m.year, m.month, b.day);
            }
            if (out.to == DATE_NONE || (a.day > b.day && out.to - out.from > ROLL_MONTH))
                return bad();
        } else {
            out.to = date_make(from.year, b.month, b.day);
            if (out.to != DATE_NONE && out.to < out.from)
                out.to = date_make(from.year + 1, b.month, b.day);
        }
        if (b.weekday && out.to != DATE_NONE && date_weekday(out.to) != b.weekday)
            return bad();
    }
    /* A start that lies a year after its end was meant the year before, or the end a year later. */
    if (out.to != DATE_NONE && out.to > out.from + 330 && !b.has_year && !a.has_year && a.month) {
        struct date_parts to = date_parts(out.to);
        int earlier = date_make(to.year - 1, to.month, to.day);
        if (earlier != DATE_NONE && earlier >= out.from)
            out.to = earlier;
    }
    if (out.to == DATE_NONE || out.to < out.from ||
        (!b.has_year && !a.has_year && out.to - out.from > ROLL_YEAR))
        return bad();
    if (!b.month && b.day && a.month && !b.has_year && out.to - out.from > 31)
        return bad();
    /* A period that is over: a slip, or next year's. */
    if (out.to < today && !b.has_year && !a.has_year && a.fixed == DATE_NONE)
        out.kind = WHEN_VAGUE;
    return out;
}

/* A bare number is a day of the month only after one of these words or a weekday. */
static bool led_by_article(const struct tokens *tokens, int at)
{
    return when_word(tokens, at - 1, "le|du|au|les|des|ce|celui|ni|panier|livraison");
}

/* An end of a range: a part, or "fin mars", "mi-mars" (as an end: its 15th), "la fin du mois", a month. */
static int read_end(const struct tokens *tokens, int at, int today, struct part *part, bool *vague)
{
    struct when stretch, weeks[WHEN_MOST]; /* "semaines 30 et 31" are several */
    int i = when_skip(tokens, at, "a|au|le|la|l|en|ce"), end, count;
    *vague = false;
    if (when_word(tokens, i, "mi|milieu|fin|debut") || when_word(tokens, i, "mois") ||
        (when_word(tokens, i - 1, "en") && token_has(when_token(tokens, i), LEX_MONTH))) {
        bool middle = when_word(tokens, i, "mi|milieu"), start = when_word(tokens, i, "debut");
        if ((end = when_stretch(tokens, i, today, &stretch)) > i) {
            *part = (struct part){.fixed = middle ? stretch.to - 5 : stretch.to,
                                  .bad = stretch.kind == WHEN_BAD};
            /* "jusqu'en août", "jusqu'à début août": in or out? */
            *vague = start || !(middle || when_word(tokens, i, "fin"));
            return end;
        }
        if (when_word(tokens, i, "fin") && when_word(tokens, i + 1, "de") &&
            when_word(tokens, i + 2, "la|cette") && when_word(tokens, i + 3, "semaine")) {
            int shift = when_word(tokens, i + 4, "prochaine") ? 7 : 0;
            *part = (struct part){.fixed = date_monday(today) + 6 + shift};
            return i + (shift ? 5 : 4);
        }
    }
    if ((end = when_week(tokens, i, today, weeks, &count)) > i && weeks[0].kind == WHEN_PERIOD) {
        *part = (struct part){.fixed = weeks[count - 1].to};
        *vague = true;
        return end;
    }
    int feast;
    if ((end = when_feast(tokens, i, today, &feast)) > i) {
        *part = (struct part){.fixed = feast};
        *vague = feast == DATE_NONE;
        return end;
    }
    end = when_part(tokens, i, today, part);
    if (end > i && when_word(tokens, end, "inclus|compris|inclu"))
        end++;
    return end > i ? end : at;
}

static int read_until(const struct tokens *tokens, int at, int today, struct when *out)
{
    struct part part;
    bool vague;
    int i = at + 1, end;
    end = read_end(tokens, i, today, &part, &vague);
    if (end == i) {
        /* "jusqu'à nouvel ordre", "jusqu'à la rentrée"; but "jusqu'à 19h" is no date. */
        int after = when_skip(tokens, i, "a|au|le|la|l|mon|ma|notre|ce|que|en");
        if (token_has(when_token(tokens, after), LEX_TIME) ||
            when_token(tokens, after)->kind != TOKEN_WORD ||
            when_word(tokens, after, "quel|quelle|quels|quelles|quand|combien"))
            return at;
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE, .open = true};
        return after + 1 + when_word(tokens, after, "nouvel");
    }
    int day = when_resolve(&part, today);
    *out = (struct when){.kind = vague ? WHEN_VAGUE : WHEN_UNTIL,
                         .from = today,
                         .to = day,
                         .weekday = part.plain_weekday,
                         .bare = part.day && !part.month};
    if (!vague && (day == DATE_NONE || day < today))
        *out = bad();
    return end;
}

/* After "à partir de", "à compter de", "dès": where the date begins; 0 when it is none of them. */
static int after_from(const struct tokens *tokens, int at)
{
    int i = at;
    if (when_word(tokens, i, "a") && when_word(tokens, i + 1, "partir|compter|dater|parti")) {
        i += 2;
        return when_word(tokens, i, "de|du|d|le|des") ? i + 1 : i;
    }
    if (when_word(tokens, i, "partir|compter") && when_word(tokens, i + 1, "du"))
        return i + 2;
    if (when_word(tokens, i, "depuis"))
        return i + 1;
    if (when_word(tokens, i, "apartir"))
        return when_word(tokens, i + 1, "de|du|d") ? i + 2 : i + 1;
    if (when_word(tokens, i, "des")) {
        const struct token *next = when_token(tokens, i + 1);
        bool le = when_word(tokens, i + 1, "le");
        if (le || token_has(next, LEX_WEEKDAY) || token_has(next, LEX_MONTH) ||
            when_word(tokens, i + 1, "demain|aujourd'hui|maintenant|la|que|cette|ce"))
            return i + 1;
    }
    return 0;
}

static int read_from(const struct tokens *tokens, int at, int today, struct when *out)
{
    int i = after_from(tokens, at), end, count;
    if (!i)
        return at;
    /* "dès la livraison du 2 juin" */
    int delivery = when_skip(tokens, i, "la|le|mon|notre|ma");
    if (when_word(tokens, delivery, "livraison|panier|distribution|distrib") &&
        when_word(tokens, delivery + 1, "du|de|d"))
        i = delivery + 2;
    struct part part;
    struct when some[WHEN_MOST]; /* "semaines 30 et 31" are several */
    if (when_word(tokens, i, "maintenant|present|aujourd'hui") ||
        (when_word(tokens, i, "que") && when_word(tokens, i + 1, "possible"))) {
        *out = (struct when){.kind = WHEN_NOW, .from = DATE_NONE, .to = DATE_NONE};
        return i + (when_word(tokens, i, "que") ? 2 : 1);
    }
    if ((end = when_part(tokens, i, today, &part)) > i) {
        int day = when_resolve(&part, today);
        *out = (struct when){.kind = WHEN_FROM,
                             .from = day,
                             .to = DATE_NONE,
                             .bare = part.day && !part.month,
                             .weekday = part.plain_weekday};
        if (day == DATE_NONE)
            *out = bad();
        out->past = when_word(tokens, at, "depuis");
        return end;
    }
    if ((end = when_week(tokens, i, today, some, &count)) > i ||
        (end = when_stretch(tokens, i, today, some)) > i) {
        *out = some[0];
        if (some[0].kind == WHEN_PERIOD) {
            out->kind = WHEN_FROM;
            out->to = DATE_NONE;
        }
        out->past = when_word(tokens, at, "depuis");
        return end;
    }
    if ((end = when_span(tokens, i, today, some, &count)) > i && some[0].kind == WHEN_NEXT) {
        *out = (struct when){.kind = WHEN_NOW, .from = DATE_NONE, .to = DATE_NONE};
        return end;
    }
    if (when_word(tokens, at, "des|depuis"))
        return at;
    *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE};
    return i;
}

/* "du 12 mars au matin au 26": times of day are ignored. */
static int after_moment(const struct tokens *tokens, int at)
{
    int i = when_skip(tokens, at, "au|a|le|dans|l");
    if (when_word(tokens, i, "matin|soir|midi|minuit|matinee|soiree|apresmidi"))
        return i + 1;
    return at;
}

/* "du 12 au 26 mars", "de juillet à septembre", "13-15 juillet", "entre le 3 et le 12" */
static int read_range(const struct tokens *tokens, int at, int today, struct when *out)
{
    struct part a, b;
    bool between = when_word(tokens, at, "entre");
    bool led = between || when_word(tokens, at, "du|de|des|d");
    int i = led ? at + 1 : at, first = when_skip(tokens, i, "le|l");
    int end = when_part(tokens, first, today, &a), join, month_end;
    struct when from, to;
    if (end == first) { /* "entre février et mars", "de mi-mai à mi-juin" */
        if (!led || (month_end = when_stretch(tokens, first, today, &from)) == first ||
            from.kind != WHEN_PERIOD)
            return at;
        join = when_skip(tokens, month_end, between ? "et" : "a|au");
        if (join == month_end || (end = when_stretch(tokens, join, today, &to)) == join ||
            to.kind != WHEN_PERIOD)
            return at;
        if (when_word(tokens, join, "mi|milieu")) /* as an end: its 15th */
            to.to -= 5;
        if (to.year && !from.year)
            from.from = date_make(date_parts(to.to).year - (from.month > to.month), from.month, 1);
        if (to.to < from.from && !to.year)
            to.to = date_month_last(date_add_months(to.from, 12));
        *out = (struct when){.kind = WHEN_PERIOD, .from = from.from, .to = to.to};
        if (to.to < from.from || (to.to - from.from > 330 && !to.year))
            *out = bad();
        return end;
    }
    if (when_word(tokens, end, "inclus|compris"))
        end++;
    if (led)
        end = after_moment(tokens, end);
    const struct token *mark = when_token(tokens, end);
    bool dash = token_is_mark(mark, '-') || token_is_mark(mark, '>');
    join = end;
    if (dash)
        for (; token_is_mark(when_token(tokens, join), '-') ||
               token_is_mark(when_token(tokens, join), '>');)
            join++;
    else {
        if (token_is_mark(mark, ','))
            join++;
        int word = join;
        join = when_skip(tokens, join, between ? "et|a" : "au|a|jusque");
        if (join == word && when_word(tokens, join, "o") && led)
            join++;
        if (join == word)
            return at;
    }
    bool vague;
    int stop = read_end(tokens, join, today, &b, &vague);
    /* "du 2 au 4 boites": the second number counts something. */
    if (stop == join)
        return at;
    if (dash && !led && (!b.month || a.weekday) && b.fixed == DATE_NONE && !a.month)
        return at;
    /* "4-23 mois prochain", "du 4 au 22 ce mois-ci" were read into b by read_day_month. */
    if (!led && !dash && a.day && !a.month && !b.month && !a.weekday && !led_by_article(tokens, at))
        return at;
    *out = vague ? (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE}
                 : range(a, b, today);
    out->month = 0;
    return stop;
}

static int read_day(const struct tokens *tokens, int at, int today, struct when *out)
{
    struct part part;
    bool article = when_word(tokens, at, "le|du|au|les|ce|des|la|l|ni|celui|d|cette");
    bool feast_stretch = when_word(tokens, at, "pour|a");
    int i = article || feast_stretch ? at + 1 : at;
    int feast;
    if (feast_stretch) {
        int end = when_feast(tokens, i, today, &feast);
        int jour = when_skip(tokens, i, "le|la");
        if (end == i || when_word(tokens, jour, "jour|journee|lundi"))
            return at;
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE};
        return end;
    }
    if (when_word(tokens, at, "celui") && when_word(tokens, i, "du|de"))
        i++;
    int end = when_part(tokens, i, today, &part);
    if (end == i)
        return at;
    bool number_alone = part.day && !part.month && !part.weekday;
    if (number_alone && !led_by_article(tokens, i))
        return at;
    *out = one_day(&part, when_resolve(&part, today));
    /* "le panier du mardi" is that of every Tuesday. */
    if (when_word(tokens, at, "du") && part.plain_weekday && end == i + 1)
        out->kind = WHEN_VAGUE;
    /* "du 18 au": the end was lost. */
    if (when_word(tokens, at, "du") && when_word(tokens, end, "au|jusque") &&
        when_token(tokens, end + 1)->kind == TOKEN_MARK)
        *out = bad();
    if (when_word(tokens, end, "inclus"))
        end++;
    return end;
}

/* "ce jour-là", "cette période", "ces dates", "à ce moment-là", "pendant ce temps" */
static int read_that(const struct tokens *tokens, int at, struct when *out)
{
    int i = when_skip(tokens, at, "a|en|pendant|sur|durant|pour|tout|toute|toutes|tous");
    if (!when_word(tokens, i, "ce|cette|ces"))
        return at;
    int number, noun = when_number(tokens, i + 1, &number);
    /* "ces deux mardis" */
    if (when_word(tokens, i, "ces") && noun > i + 1 &&
        token_has(when_token(tokens, noun), LEX_WEEKDAY)) {
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE, .that = true};
        return token_is_mark(when_token(tokens, noun + 1), '-') && when_word(tokens, noun + 2, "la")
                   ? noun + 3
                   : noun + 1;
    }
    /* "ce mardi-là" */
    if (token_has(when_token(tokens, i + 1), LEX_WEEKDAY) &&
        token_is_mark(when_token(tokens, i + 2), '-') && when_word(tokens, i + 3, "la")) {
        *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE, .that = true};
        return i + 4;
    }
    if (!when_word(tokens, noun,
                   "jour|jours|periode|dates|date|moment|moments|temps|semaines|mois|fois|"
                   "fermeture|absence|duree"))
        return at;
    int end = noun + 1;
    bool la = token_is_mark(when_token(tokens, end), '-') ? when_word(tokens, end + 1, "la")
                                                          : when_word(tokens, end, "la");
    if (token_is_mark(when_token(tokens, end), '-') && when_word(tokens, end + 1, "ci"))
        return at;
    if (la)
        end += token_is_mark(when_token(tokens, end), '-') ? 2 : 1;
    if (when_word(tokens, noun, "mois") && !la && noun == i + 1)
        return at;
    if (when_word(tokens, noun, "fois") && !la)
        return at;
    *out = (struct when){.kind = WHEN_VAGUE, .from = DATE_NONE, .to = DATE_NONE, .that = true};
    return end;
}

/* "les 11 et 18", "le 3, 10 et 17 mars": more days after the first. */
static int read_more_days(const struct tokens *tokens, int end, int today, struct when *found,
                          int *count)
{
    while (*count < WHEN_MOST - 1) {
        int i = end;
        if (token_is_mark(when_token(tokens, i), ','))
            i++;
        i = when_skip(tokens, i, "et|ni|puis");
        struct part part;
        const struct token *number = when_token(tokens, i);
        if (i == end || number->kind != TOKEN_NUMBER || number->digits > 2 || number->value > 31)
            return end;
        int stop = when_part(tokens, i, today, &part);
        if (stop == i || part.weekday || !part.day)
            return end;
        found[*count] = one_day(&part, when_resolve(&part, today));
        (*count)++;
        end = stop;
    }
    return end;
}

int when_at(const struct tokens *tokens, int at, int today, struct when *found, int *count)
{
    const struct token *token = when_token(tokens, at);
    int end = at;
    *count = 1;
    if (token->kind == TOKEN_MARK || token->kind == TOKEN_CHUNK)
        return at;
    if (when_word(tokens, at, "jusque"))
        end = read_until(tokens, at, today, found);
    if (end == at)
        end = read_that(tokens, at, found);
    if (end == at)
        end = read_from(tokens, at, today, found);
    if (end == at)
        end = when_week(tokens, at, today, found, count);
    if (end == at)
        end = read_range(tokens, at, today, found), *count = 1;
    if (end == at)
        end = when_span(tokens, at, today, found, count);
    /* "3 jours après le 12 janvier" */
    if (end > at && when_word(tokens, end, "apres") &&
        (found->kind == WHEN_DAYS || found->kind == WHEN_WEEKS || found->kind == WHEN_MONTHS))
        end = at;
    if (end == at)
        *count = 1;
    if (end == at && (end = read_day(tokens, at, today, found)) > at && found->kind != WHEN_VAGUE &&
        (found->bare || found->month) && when_word(tokens, at, "le|les|du|ni"))
        end = read_more_days(tokens, end, today, found, count);
    if (end == at)
        end = when_stretch(tokens, at, today, found);
    if (end == at && when_word(tokens, at, "ce|le|du|les|week|weekend|we")) {
        int i = when_skip(tokens, at, "ce|le|du|les");
        bool week =
            when_word(tokens, i, "weekend|we") ||
            (when_word(tokens, i, "week") && token_is_mark(when_token(tokens, i + 1), '-') &&
             when_word(tokens, i + 2, "end"));
        if (week) {
            int saturday = date_monday(today) + 5;
            *found = (struct when){.kind = WHEN_PERIOD, .from = saturday, .to = saturday + 1};
            end = when_word(tokens, i, "week") ? i + 3 : i + 1;
        }
    }
    for (int k = 0; k < *count && end > at; k++) {
        found[k].first = at;
        found[k].last = end;
    }
    return end;
}
