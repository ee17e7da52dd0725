#include "parsers/cited.h"

#include <string.h>

#include "parsers/fold.h"

enum { NAME_BYTES = 30, SIGN_BYTES = 40, BACK = 6 };

static const struct token *unit(const struct chunked *chunked, int at)
{
    static const struct token none = {.kind = TOKEN_MARK, .mark = '\n'};
    return at >= 0 && at < chunked->units.count ? &chunked->units.items[at] : &none;
}

bool cited_day(const struct chunked *chunked, int at)
{
    const struct chunk *chunk = chunk_of(chunked, unit(chunked, at));
    if (!chunk || chunk->kind != CHUNK_DATE || chunk->when_count != 1 ||
        chunk->whens[0].kind != WHEN_DAY)
        return false;
    const struct when *day = &chunk->whens[0];
    /* "merci, à mardi": a farewell. */
    const struct token *before = unit(chunked, at - 2);
    if (token_has(&chunked->raw.items[unit(chunked, at)->first], LEX_WEEKDAY) &&
        token_is(unit(chunked, at - 1), "a") &&
        (before->kind == TOKEN_MARK || token_has(before, LEX_FILLER) ||
         token_has(before, LEX_CLOSING)))
        return true;
    if (!day->past && !day->weekday && (day->from == DATE_NONE || day->from > chunked->today))
        return false;
    for (int i = at - 1; i >= at - BACK; i--) {
        const struct token *token = unit(chunked, i);
        if (token_is_any(token, "ecrivais|ecrivait|ecrivions|ecrit|disais|disait|disions|dit|"
                                "demandais|annoncais|appele|appelee|telephone|telephonique|echange|"
                                "echanges|discussion|conversation|entretien|message|mail|email|sms|"
                                "courrier|courriel|lettre|convenu|vu|coup|indiquais|promis"))
            return true;
        if (!token_is_any(token, "de|d|du|le|la|les|par|au|a|vous|nous|avec|l|en|dans|mon|votre|"
                                 "notre|fil|precedent|bien"))
            return false;
    }
    return false;
}

static size_t digits(struct view line, size_t at)
{
    size_t end = at;
    while (end < line.len && byte_is_digit(line.at[end]))
        end++;
    return end - at;
}

/* "17/09 19:02", "[05/03/2026 à 19h02]": where it ends; 0 when the line begins otherwise. */
static size_t stamp(struct view line)
{
    size_t at = line.len && line.at[0] == '[' ? 1 : 0, numbers = 0, run;
    while (at < line.len && (run = digits(line, at)) && run <= 4) {
        at += run;
        numbers++;
        while (at < line.len && (line.at[at] == '/' || line.at[at] == ':' || line.at[at] == '.' ||
                                 line.at[at] == 'h' || line.at[at] == ',' || line.at[at] == ' '))
            at++;
        if (view_starts(view_cut(line, at, line.len), "à "))
            at += strlen("à ");
    }
    while (at < line.len && (line.at[at] == ']' || line.at[at] == '-' || line.at[at] == ' '))
        at++;
    return numbers >= 3 ? at : 0;
}

/* The name before a colon at the start of a line; empty when there is none. */
static struct view speaker(struct view line)
{
    size_t at = 0;
    while (at < line.len && at < NAME_BYTES &&
           (byte_is_letter(line.at[at]) || line.at[at] == ' ' || line.at[at] == '-' ||
            line.at[at] & 0x80))
        at++;
    if (!at || at >= line.len || line.at[at] != ':' || line.at[0] < 'A' || line.at[0] > 'Z')
        return view_of("");
    return view_trim(view_cut(line, 0, at));
}

/* "L'équipe des Jardins" below a text: the farm, or another house, writes. */
static bool signs_for_house(struct view line)
{
    static const char *const houses[] = {"l'équipe",  "l’équipe",  "la coopérative", "la direction",
                                         "la mairie", "le bureau", "le secrétariat"};
    if (line.len > SIGN_BYTES || view_find_byte(line, ',') != SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof houses / sizeof *houses; i++)
        if (view_starts_nocase(line, houses[i]))
            return true;
    return false;
}

static bool speaks_of_self(const struct chunked *chunked)
{
    for (int i = 0; i < chunked->units.count; i++)
        if (token_is_any(unit(chunked, i), "merci|svp|stp|nous|notre|nos|mon|mes|moi|je|on"))
            return true;
    return false;
}

enum cited_talk cited_talk(const struct chunked *chunked)
{
    struct view rest = chunked->units.original, line;
    struct view last = view_of("");
    int named = 0, lines = 0;
    bool me = false;
    while (view_line(&rest, &line)) {
        line = view_trim(line);
        last = line.len ? line : last;
        lines += line.len > 0;
        size_t at = stamp(line);
        struct view name = speaker(view_cut(line, at, line.len));
        if (!name.len)
            continue;
        if (at)
            return CITED_TALK;
        size_t len;
        const char *folded = fold_word(chunked->units.arena, name, &len);
        struct view word = view_make(folded, len);
        bool self = view_is(word, "moi");
        me |= self;
        /* "Objet :", "Absence :" are words that one knows, and no names. */
        named += self || (view_find_byte(word, ' ') == SIZE_MAX &&
                          !lexicon_find(chunked->units.lexicon, word));
    }
    if (lines > 1 && signs_for_house(last) && !speaks_of_self(chunked))
        return CITED_TALK;
    return named > 1 && me ? CITED_TALK : named ? CITED_NAME : CITED_NONE;
}
