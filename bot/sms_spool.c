/* sms_spool: provider=spool: text messages as files, one each, in in/ and out/ of [sms] spool (SPEC, contract).
 *
 * Who drops a file into in/ writes it elsewhere (or under a hidden name) and renames it. What was taken moves to
 * in/done/ after the commit, and is deleted there when it is older than [limits] keep_raw_days; what is no text
 * message moves to in/bad/. A text on its way out has a name of its own for ever: written again after a crash, it is
 * the same file.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot/fault.h"
#include "bot/file.h"
#include "bot/log.h"
#include "bot/maildir.h"
#include "bot/sms.h"
#include "bot/sms_provider.h"
#include "parsers/encode.h"
#include "parsers/redact.h"
#include "parsers/smsfile.h"
#include "parsers/zone.h"

enum {
    FILE_BYTES = SMS_TEXT_MAX + 4096,
    SCAN_MAX = 20000, /* files of one fetch; the rest comes with the next */
    YOUNG = 5,        /* seconds in which an empty file may still be written */
};

struct spool {
    const struct config *config;
    int inotify; /* -1: not to be had */
    bool swept;  /* in/done/ was looked through */
};

struct item {
    const char *name;
    int64_t seconds, received;
    long nanoseconds;
    bool good;
    struct smsfile file;
};

static void *spool_open(const struct config *config)
{
    struct spool *spool = calloc(1, sizeof *spool);
    if (!spool)
        abort();
    *spool = (struct spool){.config = config, .inotify = -1};
    return spool;
}

static void spool_close(void *state)
{
    struct spool *spool = state;
    if (spool->inotify >= 0)
        close(spool->inotify);
    free(spool);
}

/* One of the spool's folders ("" is itself), made when missing. */
static int folder_make(const struct spool *spool, const char *name, struct error *error)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", spool->config->sms.spool, name);
    if (mkdir(path, 0700) && errno != EEXIST)
        return error_set(error, "[sms] spool: %.200s: %s", path, strerror(errno));
    return 0;
}

static int folders_make(const struct spool *spool, struct error *error)
{
    static const char *const names[] = {"", "in", "in/done", "in/bad", "out"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (folder_make(spool, names[i], error))
            return -1;
    return 0;
}

static int folder_open(const struct spool *spool, const char *name, struct error *error)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", spool->config->sms.spool, name);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        error_set(error, "[sms] spool: %.200s: %s", path, strerror(errno));
    return fd;
}

