#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/cli.h"
#include "parsers/lexicon.h"
#include "parsers/mail.h"
#include "parsers/message.h"
#include "parsers/understand.h"
#include "parsers/zone.h"

enum { FILE_MOST = 64 * 1024 * 1024 };

struct parse {
    struct cli *cli;
    const struct vocabulary *vocabulary;
    const char *language; /* asked for; NULL: the farm's */
    enum channel channel;
    bool channel_given, explain, tsv;
};

/* "Subject: …", an empty line, the text; or the text alone. */
static void read_subject(struct view *text, struct message *message)
{
    struct view rest = *text, line, empty;
    if (!view_starts_nocase(rest, "Subject:") || !view_line(&rest, &line))
        return;
    message->subject = view_trim(view_cut(line, 8, line.len));
    struct view after = rest;
    if (view_line(&after, &empty) && !view_trim(empty).len)
        rest = after;
    *text = rest.at ? rest : (struct view){line.at, 0};
}

static void print_requests(struct arena *arena, const struct understanding *result,
                           const char *mark)
{
    for (int i = 0; i < result->count; i++)
        printf("%s%s", i ? mark : "", request_print(arena, &result->requests[i]));
    putchar('\n');
}

/* \n, \t and \\ of a TSV cell, in place. */
static size_t unescape(char *text, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        char byte = text[i];
        if (byte == '\\' && i + 1 < len) {
            char next = text[++i];
            byte = next == 'n' ? '\n' : next == 't' ? '\t' : next;
        }
        text[out++] = byte;
    }
    return out;
}

/* The day of "YYYY-MM-DD…"; the rest of the cell is a time of day, which decides nothing here. */
static int read_day(struct view now)
{
    return date_read_iso(view_cut(now, 0, 10));
}

static bool parse_row(const struct parse *parse, struct arena *arena, char *row, size_t len)
{
    struct view rest = {row, len}, id, channel, now;
    if (!view_item(&rest, '\t', &id) || !view_item(&rest, '\t', &channel) ||
        !view_item(&rest, '\t', &now) || !rest.at)
        return false;
    struct message message = {.channel = view_is(channel, "sms") ? CHANNEL_SMS : CHANNEL_MAIL,
                              .today = read_day(now)};
    if (message.today == DATE_NONE)
        return false;
    size_t tab = view_find_byte(rest, '\t');
    rest = view_cut(rest, 0, tab);
    struct view text = {rest.at, unescape(row + (rest.at - row), rest.len)};
    struct reply reply;
    if (message.channel == CHANNEL_MAIL) {
        read_subject(&text, &message);
        message_read(arena, message.subject, text, &reply, &message);
    } else
        message.text = text;
    struct understanding result;
    understand(arena, parse->vocabulary, &message, parse->explain, &result);
    printf("%.*s\t", (int)id.len, id.at);
    print_requests(arena, &result, "; ");
    if (parse->explain)
        fputs(result.explanation, stdout);
    return true;
}

static int parse_tsv(const struct parse *parse, const char *path)
{
    struct error error;
    FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
    if (!file) {
        error_set(&error, "%s", strerror(errno));
        return cli_fail(path, &error);
    }
    struct arena *arena = arena_new();
    char *row = NULL;
    size_t size = 0;
    ssize_t len;
    int64_t number = 0;
    int status = CLI_DONE;
    while ((len = getline(&row, &size, file)) > 0) {
        number++;
        while (len > 0 && (row[len - 1] == '\n' || row[len - 1] == '\r'))
            row[--len] = '\0';
        if (len && !parse_row(parse, arena, row, (size_t)len)) {
            error_set(&error, "line %lld: not id, channel, now, text", (long long)number);
            status = cli_fail(path, &error);
        }
        arena_reset(arena);
    }
    if (ferror(file) || fflush(stdout) != 0) {
        error_set(&error, "%s", strerror(errno));
        status = cli_fail(path, &error);
    }
    free(row);
    arena_free(&arena);
    if (file != stdin)
        fclose(file);
    return status;
}

static int read_file(struct arena *arena, const char *path, struct view *bytes, struct error *error)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
    if (!file)
        return error_set(error, "%s", strerror(errno));
    struct text text = text_in(arena);
    char block[65536];
    size_t got;
    while ((got = fread(block, 1, sizeof block, file)) > 0 && text.len < FILE_MOST)
        text_add_view(&text, view_make(block, got));
    int failed = ferror(file);
    if (file != stdin)
        fclose(file);
    *bytes = text_view(&text);
    return failed ? error_set(error, "it cannot be read") : 0;
}

