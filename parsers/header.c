#include "parsers/header.h"

#include <string.h>

#include "parsers/charset.h"
#include "parsers/transfer.h"

enum { WORD_BYTES = 2000 }; /* one encoded word; RFC 2047 says 75, programs write more */

/* The colon after a field name at the start of `line`, or SIZE_MAX. */
static size_t name_end(struct view line)
{
    size_t end = 0;
    while (end < line.len && line.at[end] > ' ' && line.at[end] < 127 && line.at[end] != ':')
        end++;
    size_t colon = end;
    while (colon < line.len && (line.at[colon] == ' ' || line.at[colon] == '\t'))
        colon++;
    return end && colon < line.len && line.at[colon] == ':' ? colon : SIZE_MAX;
}

/* Takes a line with its line end (LF, CR LF or lone CR) off `rest`; `line` is without it. */
static bool take_line(struct view *rest, struct view *line)
{
    if (!rest->len)
        return false;
    size_t end = 0;
    while (end < rest->len && rest->at[end] != '\n' && rest->at[end] != '\r')
        end++;
    *line = view_cut(*rest, 0, end);
    if (end + 1 < rest->len && rest->at[end] == '\r' && rest->at[end + 1] == '\n')
        end++;
    *rest = view_cut(*rest, end + 1, rest->len);
    return true;
}

static bool is_folded(struct view rest)
{
    return rest.len && (rest.at[0] == ' ' || rest.at[0] == '\t');
}

/* Views into the raw bytes where possible: most values are one line. */
static struct view unfold(struct arena *arena, struct view value)
{
    value = view_trim(value);
    if (!value.len || (!memchr(value.at, '\n', value.len) && !memchr(value.at, '\r', value.len) &&
                       !memchr(value.at, '\0', value.len)))
        return value;
    char *out = arena_alloc(arena, value.len);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] != '\n' && value.at[i] != '\r' && value.at[i] != '\0')
            out[len++] = value.at[i];
    return view_make(out, len);
}

static void keep(struct arena *arena, struct mail_header **headers, int count, struct view name,
                 struct view value)
{
    if (!(count & (count - 1)) && (count >= 16 || !count)) {
        size_t room = count ? (size_t)count * 2 : 16;
        *headers = arena_grow(arena, *headers, (size_t)count, room, sizeof **headers);
    }
    (*headers)[count] = (struct mail_header){.name = arena_copy(arena, name.at, name.len),
                                             .value = unfold(arena, value)};
}

