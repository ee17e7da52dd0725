/* sepa, target: texts of bank files, and the days on which banks settle. */
#include "parsers/date.h"
#include "parsers/sepa.h"
#include "parsers/target.h"
#include "tests/tap.h"

static struct arena *arena;

static void texts(void)
{
    static const struct {
        const char *given, *want;
        size_t most;
    } rows[] = {
        {"Camille Roux", "Camille Roux", 70},
        {"Chloé Arnaud-L’Hôte", "Chloe Arnaud-L'Hote", 70},
        {"Œuvre d'Çà & là", "OEuvre d'Ca + la", 70},
        {"Straße Łódź Ærø Ñuñoa ÿ", "Strasse Lodz AEro Nunoa y", 70},
        {"<b>\"&amp;\"</b>", "(b)'+amp,'(/b)", 70},
        {"a//b/", "a/b", 70},
        {"//", "", 70},
        {"  two   blanks\tand\nlines  ", "two blanks and lines", 70},
        {"Дмитрий", "", 70},
        {"李 Wei", "Wei", 70},
        {"e\xCC\x81toile", "etoile", 70},
        {"\xFF\xFE x", "x", 70},
        {"1234567890", "12345", 5},
        {"1234 67890", "1234", 5},
        {"/////abcdefgh", "abcde", 5},
        {"ﬁn ½ €5", "fin 1/2 EUR5", 70},
        {"zero\xE2\x80\x8Bwidth", "zerowidth", 70},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(sepa_text(arena, rows[i].given, rows[i].most), rows[i].want, "text %zu: %s", i,
                   rows[i].given);
}

static void identifiers(void)
{
    CHECK(sepa_is_creditor("DE98ZZZ09999999999"), "the Bundesbank's example");
    CHECK(sepa_is_creditor("FR72ZZZ123456"), "a French one");
    CHECK(sepa_is_creditor("FR72ABC123456"), "the business code is not counted");
    CHECK(!sepa_is_creditor("FR73ZZZ123456"), "wrong check digits");
    CHECK(!sepa_is_creditor(""), "none");
    CHECK(!sepa_is_creditor("FR72ZZZ12-456"), "a dash");
    CHECK(sepa_is_bic("AGRIFRPP") && sepa_is_bic("DEUTDEFF500"), "BICs");
    CHECK(!sepa_is_bic("AGRIFRP") && !sepa_is_bic("agrifrpp") && !sepa_is_bic("AGRIFR0P") &&
              !sepa_is_bic("AGRIFRPO") && !sepa_is_bic("AGRI1RPP") && !sepa_is_bic("AGRIFRPP50"),
          "no BICs");
    CHECK(sepa_reaches("FR7630006000011234567890189") && sepa_reaches("DE89") &&
              sepa_reaches("VA") && sepa_reaches("AD"),
          "countries of the scheme");
    CHECK(!sepa_reaches("TN59") && !sepa_reaches("BR15") && !sepa_reaches(" F") &&
              !sepa_reaches(""),
          "and others");
}

static int day(const char *text)
{
    return date_read_iso(view_of(text));
}

static void calendar(void)
{
    static const struct {
        const char *day;
        int add;
        const char *want;
    } rows[] = {
        {"2026-04-02", 0, "2026-04-02"}, /* before Easter */
        {"2026-04-02", 1, "2026-04-07"}, /* over Good Friday and Easter Monday */
        {"2026-04-03", 0, "2026-04-07"},
        {"2026-05-01", 0, "2026-05-04"}, /* 1 May, a Friday */
        {"2026-07-14", 0, "2026-07-14"}, /* a French holiday */
        {"2026-12-24", 1, "2026-12-28"}, /* Christmas on a Friday */
        {"2026-12-31", 1, "2027-01-04"}, /* over year's end */
        {"2027-12-24", 1, "2027-12-27"}, /* Christmas on a weekend */
        {"2027-12-31", 1, "2028-01-03"},
        {"2029-12-24", 1, "2029-12-27"}, /* both days of Christmas in the week */
        {"2027-03-25", 2, "2027-03-31"}, /* Easter in March */
        {"2026-03-27", 3, "2026-04-01"}, /* over the change to summer time */
        {"2024-03-28", 1, "2024-04-02"},
        {"2000-04-20", 1, "2000-04-25"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(date_iso(arena, target_add(day(rows[i].day), rows[i].add)), rows[i].want,
                   "%s + %d", rows[i].day, rows[i].add);
    int open =
        0; /* the ECB lists 2026: 365 days, 104 at weekends, 6 holidays of which 1 is at a weekend */
    for (int at = day("2026-01-01"); at <= day("2026-12-31"); at++)
        open += target_is_open(at);
    CHECK(open == 365 - 104 - 5, "open days of 2026: %d", open);
}

int main(void)
{
    arena = arena_new();
    texts();
    identifiers();
    calendar();
    arena_free(&arena);
    return tap_done();
}
