#include "bot/imap_guard.h"

#include <string.h>

#include "parsers/view.h"

static struct view line_head(const struct imap_guard *guard)
{
    return view_make(guard->head, guard->head_len);
}

/* "* 12 FETCH …": the one line whose literals are asked for. Anywhere else "{12}" is only text, and to
 * skip what follows it would hide it from the checks. */
static bool line_is_counted(const struct imap_guard *guard, const char *word)
{
    struct view head = line_head(guard);
    if (!view_starts(head, "* "))
        return false;
    head = view_cut(head, 2, head.len);
    size_t digits = 0;
    while (digits < head.len && byte_is_digit(head.at[digits]))
        digits++;
    if (!digits || digits == head.len || head.at[digits] != ' ')
        return false;
    return view_starts_nocase(view_cut(head, digits + 1, head.len), word);
}

static const char *line_end(struct imap_guard *guard, uint64_t budget)
{
    bool fetch = line_is_counted(guard, "FETCH ");
    if (fetch && guard->digits && guard->before == '}') {
        if (guard->number > budget)
            return "a literal is bigger than what was asked for";
        guard->literal = guard->number;
        /* The line goes on after it: its head stays. */
        guard->digits = false;
        return NULL;
    }
    if (fetch && (guard->depth != 0 || guard->quoted))
        return "a FETCH line is cut short";
    if (line_is_counted(guard, "EXISTS"))
        guard->arrivals++;
    memcpy(guard->last, guard->head, guard->head_len);
    guard->last[guard->head_len] = '\0';
    guard->head_len = 0;
    guard->depth = 0;
    guard->code = 0;
    guard->quoted = guard->escaped = guard->digits = false;
    return NULL;
}

/* "{123}", "{123+}" at the end of a line. */
static void look_number(struct imap_guard *guard, char byte)
{
    if (byte == '{') {
        guard->digits = true;
        guard->number = 0;
    } else if (guard->digits && byte_is_digit(byte)) {
        if (guard->number <= UINT32_MAX) /* bigger than any budget already */
            guard->number = guard->number * 10 + (uint64_t)(byte - '0');
    } else if (byte != '}' && byte != '+' && byte != '\r') {
        guard->digits = false;
    }
}

/* UIDVALIDITY, UIDNEXT and READ-ONLY are needed; what else stands first in brackets becomes "[X…". */
static char look_code(struct imap_guard *guard, char byte)
{
    if (guard->code == '[' && byte != ' ') {
        guard->code = '.';
        char letter = byte_lower(byte);
        return letter == 'u' || letter == 'r' || !byte_is_letter(byte) ? byte : 'X';
    }
    if (!guard->code && byte == '[' && !guard->depth && !guard->quoted)
        guard->code = '[';
    return byte;
}

static const char *look_byte(struct imap_guard *guard, char *at, uint64_t budget)
{
    char byte = *at;
    if (guard->head_len < IMAP_GUARD_HEAD && byte != '\r' && byte != '\n')
        guard->head[guard->head_len++] = byte;
    if (byte == '\n')
        return line_end(guard, budget);
    *at = look_code(guard, byte);
    if (guard->escaped) {
        guard->escaped = false;
    } else if (guard->quoted) {
        guard->escaped = byte == '\\';
        guard->quoted = byte != '"';
    } else if (byte == '"') {
        guard->quoted = true;
    } else if (byte == '(') {
        if (++guard->depth > IMAP_GUARD_DEPTH)
            return "parentheses are nested too deep";
    } else if (byte == ')' && guard->depth > 0) {
        guard->depth--;
    }
    look_number(guard, guard->quoted ? '"' : byte);
    if (byte != '\r')
        guard->before = byte;
    return NULL;
}

const char *imap_guard_look(struct imap_guard *guard, char *bytes, size_t size, uint64_t budget)
{
    size_t at = 0;
    while (at < size) {
        if (guard->literal) {
            uint64_t skip = guard->literal < size - at ? guard->literal : size - at;
            guard->literal -= skip;
            at += (size_t)skip;
            continue;
        }
        const char *why = look_byte(guard, bytes + at++, budget);
        if (why)
            return why;
    }
    return NULL;
}
