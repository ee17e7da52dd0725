#include "parsers/quote.h"

#include <string.h>

#include "parsers/quote_words.h"

enum {
    QUOTE_JOIN = 5,     /* further lines that "On … wrote:" may be folded over */
    QUOTE_HEADER = 600, /* its bytes */
    QUOTE_PROBE = 20,   /* lines of a header block that are looked at */
    QUOTE_LINE = 1000,  /* of a longer line only this is compared */
};

/* U+00C0 to U+017F without accents. */
static const char base[] = "aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
                           "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                           "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Two-byte characters: Latin letters lose their accent, Greek and Cyrillic capitals become small. */
static void plain_two(struct text *out, unsigned char one, unsigned char two)
{
    unsigned rune = (one & 0x1Fu) << 6 | (two & 0x3Fu);
    if (rune == 0xA0)
        text_add_byte(out, ' ');
    else if (rune == 0xE6 || rune == 0xC6)
        text_add(out, "ae");
    else if (rune == 0x152 || rune == 0x153)
        text_add(out, "oe");
    else if (rune == 0xDF)
        text_add(out, "ss");
    else if (rune >= 0xC0 && rune < 0x180)
        text_add_byte(out, base[rune - 0xC0]);
    else if (rune >= 0x218 && rune <= 0x21B)
        text_add_byte(out, rune < 0x21A ? 's' : 't');
    else if (rune >= 0x400 && rune < 0x410)
        text_add_rune(out, rune + 0x50);
    else if ((rune >= 0x410 && rune < 0x430) || (rune >= 0x391 && rune < 0x3AA))
        text_add_rune(out, rune + 0x20);
    else if (rune != 0xAD && (rune < 0x300 || rune >= 0x370)) /* accents written apart go */
        text_add_rune(out, rune);
}

/* U+2000 to U+206F: blanks, dashes, quotes; marks that are not seen go. */
static void plain_punctuation(struct text *out, unsigned rune)
{
    if (rune <= 0x200A || rune == 0x202F || rune == 0x205F)
        text_add_byte(out, ' ');
    else if (rune >= 0x2010 && rune <= 0x2015)
        text_add_byte(out, '-');
    else if (rune == 0x2018 || rune == 0x2019)
        text_add_byte(out, '\'');
    else if (rune == 0x201C || rune == 0x201D)
        text_add_byte(out, '"');
    else if (rune > 0x2015 && rune < 0x202A)
        text_add_rune(out, rune);
}

static size_t plain_rune(struct text *out, struct view at)
{
    unsigned char byte = (unsigned char)at.at[0];
    if (byte >= 0xC0 && byte < 0xE0 && at.len > 1) {
        plain_two(out, byte, (unsigned char)at.at[1]);
        return 2;
    }
    if (byte >= 0xE0 && byte < 0xF0 && at.len > 2) {
        unsigned rune = (byte & 0xFu) << 12 | ((unsigned char)at.at[1] & 0x3Fu) << 6 |
                        ((unsigned char)at.at[2] & 0x3Fu);
        if (rune == 0xFF1A)
            text_add_byte(out, ':');
        else if (rune >= 0x2000 && rune <= 0x206F)
            plain_punctuation(out, rune);
        else if (rune != 0xFEFF)
            text_add_view(out, view_cut(at, 0, 3));
        return 3;
    }
    text_add_byte(out, byte_lower(at.at[0]));
    return 1;
}

static struct view plain(struct arena *arena, struct view line)
{
    struct text out = text_in(arena);
    line = view_cut(line, 0, QUOTE_LINE);
    while (line.len) {
        size_t len = 1;
        if (line.at[0] != '*') /* *From:* */
            len = plain_rune(&out, line);
        line = view_cut(line, len, line.len);
    }
    size_t len = 0;
    for (size_t i = 0; i < out.len; i++) {
        if (!byte_is_space(out.at[i]))
            out.at[len++] = out.at[i];
        else if (len && out.at[len - 1] != ' ')
            out.at[len++] = ' ';
    }
    return view_trim(view_make(out.at, len));
}

/* "> > text": the marks go, blanks between them too. */
static struct view unquote(struct view line, int *depth)
{
    struct view rest = line;
    *depth = 0;
    for (;;) {
        rest = view_trim(rest);
        if (!rest.len || rest.at[0] != '>')
            return *depth ? rest : line;
        rest = view_cut(rest, 1, rest.len);
        ++*depth;
    }
}

