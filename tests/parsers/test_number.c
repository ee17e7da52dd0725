#include "parsers/number.h"

#include "tests/tap.h"

enum { BAD = -999999 };

static const struct {
    const char *text;
    long long cents;
} money_rows[] = {
    {"12,50", 1250},
    {"12.5", 1250},
    {"12", 1200},
    {"0", 0},
    {"0,05", 5},
    {"-3,20", -320},
    {"- 3,20", -320},
    {"\xE2\x88\x92"
     "3,20",
     -320},
    {"+3,20", 320},
    {"1 234,50 €", 123450},
    {"1\xC2\xA0"
     "234,50\xC2\xA0€",
     123450},
    {"1\xE2\x80\xAF"
     "234\xE2\x80\xAF"
     "567,8",
     123456780},
    {"19,80€", 1980},
    {"19,80 EUR", 1980},
    {"19,80 eur", 1980},
    {"3 euros", 300},
    {"  7,00  ", 700},
    {"99999999999,99", 9999999999999},
    {"999999999999", BAD},
    {"12,505", BAD},
    {"12,500", BAD},
    {"1.234,50", BAD},
    {"1,234.50", BAD},
    {"12 34,00", BAD},
    {"1234 567", BAD},
    {"12,", BAD},
    {",50", BAD},
    {"", BAD},
    {"€", BAD},
    {"-", BAD},
    {"--3", BAD},
    {"12,50 €€", BAD},
    {"12,50 $", BAD},
    {"12e3", BAD},
    {"0x10", BAD},
    {"1 2", BAD},
    {"12,5 0", BAD},
    {"nan", BAD},
    {"99999999999999999999999999", BAD},
    {"1 000 000 000 000", BAD},
};

static const struct {
    const char *text;
    int rate;
} rate_rows[] = {
    {"5,5", 550}, {"5.5", 550},   {"5,50 %", 550}, {"20%", 2000}, {"0", 0},      {"2,1", 210},
    {"10", 1000}, {"5,555", BAD}, {"-5,5", BAD},   {"", BAD},     {"1001", BAD}, {"5,5 €", BAD},
};

static const struct {
    const char *text;
    long long thousandths;
    const char *french, *english;
} quantity_rows[] = {
    {"1,5", 1500, "1,5", "1.5"},
    {"2", 2000, "2", "2"},
    {"0.125", 125, "0,125", "0.125"},
    {"1,050", 1050, "1,05", "1.05"},
    {"1 500", 1500000, "1500", "1500"},
    {"0", 0, "0", "0"},
    {"-1", BAD, NULL, NULL},
    {"1,5 kg", BAD, NULL, NULL},
    {"1,2345", BAD, NULL, NULL},
    {"½", BAD, NULL, NULL},
};

static const struct {
    long long cents;
    const char *french, *english;
} say_rows[] = {
    {1980, "19,80\xC2\xA0€", "€19.80"},
    {0, "0,00\xC2\xA0€", "€0.00"},
    {5, "0,05\xC2\xA0€", "€0.05"},
    {-320, "-3,20\xC2\xA0€", "-€3.20"},
    {123450,
     "1\xC2\xA0"
     "234,50\xC2\xA0€",
     "€1,234.50"},
    {100000000,
     "1\xC2\xA0"
     "000\xC2\xA0"
     "000,00\xC2\xA0€",
     "€1,000,000.00"},
};

static void test_money(void)
{
    for (size_t i = 0; i < sizeof money_rows / sizeof *money_rows; i++) {
        int64_t cents = BAD;
        bool good = number_money(view_of(money_rows[i].text), &cents);
        CHECK(good == (money_rows[i].cents != BAD) && cents == money_rows[i].cents,
              "money \"%s\" is %lld, got %lld", money_rows[i].text, money_rows[i].cents,
              (long long)cents);
    }
    int64_t cents;
    CHECK(!number_money((struct view){NULL, 0}, &cents), "no view, no money");
    CHECK(number_money(view_cut(view_of("12,505"), 0, 5), &cents) && cents == 1250,
          "a view ends where it ends");
}

static void test_rates(void)
{
    for (size_t i = 0; i < sizeof rate_rows / sizeof *rate_rows; i++) {
        int rate = BAD;
        bool good = number_rate(view_of(rate_rows[i].text), &rate);
        CHECK(good == (rate_rows[i].rate != BAD) && rate == rate_rows[i].rate, "rate \"%s\"",
              rate_rows[i].text);
    }
}

static void test_quantities(struct arena *arena)
{
    for (size_t i = 0; i < sizeof quantity_rows / sizeof *quantity_rows; i++) {
        int64_t quantity = BAD;
        bool good = number_quantity(view_of(quantity_rows[i].text), &quantity);
        CHECK(good == (quantity_rows[i].french != NULL) && quantity == quantity_rows[i].thousandths,
              "quantity \"%s\"", quantity_rows[i].text);
        if (!good)
            continue;
        CHECK_TEXT(number_say_quantity(arena, "fr", quantity), quantity_rows[i].french,
                   "in French");
        CHECK_TEXT(number_say_quantity(arena, "en", quantity), quantity_rows[i].english,
                   "in English");
        struct text text = text_in(arena);
        number_write_quantity(&text, quantity);
        CHECK_TEXT(text.at, quantity_rows[i].english, "for a line");
    }
    CHECK_TEXT(number_say_quantity(arena, "fr", -1500), "-1,5", "a negative quantity");
    struct text low = text_in(arena);
    number_write_quantity(&low, INT64_MIN);
    CHECK_TEXT(low.at, "-9223372036854775.808", "the smallest number");
}

static const struct {
    const char *unit;
    long long thousandths;
    const char *french;
} unit_rows[] = {
    {"kg", 1500, "kg"},
    {"kg", 20000, "kg"},
    {"pièce", 1000, "pièce"},
    {"pièce", 1999, "pièce"},
    {"pièce", 2000, "pièces"},
    {"bouteille", 12000, "bouteilles"},
    {"botte de 3", 2000, "bottes de 3"},
    {"colis", 2000, "colis"},
    {"unité", 3000, "unités"},
    {"L", 2000, "L"},
    {"", 2000, ""},
    {"pot", 500, "pot"},
};

static void test_units(struct arena *arena)
{
    for (size_t i = 0; i < sizeof unit_rows / sizeof *unit_rows; i++)
        CHECK_TEXT(number_say_unit(arena, "fr", unit_rows[i].unit, unit_rows[i].thousandths),
                   unit_rows[i].french, "%lld of \"%s\"", unit_rows[i].thousandths,
                   unit_rows[i].unit);
    CHECK_TEXT(number_say_unit(arena, "en", "bag", 500), "bags", "half of one in English");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_units(arena);
    test_money();
    test_rates();
    test_quantities(arena);
    for (size_t i = 0; i < sizeof say_rows / sizeof *say_rows; i++) {
        CHECK_TEXT(number_say_money(arena, "fr", say_rows[i].cents), say_rows[i].french,
                   "%lld in French", say_rows[i].cents);
        CHECK_TEXT(number_say_money(arena, "en", say_rows[i].cents), say_rows[i].english,
                   "%lld in English", say_rows[i].cents);
        int64_t back = BAD;
        CHECK(number_money(view_of(say_rows[i].french), &back) && back == say_rows[i].cents,
              "%s is read back", say_rows[i].french);
    }
    CHECK(strlen(number_say_money(arena, "fr", INT64_MIN)) > 20, "the smallest amount has a text");
    arena_free(&arena);
    return tap_done();
}
