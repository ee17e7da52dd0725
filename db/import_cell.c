#include <stdio.h>
#include <string.h>

#include "db/import_rows.h"
#include "parsers/compose.h"
#include "parsers/csv_write.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "parsers/phone.h"

enum { LIST_MOST = 40 };

/* One cell on its way. */
struct reader {
    struct import *import;
    int line;
    const struct import_column *column;
    struct view view;
    struct import_cell *cell;
};

static bool refuse(const struct reader *reader, const char *why)
{
    int shown = reader->view.len < 60 ? (int)reader->view.len : 60;
    while (shown && (size_t)shown < reader->view.len &&
           ((unsigned char)reader->view.at[shown] & 0xC0) == 0x80)
        shown--;
    import_error(reader->import, reader->line, reader->column->name, "\"%.*s\"%s %s", shown,
                 reader->view.len ? reader->view.at : "",
                 (size_t)shown < reader->view.len ? "…" : "", why);
    return false;
}

static char *lower(struct arena *arena, struct view view)
{
    char *copy = arena_copy(arena, view.at, view.len);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

/* One line of text: a cell's line ends would break a header, a list or a TSV. */
static bool read_text(const struct reader *reader)
{
    if (view_find_byte(reader->view, '\n') != SIZE_MAX)
        return refuse(reader, "has a line end: write it on one line");
    char *text = arena_copy(reader->import->arena, reader->view.at, reader->view.len);
    for (char *at = text; *at; at++)
        if (*at == '\t')
            *at = ' ';
    reader->cell->text = text;
    return true;
}

static bool read_address(const struct reader *reader)
{
    struct text text = text_in(reader->import->arena);
    struct view rest = reader->view;
    for (struct view line; view_line(&rest, &line);) {
        line = view_trim(line);
        if (line.len && text.len)
            text_add(&text, ", ");
        for (size_t i = 0; i < line.len; i++)
            text_add_byte(&text, line.at[i] == '\t' ? ' ' : line.at[i]);
    }
    reader->cell->text = text.at;
    return true;
}

/* A spreadsheet takes 05000 for a number; foreign postcodes are as they are. */
static bool read_postcode(const struct reader *reader)
{
    int64_t number;
    if (reader->view.len == 4 && view_int(reader->view, &number) && number >= 1000 && number < 9999)
        import_note(
            reader->import, reader->line,
            "column %s: \"%.*s\" has 4 digits: is it 0%.*s, and a spreadsheet dropped the 0?",
            reader->column->name, (int)reader->view.len, reader->view.at, (int)reader->view.len,
            reader->view.at);
    return read_text(reader);
}

/* Codes stand in contract lines (CODE*Q,CODE*Q) and mails: nothing that would need quoting. */
static bool read_code(const struct reader *reader)
{
    bool good = reader->view.len <= 40;
    for (size_t i = 0; i < reader->view.len; i++)
        good = good && (byte_is_letter(reader->view.at[i]) || byte_is_digit(reader->view.at[i]) ||
                        strchr("-_.", reader->view.at[i]));
    if (!good)
        return refuse(reader,
                      "is not a code: write 1 to 40 letters without accents, digits, - _ or .");
    return read_text(reader);
}

/* Items of "a|b|c", trimmed, empty ones left out; false when there are too many. */
static bool read_list(const struct reader *reader)
{
    struct import_cell *cell = reader->cell;
    cell->items = arena_array(reader->import->arena, LIST_MOST, sizeof *cell->items);
    struct view rest = reader->view;
    for (struct view item; view_item(&rest, '|', &item);) {
        item = view_trim(item);
        if (!item.len)
            continue;
        if (cell->item_count == LIST_MOST)
            return refuse(reader, "has more than 40 values");
        cell->items[cell->item_count++] = arena_copy(reader->import->arena, item.at, item.len);
    }
    return true;
}

/* The list's one form; the same value twice counts once. */
static void join_list(const struct reader *reader)
{
    struct import_cell *cell = reader->cell;
    struct text text = text_in(reader->import->arena);
    int kept = 0;
    for (int i = 0; i < cell->item_count; i++) {
        bool seen = false;
        for (int j = 0; j < kept; j++)
            seen = seen || !strcmp(cell->items[j], cell->items[i]);
        if (seen)
            continue;
        text_print(&text, "%s%s", kept ? "|" : "", cell->items[i]);
        cell->items[kept++] = cell->items[i];
    }
    cell->item_count = kept;
    cell->text = text.at;
}

static bool read_aliases(const struct reader *reader)
{
    if (!read_text(reader) || !read_list(reader))
        return false;
    join_list(reader);
    return true;
}

static bool read_emails(const struct reader *reader)
{
    if (!read_list(reader))
        return false;
    struct reader one = *reader;
    bool good = true;
    for (int i = 0; i < reader->cell->item_count; i++) {
        one.view = view_of(reader->cell->items[i]);
        size_t at = view_find_byte(one.view, '@');
        if (!compose_is_address(one.view) ||
            view_find_byte(view_cut(one.view, at + 1, one.view.len), '.') == SIZE_MAX)
            good = refuse(&one, "is not an email address: write it as prenom@example.org, several "
                                "separated by |");
        reader->cell->items[i] = lower(reader->import->arena, one.view);
    }
    join_list(reader);
    return good;
}

static bool read_phones(const struct reader *reader)
{
    if (!read_list(reader))
        return false;
    struct reader one = *reader;
    bool good = true;
    for (int i = 0; i < reader->cell->item_count; i++) {
        one.view = view_of(reader->cell->items[i]);
        char *phone = phone_read(reader->import->arena, one.view);
        int64_t number;
        if (phone)
            reader->cell->items[i] = phone;
        else if (one.view.len == 9 && one.view.at[0] != '0' && view_int(one.view, &number))
            good = refuse(&one, "has 9 digits: a spreadsheet dropped the leading 0: write it as "
                                "+33639980101");
        else
            good = refuse(&one, "is not a telephone number: write it as 06 39 98 01 01 or "
                                "+33639980101, several separated by |");
    }
    join_list(reader);
    return good;
}

static bool put_number(const struct reader *reader, int64_t number)
{
    reader->cell->number = number;
    reader->cell->text = arena_print(reader->import->arena, "%lld", (long long)number);
    return true;
}

static bool read_money(const struct reader *reader)
{
    int64_t cents;
    if (!number_money(reader->view, &cents))
        return refuse(reader, "is not an amount: write it as 12,50");
    if (cents < 0)
        return refuse(reader, "is below zero: write it as 12,50");
    if (cents > 10000 * 100)
        return refuse(reader, "is more than 10 000 €: write it as 12,50");
    return put_number(reader, cents);
}

static bool read_amount(const struct reader *reader)
{
    int64_t cents;
    if (!number_money(reader->view, &cents))
        return refuse(reader, "is not an amount: write it as 12,50 (a refund as -12,50)");
    if (!cents)
        return refuse(reader, "is no payment: leave the row out");
    if (cents > 1000000 * 100 || cents < -1000000 * 100)
        return refuse(reader, "is more than 1 000 000 €: write it as 12,50");
    return put_number(reader, cents);
}

/* French rates are 0, 2,1, 5,5, 8,5, 10, 13 and 20; up to 30 for other countries. */
static bool read_vat(const struct reader *reader)
{
    int rate;
    if (!number_rate(reader->view, &rate) || rate > 3000 || (rate > 0 && rate < 50))
        return refuse(reader, "is not a VAT rate: write 5,5 for 5,5 %");
    return put_number(reader, rate);
}

static bool read_weekday(const struct reader *reader)
{
    int weekday = date_weekday_read(view_of(lower(reader->import->arena, reader->view)));
    if (!weekday)
        return refuse(reader, "is not a weekday: write lundi, mardi, mercredi, jeudi, vendredi, "
                              "samedi or dimanche");
    return put_number(reader, weekday);
}

/* Degrees, without the locale's idea of a decimal point. */
static bool read_degrees(const struct reader *reader, int most)
{
    struct view view = reader->view;
    bool minus = view_starts(view, "-");
    double whole = 0, part = 0, scale = 1;
    size_t at = minus, digits = 0;
    for (; at < view.len && byte_is_digit(view.at[at]); at++, digits++)
        whole = whole * 10 + (view.at[at] - '0');
    bool marked = at < view.len && (view.at[at] == ',' || view.at[at] == '.');
    size_t decimals = 0;
    for (at += marked; marked && at < view.len && byte_is_digit(view.at[at]); at++, decimals++) {
        part = part * 10 + (view.at[at] - '0');
        scale *= 10;
    }
    double degrees = whole + part / scale;
    if (at != view.len || !digits || digits > 3 || marked != (decimals > 0) || decimals > 15 ||
        degrees > most)
        return refuse(reader, most == 90
                                  ? "is not a latitude: write degrees from -90 to 90, as 44,5636"
                                  : "is not a longitude: write degrees from -180 to 180, as "
                                    "6,0858");
    reader->cell->real = minus ? -degrees : degrees;
    char *text = arena_copy(reader->import->arena, view.at, view.len);
    for (char *mark = text; *mark; mark++)
        if (*mark == ',')
            *mark = '.';
    reader->cell->text = text; /* as SQL writes a number */
    return true;
}

static bool read_number(const struct reader *reader)
{
    int64_t number;
    if (!view_int(reader->view, &number) || number < 1 || number > 999999999)
        return refuse(reader, "is not a subscriber's number: write it as 1001");
    return put_number(reader, number);
}

static bool read_count(const struct reader *reader)
{
    int64_t quantity;
    if (!number_quantity(reader->view, &quantity) || quantity % 1000 || quantity < 1000 ||
        quantity > 999 * 1000)
        return refuse(reader, "is not a number of baskets: write 1 to 999");
    return put_number(reader, quantity / 1000);
}

static bool read_quantity(const struct reader *reader)
{
    int64_t quantity;
    if (!number_quantity(reader->view, &quantity) || quantity < 1 || quantity > 100000 * 1000)
        return refuse(reader, "is not a quantity: write it as 1,5 (the unit has its own column)");
    return put_number(reader, quantity);
}

static bool read_frequency(const struct reader *reader)
{
    static const char *const words[] = {"hebdomadaire", "paire", "impaire", "mensuelle"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_is_nocase(reader->view, words[i])) {
            reader->cell->text = words[i];
            return true;
        }
    return refuse(reader, "is not a frequency: write hebdomadaire, paire, impaire or mensuelle");
}

static bool read_day(const struct reader *reader)
{
    int day = date_read_numeric(reader->view);
    if (day == DATE_NONE)
        return refuse(reader, "is not a date: write it as 2026-03-12 or 12/03/2026");
    if (day < date_make(2000, 1, 1) || day > date_make(2099, 12, 31))
        return refuse(reader, "is not a date between 2000 and 2099");
    reader->cell->number = day;
    reader->cell->text = date_iso(reader->import->arena, day);
    return true;
}

static bool read_yes_no(const struct reader *reader)
{
    static const char *const yes[] = {"oui", "1", "vrai", "o", "yes", "true"};
    static const char *const no[] = {"non", "0", "faux", "n", "no", "false"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        bool is_yes = view_is_nocase(reader->view, yes[i]);
        if (is_yes || view_is_nocase(reader->view, no[i]))
            return put_number(reader, is_yes);
    }
    return refuse(reader, "is neither oui nor non");
}

static bool read_latitude(const struct reader *reader)
{
    return read_degrees(reader, 90);
}

static bool read_longitude(const struct reader *reader)
{
    return read_degrees(reader, 180);
}

void import_cell_read(struct import *import, int line, const struct import_column *column,
                      struct view view, struct import_cell *cell)
{
    static bool (*const readers[])(const struct reader *) = {
        [CELL_TEXT] = read_text,           [CELL_CODE] = read_code,
        [CELL_ALIASES] = read_aliases,     [CELL_ADDRESS] = read_address,
        [CELL_POSTCODE] = read_postcode,   [CELL_MONEY] = read_money,
        [CELL_AMOUNT] = read_amount,       [CELL_VAT] = read_vat,
        [CELL_WEEKDAY] = read_weekday,     [CELL_LATITUDE] = read_latitude,
        [CELL_LONGITUDE] = read_longitude, [CELL_NUMBER] = read_number,
        [CELL_EMAILS] = read_emails,       [CELL_PHONES] = read_phones,
        [CELL_COUNT] = read_count,         [CELL_QUANTITY] = read_quantity,
        [CELL_FREQUENCY] = read_frequency, [CELL_DAY] = read_day,
        [CELL_YES_NO] = read_yes_no,
    };
    *cell = (struct import_cell){.text = ""};
    struct reader reader = {import, line, column, view, cell};
    if (column->kind == CELL_TEXT || column->kind == CELL_ALIASES || column->kind == CELL_ADDRESS ||
        column->kind == CELL_POSTCODE || column->kind == CELL_EMAILS || column->kind == CELL_PHONES)
        reader.view = view = csv_unguard(view); /* as an export wrote it */
    if (view.len)
        cell->filled = readers[column->kind](&reader);
    else if (column->required)
        import_error(import, line, column->name, "is empty");
}
