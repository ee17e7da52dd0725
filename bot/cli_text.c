/* cabas text: what the sender of a mail wrote. */
#include "bot/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "parsers/charset.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/mail.h"
#include "parsers/reply.h"

enum { TEXT_FILE_BYTES = 64 * 1024 * 1024 };

static int read_file(struct arena *arena, const char *name, struct view *bytes, struct error *error)
{
    FILE *file = strcmp(name, "-") ? fopen(name, "rb") : stdin;
    if (!file)
        return error_set(error, "%s", strerror(errno));
    struct text text = text_in(arena);
    char piece[64 * 1024];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0 && text.len <= TEXT_FILE_BYTES)
        text_add_view(&text, view_make(piece, got));
    bool failed = ferror(file);
    int why = errno;
    if (file != stdin)
        fclose(file);
    if (failed)
        return error_set(error, "%s", strerror(why));
    if (text.len > TEXT_FILE_BYTES)
        return error_set(error, "larger than %d MiB", TEXT_FILE_BYTES / 1024 / 1024);
    *bytes = text_view(&text);
    return 0;
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_ends(view_of(list[i]), "-") ? view_starts_nocase(view_of(name), list[i])
                                             : view_is_nocase(view_of(name), list[i]))
            return true;
    return false;
}

/* A body alone may begin with "From: …" too, where it forwards a mail: fields that only travelling
 * gives settle it; a file called .txt needs one of those. */
static bool is_mail(struct arena *arena, const char *name, struct view raw)
{
    static const char *const travelled[] = {"Received",     "Return-Path",   "Message-ID",
                                            "MIME-Version", "Delivered-To",  "Content-",
                                            "X-",           "DKIM-Signature"};
    static const char *const usual[] = {"From", "To", "Subject", "Date", "Reply-To", "In-Reply-To"};
    struct mail_header *headers;
    struct error ignored;
    struct view body;
    int count, known = 0;
    if (header_split(arena, raw, &headers, &count, &body, &ignored))
        return true;
    for (int i = 0; i < count; i++) {
        if (is_one_of(headers[i].name, travelled, sizeof travelled / sizeof *travelled))
            return true;
        known += is_one_of(headers[i].name, usual, sizeof usual / sizeof *usual);
    }
    return known && !view_ends(view_of(name), ".txt");
}

static bool is_html(const char *name, struct view text)
{
    if (view_ends(view_of(name), ".html") || view_ends(view_of(name), ".htm"))
        return true;
    text = view_trim(text);
    return text.len > 1 && text.at[0] == '<' && (byte_is_letter(text.at[1]) || text.at[1] == '!') &&
           (view_find_nocase(text, "</") != SIZE_MAX || view_find_nocase(text, "<br") != SIZE_MAX);
}

static int text_of(struct arena *arena, const char *name, bool raw, struct view *out,
                   struct error *error)
{
    struct view bytes, text;
    struct mail mail = {.subject = ""};
    if (read_file(arena, name, &bytes, error))
        return -1;
    if (is_mail(arena, name, bytes)) {
        if (mail_read(arena, bytes, &mail, error))
            return -1;
        text = mail.text;
    } else {
        text = charset_utf8(arena, view_of(""), bytes);
        if (is_html(name, text))
            text = html_text(arena, text);
    }
    struct reply reply = {.text = text};
    if (!raw)
        reply_read(arena, view_of(mail.subject), text, &reply);
    *out = reply.text;
    return 0;
}

int cli_text(struct cli *cli)
{
    int first = 0, result = CLI_DONE;
    bool raw = cli->argc > 0 && !strcmp(cli->argv[0], "--raw");
    first += raw;
    if (first == cli->argc || (strlen(cli->argv[first]) > 1 && cli->argv[first][0] == '-'))
        return cli_usage("cabas text [--raw] FILE…");
    for (int i = first; i < cli->argc; i++) {
        struct arena *arena = arena_new();
        struct error error;
        struct view text;
        if (i > first)
            puts("\f");
        if (text_of(arena, cli->argv[i], raw, &text, &error)) {
            result = cli_fail(cli->argv[i], &error);
        } else if (text.len) {
            fwrite(text.at, 1, text.len, stdout);
            if (text.at[text.len - 1] != '\n')
                putchar('\n');
        }
        arena_free(&arena);
    }
    return fflush(stdout) ? CLI_FAILED : result;
}
