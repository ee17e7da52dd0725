#include "parsers/redact.h"

#include <string.h>

#include "parsers/iban.h"

enum {
    FEWEST = 14,     /* letters and digits of what is nearly an IBAN */
    MOST = 42,       /* more is something else */
    GAP_BYTES = 240, /* between two groups: a tag with its attributes */
    GAPS = 12,
    PASSES = 4,
    RIB = 20 /* digits of a French account number without country, at least */
};

/* What may stand between two groups, in text, HTML and a gateway's JSON or form alike. */
static const char *const gaps[] = {
    " ",
    "\t",
    "\r",
    "\n",
    ".",
    "-",
    "_",
    "/",
    ":",
    ",",
    "*",
    ">",
    "|",
    "+",
    "\xC2\xA0",
    "\xC2\xAD",
    "\xA0",
    "&nbsp;",
    "&#160;",
    "&#xa0;",
    "%20",
    "=20",
    "=A0",
    "=C2=A0",
    "%C2%A0",
    "\\u00a0",
    "\\n",
    "\\r",
    "\xEF\xBB\xBF",
    "=",
    "\xE3\x80\x80",
};

#define HIDDEN "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"

struct number {
    char text[MOST + 1]; /* upper case, without gaps */
    size_t len, digits;
    size_t end; /* in the view */
};

static bool is_part(char byte)
{
    return byte_is_digit(byte) || byte_is_letter(byte);
}

static size_t gap_at(struct view at)
{
    if (at.len >= 3 && (at.at[0] & 0xFF) == 0xE2 && (at.at[1] & 0xFF) == 0x80 &&
        (at.at[2] & 0xFF) != 0xA2) /* not our own bullets */
        return 3;                  /* dashes, thin and zero-width blanks */
    if (at.at[0] == '<') {         /* a tag */
        size_t end = view_find_byte(view_cut(at, 0, GAP_BYTES), '>');
        return end == SIZE_MAX ? 0 : end + 1;
    }
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        if (at.at[0] == gaps[i][0] && view_starts_nocase(at, gaps[i]))
            return strlen(gaps[i]);
    return 0;
}

/* The bytes of the gap at `start`, 0 when the next group does not follow. */
static size_t skip_gap(struct view text, size_t start)
{
    size_t at = start;
    for (int i = 0; i < GAPS && at < text.len; i++) {
        size_t len = gap_at(view_cut(text, at, text.len));
        if (!len)
            break;
        at += len;
    }
    return at < text.len && is_part(text.at[at]) ? at - start : 0;
}

static size_t group_end(struct view text, size_t start)
{
    size_t end = start;
    while (end < text.len && end - start <= MOST && is_part(text.at[end]))
        end++;
    return end;
}

/* One more group; false when it does not belong to the number. `*kept`: the length without the groups of
 * letters at its end, which may be the next words. */
static bool add_group(struct view text, size_t start, size_t end, struct number *number,
                      struct number *kept)
{
    size_t len = end - start, digits = 0;
    for (size_t i = start; i < end; i++)
        digits += byte_is_digit(text.at[i]);
    if (number->len + len > MOST || (!digits && len > 4))
        return false;
    for (size_t i = start; i < end; i++) {
        char low = byte_lower(text.at[i]);
        number->text[number->len++] = byte_is_digit(low) ? low : (char)(low - 'a' + 'A');
    }
    number->text[number->len] = '\0';
    number->digits += digits;
    number->end = end;
    if (digits)
        *kept = *number;
    return true;
}

static bool has_country(const struct number *number)
{
    return number->len >= 4 && byte_is_letter(number->text[0]) && byte_is_letter(number->text[1]) &&
           byte_is_digit(number->text[2]) && byte_is_digit(number->text[3]);
}

static bool is_account(const struct number *number, size_t first)
{
    if (number->len < FEWEST)
        return false;
    if (!has_country(number)) /* five digits first, or a French IBAN without its FR */
        return number->digits >= RIB - 2 && number->len >= RIB && number->len <= MOST - 14 &&
               byte_is_digit(number->text[0]) &&
               (first == 5 || first >= RIB || !memcmp(number->text, "76", 2));
    size_t wanted = iban_country_len(number->text);
    size_t off = number->len > wanted ? number->len - wanted : wanted - number->len;
    return wanted ? off <= 4 && number->digits >= 8 : number->digits >= 18;
}

/* The account number that begins at `start`. */
static bool match(struct view text, size_t start, struct number *found)
{
    struct number number = {.len = 0}, kept = {.len = 0};
    size_t at = start, end = group_end(text, at), first = end - start;
    if (view_starts_nocase(view_cut(text, at, end), "iban") && first > 4)
        at += 4; /* "IBANFR76…" */
    while (add_group(text, at, end, &number, &kept)) {
        size_t wanted = has_country(&number) ? iban_country_len(number.text) : 0;
        if (wanted && kept.len >= wanted)
            break;
        size_t gap = skip_gap(text, end);
        if (!gap)
            break;
        at = end + gap;
        end = group_end(text, at);
    }
    *found = kept;
    return is_account(&kept, first);
}

/* The next one at or after `from`. */
static bool find(struct view text, size_t from, size_t *start, struct number *found)
{
    for (size_t i = from; i < text.len; i++) {
        if (!is_part(text.at[i]) || (i > from && is_part(text.at[i - 1])))
            continue;
        if (match(text, i, found)) {
            *start = i;
            return true;
        }
    }
    return false;
}

static struct view shorten(struct arena *arena, struct view text)
{
    struct number number;
    size_t start = 0, from = 0;
    if (!find(text, 0, &start, &number))
        return text;
    struct text out = text_in(arena);
    do {
        text_add_view(&out, view_cut(text, from, start));
        text_print(&out, "%.*s%s" HIDDEN " %s", has_country(&number) ? 4 : 0, number.text,
                   has_country(&number) ? " " : "", number.text + number.len - 4);
        from = number.end;
    } while (find(text, from, &start, &number));
    text_add_view(&out, view_cut(text, from, text.len));
    return text_view(&out);
}

/* Four digits that are left may begin another number with what follows; in the end no digit is. */
struct view redact_text(struct arena *arena, struct view text)
{
    for (int i = 0; i < PASSES && redact_holds(text); i++)
        text = shorten(arena, text);
    if (!redact_holds(text))
        return text;
    char *none = arena_copy(arena, text.at, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (byte_is_digit(none[i]))
            none[i] = '*';
    return view_make(none, text.len);
}

bool redact_holds(struct view text)
{
    struct number number;
    size_t start;
    return find(text, 0, &start, &number);
}
