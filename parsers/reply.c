#include "parsers/reply.h"

#include "parsers/footer.h"
#include "parsers/quote.h"

enum { REPLY_WIDTH = 60 }; /* a quoted line at least this long may have been folded by a program */

static const char *const forward_marks[] = {"tr",     "fw", "fwd", "wg", "rv",   "enc", "vs",
                                            "doorst", "i",  "vb",  "pd", "转发", "轉寄"};

/* "TR : …", not "Re: TR: …": who answers in a forwarded thread speaks for himself. */
static bool subject_forwarded(struct arena *arena, struct view subject)
{
    size_t count;
    struct quote_line *line = quote_lines(arena, view_trim(subject), &count);
    if (!count)
        return false;
    for (size_t i = 0; i < sizeof forward_marks / sizeof *forward_marks; i++) {
        if (!view_starts(line->text, forward_marks[i]))
            continue;
        size_t len = view_of(forward_marks[i]).len;
        struct view rest = view_trim(view_cut(line->text, len, line->text.len));
        if (rest.len && rest.at[0] == ':')
            return true;
    }
    return view_starts(line->text, "[fwd") || view_ends(line->text, "(fwd)");
}

struct cutter {
    const struct quote_line *lines;
    size_t count;
    bool *kept;
    struct reply *reply;
    bool any;        /* something of the sender's own was kept */
    bool footer;     /* below a signature: nothing counts until after the next quotation */
    bool only_above; /* a whole quoted mail was seen: below it only when there was nothing above */
};

static bool is_rule(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (view_find_byte(view_of("-_=~# "), text.at[i]) == SIZE_MAX)
            return false;
    return text.len >= 3;
}

/* The line of underscores above a header goes with it. */
static void drop_rule_above(struct cutter *cutter, size_t at)
{
    while (at-- > 0) {
        struct view text = cutter->lines[at].text;
        if (text.len && !is_rule(text))
            return;
        cutter->kept[at] = false;
    }
}

static size_t next_text(const struct cutter *cutter, size_t at)
{
    while (at < cutter->count && !cutter->lines[at].text.len && !cutter->lines[at].depth)
        at++;
    return at;
}

/* What follows a header: marked as quoted line by line, or not marked at all. */
static bool is_marked(const struct cutter *cutter, size_t at)
{
    at = next_text(cutter, at);
    return at < cutter->count && cutter->lines[at].depth;
}

/* The first line after an earlier mail's beginning that is to be looked at again. */
static size_t after_quote(struct cutter *cutter, enum quote_kind kind, size_t at, size_t end)
{
    cutter->reply->quoted |= kind != QUOTE_FORWARD;
    cutter->reply->forwarded |= kind == QUOTE_FORWARD;
    drop_rule_above(cutter, at);
    if (kind == QUOTE_FORWARD)
        return cutter->count;
    bool marked = cutter->lines[at].depth || is_marked(cutter, end);
    if (!marked)
        return cutter->count;
    cutter->footer = false;
    cutter->only_above |= kind == QUOTE_ORIGINAL;
    return end;
}

/* A program folded a long quoted line and forgot the mark on the rest of it. */
static bool is_folded(const struct cutter *cutter, size_t at)
{
    if (!at || at + 1 >= cutter->count)
        return false;
    const struct quote_line *above = &cutter->lines[at - 1], *line = &cutter->lines[at];
    if (!above->depth || !cutter->lines[at + 1].depth || !line->raw.len)
        return false;
    struct view raw = view_trim(line->raw);
    if (view_starts(raw, "(http") || view_starts(raw, "<http") || view_starts(raw, "http"))
        return true;
    if (view_ends(line->text, "ecrit :") || view_ends(line->text, "ecrit:") ||
        view_is(line->text, "wrote:"))
        return line->text.len < REPLY_WIDTH;
    bool small =
        line->text.len && raw.len && line->text.at[0] == raw.at[0] && byte_is_letter(raw.at[0]);
    return small && above->raw.len >= REPLY_WIDTH && line->raw.len < REPLY_WIDTH &&
           !view_ends(above->text, "?");
}

static size_t skip_footer(struct cutter *cutter, enum footer_kind kind, size_t at)
{
    if (kind == FOOTER_SIGNATURE || cutter->any) {
        drop_rule_above(cutter, at);
        cutter->footer = true;
        return at + 1;
    }
    at++;
    while (kind == FOOTER_LEGAL && at < cutter->count && cutter->lines[at].text.len &&
           !cutter->lines[at].depth)
        at++;
    return at;
}

static void cut(struct cutter *cutter)
{
    for (size_t at = 0; at < cutter->count;) {
        const struct quote_line *line = &cutter->lines[at];
        size_t end = at + 1;
        enum quote_kind quote = quote_at(cutter->lines, cutter->count, at, &end);
        if (quote != QUOTE_NONE) {
            at = after_quote(cutter, quote, at, end);
            continue;
        }
        if (line->depth) {
            cutter->reply->quoted = true;
            cutter->footer = false;
            at++;
            continue;
        }
        enum footer_kind footer = footer_at(cutter->lines, cutter->count, at);
        if (footer != FOOTER_NONE) {
            at = skip_footer(cutter, footer, at);
            continue;
        }
        bool hidden =
            cutter->footer || (cutter->only_above && cutter->any) || is_folded(cutter, at);
        cutter->kept[at] = !hidden;
        cutter->any |= !hidden && line->text.len;
        at++;
    }
}

void reply_read(struct arena *arena, struct view subject, struct view text, struct reply *reply)
{
    *reply = (struct reply){.quoted = false};
    struct cutter cutter = {.reply = reply};
    cutter.lines = quote_lines(arena, text, &cutter.count);
    cutter.kept = arena_array(arena, cutter.count + 1, sizeof *cutter.kept);
    cut(&cutter);
    if (subject_forwarded(arena, subject)) {
        bool marked = reply->quoted || reply->forwarded;
        reply->forwarded = true;
        if (!marked) /* nothing says where the other's text begins: nothing is the sender's for sure */
            return;
    }
    struct text out = text_in(arena);
    for (size_t i = 0; i < cutter.count; i++)
        if (cutter.kept[i]) {
            text_add_view(&out, cutter.lines[i].raw);
            text_add_byte(&out, '\n');
        }
    reply->text = view_trim(text_view(&out));
}
