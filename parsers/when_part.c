#include "parsers/when_parts.h"

#include <string.h>

/* SPEC: a day and month without a year. */
enum { DAYS_BACK = 60, DAYS_AHEAD = 305, SKIPPED = 4 };

static const struct token nothing = {.kind = TOKEN_MARK, .mark = '\n'};

const struct token *when_token(const struct tokens *tokens, int at)
{
    return at >= 0 && at < tokens->count ? &tokens->items[at] : &nothing;
}

bool when_word(const struct tokens *tokens, int at, const char *words)
{
    return token_is_any(when_token(tokens, at), words);
}

int when_skip(const struct tokens *tokens, int at, const char *words)
{
    for (int skipped = 0; skipped < SKIPPED && when_word(tokens, at, words); skipped++)
        at++;
    return at;
}

int when_nearest(int month, int day, int today)
{
    int year = date_parts(today).year;
    for (int y = year - 1; y <= year + 1; y++) {
        int found = date_make(y, month, day);
        if (found != DATE_NONE && found >= today - DAYS_BACK && found <= today + DAYS_AHEAD)
            return found;
    }
    return DATE_NONE;
}

/* "dix-sept", "trente et un", "deux mille vingt-trois" */
static int read_number_words(const struct tokens *tokens, int at, int *number)
{
    int total = 0, current = 0, end = at;
    for (int i = at; i < at + 10; i++) {
        const struct token *token = when_token(tokens, i);
        if (i > at && (token_is_mark(token, '-') || token_is(token, "et"))) {
            if (!token_has(when_token(tokens, i + 1), LEX_CARDINAL) ||
                (token_is(token, "et") &&
                 (current < 20 || when_token(tokens, i + 1)->value > 11 || current % 10)))
                break;
            continue;
        }
        if (!token_has(token, LEX_CARDINAL) || token->kind != TOKEN_WORD)
            break;
        int value = (int)token->value;
        if (value == 1000) {
            total = (current ? current : 1) * 1000;
            current = 0;
        } else if (value == 100 && current < 10)
            current = (current ? current : 1) * 100;
        else if (value == 20 && current % 100 == 4)
            current += 76;
        else if (i == at || (total && !current))
            current = value;
        else if ((current % 10 == 0 && current % 100 != 10 && value < 10) || current % 100 == 60 ||
                 current % 100 == 80 || current % 100 == 0 ||
                 (current % 100 == 10 && value >= 7 && value < 10))
            current += value;
        else
            break;
        end = i + 1;
    }
    *number = total + current;
    return end;
}

int when_number(const struct tokens *tokens, int at, int *number)
{
    const struct token *token = when_token(tokens, at);
    if (token->kind == TOKEN_NUMBER && token->digits <= 6) {
        *number = (int)token->value;
        return at + 1;
    }
    return token_has(token, LEX_CARDINAL) ? read_number_words(tokens, at, number) : at;
}

bool when_is_glued(const struct tokens *tokens, int at, const char *marks)
{
    const struct token *token = when_token(tokens, at);
    return token->kind == TOKEN_MARK && token->mark != '\n' && strchr(marks, token->mark);
}

static int read_year(const struct tokens *tokens, int at, int *year)
{
    const struct token *token = when_token(tokens, at);
    if (token->kind == TOKEN_NUMBER && token->digits == 4 && token->value >= 1900 &&
        token->value <= 2200) {
        *year = (int)token->value;
        return at + 1;
    }
    int words, end;
    if (when_word(tokens, at, "deux") && (end = read_number_words(tokens, at, &words)) > at + 1 &&
        words >= 2000 && words < 2100) {
        *year = words;
        return end;
    }
    return at;
}

