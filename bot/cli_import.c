/* cli_import: `cabas import KIND FILE.csv`: the farm's spreadsheets, all rows or none. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/cli.h"
#include "db/import.h"
#include "parsers/csv.h"
#include "parsers/zone.h"

/* O_NONBLOCK: a pipe must not hang the command; a regular file does not mind. */
static int open_csv(const char *path, struct stat *stat_, struct error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_set(error, "%s", strerror(errno));
    if (fstat(fd, stat_) || !S_ISREG(stat_->st_mode)) {
        close(fd);
        return error_set(error, "is not a file");
    }
    if (stat_->st_size > CSV_BYTES) {
        close(fd);
        return error_set(error, "is larger than %d MiB: split it", CSV_BYTES >> 20);
    }
    return fd;
}

static int read_csv(struct arena *arena, const char *path, struct view *bytes, struct error *error)
{
    struct stat stat_;
    int fd = open_csv(path, &stat_, error);
    if (fd < 0)
        return -1;
    size_t size = (size_t)stat_.st_size, len = 0;
    char *at = arena_alloc(arena, size + 1);
    ssize_t got = 1;
    while (len < size && got > 0) {
        got = read(fd, at + len, size - len);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            len += (size_t)got;
    }
    int why = errno;
    close(fd);
    if (got < 0)
        return error_set(error, "%s", strerror(why));
    *bytes = view_make(at, len);
    return 0;
}

static int refuse(const struct import *import)
{
    fflush(stdout);
    for (int i = 0; i < import->error_count; i++)
        fprintf(stderr, "cabas: %s\n", import->errors[i]);
    int count = import->error_count + import->errors_more;
    if (import->errors_more)
        fprintf(stderr, "cabas: %s: and %d more\n", import->file, import->errors_more);
    fprintf(stderr, "cabas: %s: nothing was imported: %d error%s to correct\n", import->file, count,
            count == 1 ? "" : "s");
    return CLI_FAILED;
}

static int report(const struct import *import)
{
    fflush(stdout);
    for (int i = 0; i < import->note_count; i++)
        fprintf(stderr, "cabas: %s\n", import->notes[i]);
    printf("%s: %d new, %d changed, %d unchanged", import_kind_name(import->kind), import->added,
           import->changed, import->unchanged);
    if (import->removed)
        printf(", %d taken out", import->removed);
    printf("\n");
    return CLI_DONE;
}

static int import_file(const struct cli *cli, struct cli_farm *farm, enum import_kind kind,
                       const char *file)
{
    struct error error;
    struct import import;
    struct view bytes;
    if (read_csv(farm->arena, file, &bytes, &error))
        return cli_fail(file, &error);
    if (db_begin(farm->db, &error))
        return cli_fail("import", &error);
    int failed = import_csv(farm->arena, farm->db, kind, file, bytes, zone_local(cli->now).day,
                            cli->now, "import", &import, &error);
    if (failed) {
        db_rollback(farm->db);
        return import.error_count ? refuse(&import) : cli_fail("import", &error);
    }
    return db_commit(farm->db, &error) ? cli_fail("import", &error) : report(&import);
}

int cli_import(struct cli *cli)
{
    int kind = cli->argc == 2 ? import_kind_read(view_of(cli->argv[0])) : -1;
    if (kind < 0) {
        struct arena *arena = arena_new();
        int result = cli_usage(arena_print(
            arena, "cabas import KIND FILE.csv, where KIND is one of %s", import_kind_list(arena)));
        arena_free(&arena);
        return result;
    }
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("import", &error);
    int result = import_file(cli, &farm, (enum import_kind)kind, cli->argv[1]);
    cli_close(&farm);
    return result;
}
