/* redact_mail: account numbers in whole mails, whatever encodes them. */
#include <string.h>

#include "parsers/header.h"
#include "parsers/mail.h"
#include "parsers/redact.h"
#include "parsers/transfer.h"

enum {
    LINE64 = 4,   /* bytes of a line that may be base64, at least */
    SURELY64 = 60 /* and that is nothing else */
};

static bool is_base64(struct view line)
{
    if (line.len < LINE64)
        return false;
    for (size_t i = 0; i < line.len; i++)
        if (!byte_is_letter(line.at[i]) && !byte_is_digit(line.at[i]) &&
            !memchr("+/=", line.at[i], 3))
            return false;
    return true;
}

/* UTF-16 is read as the ASCII that it holds. */
static struct view without_nul(struct arena *arena, struct view bytes)
{
    if (view_find_byte(bytes, '\0') == SIZE_MAX)
        return bytes;
    struct text text = text_in(arena);
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.at[i])
            text_add_byte(&text, bytes.at[i]);
    return text_view(&text);
}

/* Runs of lines that may be base64, each decoded as a whole. */
static bool in_base64(struct arena *arena, struct view raw)
{
    struct view rest = raw, line;
    const char *start = NULL, *end = NULL;
    bool more = true;
    while (more) {
        more = view_line(&rest, &line);
        line = more ? view_trim(line) : view_of("");
        if (more && is_base64(line)) {
            start = start ? start : line.at;
            end = line.at + line.len;
            continue;
        }
        if (!start)
            continue;
        struct view bytes = transfer_base64(arena, view_make(start, (size_t)(end - start)));
        if (redact_holds(without_nul(arena, bytes)))
            return true;
        start = NULL;
    }
    return false;
}

/* Without those lines: letters and digits at random look like anything. */
static struct view without_base64(struct arena *arena, struct view raw)
{
    struct text text = text_in(arena);
    struct view rest = raw, line;
    while (view_line(&rest, &line)) {
        if (line.len < SURELY64 || !is_base64(view_trim(line)))
            text_add_view(&text, line);
        text_add_byte(&text, '\n');
    }
    return text_view(&text);
}

/* Ids, routes, signatures: they name no account, and look like one at times. */
static bool is_machine(const char *name)
{
    static const char *const names[] = {
        "Received", "Message-ID",   "In-Reply-To", "References",     "DKIM-Signature",
        "ARC-",     "Date",         "X-",          "Authentication", "Content-",
        "List-",    "MIME-Version", "Return-Path", "Delivered-To",   "Feedback-ID",
        "Thread-",  "DomainKey-",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (view_starts_nocase(view_of(name), names[i]))
            return true;
    return false;
}

/* A person's header that holds one: not the subject's, which is shortened. */
static bool in_header(struct arena *arena, const struct mail_header *header)
{
    return redact_holds(view_of(header_words(arena, header->value))) || redact_holds(header->value);
}

bool redact_finds(struct arena *arena, struct view raw)
{
    struct mail_header *headers;
    struct view body = raw;
    struct error ignored;
    int count = 0;
    if (header_split(arena, raw, &headers, &count, &body, &ignored)) {
        count = 0;
        body = raw;
    }
    for (int i = 0; i < count; i++)
        if (!is_machine(headers[i].name) && in_header(arena, &headers[i]))
            return true;
    struct view text = without_nul(arena, without_base64(arena, body));
    return redact_holds(text) ||
           (view_find_byte(text, '=') != SIZE_MAX &&
            redact_holds(transfer_quoted(arena, text, false))) ||
           in_base64(arena, body);
}

static void add_headers(struct arena *arena, struct text *out, const struct mail *mail)
{
    for (int i = 0; i < mail->header_count; i++) {
        const struct mail_header *header = &mail->headers[i];
        bool made = view_starts_nocase(view_of(header->name), "Content-") ||
                    view_is_nocase(view_of(header->name), "MIME-Version") ||
                    view_is_nocase(view_of(header->name), "Subject");
        if (!made && !in_header(arena, header))
            text_print(out, "%s: %.*s\r\n", header->name, (int)header->value.len, header->value.at);
    }
}

static struct view made_of(struct arena *arena, const struct mail *mail, struct view text)
{
    struct text out = text_in(arena);
    struct view subject = redact_text(arena, view_of(mail->subject));
    add_headers(arena, &out, mail);
    text_print(&out,
               "Subject: %.*s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: 8bit\r\n\r\n",
               (int)subject.len, subject.at);
    text_add_view(&out, text);
    return text_view(&out);
}

struct view redact_mail(struct arena *arena, struct view raw, bool all)
{
    static const char gone[] =
        "[Coordonnées bancaires retirées : le message entier est dans la boîte aux lettres.]\r\n";
    struct mail mail;
    struct error broken;
    if (mail_read(arena, raw, &mail, &broken))
        return view_of(gone);
    struct view out = made_of(arena, &mail, redact_text(arena, mail.text));
    if (all || redact_finds(arena, out))
        out = made_of(arena, &mail, view_of(gone));
    return redact_finds(arena, out) ? view_of(gone) : out;
}