int when_month(const struct tokens *tokens, int at, int today, int *month, int *year, bool *said)
{
    struct date_parts now = date_parts(today);
    int i = at, shift = 99;
    *said = false;
    *year = 0;
    if (when_word(tokens, i, "de|du|d"))
        i++;
    if (when_word(tokens, i, "le|l|ce|ces"))
        i++;
    if (when_word(tokens, i, "mois")) {
        int after = when_skip(tokens, i + 1, "a");
        if (when_is_glued(tokens, after, "-") && when_word(tokens, after + 1, "ci|la"))
            after += 2;
        else if (when_word(tokens, after, "ci"))
            after++;
        if (when_word(tokens, after, "prochain|suivant|venir|pro"))
            shift = 1, after++;
        else if (when_word(tokens, after, "dernier|passe|precedent"))
            shift = -1, after++;
        else if (when_word(tokens, after, "d") && when_word(tokens, after + 1, "apres|avant"))
            shift = when_word(tokens, after + 1, "apres") ? 1 : -1, after += 2;
        else if (when_word(tokens, after, "en") && when_word(tokens, after + 1, "cours"))
            shift = 0, after += 2;
        else if (when_word(tokens, i - 1, "ce"))
            shift = 0;
        if (shift != 99) {
            int count = now.year * 12 + now.month - 1 + shift;
            *month = count % 12 + 1;
            *year = count / 12;
            return after;
        }
        i++;
        if (when_word(tokens, i, "de|d"))
            i++;
    }
    const struct token *token = when_token(tokens, i);
    if (when_word(tokens, i, "prochain") && token_has(when_token(tokens, i + 1), LEX_MONTH))
        token = when_token(tokens, ++i);
    if (token->kind != TOKEN_WORD || !token_has(token, LEX_MONTH))
        return at;
    /* "sept" and "mar" are a number and a weekday as well: their value is that one's. */
    *month = token_is(token, "sept") ? 9 : token_is(token, "mar") ? 3 : (int)token->value;
    i++;
    /* "15 juin. Le 8 je viens": a month in full ends its sentence. */
    bool full = token->text.len > 4 || token_is_any(token, "mars|mai|juin|aout");
    if (when_is_glued(tokens, i, ".") && (!full || when_token(tokens, i + 1)->digits == 4))
        i++;
    int j = i;
    if (when_is_glued(tokens, j, "/,-"))
        j++;
    int end = read_year(tokens, j, year);
    if (end > j) {
        *said = true;
        return end;
    }
    return i;
}

static const struct {
    const char *words[3];
    int shift;
} relatives[] = {
    {{"avant", "hier"}, -2}, {{"apres", "demain"}, 2},
    {{"aujourd'hui"}, 0},    {{"aujourd", "hui"}, 0},
    {{"demain"}, 1},         {{"hier"}, -1},
    {{"surlendemain"}, 2},   {{"soir"}, 0},
    {{"apres", "midi"}, 0},
};

static bool is_hour(const char *first, const char *second)
{
    return !strcmp(first, "soir") || (second && !strcmp(second, "midi"));
}

static int read_relative(const struct tokens *tokens, int at, int today, struct part *part)
{
    for (size_t r = 0; r < sizeof relatives / sizeof *relatives; r++) {
        int end = at, w = 0;
        for (; w < 3 && relatives[r].words[w]; w++) {
            if (w && when_is_glued(tokens, end, "-'"))
                end++;
            if (!when_word(tokens, end, relatives[r].words[w]))
                break;
            end++;
        }
        if (w < 3 && relatives[r].words[w])
            continue;
        /* "ce soir", "cet après-midi"; "le soir" is no day. */
        bool hour = is_hour(relatives[r].words[0], relatives[r].words[1]);
        if (hour && !when_word(tokens, at - 1, "ce|cet"))
            continue;
        part->fixed = today + relatives[r].shift;
        part->past = relatives[r].shift < 0;
        return end;
    }
    return at;
}

