#include "templates/proof.h"

#include <stdint.h>
#include <string.h>

#include "parsers/fold.h"
#include "parsers/gsm7.h"

enum { OPEN_MAX = 64 };

static const char *const tags[] = {"html", "head", "title",  "style", "body", "table", "tr",
                                   "td",   "th",   "div",    "p",     "h2",   "h3",    "ul",
                                   "ol",   "li",   "strong", "em",    "a",    "span",  "pre"};
static const char *const empty_tags[] = {"meta", "br", "hr", "img"};
static const char *const schemes[] = {"mailto:", "https://", "http://", "tel:", "geo:"};

#define IN(list, view) in(list, sizeof(list) / sizeof *(list), view)

static bool in(const char *const *list, size_t count, struct view name)
{
    for (size_t i = 0; i < count; i++)
        if (view_is_nocase(name, list[i]))
            return true;
    return false;
}

static bool begins_with(const char *const *list, size_t count, struct view value)
{
    for (size_t i = 0; i < count; i++)
        if (view_starts_nocase(value, list[i]))
            return true;
    return false;
}

static int fail(struct error *error, const char *why, struct view what)
{
    return error_set(error, "%s \"%.*s\"", why, (int)(what.len < 60 ? what.len : 60), what.at);
}

static struct view word(struct view rest)
{
    size_t len = 0;
    while (len < rest.len && (byte_is_letter(rest.at[len]) || byte_is_digit(rest.at[len]) ||
                              rest.at[len] == '-' || rest.at[len] == '!'))
        len++;
    return view_cut(rest, 0, len);
}

/* name="value" … up to the tag's end; each value is quoted. */
static int proof_attributes(struct view rest, struct error *error)
{
    for (rest = view_trim(rest); rest.len; rest = view_trim(rest)) {
        struct view name = word(rest);
        rest = view_cut(rest, name.len, rest.len);
        if (!name.len || !view_starts(rest, "=\""))
            return fail(error, "an attribute without a quoted value near", name.len ? name : rest);
        rest = view_cut(rest, 2, rest.len);
        size_t end = view_find_byte(rest, '"');
        if (end == SIZE_MAX)
            return fail(error, "a quote is not closed near", rest);
        struct view value = view_cut(rest, 0, end);
        rest = view_cut(rest, end + 1, rest.len);
        if (view_starts_nocase(name, "on"))
            return fail(error, "an event", name);
        if (view_is_nocase(name, "href") &&
            !begins_with(schemes, sizeof schemes / sizeof *schemes, value))
            return fail(error, "a link of another kind:", value);
        if (view_is_nocase(name, "src") && !view_starts(value, "cid:"))
            return fail(error, "remote content:", value);
        if (view_is_nocase(name, "style") && view_find_nocase(value, "url(") != SIZE_MAX)
            return fail(error, "remote content:", value);
    }
    return 0;
}

/* One tag, `inside` is what stands between < and >. */
static int proof_tag(struct view inside, struct view *open, int *depth, struct error *error)
{
    bool end = view_starts(inside, "/");
    struct view name = word(view_cut(inside, end, inside.len));
    if (view_is_nocase(name, "!doctype"))
        return 0;
    if (end) {
        if (!*depth || !view_equal(open[*depth - 1], name))
            return fail(error, "closed, but not open here: ", name);
        --*depth;
        return 0;
    }
    if (proof_attributes(view_cut(inside, name.len, inside.len), error))
        return -1;
    if (IN(empty_tags, name))
        return 0;
    if (!IN(tags, name))
        return fail(error, "not a tag that mail may use:", name);
    if (*depth == OPEN_MAX)
        return fail(error, "tags too deep at", name);
    open[(*depth)++] = name;
    return 0;
}

