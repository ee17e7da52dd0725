/* cli_check: config, database, mailbox, SMTP and SMS gateway are tried; each line says how it is. */
#include <stdio.h>

#include "bot/cli.h"
#include "bot/deliver.h"
#include "bot/reception.h"
#include "bot/sms_provider.h"
#include "bot/keyfile.h"
#include "bot/source.h"
#include "db/farm.h"

static bool say(const char *what, struct verdict verdict, const char *report)
{
    bool good = verdict.kind == VERDICT_OK;
    printf("%-9s %s%s%s\n", what, good ? "ok" : "FAILED", *report || !good ? ": " : "",
           good ? report : verdict.reason);
    return good;
}

static bool check_database(struct cli_farm *farm)
{
    struct error error;
    const struct farm *shared = farm_load(farm->arena, farm->db, &error);
    if (!shared)
        return say("database", verdict_make(VERDICT_NEVER, "%s", error.text), "");
    int failed = 0;
    int64_t count = db_int(farm->db, SQL_SUBSCRIBER_COUNT, 0, &failed, &error, "");
    const char *report =
        arena_print(farm->arena, "%s, schema %d, %lld subscribers, %d depots, %d formulas",
                    farm->config.database.url.path, db_schema_version(farm->db), (long long)count,
                    shared->depot_count, shared->formula_count);
    return say("database", verdict_ok(), report);
}

static bool check_sms(struct cli_farm *farm)
{
    const struct sms_provider *provider = sms_provider_of(&farm->config);
    const char *report = "";
    if (!provider)
        return true;
    void *state = provider->open(&farm->config);
    struct verdict verdict = provider->check(state, farm->arena, &report);
    provider->close(state);
    const char *fault = reception_fault(farm->arena, &farm->config);
    bool good = say("sms", verdict, report);
    return (!fault || say("sms-in", verdict_make(VERDICT_NEVER, "%s", fault), "")) && good;
}

int cli_check(struct cli *cli)
{
    if (cli->argc)
        return cli_usage("cabas check");
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("check", &error);
    say("config", verdict_ok(), farm.config.file);
    bool good = check_database(&farm);
    const char *report = "";
    struct verdict key = keyfile_check(farm.arena, &farm.config, farm.db, &report);
    good &= say("bank", key, report);
    report = "";
    struct source *source = source_open(&farm.config);
    struct verdict verdict = source_check(source, farm.arena, &report);
    good &= say("mailbox", verdict, report);
    source_close(&source);
    struct deliver *deliver = deliver_open(&farm.config);
    good &= say("smtp", deliver_check(deliver), farm.config.smtp.url.text);
    deliver_close(&deliver);
    good &= check_sms(&farm);
    if (!*farm.config.inbox.authserv_id) {
        good &= say("trust",
                    verdict_make(VERDICT_NEVER,
                                 "[inbox] authserv_id is empty: no mail is trusted, every "
                                 "request will have to be confirmed"),
                    "");
    }
    cli_close(&farm);
    return good ? CLI_DONE : CLI_FAILED;
}