/* dd/mm[/yy[yy]], dd-mm-yyyy, dd.mm, yyyy-mm-dd, "17 02 2014" after "le" */
static int read_numeric(const struct tokens *tokens, int at, struct part *part)
{
    const struct token *a = when_token(tokens, at), *b = when_token(tokens, at + 2);
    if (a->kind != TOKEN_NUMBER)
        return at;
    const char *marks = "/.-";
    if (!when_is_glued(tokens, at + 1, marks) || b->kind != TOKEN_NUMBER)
        return at;
    char mark = when_token(tokens, at + 1)->mark;
    bool tight = when_token(tokens, at + 1)->glued && b->glued;
    const struct token *c = when_token(tokens, at + 4);
    bool third = token_is_mark(when_token(tokens, at + 3), mark) && c->kind == TOKEN_NUMBER &&
                 when_token(tokens, at + 3)->glued && c->glued;
    if (a->digits == 4 && third && tight) {
        *part = (struct part){.fixed = DATE_NONE,
                              .year = (int)a->value,
                              .month = (int)b->value,
                              .day = (int)c->value,
                              .has_year = true};
        return at + 5;
    }
    if (a->digits > 2 || b->digits > 2 || (!tight && mark != '/'))
        return at;
    if (third && (c->digits == 2 || c->digits == 4)) {
        *part = (struct part){.fixed = DATE_NONE,
                              .day = (int)a->value,
                              .month = (int)b->value,
                              .year = (int)c->value + (c->digits == 2 ? 2000 : 0),
                              .has_year = true};
        /* 06.39.98.30.05 is a telephone number. */
        if (when_is_glued(tokens, at + 5, marks) && when_token(tokens, at + 5)->glued &&
            when_token(tokens, at + 6)->kind == TOKEN_NUMBER && when_token(tokens, at + 6)->glued)
            return at;
        return at + 5;
    }
    /* 13-15 juillet is a range; 1.5 kg and 3/4 d'heure are none of ours; 12.05 has two digits each. */
    bool zero = b->text.at[0] == '0'; /* 12-03; but 10-12 mars is a range */
    if ((mark == '-' && !zero) || (mark == '.' && b->digits != 2) || b->value > 12 || !b->value ||
        third)
        return at;
    const struct token *after = when_token(tokens, at + 3);
    if (token_has(after, LEX_UNIT) || token_has(after, LEX_NAMEWORD) ||
        (when_word(tokens, at + 3, "d|de") &&
         !token_has(when_token(tokens, at + 4), LEX_WEEKDAY)) ||
        token_is(when_token(tokens, at - 1), "un") || token_is_mark(after, '%') ||
        token_is(after, "euro"))
        return at;
    *part = (struct part){.fixed = DATE_NONE, .day = (int)a->value, .month = (int)b->value};
    int end = at + 3, year, j = end;
    if (when_is_glued(tokens, j, ","))
        j++;
    if (read_year(tokens, j, &year) > j && when_token(tokens, j)->kind == TOKEN_NUMBER) {
        part->year = year;
        part->has_year = true;
        return j + 1;
    }
    return end;
}

/* What may not follow the bare day of the month "le 12": kilos, streets, hours… */
static bool counts_something(const struct tokens *tokens, int at)
{
    const struct token *after = when_token(tokens, at);
    return token_has(after, LEX_UNIT) || token_has(after, LEX_STREET) ||
           token_is_any(after, "premiers|premieres|derniers|dernieres|prochains|prochaines") ||
           token_has(after, LEX_NAMEWORD) || token_is_mark(after, '%') ||
           (after->kind == TOKEN_NUMBER && !after->glued);
}

static int read_day_month(const struct tokens *tokens, int at, int today, struct part *part)
{
    int number = 0, end = when_number(tokens, at, &number);
    bool word = end > at && when_token(tokens, at)->kind == TOKEN_WORD;
    if (end == at && when_word(tokens, at, "premier"))
        number = 1, end = at + 1, word = true;
    if (end == at || number < 1 || number > 99)
        return at;
    if (when_word(tokens, end, "er") ||
        (when_word(tokens, end, "eme|e|ere") && when_token(tokens, end)->glued))
        end++;
    bool numeric = when_token(tokens, at)->kind == TOKEN_NUMBER;
    if (numeric && when_token(tokens, at)->digits > 2)
        return at;
    int month, year, jour = end;
    bool said;
    if (when_word(tokens, jour, "jour"))
        jour++;
    if (when_is_glued(tokens, jour, "-/"))
        jour++;
    int after = when_month(tokens, jour, today, &month, &year, &said);
    if (after > jour && !(year && !said && !when_word(tokens, jour, "de|du|d|ce|mois"))) {
        *part = (struct part){
            .fixed = DATE_NONE, .day = number, .month = month, .year = year, .has_year = said};
        return after;
    }
    /* "le 20 02 2014", "le 17 02" */
    const struct token *b = when_token(tokens, end), *c = when_token(tokens, end + 1);
    if (numeric && b->kind == TOKEN_NUMBER && b->digits <= 2 && b->value >= 1 && b->value <= 12 &&
        when_word(tokens, at - 1, "le|du|au")) {
        bool dated = c->kind == TOKEN_NUMBER && (c->digits == 4 || c->digits == 2) &&
                     !counts_something(tokens, end + 2);
        *part = (struct part){.fixed = DATE_NONE, .day = number, .month = (int)b->value};
        if (dated) {
            part->year = (int)c->value + (c->digits == 2 ? 2000 : 0);
            part->has_year = true;
            return end + 2;
        }
        if (!counts_something(tokens, end + 1) && b->digits == 2)
            return end + 1;
    }
    *part = (struct part){.fixed = DATE_NONE, .day = number};
    /* "le premier jour", "un des deux": words for a bare day of the month only as "le douze". */
    bool led =
        when_word(tokens, at - 1, "le|du|au") || token_has(when_token(tokens, at - 1), LEX_WEEKDAY);
    if (word && (number < 3 || !led))
        return at;
    /* A bare number is a day only where "le", "au", a weekday… stand before it: the caller looks. */
    return counts_something(tokens, end) ? at : end;
}

