/* dsn_words: reports in words. A paragraph that begins with an address is about it (qmail's "<a@b>:", Exim's indented
 * line, Postfix's "<a@b>: host …"); the letter follows behind a line of its own, with its Message-ID. */
#include <string.h>

#include "parsers/address.h"
#include "parsers/dsn_parts.h"
#include "parsers/fold.h"

enum { LINES = 400, PARAGRAPH = 1500 };

/* The address that a line begins with, behind blanks: "<a@b>:", "a@b:", "a@b"; `rest` is what follows. */
static const char *leading_address(struct arena *arena, struct view line, struct view *rest)
{
    line = view_trim(line);
    bool angle = line.len && *line.at == '<';
    if (angle)
        line = view_cut(line, 1, line.len);
    size_t len = 0;
    while (len < line.len && !byte_is_space(line.at[len]) && line.at[len] != '>' &&
           line.at[len] != ':' && line.at[len] != ',')
        len++;
    struct view address = view_cut(line, 0, len), behind = view_cut(line, len, line.len);
    if (!address_good(address))
        return NULL;
    if (angle && view_starts(behind, ">"))
        behind = view_cut(behind, 1, behind.len);
    else if (angle)
        return NULL;
    behind = view_trim(behind); /* "<a@b> :", as French has it */
    bool colon = view_starts(behind, ":");
    if (colon)
        behind = view_cut(behind, 1, behind.len);
    *rest = view_trim(behind);
    if (!colon && rest->len) /* a sentence that begins with an address */
        return NULL;
    return dsn_address(arena, address);
}

static bool says_delay(struct arena *arena, struct view text)
{
    static const char *const words[] = {"has not yet been delivered",
                                        "not been delivered yet",
                                        "delivery attempts will continue",
                                        "will be retried",
                                        "no action is required",
                                        "message is delayed",
                                        "n'a pas encore",
                                        "nouvelles tentatives"};
    size_t len;
    const char *folded = fold_word(arena, view_cut(text, 0, 4000), &len);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_find(view_make(folded, len), words[i]) != SIZE_MAX)
            return true;
    return false;
}

static void close_paragraph(struct arena *arena, struct dsn_recipient *recipient,
                            const struct text *said, bool delay)
{
    if (!recipient)
        return;
    recipient->diagnostic = dsn_line(arena, text_view(said));
    recipient->status = dsn_status_of(arena, text_view(said));
    recipient->action = delay ? DSN_DELAYED : DSN_FAILED;
}

/* Exim names them in a header, with what was said somewhere in the text. */
static void read_header(struct arena *arena, const struct mail *mail, struct view text, bool delay,
                        struct dsn *dsn)
{
    struct view value, item;
    for (int n = 0; mail_header(mail, "X-Failed-Recipients", n, &value); n++)
        while (view_item(&value, ',', &item)) {
            const char *address = dsn_address(arena, item);
            struct dsn_recipient *recipient =
                *address && !dsn_find(dsn, address) ? dsn_add_recipient(dsn) : NULL;
            if (!recipient)
                continue;
            recipient->address = address;
            recipient->action = delay ? DSN_DELAYED : DSN_FAILED;
            recipient->status = dsn_status_of(arena, text);
        }
}

/* Where the returned letter begins: it is not read for addresses. */
static bool is_border(struct view line)
{
    return (view_starts(line, "---") && view_find_nocase(line, "report") == SIZE_MAX) ||
           view_starts_nocase(line, "Return-Path:") || view_starts_nocase(line, "Received:");
}

void dsn_read_words(struct arena *arena, const struct mail *mail, struct view text, struct dsn *dsn)
{
    struct view rest = text, line, behind;
    struct dsn_recipient *recipient = NULL;
    struct text said = text_in(arena);
    bool letter = false, delay = says_delay(arena, text);
    for (int i = 0; i < LINES && view_line(&rest, &line); i++) {
        if (view_starts_nocase(line, "Message-ID:")) {
            dsn_add_ids(arena, view_cut(line, 11, line.len), dsn);
            break;
        }
        letter |= is_border(line);
        if (letter)
            continue;
        const char *address = leading_address(arena, line, &behind);
        bool blank = !view_trim(line).len;
        if (address || blank) {
            close_paragraph(arena, recipient, &said, delay);
            recipient = NULL;
        }
        if (address) {
            said = text_in(arena);
            text_add_view(&said, behind);
            recipient = dsn_add_recipient(dsn);
            if (recipient)
                recipient->address = address;
        } else if (recipient && said.len < PARAGRAPH) {
            text_add_byte(&said, ' ');
            text_add_view(&said, view_trim(line));
        }
    }
    close_paragraph(arena, recipient, &said, delay);
    read_header(arena, mail, text, delay, dsn);
}
