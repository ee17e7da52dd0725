/* cli_sepa: `cabas sepa`: a month's direct debit file, on stdout or in a file; what came back. */
#include <string.h>
#include <stdio.h>
#include <unistd.h>

#include "bot/cli.h"
#include "bot/file.h"
#include "bot/sepa.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "parsers/sepa.h"

enum { FILE_MOST = 256 * 1024 * 1024 };

static const char usage[] =
    "cabas sepa --month YYYY-MM [--new | --run N] [--version 02|08] [--output FILE], or cabas sepa "
    "--back ID [reason]";

/* An existing file is never touched; the same bytes are well. */
static int write_file(struct arena *arena, const char *path, struct view bytes, struct error *error)
{
    struct view there;
    if (access(path, F_OK))
        return file_write_new(path, bytes, error);
    if (file_read(arena, path, FILE_MOST, &there, error))
        return -1;
    return view_equal(there, bytes)
               ? 0
               : error_set(error,
                           "%s: is there already, with something else in it: give another name, or "
                           "move it away",
                           path);
}

static void print_left(struct arena *arena, const struct sepa_left *left)
{
    static const char *const why[] = {
        [SEPA_NO_MANDATE] = "owes it and signed no mandate: ask for a transfer, or for an IBAN",
        [SEPA_NOT_REACHED] = "has an account in a country that takes no SEPA debits",
        [SEPA_LAPSED] = "has a mandate that was not used for 36 months: ask for the IBAN again",
        [SEPA_COMING] = "was debited before and no payment is noted since: import it, or say that "
                        "it came back (--back)",
    };
    struct error text; /* no control character of a name reaches a terminal */
    error_set(&text, "%lld %s: %s: %s", (long long)left->subscriber, left->name,
              number_say_money(arena, "en", left->amount), why[left->why]);
    fprintf(stderr, "cabas: sepa: %s\n", text.text);
}

static void tell(struct cli_farm *farm, const struct sepa *sepa, const struct sepa_file *file,
                 const char *month)
{
    for (int i = 0; i < file->left_count; i++)
        print_left(farm->arena, &file->left[i]);
    if (!file->run) {
        fprintf(stderr, "cabas: sepa: %s: there is nothing to collect: no file\n", month);
        return;
    }
    int64_t sum = 0;
    for (int i = 0; i < file->run->count; i++)
        sum += file->run->debits[i].amount;
    fprintf(stderr, "cabas: sepa: %s: %d debits, %s, on %s%s\n", pain_id(farm->arena, file->run),
            file->run->count, number_say_money(farm->arena, "en", sum),
            date_iso(farm->arena, file->run->day),
            file->before ? " (as it was issued before)" : "");
    if (!sepa_is_creditor(sepa->config->billing.sepa_creditor_id))
        fprintf(
            stderr,
            "cabas: sepa: %s: [billing] sepa_creditor_id: the check digits of \"%s\" are wrong: "
            "compare it with your bank's letter before you send the file\n",
            sepa->config->file, sepa->config->billing.sepa_creditor_id);
}

static int print_month(struct cli_farm *farm, const struct sepa *sepa, const char *month, int nth,
                       bool next, const char *output)
{
    struct error error;
    struct sepa_file file;
    int failed = nth ? sepa_again(farm->arena, sepa, nth, &file, &error)
                     : sepa_issue(farm->arena, sepa, next, &file, &error);
    if (failed)
        return cli_fail("sepa", &error);
    tell(farm, sepa, &file, month);
    if (!file.run)
        return CLI_DONE;
    if (output)
        return write_file(farm->arena, output, file.bytes, &error) ? cli_fail("sepa", &error)
                                                                   : CLI_DONE;
    if (fwrite(file.bytes.at, 1, file.bytes.len, stdout) != file.bytes.len || fflush(stdout)) {
        error_set(&error, "standard output: not written: the run is kept, so do it again");
        return cli_fail("sepa", &error);
    }
    return CLI_DONE;
}

static int note_back(struct cli *cli, struct cli_farm *farm, const struct sepa *sepa,
                     const char *id)
{
    struct text reason = text_in(farm->arena);
    struct error error;
    for (int i = 0; i < cli->argc; i++)
        text_print(&reason, "%s%s", i ? " " : "", cli->argv[i]);
    return sepa_back(farm->arena, sepa, id, reason.at, &error) ? cli_fail("sepa", &error)
                                                               : CLI_DONE;
}

int cli_sepa(struct cli *cli)
{
    const char *text = cli_option(cli, "--month"), *back = cli_option(cli, "--back");
    const char *run = cli_option(cli, "--run"), *version = cli_option(cli, "--version");
    const char *output = cli_option(cli, "--output");
    bool next = cli_flag(cli, "--new");
    int64_t nth = 0;
    int month = text ? date_read_month(view_of(text)) : DATE_NONE;
    bool bad_version = version && strcmp(version, "02") && strcmp(version, "08");
    if (!text == !back || bad_version || (back && (run || version || output || next)) ||
        (text && (month == DATE_NONE || cli->argc || (run && next))) ||
        (run && (!view_int(view_of(run), &nth) || nth < 1 || nth > 9999)))
        return cli_usage(usage);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("sepa", &error);
    struct sepa sepa = {.db = farm.db,
                        .config = &farm.config,
                        .now = cli->now,
                        .month = month,
                        .version = version && !strcmp(version, "08") ? PAIN_08 : PAIN_02};
    int result = back ? note_back(cli, &farm, &sepa, back)
                      : print_month(&farm, &sepa, text, (int)nth, next, output);
    cli_close(&farm);
    return result;
}