/* A broken line is passed over only when a field that can't be the text's follows. */
static bool known_next(struct view rest)
{
    static const char *const known[] = {"from:",     "to:",           "subject:",     "date:",
                                        "received:", "return-path:",  "message-id:",  "x-",
                                        "content-",  "mime-version:", "delivered-to:"};
    if (name_end(view_cut(rest, 0, 100)) == SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (view_starts_nocase(rest, known[i]))
            return true;
    return false;
}

int header_split(struct arena *arena, struct view raw, struct mail_header **headers, int *count,
                 struct view *body, struct error *error)
{
    *headers = NULL;
    *count = 0;
    struct view rest = raw, line;
    if (view_starts(rest, "\xEF\xBB\xBF"))
        rest = view_cut(rest, 3, rest.len);
    if (view_starts(rest, "From ") || view_starts(rest, ">From "))
        take_line(&rest, &line); /* mbox */
    for (struct view before = rest; take_line(&rest, &line); before = rest) {
        size_t colon = name_end(line);
        if (line.len && colon == SIZE_MAX) {
            if (known_next(rest))
                continue;
            rest = before;
        }
        if (colon == SIZE_MAX)
            break;
        const char *start = line.at + colon + 1;
        const char *end = line.at + line.len;
        while (is_folded(rest) && take_line(&rest, &line))
            end = line.at + line.len;
        if ((size_t)(end - raw.at) > MAIL_HEADER_BYTES)
            return error_set(error, "mail: more than %d KiB of headers", MAIL_HEADER_BYTES / 1024);
        if (*count == MAIL_HEADERS)
            return error_set(error, "mail: more than %d headers", MAIL_HEADERS);
        struct view name = view_trim(view_make(before.at, colon));
        keep(arena, headers, (*count)++, name, view_make(start, (size_t)(end - start)));
    }
    *body = rest;
    return 0;
}

struct word {
    struct view charset, bytes; /* bytes: decoded, not converted */
    size_t len;                 /* of the whole in the value; 0: no encoded word here */
};

/* =?charset*language?B or Q?text?= */
static struct word word_at(struct arena *arena, struct view at)
{
    struct word word = {.len = 0};
    if (!view_starts(at, "=?"))
        return word;
    at = view_cut(at, 0, WORD_BYTES);
    size_t mark = view_find_byte(view_cut(at, 2, at.len), '?');
    if (mark == SIZE_MAX || mark > 60 || mark + 5 >= at.len || at.at[mark + 4] != '?')
        return word;
    word.charset = view_cut(at, 2, mark + 2);
    size_t star = view_find_byte(word.charset, '*');
    word.charset = view_cut(word.charset, 0, star);
    char way = byte_lower(at.at[mark + 3]);
    struct view text = view_cut(at, mark + 5, at.len);
    size_t end = view_find(text, "?=");
    /* "=?utf-8?Q?=C3=A9?=": the first "?=" may be the start of the text itself. */
    if (end == 0 && way == 'q' && text.len > 2 && text.at[2] != ' ') {
        size_t more = view_find(view_cut(text, 2, text.len), "?=");
        end = more == SIZE_MAX ? 0 : more + 2;
    }
    if (end == SIZE_MAX || (way != 'q' && way != 'b'))
        return word;
    text = view_cut(text, 0, end);
    word.bytes = way == 'b' ? transfer_base64(arena, text) : transfer_quoted(arena, text, true);
    word.len = mark + 5 + end + 2;
    return word;
}

static bool charset_same(struct view a, struct view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (byte_lower(a.at[i]) != byte_lower(b.at[i]))
            return false;
    return true;
}

/* Neighbours of one charset are joined before they are converted: an é may be split over two. */
static struct view words_at(struct arena *arena, struct view value, struct text *out)
{
    struct word word = word_at(arena, value);
    struct text bytes = text_in(arena);
    text_add_view(&bytes, word.bytes);
    value = view_cut(value, word.len, value.len);
    for (;;) {
        size_t blanks = 0;
        while (blanks < value.len && byte_is_space(value.at[blanks]))
            blanks++;
        struct word next = word_at(arena, view_cut(value, blanks, value.len));
        if (!next.len)
            break;
        if (!charset_same(next.charset, word.charset)) {
            text_add_view(out, charset_utf8(arena, word.charset, text_view(&bytes)));
            text_cut(&bytes, 0);
            word.charset = next.charset;
        }
        text_add_view(&bytes, next.bytes);
        value = view_cut(value, blanks + next.len, value.len);
    }
    text_add_view(out, charset_utf8(arena, word.charset, text_view(&bytes)));
    return value;
}

static char *fold_blanks(struct text *text)
{
    size_t len = 0;
    for (size_t i = 0; i < text->len; i++)
        if (!byte_is_space(text->at[i]))
            text->at[len++] = text->at[i];
        else if (len && text->at[len - 1] != ' ')
            text->at[len++] = ' ';
    text_cut(text, len && text->at[len - 1] == ' ' ? len - 1 : len);
    return text->at;
}

char *header_words(struct arena *arena, struct view value)
{
    struct text out = text_in(arena);
    while (value.len) {
        size_t start = view_find(value, "=?");
        struct view raw = view_cut(value, 0, start);
        text_add_view(&out, charset_utf8(arena, view_of(""), raw));
        value = view_cut(value, raw.len, value.len);
        if (!value.len)
            break;
        if (word_at(arena, value).len) {
            value = words_at(arena, value, &out);
        } else {
            text_add(&out, "=?");
            value = view_cut(value, 2, value.len);
        }
    }
    return fold_blanks(&out);
}

struct view header_skip(struct view at)
{
    int depth = 0;
    while (at.len) {
        if (depth && at.at[0] == '\\' && at.len > 1)
            at = view_cut(at, 1, at.len);
        else if (at.at[0] == '(')
            depth++;
        else if (depth && at.at[0] == ')')
            depth--;
        else if (!depth && !byte_is_space(at.at[0]))
            break;
        at = view_cut(at, 1, at.len);
    }
    return at;
}

char *header_value(struct arena *arena, struct view value)
{
    value = header_skip(value);
    size_t end = 0;
    while (end < value.len && !memchr(";(", value.at[end], 2))
        end++;
    value = view_trim(view_cut(value, 0, end));
    char *text = arena_copy(arena, value.at, value.len);
    for (char *at = text; *at; at++)
        *at = byte_lower(*at);
    return text;
}

/* A quoted string or what stands before the next ";" off `at`. */
static struct view take_value(struct arena *arena, struct view *at)
{
    *at = header_skip(*at);
    struct text out = text_in(arena);
    bool quoted = at->len && at->at[0] == '"';
    size_t i = quoted;
    for (; i < at->len && at->at[i] != (quoted ? '"' : ';'); i++) {
        if (quoted && at->at[i] == '\\' && i + 1 < at->len)
            i++;
        text_add_byte(&out, at->at[i]);
    }
    *at = view_cut(*at, i, at->len);
    size_t end = view_find_byte(*at, ';');
    *at = view_cut(*at, end, at->len);
    return quoted ? text_view(&out) : view_trim(text_view(&out));
}

/* RFC 2231: percent signs, and charset'language' in front of the first piece. */
static void add_extended(struct text *out, struct view piece, bool first, struct view *charset)
{
    if (first) {
        size_t one = view_find_byte(piece, '\'');
        size_t two =
            one == SIZE_MAX ? one : view_find_byte(view_cut(piece, one + 1, piece.len), '\'');
        if (two != SIZE_MAX) {
            *charset = view_cut(piece, 0, one);
            piece = view_cut(piece, one + 1 + two + 1, piece.len);
        }
    }
    for (size_t i = 0; i < piece.len; i++) {
        struct view code = view_cut(piece, i + 1, i + 3);
        static const char digits[] = "0123456789abcdef";
        const char *high = NULL, *low = NULL;
        if (piece.at[i] == '%' && code.len == 2) {
            high = memchr(digits, byte_lower(code.at[0]), 16);
            low = memchr(digits, byte_lower(code.at[1]), 16);
        }
        if (high && low) {
            text_add_byte(out, (char)((high - digits) << 4 | (low - digits)));
            i += 2;
        } else {
            text_add_byte(out, piece.at[i]);
        }
    }
}

/* What follows `name` in a parameter's name: "", "*", "*0", "*0*"; false when it is another name. */
static bool name_matches(struct view written, const char *name, bool *extended, int64_t *number)
{
    *extended = false;
    *number = 0;
    if (!view_starts_nocase(written, name))
        return false;
    struct view tail = view_cut(written, strlen(name), written.len);
    if (tail.len && tail.at[tail.len - 1] == '*') {
        *extended = true;
        tail = view_cut(tail, 0, tail.len - 1);
    }
    if (!tail.len)
        return true;
    return tail.at[0] == '*' && view_int(view_cut(tail, 1, tail.len), number);
}

char *header_param(struct arena *arena, struct view value, const char *name)
{
    struct text out = text_in(arena);
    struct view charset = view_of("");
    bool any = false, any_extended = false;
    size_t start = view_find_byte(value, ';');
    value = view_cut(value, start, value.len);
    while (value.len) {
        value = header_skip(view_cut(value, 1, value.len));
        size_t end = 0;
        while (end < value.len && !memchr("=;", value.at[end], 2))
            end++;
        struct view written = view_trim(view_cut(value, 0, end));
        value = view_cut(value, end, value.len);
        if (!value.len || value.at[0] == ';')
            continue;
        value = view_cut(value, 1, value.len);
        struct view piece = take_value(arena, &value);
        bool extended;
        int64_t number;
        if (!name_matches(written, name, &extended, &number) || (any && !number))
            continue;
        if (extended)
            add_extended(&out, piece, !any, &charset);
        else
            text_add_view(&out, piece);
        any = true;
        any_extended |= extended;
    }
    if (any_extended)
        return header_words(arena, charset_utf8(arena, charset, text_view(&out)));
    return header_words(arena, text_view(&out));
}
