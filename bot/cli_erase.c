/* cli_erase: `cabas erase NUM [--yes] [--silent]`. */
#include <stdio.h>

#include "bot/cli.h"
#include "bot/erase.h"
#include "db/farm.h"

/* Every reason at once: who has cleared one does not want to meet the next. */
static int refuse(const struct erase *erase, const struct erase_look *look, struct error *error)
{
    const struct {
        bool stands;
        const char *text;
    } reasons[] = {
        {look->unknown, "there is none of that number"},
        {look->runs, "a subscription runs"},
        {look->orders, "an order is open"},
        {look->owes, "money is owed to the farm"},
        {look->owed, "the farm owes money"},
        {look->to_come, "an invoice is still to come"},
        {look->busy, "a letter is being sent, try again in a minute"},
    };
    char all[300] = "";
    size_t len = 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].stands)
            len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", len ? ", " : "",
                                    reasons[i].text);
    return error_set(error, "subscriber %lld: %s", (long long)erase->number, all);
}

/* What goes and what stays, as TSV. */
static void print_look(const struct erase_look *look)
{
    const struct erase_counts *counts = &look->counts;
    printf("erased\tcontacts\t%lld\n", (long long)counts->contacts);
    printf("erased\tmessages\t%lld\n", (long long)counts->messages);
    printf("erased\tletters\t%lld\n", (long long)counts->letters);
    printf("erased\tquestions\t%lld\n", (long long)counts->questions);
    printf("erased\tchanges\t%lld\n", (long long)counts->changes);
    printf("kept\tinvoices\t%lld\n", (long long)counts->invoices);
    printf("kept\tpayments\t%lld\n", (long long)counts->payments);
}

static int work(struct cli_farm *open, const struct erase *erase, bool yes, struct erase_look *look,
                bool *told, struct error *error)
{
    const struct farm *farm = farm_load(open->arena, open->db, error);
    if (!farm || erase_look(open->arena, open->db, &open->config, farm, erase, look, error))
        return -1;
    if (!erase_allowed(look))
        return refuse(erase, look, error);
    return yes ? erase_run(open->arena, open->db, &open->config, farm, erase, told, error) : 0;
}

int cli_erase(struct cli *cli)
{
    bool yes = cli_flag(cli, "--yes"), silent = cli_flag(cli, "--silent"), told = false;
    struct erase erase = {
        .actor = "staff", .received = cli->now, .now = cli->now, .silent = silent};
    if (cli->argc != 1 || !view_int(view_of(cli->argv[0]), &erase.number) || erase.number <= 0)
        return cli_usage("cabas erase NUM [--yes] [--silent]");
    struct cli_farm farm;
    struct erase_look look;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("erase", &error);
    erase.received = erase.now = cli->now;
    int result = db_begin(farm.db, &error);
    if (!result && work(&farm, &erase, yes, &look, &told, &error)) {
        db_rollback(farm.db);
        result = -1;
    } else if (!result) {
        result = db_commit(farm.db, &error);
    }
    if (!result) {
        print_look(&look);
        if (!yes)
            fprintf(stderr, "cabas: erase: nothing is erased yet: add --yes\n");
    }
    int code = result ? cli_fail("erase", &error) : CLI_DONE;
    cli_close(&farm);
    return code;
}