/* A raw mail begins with header fields; anything else is a message's text. */
static bool looks_like_mail(struct view bytes)
{
    struct view line;
    int fields = 0;
    while (view_line(&bytes, &line) && line.len) {
        size_t colon = view_find_byte(line, ':');
        bool folded = fields && byte_is_space(line.at[0]);
        if (!folded && (colon == SIZE_MAX || !colon ||
                        view_find_byte(view_cut(line, 0, colon), ' ') != SIZE_MAX))
            return fields && view_starts(line, "From ");
        if (view_starts_nocase(line, "From:") || view_starts_nocase(line, "MIME-Version:") ||
            view_starts_nocase(line, "Received:") || view_starts_nocase(line, "Message-ID:"))
            return true;
        fields++;
    }
    return false;
}

static int parse_file(const struct parse *parse, const char *path)
{
    struct arena *arena = arena_new();
    struct error error;
    struct view bytes;
    if (read_file(arena, path, &bytes, &error) != 0) {
        arena_free(&arena);
        return cli_fail(path, &error);
    }
    struct reply reply;
    struct message message = {.channel = parse->channel, .today = zone_local(parse->cli->now).day};
    if (message.channel == CHANNEL_MAIL) {
        struct mail mail;
        if (looks_like_mail(bytes)) {
            if (mail_read(arena, bytes, &mail, &error) != 0) {
                arena_free(&arena);
                return cli_fail(path, &error);
            }
            message.subject = view_of(mail.subject);
            bytes = mail.has_text ? mail.text : (struct view){"", 0};
        } else
            read_subject(&bytes, &message);
        message_read(arena, message.subject, bytes, &reply, &message);
    } else
        message.text = bytes;
    struct understanding result;
    understand(arena, parse->vocabulary, &message, parse->explain, &result);
    print_requests(arena, &result, "\n");
    if (parse->explain)
        fputs(result.explanation, stdout);
    arena_free(&arena);
    return CLI_DONE;
}

static const char usage[] = "cabas parse [--now YYYY-MM-DDTHH:MM] [--channel mail|sms] [--language "
                            "fr|en] [--explain] FILE…\n"
                            "       cabas parse [--language fr|en] --tsv FILE";

/* Takes the options off; the index of the first file, -1 for bad usage. */
static int read_options(struct parse *parse)
{
    int at = 0;
    for (; at < parse->cli->argc && parse->cli->argv[at][0] == '-' && parse->cli->argv[at][1];
         at++) {
        const char *option = parse->cli->argv[at];
        if (!strcmp(option, "--tsv"))
            parse->tsv = true;
        else if (!strcmp(option, "--explain"))
            parse->explain = true;
        else if (!strcmp(option, "--channel") && at + 1 < parse->cli->argc) {
            const char *channel = parse->cli->argv[++at];
            if (strcmp(channel, "mail") != 0 && strcmp(channel, "sms") != 0)
                return -1;
            parse->channel = strcmp(channel, "sms") ? CHANNEL_MAIL : CHANNEL_SMS;
        } else if (!strcmp(option, "--language") && at + 1 < parse->cli->argc) {
            parse->language = parse->cli->argv[++at];
            if (strcmp(parse->language, "fr") != 0 && strcmp(parse->language, "en") != 0)
                return -1;
        } else
            return -1;
    }
    return at;
}

int cli_parse(struct cli *cli)
{
    struct parse parse = {.cli = cli, .channel = CHANNEL_MAIL};
    int at = read_options(&parse);
    if (at < 0 || at == cli->argc)
        return cli_usage(usage);
    struct arena *arena = arena_new();
    struct error error;
    int status = CLI_DONE;
    parse.vocabulary = cli_vocabulary(cli, arena, &error);
    if (!parse.vocabulary)
        status = cli_fail("parse", &error);
    else if (parse.language)
        parse.vocabulary = vocabulary_in(arena, parse.vocabulary, parse.language);
    for (; status == CLI_DONE && at < cli->argc; at++)
        status = parse.tsv ? parse_tsv(&parse, cli->argv[at]) : parse_file(&parse, cli->argv[at]);
    arena_free(&arena);
    return status;
}