/* Started before the first look, emptied before each one: whatever comes after is told again. */
static void watch_start(struct spool *spool)
{
    char events[4096], path[PATH_MAX];
    if (spool->inotify >= 0) {
        while (read(spool->inotify, events, sizeof events) > 0)
            ;
        return;
    }
    spool->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    snprintf(path, sizeof path, "%s/in", spool->config->sms.spool);
    if (spool->inotify >= 0 &&
        inotify_add_watch(spool->inotify, path, IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
        close(spool->inotify);
        spool->inotify = -1;
    }
}

static int spool_watch(void *state)
{
    return ((struct spool *)state)->inotify;
}

/* Moves a file; a name that is taken there gets a number, so that nothing is overwritten. */
static bool move(int dir, const char *name, const char *folder)
{
    char to[PATH_MAX];
    for (int n = 0; n < 10000; n++) {
        if (n)
            snprintf(to, sizeof to, "%s/%s.%d", folder, name, n);
        else
            snprintf(to, sizeof to, "%s/%s", folder, name);
        if (!renameat2(dir, name, dir, to, RENAME_NOREPLACE))
            return true;
        if (errno != EEXIST)
            break;
    }
    return false;
}

static void put_aside(struct arena *arena, int dir, const char *name, const char *why)
{
    bool moved = move(dir, name, "bad");
    log_event(LOG_LEVEL_WARNING, NULL, "sms", "file=\"%s\" reason=\"%s\" next=\"%s\"",
              log_text(encode_clean(arena, view_of(name), 100).at).at, log_text(why).at,
              moved ? "moved to in/bad" : "it can't be moved to in/bad");
}

static int by_time(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (left->received != right->received)
        return left->received < right->received ? -1 : 1;
    if (left->seconds != right->seconds)
        return left->seconds < right->seconds ? -1 : 1;
    if (left->nanoseconds != right->nanoseconds)
        return left->nanoseconds < right->nanoseconds ? -1 : 1;
    return strcmp(left->name, right->name);
}

static int scan(struct arena *arena, int dir, struct item **items, int *count, struct error *error)
{
    int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    *items = NULL;
    *count = 0;
    if (!list) {
        if (again >= 0)
            close(again);
        return error_set(error, "[sms] spool: in/: %s", strerror(errno));
    }
    for (struct dirent *entry; *count < SCAN_MAX && (entry = readdir(list));) {
        struct stat about;
        if (entry->d_name[0] == '.' || !view_ends(view_of(entry->d_name), ".sms") ||
            fstatat(dir, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) || !S_ISREG(about.st_mode) ||
            (!about.st_size && time(NULL) - about.st_mtim.tv_sec < YOUNG))
            continue;
        struct item *item = arena_one_more(arena, items, count, sizeof *item);
        *item = (struct item){.name = arena_text(arena, entry->d_name),
                              .seconds = about.st_mtim.tv_sec,
                              .received = about.st_mtim.tv_sec,
                              .nanoseconds = about.st_mtim.tv_nsec};
    }
    closedir(list);
    if (*count)
        qsort(*items, (size_t)*count, sizeof **items, by_time);
    return 0;
}

static void item_read(struct arena *arena, int dir, struct item *item)
{
    struct view raw;
    struct error error;
    bool cut;
    int why = maildir_read(arena, dir, item->name, FILE_BYTES, FILE_BYTES, &raw, &cut);
    if (why == ENOENT)
        return; /* taken away since */
    if (why || cut)
        put_aside(arena, dir, item->name, why ? strerror(why) : "it is too long");
    else if (smsfile_read(arena, raw, &item->file, &error))
        put_aside(arena, dir, item->name, error.text);
    else if (*item->file.received && zone_read(view_of(item->file.received), &item->received))
        put_aside(arena, dir, item->name, "its Received is not YYYY-MM-DDTHH:MM:SS");
    else
        item->good = true;
}

struct fetch {
    struct db *db;
    struct arena *arena; /* of one batch */
    int dir, wake, taken;
    int64_t now;
};

/* A taken file goes to done/; one with an account number goes: the database keeps it without (bot/bank.h). */
static bool put_by(int dir, const struct item *item)
{
    if (redact_holds(item->file.text))
        return !unlinkat(dir, item->name, 0);
    return move(dir, item->name, "done");
}

/* Up to SMS_BATCH files: read, committed, moved away. */
static int take_batch(struct fetch *fetch, struct item *items, int count, struct error *error)
{
    struct sms_in texts[SMS_BATCH];
    enum sms_taken taken[SMS_BATCH];
    const struct item *kept[SMS_BATCH];
    int good = 0;
    for (int i = 0; i < count; i++)
        item_read(fetch->arena, fetch->dir, &items[i]);
    qsort(items, (size_t)count, sizeof *items, by_time);
    for (int i = 0; i < count; i++) {
        if (!items[i].good)
            continue;
        kept[good] = &items[i];
        texts[good++] = (struct sms_in){.gateway = "spool",
                                        .from = items[i].file.from,
                                        .sim = items[i].file.sim,
                                        .text = items[i].file.text,
                                        .received = items[i].received};
    }
    if (!good)
        return 0;
    if (sms_take_all(fetch->db, texts, good, fetch->now, fetch->wake, taken, error) == SMS_BUSY)
        return -1;
    for (int i = 0; i < good; i++) {
        fetch->taken += taken[i] == SMS_ADDED;
        if (taken[i] == SMS_BAD)
            put_aside(fetch->arena, fetch->dir, kept[i]->name, "its sender or text is too long");
        else if (!put_by(fetch->dir, kept[i]))
            log_event(LOG_LEVEL_WARNING, NULL, "sms", "a file can't be moved to in/done: %s",
                      strerror(errno));
        fault_point("sms filed");
    }
    return 0;
}

/* What was taken is in the database; the files are kept as long as it keeps the messages themselves. */
static void sweep(struct spool *spool, int dir)
{
    int64_t oldest = time(NULL) - (int64_t)spool->config->limits.keep_raw_days * 86400;
    int done = openat(dir, "done", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = done >= 0 ? fdopendir(done) : NULL;
    if (spool->swept || !list) {
        if (list)
            closedir(list);
        else if (done >= 0)
            close(done);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        struct stat about;
        if (entry->d_name[0] != '.' && !fstatat(done, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) &&
            S_ISREG(about.st_mode) && about.st_ctim.tv_sec < oldest)
            unlinkat(done, entry->d_name, 0);
    }
    closedir(list);
    spool->swept = true;
}

static struct verdict spool_fetch(void *state, struct db *db, int64_t now, int wake, int *taken)
{
    struct spool *spool = state;
    struct error error;
    *taken = 0;
    int dir = folders_make(spool, &error) ? -1 : folder_open(spool, "in", &error);
    if (dir < 0)
        return verdict_make(VERDICT_NEVER, "%s", error.text);
    watch_start(spool);
    struct arena *arena = arena_new();
    struct fetch fetch = {.db = db, .arena = arena_new(), .dir = dir, .wake = wake, .now = now};
    struct item *items;
    int count;
    int failed = scan(arena, dir, &items, &count, &error);
    for (int at = 0; !failed && at < count; at += SMS_BATCH) {
        arena_reset(fetch.arena);
        failed =
            take_batch(&fetch, items + at, count - at < SMS_BATCH ? count - at : SMS_BATCH, &error);
    }
    *taken = fetch.taken;
    sweep(spool, dir);
    arena_free(&fetch.arena);
    arena_free(&arena);
    close(dir);
    return failed ? verdict_make(VERDICT_RETRY, "%s", error.text) : verdict_ok();
}

static struct verdict fault(const char *what)
{
    return verdict_make(VERDICT_RETRY, "[sms] spool: out/: %s: %s", what, strerror(errno));
}

/* "00000007-3f2a91c0.sms": in order, and never the name of another text. */
static struct verdict write_one(const struct spool *spool, struct arena *arena, int dir,
                                const struct sms_out *out)
{
    struct text bytes = text_in(arena);
    struct error error;
    const char *name = arena_print(arena, "%08lld-%.8s.sms", (long long)out->id, out->client_id);
    const char *hidden = arena_print(arena, ".%s", name);
    smsfile_header(&bytes, "To", out->to);
    text_add_byte(&bytes, '\n');
    text_add_view(&bytes, out->text);
    text_add_byte(&bytes, '\n');
    if (unlinkat(dir, hidden, 0) && errno != ENOENT) /* half written when the program died */
        return fault("cannot be written");
    if (file_write_new(arena_print(arena, "%s/out/%s", spool->config->sms.spool, hidden),
                       text_view(&bytes), &error))
        return verdict_make(VERDICT_RETRY, "[sms] spool: %s", error.text);
    if (renameat(dir, hidden, dir, name))
        return fault("cannot be put in place");
    return verdict_ok();
}

static void spool_send(void *state, struct sms_out *const *texts, int count)
{
    struct spool *spool = state;
    struct error error;
    int dir = folders_make(spool, &error) ? -1 : folder_open(spool, "out", &error);
    struct arena *arena = arena_new();
    for (int i = 0; i < count; i++) {
        arena_reset(arena);
        texts[i]->offered = dir >= 0;
        texts[i]->verdict = dir < 0 ? verdict_make(VERDICT_RETRY, "%s", error.text)
                                    : write_one(spool, arena, dir, texts[i]);
    }
    if (dir >= 0 && fsync(dir)) /* only now are the names on disk */
        for (int i = 0; i < count; i++)
            if (texts[i]->verdict.kind == VERDICT_OK)
                texts[i]->verdict = fault("cannot be synchronised");
    if (dir >= 0)
        close(dir);
    arena_free(&arena);
}

static struct verdict spool_check(void *state, struct arena *arena, const char **report)
{
    struct spool *spool = state;
    struct error error;
    struct item *items;
    int count = 0;
    int in = folders_make(spool, &error) ? -1 : folder_open(spool, "in", &error);
    int failed = in < 0 || scan(arena, in, &items, &count, &error);
    if (in >= 0)
        close(in);
    if (failed)
        return verdict_make(VERDICT_NEVER, "%s", error.text);
    const char *folders[] = {"in", "out"};
    for (int i = 0; i < 2; i++) {
        const char *path =
            arena_print(arena, "%s/%s/.cabas-check", spool->config->sms.spool, folders[i]);
        unlink(path);
        if (file_write_new(path, VIEW("check\n"), &error))
            return verdict_make(VERDICT_NEVER, "[sms] spool: %s", error.text);
        unlink(path);
    }
    *report = arena_print(arena, "spool %s: %d texts wait", spool->config->sms.spool, count);
    return verdict_ok();
}

const struct sms_provider sms_spool = {
    .name = "spool",
    .idempotent = true,
    .open = spool_open,
    .close = spool_close,
    .send = spool_send,
    .fetch = spool_fetch,
    .watch = spool_watch,
    .check = spool_check,
};