/* "<jean@example.org" on one line and "> wrote:" on the next: that is no quote mark. */
static bool is_open(struct view text)
{
    size_t open = SIZE_MAX, close = SIZE_MAX;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '<')
            open = i;
        else if (text.at[i] == '>')
            close = i;
    }
    return open != SIZE_MAX && (close == SIZE_MAX || close < open);
}

struct quote_line *quote_lines(struct arena *arena, struct view text, size_t *count)
{
    size_t room = 64, open_until = 0;
    struct quote_line *lines = arena_array(arena, room, sizeof *lines);
    struct view raw;
    *count = 0;
    while (view_line(&text, &raw)) {
        if (*count == room) {
            lines = arena_grow(arena, lines, room, room * 2, sizeof *lines);
            room *= 2;
        }
        struct quote_line *line = &lines[*count];
        line->raw = raw;
        struct view inside = unquote(raw, &line->depth);
        if (line->depth == 1 && *count < open_until && inside.len < 20) {
            inside = raw;
            line->depth = 0;
            open_until = 0;
        }
        line->text = plain(arena, inside);
        if (!line->depth && is_open(line->text))
            open_until = *count + 3;
        ++*count;
    }
    return lines;
}

static bool is_mark(char byte)
{
    return byte != '\0' && strchr("-_=~#+", byte);
}

static struct view without_marks(struct view text, size_t *before, size_t *after)
{
    *before = *after = 0;
    while (text.len && (is_mark(text.at[0]) || text.at[0] == ' ')) {
        *before += text.at[0] != ' ';
        text = view_cut(text, 1, text.len);
    }
    while (text.len && (is_mark(text.at[text.len - 1]) || text.at[text.len - 1] == ' ')) {
        *after += text.at[text.len - 1] != ' ';
        text.len--;
    }
    return text;
}

static bool is_word_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || (unsigned char)byte >= 0x80 ||
           byte == '\'';
}

/* Chinese, Japanese, Korean: no blanks between words. */
static bool is_wide(const char *word)
{
    return (unsigned char)word[0] >= 0xE3;
}

static bool opens(struct view text)
{
    for (size_t i = 0; i < sizeof words_open / sizeof *words_open; i++) {
        const char *word = words_open[i];
        size_t len = strlen(word);
        if (view_starts(text, word) &&
            (text.len == len || is_wide(word) || !is_word_byte(text.at[len])))
            return true;
    }
    return false;
}

static bool has_word(struct view text, const char *word, bool inside)
{
    size_t len = strlen(word), at = 0, found;
    while ((found = view_find(view_cut(text, at, text.len), word)) != SIZE_MAX) {
        at += found;
        bool before = !at || is_wide(word) || !is_word_byte(text.at[at - 1]);
        bool after =
            at + len == text.len || (inside && (is_wide(word) || !is_word_byte(text.at[at + len])));
        if (before && after)
            return true;
        at++;
    }
    return false;
}

static bool starts_any(struct view text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_starts(text, list[i]))
            return true;
    return false;
}

/* "a ecrit" at the very end of `text`, or anywhere as a word when `inside`. */
static bool says_wrote(struct view text, bool inside)
{
    for (size_t i = 0; i < sizeof words_wrote / sizeof *words_wrote; i++)
        if (has_word(text, words_wrote[i], inside))
            return true;
    return false;
}

static size_t digits_at(struct view text, size_t at)
{
    size_t len = 0;
    while (at + len < text.len && byte_is_digit(text.at[at + len]))
        len++;
    return len;
}

/* A year (19xx, 20xx), a time (10:20, 10h20, 10.20) or d/m/y. */
static bool has_date(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t len = digits_at(text, i);
        if (!len)
            continue;
        size_t next = i + len;
        struct view number = view_cut(text, i, next);
        if (len == 4 && (view_starts(number, "19") || view_starts(number, "20")))
            return true;
        char mark = next < text.len ? text.at[next] : ' ';
        size_t more = digits_at(text, next + 1);
        if (len <= 2 && more == 2 && (mark == ':' || mark == 'h' || mark == '.'))
            return true;
        if (len <= 2 && more && more <= 2 && (mark == '/' || mark == '-' || mark == '.') &&
            next + 1 + more < text.len && text.at[next + 1 + more] == mark &&
            digits_at(text, next + 2 + more) >= 2)
            return true;
        i = next;
    }
    return false;
}

static bool has_digit(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (byte_is_digit(text.at[i]))
            return true;
    return false;
}

