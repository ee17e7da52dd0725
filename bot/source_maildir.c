#include "bot/source_driver.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot/keyset.h"
#include "bot/maildir.h"

enum {
    SCAN_MAX = 50000,   /* files of one poll; the rest comes with the next */
    KNOWN_MAX = 200000, /* handed over and not yet filed: then nothing new until some are filed */
};

struct own {
    const struct config *config;
    int inotify; /* -1: not to be had, then the folders are looked at each second */
    bool more;   /* the last poll left files for the next */
    /* Handed over in this process and not yet filed: the caller's database knows them, so they need not
     * be read again at each poll. */
    struct keyset known;
};

static void *own_open(const struct config *config)
{
    struct own *own = calloc(1, sizeof *own);
    if (!own)
        abort();
    own->config = config;
    own->inotify = -1;
    return own;
}

static void own_close(void *thing)
{
    struct own *own = thing;
    if (own->inotify >= 0)
        close(own->inotify);
    keyset_clear(&own->known);
    free(own);
}

static const char *inbox(const struct own *own)
{
    return own->config->inbox.url.path;
}

/* The watch starts before the first look, and what it told is forgotten before each look: whatever comes
 * after is told again, so nothing is missed in between. */
static void watch(struct own *own)
{
    char events[4096];
    if (own->inotify >= 0) {
        while (read(own->inotify, events, sizeof events) > 0)
            ;
        return;
    }
    static const char *const names[] = {"new", "cur"};
    own->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (size_t i = 0; own->inotify >= 0 && i < 2; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", inbox(own), names[i]);
        if (inotify_add_watch(own->inotify, path, IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE) < 0) {
            close(own->inotify);
            own->inotify = -1;
        }
    }
}

struct file {
    const char *key, *name; /* name: with the flags */
    int64_t received, size;
    int order; /* nanoseconds of received */
    bool cur;
};

struct scan {
    struct file *files;
    int count, room;
    bool more;
    struct keyset still; /* of own->known, those that lie here */
};

static int by_time(const void *a, const void *b)
{
    const struct file *left = a, *right = b;
    if (left->received != right->received)
        return left->received < right->received ? -1 : 1;
    if (left->order != right->order)
        return left->order < right->order ? -1 : 1;
    return strcmp(left->key, right->key);
}

static void scan_add(struct scan *scan, struct arena *arena, int dir, const char *name,
                     const char *key, bool cur)
{
    struct stat about;
    if (fstatat(dir, name, &about, AT_SYMLINK_NOFOLLOW) || !S_ISREG(about.st_mode))
        return; /* moved since, or no mail */
    if (scan->count == SCAN_MAX) {
        scan->more = true;
        return;
    }
    if (scan->count == scan->room) {
        int room = scan->room ? scan->room * 2 : 64;
        scan->files =
            arena_grow(arena, scan->files, (size_t)scan->count, (size_t)room, sizeof *scan->files);
        scan->room = room;
    }
    scan->files[scan->count++] = (struct file){.key = key,
                                               .name = arena_text(arena, name),
                                               .received = about.st_mtim.tv_sec,
                                               .order = (int)about.st_mtim.tv_nsec,
                                               .size = about.st_size,
                                               .cur = cur};
}

/* Looks at one of new/ and cur/; each unknown file is one item. */
static void scan_dir(struct own *own, struct scan *scan, struct arena *arena, int dir, bool cur)
{
    int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    if (!list) {
        if (again >= 0)
            close(again);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        const char *key = maildir_key(arena, entry->d_name);
        if (!key)
            continue;
        if (keyset_has(&own->known, key))
            keyset_add(&scan->still, key);
        else
            scan_add(scan, arena, dir, entry->d_name, key, cur);
    }
    closedir(list);
}

struct poll {
    struct own *own;
    struct source_state *state;
    source_take *take;
    void *context;
    struct maildir *box;
    struct arena *arena; /* of one batch */
};

/* One file's bytes. A file that cannot be read is handed over empty, so that a person hears of it. */
static bool file_read(struct poll *poll, const struct file *file, struct source_mail *mail)
{
    int64_t most = poll->own->config->inbox.max_message_bytes;
    int dir = file->cur ? poll->box->cur : poll->box->new;
    *mail = (struct source_mail){
        .key = file->key, .received = file->received, .seen = file->cur, .raw = VIEW("")};
    bool thin = file->size > SOURCE_LONG && file->size <= most;
    int why =
        thin ? maildir_thin(poll->arena, dir, file->name, SOURCE_LONG, &mail->raw, &mail->oversized)
             : maildir_read(poll->arena, dir, file->name, most,
                            SOURCE_HEADER_MAX + SOURCE_START_MAX, &mail->raw, &mail->oversized);
    if (why == ENOENT)
        return false; /* renamed or gone: the next poll sees its new name */
    if (why)
        mail->oversized = true;
    else if (mail->oversized)
        mail->raw = maildir_start(mail->raw, SOURCE_HEADER_MAX, SOURCE_START_MAX);
    return true;
}