int proof_html(const char *html, struct error *error)
{
    struct view rest = view_of(html), open[OPEN_MAX];
    int depth = 0;
    for (;;) {
        size_t start = view_find_byte(rest, '<');
        if (start == SIZE_MAX)
            break;
        rest = view_cut(rest, start + 1, rest.len);
        size_t end = view_find_byte(rest, '>');
        if (end == SIZE_MAX)
            return fail(error, "a tag without end:", rest);
        if (proof_tag(view_cut(rest, 0, end), open, &depth, error))
            return -1;
        rest = view_cut(rest, end + 1, rest.len);
        if (!depth || !view_is(open[depth - 1], "style"))
            continue;
        size_t close = view_find(rest, "</style>");
        struct view css = view_cut(rest, 0, close);
        if (view_find(css, "url(") != SIZE_MAX || view_find(css, "@import") != SIZE_MAX)
            return fail(error, "remote content:", css);
        rest = view_cut(rest, close, rest.len);
    }
    return depth ? fail(error, "not closed:", open[depth - 1]) : 0;
}

/* Bytes of the sign at the start of `rest` when it is no part of a word: blanks, punctuation, × °
 * « » … */
static size_t gap(struct view rest, bool html)
{
    static const char *const entities[] = {"&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    const unsigned char *at = (const unsigned char *)rest.at;
    if (view_starts(rest, "https://") ||
        view_starts(rest, "http://")) { /* in HTML: a link's target */
        size_t len = 0;
        while (len < rest.len && !byte_is_space(rest.at[len]) && !(html && rest.at[len] == '<'))
            len++;
        return len;
    }
    if (html && at[0] == '<') {
        size_t end = view_find_byte(rest, '>');
        return end == SIZE_MAX ? rest.len : end + 1;
    }
    for (size_t i = 0; html && at[0] == '&' && i < sizeof entities / sizeof *entities; i++)
        if (view_starts(rest, entities[i]))
            return strlen(entities[i]);
    if (at[0] < 0x80)
        return byte_is_letter(rest.at[0]) || byte_is_digit(rest.at[0]) ? 0 : 1;
    if (rest.len >= 2 && (at[0] == 0xC2 || (at[0] == 0xC3 && at[1] == 0x97)))
        return 2;
    if (rest.len >= 3 && at[0] == 0xE2 && (at[1] == 0x80 || at[1] == 0x81))
        return 3;
    return 0;
}

static struct view next_word(struct view *rest, bool html)
{
    size_t skip;
    while (rest->len && (skip = gap(*rest, html)) > 0)
        *rest = view_cut(*rest, skip, rest->len);
    size_t len = 0;
    while (len < rest->len && !gap(view_cut(*rest, len, rest->len), html))
        len++;
    struct view found = view_cut(*rest, 0, len);
    *rest = view_cut(*rest, len, rest->len);
    return found;
}

int proof_same(const char *text, const char *html, struct error *error)
{
    struct view left = view_of(text), right = view_of(html);
    size_t body = view_find(right, "<body");
    if (body != SIZE_MAX)
        right = view_cut(right, body, right.len);
    for (int count = 1;; count++) {
        struct view a = next_word(&left, false), b = next_word(&right, true);
        if (!view_equal(a, b))
            return error_set(error, "word %d is \"%.*s\" in the text, \"%.*s\" in the HTML", count,
                             (int)a.len, a.at, (int)b.len, b.at);
        if (!a.len)
            return 0;
    }
}

int proof_sms_source(const struct template *template, struct error *error)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct template_tag *tag = &template->tags[i];
        uint32_t rune;
        if (tag->kind != TEMPLATE_TEXT)
            continue;
        for (struct view rest = tag->text, at = rest; fold_next(&rest, &rune); at = rest)
            if (!gsm7_cost(rune))
                return error_set(error, "%s:%d: a text message can't have \"%.*s\"", template->name,
                                 tag->line, (int)(at.len - rest.len), at.at);
    }
    return 0;
}

int proof_sms(const char *sms, struct error *error)
{
    struct arena *arena = arena_new();
    struct gsm7_size size = gsm7_measure(gsm7_fold(arena, view_of(sms)));
    arena_free(&arena);
    if (!size.segments)
        return error_set(error, "empty");
    if (size.segments > GSM7_SEGMENTS)
        return error_set(error, "%d parts (%d signs), at most %d", size.segments, size.units,
                         GSM7_SEGMENTS);
    return 0;
}
