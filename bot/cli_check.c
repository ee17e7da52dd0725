/* cli_check: config, database, mailbox, SMTP and SMS gateway are tried as the service would use them; each line says how it is. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/billing.h"
#include "bot/cli.h"
#include "bot/deliver.h"
#include "bot/keyfile.h"
#include "bot/reception.h"
#include "bot/sms_provider.h"
#include "bot/source.h"
#include "db/farm.h"

static bool say(const char *what, struct verdict verdict, const char *report)
{
    bool good = verdict.kind == VERDICT_OK;
    printf("%-9s %s%s%s\n", what, good ? "ok" : "FAILED", *report || !good ? ": " : "",
           good ? report : verdict.reason);
    return good;
}

/* Thing, place and cure of what is wrong. */
__attribute__((format(printf, 2, 3))) static bool refuse(const char *what, const char *format, ...)
{
    va_list list;
    printf("%-9s FAILED: ", what);
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
    return false;
}

/* What works without it, but not as a farm wants it: a fault only where the whole configuration is asked for. */
__attribute__((format(printf, 3, 4))) static bool advise(bool strict, const char *what,
                                                         const char *format, ...)
{
    va_list list;
    printf("%-9s %s: ", what, strict ? "FAILED" : "advice");
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
    return !strict;
}

static const char *user_name(struct arena *arena)
{
    struct passwd *user = getpwuid(geteuid());
    return user ? arena_text(arena, user->pw_name) : "this user";
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

/* Root may read everything, the service may not: what root asks is tried with the rights of the database's owner. */
static bool check_user(struct cli_farm *farm)
{
    const char *path = farm->config.database.url.path, *file = farm->config.file;
    struct stat about;
    if (geteuid() || stat(path, &about))
        return true;
    struct passwd *user = getpwuid(about.st_uid);
    if (!about.st_uid && !strncmp(file, "/etc/", 5) && getpwnam("cabas"))
        return refuse("user",
                      "%s is root's and the service runs as cabas: run `chown -R cabas: %s`", path,
                      folder_of(farm->arena, path));
    if (!about.st_uid || !user)
        return true;
    if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid))
        return refuse("user", "%s: %s", user->pw_name, strerror(errno));
    if (access(file, R_OK))
        return refuse("user", "%s: %s may not read it: run `chgrp %s %s && chmod 640 %s`", file,
                      user->pw_name, user->pw_name, file, file);
    return say("user", verdict_ok(),
               arena_print(farm->arena, "%s, who owns the database", user->pw_name));
}

/* What is to be cured before SQLite is asked; its own words name no cure. */
static bool check_database_files(struct cli_farm *farm)
{
    const char *path = farm->config.database.url.path, *user = user_name(farm->arena);
    const char *folder = folder_of(farm->arena, path);
    if (access(path, F_OK))
        return refuse("database", "%s: %s: `cabas init` makes it", path, strerror(errno));
    if (access(path, R_OK | W_OK))
        return refuse("database", "%s: %s may not write it: run `chown %s: %s`", path, user, user,
                      path);
    if (access(folder, W_OK | X_OK))
        return refuse("database",
                      "%s: %s may not write there, where the database's journal lies: run "
                      "`chown %s: %s`",
                      folder, user, user, folder);
    return true;
}

static bool check_database(struct cli_farm *farm)
{
    struct error error;
    if (!check_database_files(farm))
        return false;
    farm->db = db_open(farm->config.database.url.path, false, &error);
    const struct farm *shared = farm->db ? farm_load(farm->arena, farm->db, &error) : NULL;
    if (!shared || db_begin(farm->db, &error)) /* a full or locked one shows here */
        return refuse("database", "%s", error.text);
    db_rollback(farm->db);
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

/* Whether one runs is told by its lock, taken for a moment by a connection of its own. */
static void check_daemon(const struct cli_farm *farm)
{
    struct error error;
    struct db *probe = db_open(farm->config.database.url.path, false, &error);
    bool running = probe && db_lock(probe, &error);
    if (probe)
        say("daemon", verdict_ok(), running ? "running" : "not running (`systemctl start cabas`)");
    db_close(&probe);
}

static bool check_bank(struct cli_farm *farm)
{
    const char *report = "";
    struct verdict verdict = keyfile_check(farm->arena, &farm->config, farm->db, &report);
    return say("bank", verdict, report);
}

/* What people and the law want. `strict`: whether the configuration is whole. */
static bool check_farm(const struct cli_farm *farm, bool strict)
{
    const struct config *config = &farm->config;
    bool good = true;
    if (!config->mail.staff_count)
        good &= advise(strict, "staff",
                       "[mail] staff is empty in %s: nobody gets what needs a person: "
                       "write staff=you@example.org",
                       config->file);
    const char *missing = billing_missing(farm->arena, config);
    if (missing)
        good &= advise(strict, "invoices",
                       "%s must not be empty in %s: French law wants it on an invoice: fill it in",
                       missing, config->file);
    if (!*config->inbox.authserv_id)
        good &= advise(
            strict, "trust",
            "[inbox] authserv_id is empty in %s: no mail is trusted, every request will have to "
            "be confirmed: write the name at the head of Authentication-Results in any "
            "mail received",
            config->file);
    return good;
}

static bool check_secret(struct cli_farm *farm, const char *section, const char *file)
{
    struct error error;
    if (!*file || config_secret(farm->arena, file, &error))
        return true;
    const char *what = arena_print(farm->arena, "[%s] password_file: %s", section, error.text);
    const char *cure =
        access(file, F_OK)
            ? "write the password into it, alone on its line, and run `chmod 600` on it"
        : access(file, R_OK)
            ? arena_print(farm->arena, "run `chown %s: %s`", user_name(farm->arena), file)
            : NULL;
    return refuse("secret", "%s%s%s", what, cure ? ": " : "", cure ? cure : "");
}

static bool check_mailbox(struct cli_farm *farm)
{
    const char *report = "";
    struct source *source = source_open(&farm->config);
    struct verdict verdict = source_check(source, farm->arena, &report);
    source_close(&source);
    return say("mailbox", verdict, report);
}

static bool check_smtp(struct cli_farm *farm)
{
    struct deliver *deliver = deliver_open(&farm->config);
    struct verdict verdict = deliver_check(deliver);
    deliver_close(&deliver);
    return say("smtp", verdict, farm->config.smtp.url.text);
}

int cli_check(struct cli *cli)
{
    bool local = cli_flag(cli, "--local");
    if (cli->argc)
        return cli_usage("cabas check [--local]");
    struct cli_farm farm = {.arena = arena_new()};
    struct error error;
    if (cli_config(cli, farm.arena, &farm.config, &error)) {
        cli_close(&farm);
        return cli_fail("check", &error);
    }
    say("config", verdict_ok(), farm.config.file);
    bool good = check_user(&farm);
    if (check_database(&farm)) {
        check_daemon(&farm);
        good &= check_bank(&farm);
    } else
        good = false;
    good &= check_farm(&farm, local);
    good &= check_secret(&farm, "inbox", farm.config.inbox.password_file);
    good &= check_secret(&farm, "smtp", farm.config.smtp.password_file);
    if (!local) {
        good &= check_mailbox(&farm);
        good &= check_smtp(&farm);
        good &= check_sms(&farm);
    }
    cli_close(&farm);
    return good ? CLI_DONE : CLI_FAILED;
}
