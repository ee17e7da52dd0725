/* cli_demo: a farm, a mailbox and messages in a temporary folder; each message is shown with its answer.
 *
 * The sample farm (db/demo) is imported like any farm, the mails are dropped into a maildir one by one and
 * `cabas once` is run on them: the same path as the daemon, on a Monday morning of March 2026.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "bot/cli.h"
#include "bot/cycle.h"
#include "bot/file.h"
#include "bot/log.h"
#include "db/import.h"
#include "parsers/date.h"
#include "parsers/embed.h"
#include "parsers/mail.h"
#include "parsers/zone.h"

#define DEMO "db/demo/"

static const char settings[] = "[farm]\n"
                               "name = Les Jardins du Buëch\n"
                               "address = Chemin du Buëch, 05300 Laragne-Montéglin\n"
                               "[mail]\n"
                               "from = Les Jardins du Buëch <paniers@example.org>\n"
                               "staff = ferme@example.org\n"
                               "[inbox]\n"
                               "url = maildir:inbox\n"
                               "authserv_id = mx.exemple.net\n"
                               "[smtp]\n"
                               "url = maildir:outbox\n"
                               "[database]\n"
                               "url = sqlite:cabas.db\n";

struct demo {
    struct arena *arena;
    const char *folder;
    struct cli_farm farm;
    char **seen; /* answers shown already */
    int seen_count;
};

static int make_folder(struct arena *arena, const char *parent, const char *name,
                       struct error *error)
{
    const char *path = arena_print(arena, "%s/%s", parent, name);
    if (mkdir(path, 0700) && errno != EEXIST)
        return error_set(error, "%s: %s", path, strerror(errno));
    return 0;
}

static int make_maildir(struct demo *demo, const char *name, struct error *error)
{
    const char *path = arena_print(demo->arena, "%s/%s", demo->folder, name);
    return make_folder(demo->arena, demo->folder, name, error) ||
                   make_folder(demo->arena, path, "cur", error) ||
                   make_folder(demo->arena, path, "new", error) ||
                   make_folder(demo->arena, path, "tmp", error)
               ? -1
               : 0;
}

static int import_all(struct demo *demo, int64_t now, struct error *error)
{
    for (int kind = 0; kind < IMPORT_KINDS; kind++) {
        const char *file =
            arena_print(demo->arena, DEMO "%s.csv", import_kind_name((enum import_kind)kind));
        struct view bytes = embed_find(file);
        struct import import;
        if (!bytes.at)
            continue;
        if (db_begin(demo->farm.db, error))
            return -1;
        if (import_csv(demo->arena, demo->farm.db, (enum import_kind)kind, file, bytes,
                       zone_local(now).day, now, "demo", &import, error)) {
            db_rollback(demo->farm.db);
            if (import.error_count)
                error_set(error, "%s", import.errors[0]);
            return -1;
        }
        if (db_commit(demo->farm.db, error))
            return -1;
    }
    return 0;
}

static int set_up(struct demo *demo, struct cli *cli, struct error *error)
{
    char pattern[] = "/tmp/cabas-demo-XXXXXX";
    if (!mkdtemp(pattern))
        return error_set(error, "/tmp: %s", strerror(errno));
    demo->folder = arena_text(demo->arena, pattern);
    cli->config_file = arena_print(demo->arena, "%s/cabas.conf", pattern);
    if (make_maildir(demo, "inbox", error) || make_maildir(demo, "outbox", error) ||
        file_write_new(cli->config_file, view_of(settings), error) ||
        cli_open(cli, &demo->farm, true, error))
        return -1;
    return import_all(demo, cli->now, error);
}

static void print_indented(const char *mark, struct view text)
{
    struct view line;
    while (view_line(&text, &line))
        printf("%s%.*s\n", mark, (int)line.len, line.at);
}