/* "2014-03-20 …", "20.10.2016 …", "20 окт. 2016 г. …", "23 mar 2017 …", "2017年4月18日". */
static bool starts_date(struct view text)
{
    size_t len = digits_at(text, 0);
    return (len == 4 || len == 1 || len == 2) && has_date(view_cut(text, 0, 30)) &&
           text.len > len && text.at[len] != ':' && text.at[len] != 'h';
}

/* An address in < > or ( ), "[mailto:…]" too. */
static bool has_address(struct view text)
{
    size_t at = view_find_byte(text, '@');
    if (at == SIZE_MAX || at + 1 >= text.len)
        return false;
    for (size_t i = at; i-- > 0 && at - i < 200;)
        if (text.at[i] == '<' || text.at[i] == '(')
            return true;
    return false;
}

/* `text` is all of a line like "On … wrote:", joined; `fresh`: a paragraph begins with it;
 * `followed`: lines with quote marks come next. */
static bool is_wrote(struct view text, bool fresh, bool followed)
{
    size_t before, after;
    struct view core = without_marks(text, &before, &after);
    bool colon = core.len && core.at[core.len - 1] == ':';
    if (colon)
        core = view_trim(view_cut(core, 0, core.len - 1));
    if (!core.len)
        return false;
    bool wrote = says_wrote(core, false), dated = has_date(core), from = has_address(core);
    bool wrote_inside = wrote || (colon && says_wrote(core, true));
    bool by_date = starts_date(core), started = by_date || opens(core);
    if (followed && colon && (wrote_inside || starts_any(core, words_quoting, QUOTING_COUNT)))
        return true;
    if (started && wrote && (dated || (from && has_digit(core))))
        return true;
    if (started && wrote_inside && dated)
        return true;
    if (before >= 2 && after >= 2 && wrote)
        return true; /* ---- John Smith wrote ---- */
    if (by_date && ((from && core.at[core.len - 1] == '>') || view_find(core, " gmt") != SIZE_MAX))
        return true; /* 2014-03-20 8:48 GMT+01:00 Jean <jean@example.org>: */
    if (wrote && colon && from && fresh)
        return true; /* Jean <jean@example.org> wrote: */
    return fresh && colon && from && dated && (started || wrote_inside || view_ends(core, ">"));
}

static bool is_followed(const struct quote_line *lines, size_t count, size_t at)
{
    do
        at++;
    while (at < count && !lines[at].text.len && !lines[at].depth);
    return at < count && lines[at].depth;
}

/* Ends like a sentence, not like "Le 4 janv." */
static bool is_sentence(struct view text)
{
    if (text.len < 6 || !strchr(".!?", text.at[text.len - 1]))
        return false;
    size_t word = text.len - 1;
    while (word && is_word_byte(text.at[word - 1]))
        word--;
    return text.at[text.len - 1] != '.' || text.len - 1 - word > 5 ||
           text.at[text.len - 2] == '.' || !has_digit(text);
}

static enum quote_kind wrote_at(const struct quote_line *lines, size_t count, size_t at,
                                size_t *end)
{
    char joined[QUOTE_HEADER];
    size_t len = 0;
    bool fresh = at == 0 || !lines[at - 1].text.len || lines[at - 1].depth;
    if (!fresh && !has_digit(view_cut(lines[at].text, 0, 40)))
        return QUOTE_NONE;
    for (size_t i = at; i < count && i <= at + QUOTE_JOIN; i++) {
        struct view text = lines[i].text;
        bool gap = !text.len && i > at && i + 1 < count && view_starts(lines[i + 1].text, "<");
        if ((!text.len && !gap) || lines[i].depth || len + text.len + 1 > sizeof joined)
            break;
        /* A second beginning: the first was a sentence of the sender's. */
        if (i > at && (opens(text) || starts_date(text)) && is_wrote(text, false, false))
            break;
        if (len && text.len)
            joined[len++] = ' ';
        if (text.len)
            memcpy(joined + len, text.at, text.len);
        len += text.len;
        *end = i + 1;
        if (is_wrote(view_make(joined, len), fresh, i == at && is_followed(lines, count, i)))
            return QUOTE_WROTE;
        if (is_sentence(text))
            break;
    }
    return QUOTE_NONE;
}

