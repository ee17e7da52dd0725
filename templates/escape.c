#include "templates/escape.h"

#include <string.h>

enum rune_class { RUNE_PLAIN, RUNE_DROP, RUNE_LINE };

/* What the character at `at` is to us, and its length. */
static enum rune_class classify(struct view rest, size_t *len)
{
    const unsigned char *at = (const unsigned char *)rest.at;
    *len = 1;
    if (at[0] == '\r') {
        *len = rest.len > 1 && at[1] == '\n' ? 2 : 1;
        return RUNE_LINE;
    }
    if (at[0] == '\n')
        return RUNE_LINE;
    if ((at[0] < 0x20 && at[0] != '\t') || at[0] == 0x7F)
        return RUNE_DROP;
    if (rest.len >= 2 && at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F) { /* C1 */
        *len = 2;
        return at[1] == 0x85 ? RUNE_LINE : RUNE_DROP;
    }
    if (rest.len < 3)
        return RUNE_PLAIN;
    bool drop = (at[0] == 0xE2 && at[1] == 0x80 && at[2] >= 0xAA && at[2] <= 0xAE) || /* U+202A… */
                (at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F)) ||
                (at[0] == 0xE2 && at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9) || /* U+2066… */
                (at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF);
    bool line = at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9);
    if (drop || line)
        *len = 3;
    return drop ? RUNE_DROP : line ? RUNE_LINE : RUNE_PLAIN;
}

static const char *html_sign(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* The blank of "12,50 €" and "23 h 59" must not break over two lines on a small screen. */
static bool is_tied(struct view value, size_t i)
{
    if (value.at[i] != ' ' || !i)
        return false;
    struct view after = view_cut(value, i + 1, value.len);
    if (byte_is_digit(value.at[i - 1]))
        return view_starts(after, "€") || view_is(after, "h") || view_starts(after, "h ");
    return value.at[i - 1] == 'h' && i >= 2 && value.at[i - 2] == ' ' && after.len &&
           byte_is_digit(after.at[0]);
}

void escape_add(struct text *out, struct view value, enum render_for target)
{
    size_t start = 0; /* of what is copied as it is */
    for (size_t i = 0; i < value.len;) {
        size_t len;
        enum rune_class class = classify(view_cut(value, i, value.len), &len);
        const char *sign = target != RENDER_HTML ? NULL
                           : is_tied(value, i)   ? "&nbsp;"
                                                 : html_sign(value.at[i]);
        if (class == RUNE_PLAIN && !sign) {
            i += len;
            continue;
        }
        text_add_view(out, view_cut(value, start, i));
        if (sign)
            text_add(out, sign);
        else if (class == RUNE_LINE)
            text_add_byte(out, target == RENDER_LINE ? ' ' : '\n');
        i += len;
        start = i;
    }
    text_add_view(out, view_cut(value, start, value.len));
}

/* Runs of blanks become one, none at the ends. */
static void tidy_line(struct text *out, size_t from)
{
    size_t to = from;
    for (size_t i = from; i < out->len; i++) {
        bool blank = byte_is_space(out->at[i]);
        if (blank && (to == from || out->at[to - 1] == ' '))
            continue;
        out->at[to++] = blank ? ' ' : out->at[i];
    }
    if (to > from && out->at[to - 1] == ' ')
        to--;
    text_cut(out, to);
}

void escape_tidy(struct text *out, size_t from, enum render_for target)
{
    if (target == RENDER_HTML)
        return;
    if (target == RENDER_LINE) {
        tidy_line(out, from);
        return;
    }
    size_t to = from;
    size_t lines = target == RENDER_TEXT ? 2 : 1; /* line ends that may follow each other */
    size_t running = lines;                       /* as if after a blank line: none at the start */
    for (size_t i = from; i < out->len; i++) {
        char byte = out->at[i];
        if (byte == '\n') {
            while (to > from && (out->at[to - 1] == ' ' || out->at[to - 1] == '\t'))
                to--;
            if (to == from || running >= lines)
                continue;
            running++;
        } else if (byte != ' ' && byte != '\t') {
            running = 0;
        }
        out->at[to++] = byte;
    }
    while (to > from && byte_is_space(out->at[to - 1]))
        to--;
    text_cut(out, to);
    if (target == RENDER_TEXT && to > from)
        text_add_byte(out, '\n');
}