static void print_mail(const char *title, const char *mark, struct view raw)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct error error;
    if (mail_read(arena, raw, &mail, &error)) {
        printf("%s%s\n", mark, error.text);
    } else {
        printf("%s%s\n", mark, title);
        printf("%sDe : %s   À : %s\n", mark, mail.from.count ? mail.from.items[0].address : "?",
               mail.to.count ? mail.to.items[0].address : "?");
        printf("%sObjet : %s\n%s\n", mark, mail.subject, mark);
        print_indented(mark, view_trim(mail.text));
    }
    arena_free(&arena);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool was_seen(const struct demo *demo, const char *name)
{
    for (int i = 0; i < demo->seen_count; i++)
        if (!strcmp(demo->seen[i], name))
            return true;
    return false;
}

/* The mails that appeared in the outbox since the last look. */
static int show_answers(struct demo *demo, struct error *error)
{
    const char *path = arena_print(demo->arena, "%s/outbox/new", demo->folder);
    DIR *folder = opendir(path);
    if (!folder)
        return error_set(error, "%s: %s", path, strerror(errno));
    char **names = NULL;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && !was_seen(demo, entry->d_name))
            *(char **)arena_one_more(demo->arena, &names, &count, sizeof *names) =
                arena_text(demo->arena, entry->d_name);
    closedir(folder);
    if (count)
        qsort(names, (size_t)count, sizeof *names, by_name);
    for (int i = 0; i < count; i++) {
        struct view raw;
        if (file_read(demo->arena, arena_print(demo->arena, "%s/%s", path, names[i]), 1 << 24, &raw,
                      error))
            return -1;
        puts("");
        print_mail("RÉPONSE", "   | ", raw);
        *(char **)arena_one_more(demo->arena, &demo->seen, &demo->seen_count, sizeof *demo->seen) =
            names[i];
    }
    if (!count)
        puts("\n   | (pas de réponse)");
    return 0;
}

static int play(struct demo *demo, const struct embed *file, int64_t now, struct error *error)
{
    const char *name = file->path + strlen(DEMO);
    const char *path = arena_print(demo->arena, "%s/inbox/new/%s", demo->folder, name);
    struct utimbuf times = {.actime = now, .modtime = now};
    if (file_write_new(path, file->bytes, error))
        return -1;
    utime(path, &times);
    printf("\n%.*s\n", 78,
           "--------------------------------------------------------------------"
           "----------");
    print_mail("MESSAGE", "", file->bytes);
    struct cycle_counts counts;
    struct verdict verdict = cycle_once(demo->farm.db, &demo->farm.config, now, &counts);
    if (verdict.kind != VERDICT_OK)
        return error_set(error, "%s", verdict.reason);
    return show_answers(demo, error);
}

static int play_all(struct demo *demo, int64_t now, struct error *error)
{
    size_t count;
    const struct embed *files = embed_all(&count);
    for (size_t i = 0; i < count; i++) {
        struct view path = view_of(files[i].path);
        if (!view_starts(path, DEMO) || !view_ends(path, ".eml"))
            continue;
        if (play(demo, &files[i], now, error))
            return -1;
        now += 60;
    }
    printf("\nLa ferme de démonstration reste dans %s :\n"
           "  cabas -c %s/cabas.conf planning 1001 --from 2026-03-09\n"
           "  cabas -c %s/cabas.conf log\n",
           demo->folder, demo->folder, demo->folder);
    return 0;
}

int cli_demo(struct cli *cli)
{
    if (cli->argc)
        return cli_usage("cabas demo [--now T]");
    struct demo demo = {.arena = arena_new()};
    struct error error;
    if (!cli->now_given)
        cli->now = zone_instant(date_make(2026, 3, 9), 9 * 3600);
    int result = set_up(&demo, cli, &error) || play_all(&demo, cli->now, &error)
                     ? cli_fail("demo", &error)
                     : CLI_DONE;
    cli_close(&demo.farm);
    arena_free(&demo.arena);
    return result;
}
