#include "bot/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/imap_name.h"
#include "parsers/thin.h"

static int open_dir(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* 1 made, 0 it is there already, -1 errno. */
static int make_dir(int at, const char *name)
{
    if (!mkdirat(at, name, 0700))
        return 1;
    return errno == EEXIST ? 0 : -1;
}

static int make_box(const char *path)
{
    static const char *const names[] = {"tmp", "new", "cur"};
    int made = make_dir(AT_FDCWD, path);
    int top = made < 0 ? -1 : open_dir(AT_FDCWD, path);
    if (top < 0)
        return -1;
    int one = 0;
    for (size_t i = 0; one >= 0 && i < sizeof names / sizeof *names; i++) {
        one = make_dir(top, names[i]);
        made += one > 0;
    }
    int why = errno;
    if (made > 0)
        fsync(top);
    close(top);
    errno = why;
    return one < 0 ? -1 : 0;
}

int maildir_open(struct maildir *box, const char *path, bool make, struct error *error)
{
    *box = (struct maildir){-1, -1};
    if (make && make_box(path))
        return error_set(error, "maildir %s: cannot be made: %s", path, strerror(errno));
    int top = open_dir(AT_FDCWD, path);
    if (top >= 0) {
        box->new = open_dir(top, "new");
        box->cur = open_dir(top, "cur");
    }
    int why = errno;
    if (top >= 0)
        close(top);
    if (box->new >= 0 && box->cur >= 0)
        return 0;
    maildir_close(box);
    return error_set(error, "maildir %s: %s", path, strerror(why));
}

void maildir_close(struct maildir *box)
{
    if (box->new >= 0)
        close(box->new);
    if (box->cur >= 0)
        close(box->cur);
    *box = (struct maildir){-1, -1};
}

/* Where the flags begin. */
static size_t key_len(const char *name)
{
    const char *flags = strstr(name, ":2,");
    return flags ? (size_t)(flags - name) : strlen(name);
}

const char *maildir_key(struct arena *arena, const char *name)
{
    size_t len = key_len(name);
    if (!len || *name == '.' || len > NAME_MAX)
        return NULL;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7F || name[i] == '/')
            return NULL;
    return arena_copy(arena, name, len);
}

/* Opens a regular file; errno's value. */
static int file_open(int dir, const char *name, int *fd, struct stat *about)
{
    /* O_NONBLOCK: a pipe under that name must not hold us up. */
    *fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return errno;
    int why = fstat(*fd, about) ? errno : !S_ISREG(about->st_mode) ? EINVAL : 0;
    if (why)
        close(*fd);
    return why;
}

int maildir_thin(struct arena *arena, int dir, const char *name, size_t most, struct view *raw,
                 bool *cut)
{
    char piece[16 * 1024];
    struct stat about;
    struct thin thin;
    int fd, why = file_open(dir, name, &fd, &about);
    if (why)
        return why;
    thin_begin(&thin, arena, most);
    for (bool more = true; more && !why;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got > 0)
            more = thin_add(&thin, view_make(piece, (size_t)got));
        else if (got == 0)
            more = false;
        else if (errno != EINTR)
            why = errno;
    }
    close(fd);
    *raw = thin_end(&thin);
    *cut = thin.full;
    return why;
}

int maildir_read(struct arena *arena, int dir, const char *name, int64_t most, size_t start,
                 struct view *raw, bool *cut)
{
    struct stat about;
    int fd, why = file_open(dir, name, &fd, &about);
    if (why)
        return why;
    *cut = !why && about.st_size > most;
    size_t size = *cut ? start : (size_t)about.st_size, len = 0;
    char *bytes = why ? NULL : arena_alloc(arena, size + 1);
    while (!why && len < size) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got == 0)
            break;
        if (got > 0)
            len += (size_t)got;
        else if (errno != EINTR)
            why = errno;
    }
    close(fd);
    if (!why)
        *raw = view_make(bytes, len);
    return why;
}

struct view maildir_start(struct view raw, size_t header, size_t body)
{
    size_t lf = view_find(raw, "\n\n"), crlf = view_find(raw, "\n\r\n");
    size_t end = lf < crlf ? lf + 2 : crlf != SIZE_MAX ? crlf + 3 : raw.len;
    if (end > header)
        return view_cut(raw, 0, header);
    return view_cut(raw, 0, end + body);
}

/* A move under way. */
struct filing {
    const struct maildir *box;
    int to; /* cur/ of the subfolder */
    struct arena *arena;
    struct error *error;
    bool failed;
};