static int weekday_after(int today, int weekday)
{
    int ahead = (weekday - date_weekday(today) + 7) % 7;
    return today + (ahead ? ahead : 7);
}

/* "prochain", "dernier", "en huit", "de la semaine prochaine"… after a weekday alone. */
static int read_weekday_tail(const struct tokens *tokens, int at, int today, struct part *part)
{
    int weekday = part->weekday, next = weekday_after(today, weekday);
    /* "plusieurs mardis": nobody knows which. */
    part->vague = view_ends(when_token(tokens, at - 1)->text, "dis");
    if (part->vague)
        return at;
    part->fixed = next;
    part->plain_weekday = true;
    if (part->ce && date_weekday(today) == weekday)
        part->fixed = today;
    if (when_word(tokens, at, "prochain|prochaine|pro"))
        return at + 1;
    if (when_word(tokens, at, "a") && when_word(tokens, at + 1, "venir"))
        return at + 2;
    if (when_word(tokens, at, "qui") && when_word(tokens, at + 1, "vient"))
        return at + 2;
    if (when_word(tokens, at, "dernier|passe")) {
        part->fixed = next - 7 == today ? today - 7 : next - 7;
        part->past = true;
        return at + 1;
    }
    if (when_word(tokens, at, "suivant|precedent") ||
        (when_word(tokens, at, "d") && when_word(tokens, at + 1, "apres|avant"))) {
        part->vague = true;
        return at + (when_word(tokens, at, "d") ? 2 : 1);
    }
    int days;
    if (when_word(tokens, at, "en") && when_number(tokens, at + 1, &days) > at + 1 &&
        (days == 8 || days == 15)) {
        part->fixed = next + (days == 8 ? 7 : 14);
        return when_number(tokens, at + 1, &days);
    }
    int i = when_skip(tokens, at, "de");
    bool this = when_word(tokens, i, "cette");
    if (!this && !when_word(tokens, i, "la"))
        return at;
    if (!when_word(tokens, i + 1, "semaine"))
        return at;
    i += 2;
    int monday = date_monday(today);
    if (this) {
        part->fixed = monday + weekday - 1;
        return i;
    }
    if (when_word(tokens, i, "prochaine|suivante|pro") ||
        (when_word(tokens, i, "d") && when_word(tokens, i + 1, "apres"))) {
        part->fixed = monday + 7 + weekday - 1;
        return i + (when_word(tokens, i, "d") ? 2 : 1);
    }
    if (when_word(tokens, i, "derniere|dernier|passee")) {
        part->fixed = monday - 7 + weekday - 1;
        part->past = true;
        return i + 1;
    }
    return at;
}

/* "premier vendredi de juillet", "dernier jour d'octobre 2015" */
static int read_ordinal(const struct tokens *tokens, int at, int today, struct part *part)
{
    const struct token *first = when_token(tokens, at);
    bool last = when_word(tokens, at, "dernier");
    bool figure = first->kind == TOKEN_NUMBER && first->digits == 1 && /* "2e mardi" */
                  when_word(tokens, at + 1, "e|eme|er|ere|nd|ieme");
    if (!last && !figure && !token_has(first, LEX_ORDINAL))
        return at;
    int i = at + 1 + figure, month, year;
    bool said;
    /* "les deux premiers mardis d'avril" are several. */
    if (view_ends(first->text, "rs") || view_ends(first->text, "res"))
        return at;
    const struct token *named = when_token(tokens, i);
    bool day = when_word(tokens, i, "jour");
    if (!day && !token_has(named, LEX_WEEKDAY))
        return at;
    if (when_word(tokens, ++i, "de|du|d|en"))
        i++;
    int end = when_month(tokens, i, today, &month, &year, &said);
    if (end == i)
        return at;
    int start = year ? date_make(year, month, 1) : when_nearest(month, 1, today);
    int n = (int)first->value;
    if (start == DATE_NONE)
        return at;
    int found = day ? start + n - 1
                    : start + ((int)named->value - date_weekday(start) + 7) % 7 + 7 * (n - 1);
    if (last) {
        found = date_month_last(start);
        while (!day && date_weekday(found) != (int)named->value)
            found--;
    }
    *part = (struct part){.fixed = found, .bad = date_month_first(found) != start};
    return end;
}