/* The field that a line begins with ("envoye :"), and what follows the colon. */
static int field_of(struct view text, struct view *value)
{
    size_t colon = view_find_byte(view_cut(text, 0, 40), ':');
    if (colon == SIZE_MAX)
        return 0;
    struct view name = view_trim(view_cut(text, 0, colon));
    *value = view_trim(view_cut(text, colon + 1, text.len));
    for (size_t i = 0; i < sizeof words_field / sizeof *words_field; i++)
        if (view_is(name, words_field[i].word))
            return words_field[i].kind;
    return 0;
}

/* "De : x Envoye : y A : z Objet : w" on one line. */
static int fields_inside(struct view text)
{
    int found = 0;
    for (size_t i = 1; i < text.len; i++) {
        struct view value;
        char before = text.at[i - 1];
        if ((before == ' ' || before == '>' || before == '"') && is_word_byte(text.at[i]))
            found |= field_of(view_cut(text, i, text.len), &value);
    }
    return found & ~FIELD_OTHER;
}

static int bits(int set)
{
    int count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

/* Fields are only believed with an address, or with the word that nobody but a program writes. */
static bool is_block(int found, bool address)
{
    int kinds = bits(found & ~(FIELD_OTHER | FIELD_COPY));
    if ((found & FIELD_FROM) && (found & FIELD_SENT))
        return true;
    return kinds >= 2 && (found & (FIELD_FROM | FIELD_TO)) && address;
}

static enum quote_kind block_at(const struct quote_line *lines, size_t count, size_t at,
                                size_t *end)
{
    struct view value;
    int found = field_of(lines[at].text, &value);
    if (!found || found == FIELD_OTHER || found == FIELD_COPY)
        return QUOTE_NONE;
    bool address = false;
    found = 0;
    *end = at;
    int strange = 0, blanks = 0;
    for (size_t i = at; i < count && i < at + QUOTE_PROBE; i++) {
        struct view text = lines[i].text;
        int field = text.len ? field_of(text, &value) : 0;
        blanks = text.len ? 0 : blanks + 1;
        strange = field ? 0 : strange + (text.len > 0);
        bool text_begins = text.len && !field && i && !lines[i - 1].text.len;
        if (lines[i].depth != lines[at].depth || blanks > 1 || strange > 2 || text_begins)
            break;
        bool names = (field & (FIELD_FROM | FIELD_TO | FIELD_COPY)) || (text.len && !field);
        address |= names && view_find_byte(text, '@') != SIZE_MAX;
        found |= field;
        if (field == FIELD_FROM)
            found |= fields_inside(text);
        if (field)
            *end = i + 1;
    }
    return is_block(found, address) ? QUOTE_ORIGINAL : QUOTE_NONE;
}

static bool next_is_field(const struct quote_line *lines, size_t count, size_t at)
{
    struct view value;
    size_t i = at + 1;
    while (i < count && i < at + 4 && !lines[i].text.len)
        i++;
    return i < count && field_of(lines[i].text, &value);
}

static bool has_begin(struct view text)
{
    for (size_t i = 0; i < sizeof words_begin / sizeof *words_begin; i++)
        if (view_find(text, words_begin[i]) != SIZE_MAX)
            return true;
    return false;
}

static enum quote_kind mark_at(const struct quote_line *lines, size_t count, size_t at, size_t *end)
{
    size_t before, after;
    struct view core = without_marks(lines[at].text, &before, &after);
    bool colon = core.len && core.at[core.len - 1] == ':';
    *end = at + 1;
    for (size_t i = 0; i < sizeof words_mark / sizeof *words_mark; i++) {
        const char *word = words_mark[i].word;
        size_t found = view_find(view_cut(core, 0, 80), word);
        if (found == SIZE_MAX)
            continue;
        size_t over = core.len - found - strlen(word);
        bool dashed = before >= 2 && found < 30;
        bool begins = colon && over < 30 && has_begin(core);
        bool alone = !found && over <= 2 && (colon || next_is_field(lines, count, at));
        if (dashed || begins || alone)
            return words_mark[i].kind == MARK_FORWARD ? QUOTE_FORWARD : QUOTE_ORIGINAL;
    }
    return QUOTE_NONE;
}

enum quote_kind quote_at(const struct quote_line *lines, size_t count, size_t at, size_t *end)
{
    if (!lines[at].text.len)
        return QUOTE_NONE;
    enum quote_kind kind = mark_at(lines, count, at, end);
    if (kind == QUOTE_NONE)
        kind = block_at(lines, count, at, end);
    if (kind == QUOTE_NONE && !lines[at].depth)
        kind = wrote_at(lines, count, at, end);
    return kind;
}