/* rename() that never overwrites; errno's value. Some network file systems know only links. */
static int rename_new(int from, const char *name, int to, const char *target)
{
    if (!renameat2(from, name, to, target, RENAME_NOREPLACE))
        return 0;
    if (errno != EINVAL)
        return errno;
    if (linkat(from, name, to, target, 0))
        return errno;
    return unlinkat(from, name, 0) ? errno : 0;
}

/* Moves one file; a name that is taken there gets a number. Flags stay. errno's value. */
static int move_file(struct filing *filing, int from, const char *name)
{
    size_t len = key_len(name);
    const char *flags = name[len] ? name + len : ":2,";
    const char *target = arena_print(filing->arena, "%.*s%s", (int)len, name, flags);
    int why = rename_new(from, name, filing->to, target);
    for (int number = 1; why == EEXIST && number < 1000; number++) {
        target = arena_print(filing->arena, "%.*s_%d%s", (int)len, name, number, flags);
        why = rename_new(from, name, filing->to, target);
    }
    if (why && why != ENOENT) {
        error_set(filing->error, "cannot move %s: %s", name, strerror(why));
        filing->failed = true;
    }
    return why;
}

struct wanted {
    const char *key;
    int place;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct wanted *)a)->key, ((const struct wanted *)b)->key);
}

/* Mails whose flags are not known: one look at the folder finds them all. */
static int move_scanned(struct filing *filing, int dir, struct wanted *wanted, int count,
                        bool *gone)
{
    int again = open_dir(dir, ".");
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    if (!list) {
        if (again >= 0)
            close(again);
        return error_set(filing->error, "cannot list the inbox: %s", strerror(errno));
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        struct wanted key = {.key = maildir_key(filing->arena, entry->d_name)};
        struct wanted *found =
            key.key ? bsearch(&key, wanted, (size_t)count, sizeof *wanted, by_key) : NULL;
        if (found && move_file(filing, dir, entry->d_name))
            gone[found->place] = false;
    }
    closedir(list);
    return 0;
}

/* path/.Cabas.Traites with new/, cur/, tmp/; its cur/ is filing->to. */
static int folder_open(struct filing *filing, const char *path, const char *folder,
                       struct maildir *made)
{
    struct text name = text_in(filing->arena);
    text_print(&name, "%s/.", path);
    if (imap_name_write(&name, folder, '.', filing->error))
        return -1;
    if (maildir_open(made, name.at, true, filing->error))
        return -1;
    /* Other programs know a subfolder by this empty file. */
    int mark = open(arena_print(filing->arena, "%s/maildirfolder", name.at),
                    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (mark >= 0)
        close(mark);
    filing->to = made->cur;
    return 0;
}

static int move_all(struct filing *filing, const char *const *keys, int count, bool *gone)
{
    struct wanted *rest = arena_array(filing->arena, (size_t)count, sizeof *rest);
    int left = 0;
    for (int i = 0; i < count; i++) {
        const char *key = maildir_key(filing->arena, keys[i]);
        gone[i] = true;
        if (!key || strcmp(key, keys[i]) != 0)
            continue; /* no name of ours: it lies nowhere here */
        int why = move_file(filing, filing->box->new, keys[i]);
        if (why == ENOENT)
            rest[left++] = (struct wanted){keys[i], i};
        else
            gone[i] = why == 0;
    }
    if (!left)
        return 0;
    qsort(rest, (size_t)left, sizeof *rest, by_key);
    if (!move_scanned(filing, filing->box->cur, rest, left, gone) &&
        !move_scanned(filing, filing->box->new, rest, left, gone))
        return 0;
    for (int i = 0; i < left; i++)
        gone[rest[i].place] = false;
    return -1;
}

int maildir_move(const struct maildir *box, const char *path, const char *folder,
                 const char *const *keys, int count, bool *gone, struct error *error)
{
    struct filing filing = {.box = box, .arena = arena_new(), .error = error};
    struct maildir made = {-1, -1};
    int result = folder_open(&filing, path, folder, &made);
    if (!result) {
        result = move_all(&filing, keys, count, gone);
        /* The place it went to first: after a power cut it may lie in both, never in neither. */
        if (fsync(made.cur) || fsync(box->new) || fsync(box->cur)) {
            memset(gone, 0, (size_t)count * sizeof *gone);
            result = error_set(error, "maildir %s: %s", path, strerror(errno));
        }
    }
    maildir_close(&made);
    arena_free(&filing.arena);
    return result || filing.failed ? -1 : 0;
}
