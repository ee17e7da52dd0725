#include "parsers/sepa.h"

#include <string.h>

#include "parsers/fold.h"

/* What has no base letter of the set. */
static const struct {
    uint32_t rune;
    const char *text;
} replaced[] = {
    {'&', "+"},    {'_', "-"},    {'"', "'"},    {'`', "'"},     {';', ","},      {'[', "("},
    {']', ")"},    {'{', "("},    {'}', ")"},    {'<', "("},     {'>', ")"},      {'!', "."},
    {'*', "."},    {'#', "."},    {'|', "/"},    {'\\', "/"},    {'@', "(at)"},   {0xC6, "AE"},
    {0xD0, "D"},   {0xD8, "O"},   {0xDE, "TH"},  {0xDF, "ss"},   {0xE6, "ae"},    {0xF0, "d"},
    {0xF8, "o"},   {0xFE, "th"},  {0x110, "D"},  {0x111, "d"},   {0x131, "i"},    {0x141, "L"},
    {0x142, "l"},  {0x152, "OE"}, {0x153, "oe"}, {0x1E9E, "SS"}, {0x20AC, "EUR"}, {0xAB, "'"},
    {0xBB, "'"},   {0x2018, "'"}, {0x2019, "'"}, {0x201C, "'"},  {0x201D, "'"},   {0x2010, "-"},
    {0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"}, {0x2014, "-"},  {0x2212, "-"},   {0xB0, "o"},
    {0xB7, "."},   {0x2022, "."},
};

static bool allowed(uint32_t rune)
{
    return rune < 0x80 && (byte_is_letter((char)rune) || byte_is_digit((char)rune) ||
                           (rune && strchr("/-?:().,'+", (int)rune)));
}

/* Never two blanks, never two slashes. */
static void add_byte(struct text *out, char byte)
{
    char last = out->len ? out->at[out->len - 1] : ' ';
    if ((byte == ' ' || byte == '/') && last == byte)
        return;
    text_add_byte(out, byte);
}

static void add_rune(struct text *out, uint32_t rune)
{
    if (allowed(rune)) {
        add_byte(out, (char)rune);
        return;
    }
    for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++)
        if (replaced[i].rune == rune) {
            for (const char *at = replaced[i].text; *at; at++)
                add_byte(out, *at);
            return;
        }
    uint32_t parts[4];
    int count = rune < 0x80 ? 0 : fold_base(rune, parts);
    bool found = false;
    for (int i = 0; i < count; i++)
        if (allowed(parts[i]) || parts[i] == 0x2044) { /* the line of a fraction */
            add_byte(out, parts[i] == 0x2044 ? '/' : (char)parts[i]);
            found = true;
        }
    if (!found && (rune < 0x80 || count)) /* a mark that is never seen leaves no gap */
        add_byte(out, ' ');
}

char *sepa_text(struct arena *arena, const char *text, size_t most)
{
    struct text out = text_in(arena);
    struct view rest = view_of(text);
    for (uint32_t rune; out.len < 4 * most && fold_next(&rest, &rune);)
        add_rune(&out, rune);
    size_t start = 0, end = out.len < most ? out.len : most;
    while (start < end && strchr(" /", out.at[start]))
        start++;
    if (out.len - start < most)
        end = out.len;
    else
        end = start + most;
    while (end > start && strchr(" /", out.at[end - 1]))
        end--;
    return arena_copy(arena, out.at + start, end - start);
}

bool sepa_reaches(const char *iban)
{
    /* EPC409-09: the countries and territories by the code that their account numbers begin with. */
    static const char countries[] = "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE "
                                    "IS IT LI LT LU LV MC MD ME MK MT "
                                    "NL NO PL PT RO RS SE SI SK SM VA";
    for (const char *at = countries; strlen(at) >= 2; at += at[2] ? 3 : 2)
        if (!strncmp(at, iban, 2))
            return true;
    return false;
}

static bool upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

bool sepa_is_bic(const char *bic)
{
    size_t len = strlen(bic);
    for (size_t i = 0; i < len; i++)
        if (!upper(bic[i]) && (i < 6 || !byte_is_digit(bic[i])))
            return false;
    /* the place: no 0 and 1, then no O */
    return (len == 8 || len == 11) && bic[6] != '0' && bic[6] != '1' && bic[7] != 'O';
}

/* Mod 97 of what follows the business code (positions 5 to 7), then country and check digits. */
bool sepa_is_creditor(const char *id)
{
    size_t len = strlen(id);
    if (len < 8 || len > 35 || !upper(id[0]) || !upper(id[1]))
        return false;
    unsigned rest = 0;
    for (size_t i = 0; i < len - 3; i++) {
        char byte = i < len - 7 ? id[7 + i] : id[i - (len - 7)];
        if (byte >= 'a' && byte <= 'z')
            byte = (char)(byte - 'a' + 'A');
        if (byte_is_digit(byte))
            rest = (rest * 10 + (unsigned)(byte - '0')) % 97;
        else if (upper(byte))
            rest = (rest * 100 + (unsigned)(byte - 'A' + 10)) % 97;
        else
            return false;
    }
    return rest == 1;
}