/* "dans 5 jours", "il y a une semaine", "trois jours apres demain" */
static int read_distance(const struct tokens *tokens, int at, int today, struct part *part)
{
    int i = at, sign = 0, n = 1;
    if (when_word(tokens, i, "dans"))
        sign = 1, i++;
    else if (when_word(tokens, i, "il") && when_word(tokens, i + 1, "y") &&
             when_word(tokens, i + 2, "a"))
        sign = -1, i += 3;
    else if (when_word(tokens, i, "y") && when_word(tokens, i + 1, "a"))
        sign = -1, i += 2;
    int end = when_number(tokens, i, &n), base = today;
    if (end == i || n < 1 || n > 400)
        return at;
    bool day = when_word(tokens, end, "jour|jours"),
         week = when_word(tokens, end, "semaine|semaines"), month = when_word(tokens, end, "mois");
    if (!day && !week && !month)
        return at;
    end++;
    if (!sign) {
        if (!when_word(tokens, end, "apres"))
            return at;
        struct part other = {.fixed = DATE_NONE};
        int from = when_skip(tokens, end + 1, "le"), stop = when_part(tokens, from, today, &other);
        if (stop == from || (base = when_resolve(&other, today)) == DATE_NONE)
            return at;
        sign = 1;
        end = stop;
    }
    *part = (struct part){.past = sign < 0};
    if (day && n == 15 && sign > 0) /* quinze jours: two weeks */
        n = 14;
    part->fixed = month ? date_add_months(base, sign * n) : base + sign * n * (week ? 7 : 1);
    return end;
}

int when_part(const struct tokens *tokens, int at, int today, struct part *part)
{
    *part = (struct part){.fixed = DATE_NONE};
    int i = at, end;
    bool ce = when_word(tokens, at - 1, "ce") || when_word(tokens, at, "ce");
    i = when_skip(tokens, i, "le|ce");
    if ((end = read_relative(tokens, i, today, part)) > i ||
        (end = read_ordinal(tokens, i, today, part)) > i ||
        (end = read_distance(tokens, i, today, part)) > i ||
        (end = read_numeric(tokens, i, part)) > i)
        return end;
    const struct token *token = when_token(tokens, i);
    if (token->kind == TOKEN_WORD && token_has(token, LEX_WEEKDAY)) {
        int weekday = (int)token->value, after = i + 1, number_at;
        if ((end = when_weekday_feast(tokens, i, weekday, today, part)) > i)
            return end;
        if (when_is_glued(tokens, after, ".") &&
            (token->text.len <= 4 || when_token(tokens, after)->glued) && token->text.len < 5)
            after++;
        if (when_is_glued(tokens, after, ",") &&
            when_token(tokens, after + 1)->kind == TOKEN_NUMBER)
            after++;
        number_at = when_skip(tokens, after, "le|prochain");
        if ((end = read_numeric(tokens, number_at, part)) > number_at ||
            (end = read_day_month(tokens, number_at, today, part)) > number_at) {
            part->weekday = weekday;
            return end;
        }
        *part = (struct part){.fixed = DATE_NONE, .weekday = weekday, .ce = ce};
        return read_weekday_tail(tokens, after, today, part);
    }
    if ((end = read_day_month(tokens, i, today, part)) > i)
        return end;
    int feast;
    if ((end = when_feast(tokens, at, today, &feast)) > at) {
        *part = (struct part){.fixed = feast};
        return end;
    }
    return at;
}

int when_resolve(struct part *part, int today)
{
    if (part->bad || part->vague)
        return DATE_NONE;
    if (part->fixed != DATE_NONE)
        return part->fixed;
    int day = DATE_NONE;
    if (part->month && part->year)
        day = date_make(part->year, part->month, part->day);
    else if (part->month)
        day = when_nearest(part->month, part->day, today);
    else
        /* The next such day of the month, today included; the 31st skips short months. */
        for (int shift = 0; shift < 3 && (day == DATE_NONE || day < today); shift++) {
            struct date_parts month = date_parts(date_add_months(date_month_first(today), shift));
            day = date_make(month.year, month.month, part->day);
        }
    if (day == DATE_NONE || (part->weekday && date_weekday(day) != part->weekday)) {
        part->bad = true;
        return DATE_NONE;
    }
    return day;
}
