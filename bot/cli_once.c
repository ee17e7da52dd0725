/* cli_once: one full cycle; and replay: what one message would do and answer, with nothing stored. */
#include <stdio.h>
#include <string.h>

#include "bot/cli.h"
#include "bot/cycle.h"
#include "bot/file.h"
#include "bot/pipeline.h"
#include "parsers/compose.h"
#include "parsers/phone.h"

enum { REPLAY_BYTES = 32 << 20 };

int cli_once(struct cli *cli)
{
    if (cli->argc)
        return cli_usage("cabas once [--now T]");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("once", &error);
    struct verdict verdict = {0};
    struct cycle_counts counts;
    int result = db_lock(farm.db, &error) ? cli_fail("once", &error) : CLI_DONE;
    if (result == CLI_DONE)
        verdict = cycle_once(farm.db, &farm.config, cli->now, &counts);
    cli_close(&farm);
    if (verdict.kind != VERDICT_OK) {
        error_set(&error, "%s", verdict.reason);
        result = cli_fail("once", &error);
    }
    return result;
}

/* Whether the first line is a mail header ("From: …"). */
static bool is_mail(struct view bytes)
{
    struct view line;
    if (!view_line(&bytes, &line))
        return false;
    size_t colon = view_find_byte(line, ':');
    if (view_starts(line, "From "))
        return true;
    for (size_t i = 0; colon != SIZE_MAX && i < colon; i++)
        if (!byte_is_letter(line.at[i]) && !byte_is_digit(line.at[i]) && line.at[i] != '-')
            return false;
    return colon != SIZE_MAX && colon > 0;
}

/* A file that is only a text, or that begins with "Subject:", becomes the mail it would have been. */
static struct view as_mail(struct arena *arena, struct view bytes, const char *from)
{
    struct text mail = text_in(arena);
    if (is_mail(bytes) && view_find_nocase(bytes, "\nFrom:") == SIZE_MAX &&
        !view_starts_nocase(bytes, "From:"))
        text_print(&mail, "From: <%s>\n", from);
    else if (!is_mail(bytes))
        text_print(&mail,
                   "From: <%s>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                   "Content-Transfer-Encoding: 8bit\n\n",
                   from);
    text_add_view(&mail, bytes);
    return text_view(&mail);
}

static void print_replay(const struct handling *message)
{
    const struct conversation *talk = &message->talk;
    for (int i = 0; i < talk->block_count; i++)
        printf("%s -> %s\n", talk->blocks[i].line, result_name(talk->blocks[i].result));
    if (!talk->block_count)
        printf("HUMAN -> %s\n", message->state == INBOX_IGNORED ? "ignored" : "human");
    const char *answer = message->answer ? message->answer : "";
    printf("\n%s%s", answer, *answer && !view_ends(view_of(answer), "\n") ? "\n" : "");
    if (*message->reason)
        fprintf(stderr, "cabas: replay: %s: %s\n", inbox_state_name(message->state),
                message->reason);
}

static int replay(struct cli *cli, struct cli_farm *farm, const char *from, struct error *error)
{
    struct view bytes;
    if (file_read(farm->arena, cli->argv[0], REPLAY_BYTES, &bytes, error))
        return -1;
    if (from && *from == '+' && !(from = phone_read(farm->arena, view_of(from))))
        return error_set(error, "--from: not a telephone number");
    if (from && *from != '+' && !compose_is_address(view_of(from)))
        return error_set(error,
                         "--from %.100s: neither an address nor a number: write it as "
                         "anne@example.org or +33639980101",
                         from);
    const char *address = from && *from != '+' ? from : "replay@localhost.invalid";
    struct pipeline *pipeline = pipeline_open(farm->db, &farm->config);
    struct handling *message = arena_alloc(farm->arena, sizeof *message);
    int result = pipeline_replay(pipeline, farm->arena, as_mail(farm->arena, bytes, address), from,
                                 cli->now, cli->now, message, error);
    if (!result)
        print_replay(message);
    pipeline_close(&pipeline);
    return result;
}

int cli_replay(struct cli *cli)
{
    const char *from = cli_option(cli, "--from");
    if (cli->argc != 1 || (cli->argv[0][0] == '-' && cli->argv[0][1]))
        return cli_usage("cabas replay [--now T] [--from ADDR|+33…] FILE");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("replay", &error);
    int result = replay(cli, &farm, from, &error) ? cli_fail("replay", &error) : CLI_DONE;
    cli_close(&farm);
    return result;
}