static int files_take(struct poll *poll, const struct file *files, int count)
{
    for (int at = 0; at < count;) {
        struct source_mail mails[SOURCE_BATCH_MAILS];
        int found = 0;
        int64_t bytes = 0;
        arena_reset(poll->arena);
        while (at < count && found < SOURCE_BATCH_MAILS &&
               (!found || bytes + files[at].size <= SOURCE_BATCH_BYTES)) {
            bytes += files[at].size;
            if (file_read(poll, &files[at++], &mails[found]))
                found++;
        }
        if (found && poll->take(poll->context, mails, found, poll->state))
            return -1;
        for (int i = 0; i < found; i++)
            keyset_add(&poll->own->known, mails[i].key);
    }
    return 0;
}

static struct verdict own_fetch(void *thing, struct source_state *state, source_take *take,
                                void *context, bool *reset)
{
    struct own *own = thing;
    (void)reset;
    int64_t started = time(NULL);
    struct maildir box;
    struct error error;
    if (maildir_open(&box, inbox(own), true, &error))
        return verdict_make(VERDICT_NEVER, "[inbox] url: %.200s", error.text);
    watch(own);
    struct arena *arena = arena_new();
    struct scan scan = {0};
    scan_dir(own, &scan, arena, box.new, false);
    scan_dir(own, &scan, arena, box.cur, true);
    /* What was handed over and lies here no more (a person moved it) is forgotten. */
    keyset_clear(&own->known);
    own->known = scan.still;
    int room = KNOWN_MAX - (int)own->known.count;
    own->more = scan.more && room > 0;
    if (scan.count)
        qsort(scan.files, (size_t)scan.count, sizeof *scan.files, by_time);
    if (scan.count > room)
        scan.count = room > 0 ? room : 0;
    struct poll poll = {.own = own,
                        .state = state,
                        .take = take,
                        .context = context,
                        .box = &box,
                        .arena = arena_new()};
    struct source_state next = *state;
    int failed = files_take(&poll, scan.files, scan.count);
    if (!failed)
        next.last_poll = started;
    *state = next;
    arena_free(&poll.arena);
    arena_free(&arena);
    maildir_close(&box);
    return failed ? verdict_make(VERDICT_RETRY, "mail read but not stored: it stays in the inbox")
                  : verdict_ok();
}

static struct verdict file_folder(struct own *own, struct maildir *box, struct source_move *moves,
                                  int count, bool staff)
{
    const char *folder = staff ? own->config->inbox.staff_folder : own->config->inbox.done_folder;
    struct arena *arena = arena_new();
    const char **keys = arena_array(arena, (size_t)count, sizeof *keys);
    bool *gone = arena_array(arena, (size_t)count, sizeof *gone);
    int *places = arena_array(arena, (size_t)count, sizeof *places);
    int found = 0;
    for (int i = 0; i < count; i++)
        if (moves[i].staff == staff) {
            keys[found] = moves[i].key;
            places[found++] = i;
        }
    struct error error;
    struct verdict verdict = verdict_ok();
    if (found && maildir_move(box, inbox(own), folder, keys, found, gone, &error))
        verdict = verdict_make(VERDICT_RETRY, "[inbox] %.200s", error.text);
    for (int i = 0; i < found; i++) {
        moves[places[i]].done = gone[i];
        if (gone[i])
            keyset_remove(&own->known, keys[i]);
    }
    arena_free(&arena);
    return verdict;
}

static struct verdict own_file(void *thing, struct source_move *moves, int count)
{
    struct own *own = thing;
    struct maildir box;
    struct error error;
    if (maildir_open(&box, inbox(own), true, &error))
        return verdict_make(VERDICT_NEVER, "[inbox] url: %.200s", error.text);
    struct verdict verdict = file_folder(own, &box, moves, count, false);
    struct verdict second = file_folder(own, &box, moves, count, true);
    maildir_close(&box);
    return verdict.kind != VERDICT_OK ? verdict : second;
}

static struct verdict own_wait(void *thing, int seconds, int wake)
{
    struct own *own = thing;
    if (own->more)
        return verdict_ok();
    source_pause(own->inotify, wake, own->inotify < 0 && seconds > 1 ? 1 : seconds);
    return verdict_ok();
}

static struct verdict own_check(void *thing, struct arena *arena, const char **report)
{
    struct own *own = thing;
    struct maildir box;
    struct error error;
    if (maildir_open(&box, inbox(own), false, &error))
        return verdict_make(VERDICT_NEVER, "[inbox] url: %.200s", error.text);
    struct scan scan = {0};
    scan_dir(own, &scan, arena, box.new, false);
    scan_dir(own, &scan, arena, box.cur, true);
    *report = arena_print(arena, "%s: %s%d mails", own->config->inbox.url.text,
                          scan.more ? "more than " : "", scan.count);
    keyset_clear(&scan.still);
    maildir_close(&box);
    return verdict_ok();
}

const struct source_driver source_maildir = {
    .open = own_open,
    .close = own_close,
    .fetch = own_fetch,
    .file = own_file,
    .wait = own_wait,
    .check = own_check,
};
