/* cli_init: the database, and a commented config where none is. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/cli.h"
#include "bot/file.h"
#include "bot/keyfile.h"

/* The folders above a file, as `mkdir -p` makes them. */
static int make_folders(struct arena *arena, const char *file, mode_t mode, struct error *error)
{
    char *path = arena_text(arena, file);
    for (char *at = path + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(path, mode) && errno != EEXIST)
            return error_set(error, "%s: %s", path, strerror(errno));
        *at = '/';
    }
    return 0;
}

/* A config of the system's has its data where the service may write. */
static const char *data_folder(const struct cli *cli)
{
    return strncmp(cli->config_file, "/etc/", 5) ? "" : "/var/lib/cabas/";
}

static int write_example(struct cli *cli, struct arena *arena, struct error *error)
{
    struct text example = text_in(arena);
    config_example(&example, data_folder(cli));
    if (make_folders(arena, cli->config_file, 0755, error) ||
        file_write_new(cli->config_file, text_view(&example), error))
        return -1;
    /* Root writes it, the daemon's user reads it. */
    struct group *group = geteuid() ? NULL : getgrnam("cabas");
    if (group &&
        (chown(cli->config_file, (uid_t)-1, group->gr_gid) || chmod(cli->config_file, 0640)))
        return error_set(error, "%s: %s", cli->config_file, strerror(errno));
    printf("%s is written: fill in the addresses, then run `cabas init` again if the database is "
           "to lie elsewhere\n",
           cli->config_file);
    return 0;
}

static int prepare_key(struct arena *arena, const struct config *config, struct db *db,
                       struct error *error)
{
    bool made;
    int renewed;
    if (keyfile_make(arena, config, db, &made, error) ||
        keyfile_renew(arena, config, db, &renewed, error))
        return -1;
    if (made)
        printf("%s is made: keep a copy apart from the database's; without it nobody reads the "
               "account numbers again\n",
               config->security.key_file);
    if (renewed)
        printf("%d account numbers are sealed with the first key of %s now\n", renewed,
               config->security.key_file);
    return 0;
}

/* What root has just made for the daemon is the daemon's: its user must write the database and read the key. */
static int give(const char *path, bool was_there, struct error *error)
{
    struct passwd *user = geteuid() || was_there ? NULL : getpwnam("cabas");
    if (user && lchown(path, user->pw_uid, user->pw_gid) && errno != ENOENT)
        return error_set(error, "%s: %s", path, strerror(errno));
    return 0;
}

static int make_data(struct arena *arena, const struct config *config, struct error *error)
{
    struct db *db = db_open(config->database.url.path, true, error);
    if (!db)
        return -1;
    printf("%s is ready (schema %d)\n", config->database.url.path, db_schema_version(db));
    int result = prepare_key(arena, config, db, error);
    db_close(&db);
    return result;
}

static int init(struct cli *cli, struct arena *arena, struct error *error)
{
    struct config config;
    if (access(cli->config_file, F_OK) && write_example(cli, arena, error))
        return -1;
    if (cli_config(cli, arena, &config, error) ||
        make_folders(arena, config.database.url.path, 0750, error))
        return -1;
    const char *database = config.database.url.path, *key = config.security.key_file;
    bool had_database = !access(database, F_OK), had_key = !access(key, F_OK);
    if (make_data(arena, &config, error))
        return -1;
    return give(database, had_database, error) || give(key, had_key, error) ? -1 : 0;
}

int cli_init(struct cli *cli)
{
    if (cli->argc)
        return cli_usage("cabas [-c FILE] init");
    struct arena *arena = arena_new();
    struct error error;
    int result = init(cli, arena, &error) ? cli_fail("init", &error) : CLI_DONE;
    arena_free(&arena);
    return result;
}
