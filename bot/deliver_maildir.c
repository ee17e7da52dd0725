#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/deliver_backend.h"
#include "parsers/text.h"

struct maildir {
    const char *path;
};

static void *maildir_open(const struct config *config)
{
    struct maildir *maildir = calloc(1, sizeof *maildir);
    if (!maildir)
        abort();
    maildir->path = config->smtp.url.path;
    return maildir;
}

static void maildir_close(void *state)
{
    free(state);
}

static struct verdict maildir_fault(const char *what, const char *path, int number)
{
    const char *why = strerrordesc_np(number);
    return verdict_make(VERDICT_RETRY, "maildir %s: %s: %s", path, what, why ? why : "failed");
}

/* The folder and its three; its parent must exist. Made each time: somebody may have tidied up. */
static int maildir_make(const struct maildir *maildir, struct arena *arena, struct verdict *verdict)
{
    static const char *const folders[] = {"", "/tmp", "/new", "/cur"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *path = arena_print(arena, "%s%s", maildir->path, folders[i]);
        if (mkdir(path, 0700) && errno != EEXIST) {
            *verdict = maildir_fault("cannot be made", path, errno);
            return -1;
        }
    }
    return 0;
}

/* The Message-ID's value as written; the whole mail when it has none. */
static struct view maildir_identity(struct view mail)
{
    struct view rest = mail, line;
    while (view_line(&rest, &line) && line.len)
        if (view_starts_nocase(line, "Message-ID:")) {
            struct view id = view_trim(view_cut(line, 11, line.len));
            if (id.len)
                return id;
        }
    return mail;
}

static uint64_t maildir_hash(uint64_t hash, struct view bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 1099511628211u; /* FNV-1a */
    return hash;
}

/* The same mail to the same person has the same name: a second delivery replaces the first. The id's
 * readable part is for people; no byte of it can leave the folder or look like flags. */
static const char *maildir_name(struct arena *arena, const struct deliver_mail *mail)
{
    struct view id = maildir_identity(mail->bytes);
    uint64_t hash = maildir_hash(maildir_hash(14695981039346656037u, id), view_of(mail->to));
    struct text name = text_in(arena);
    text_print(&name, "%016llx.", (unsigned long long)hash);
    for (size_t i = 0; i < id.len && i < 100 && id.at[i] != '\r'; i++) {
        char byte = id.at[i];
        if (byte_is_letter(byte) || byte_is_digit(byte) || (byte && strchr(".-_@", byte)))
            text_add_byte(&name, byte);
    }
    return name.at;
}

static int write_whole(int fd, struct view bytes)
{
    while (bytes.len) {
        ssize_t done = write(fd, bytes.at, bytes.len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        bytes = view_cut(bytes, (size_t)done, bytes.len);
    }
    return 0;
}

/* A maildir's lines end as the machine's do. */
static struct view with_newlines(struct arena *arena, struct view mail)
{
    char *lines = arena_alloc(arena, mail.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < mail.len; i++)
        if (mail.at[i] != '\r')
            lines[len++] = mail.at[i];
    return view_make(lines, len);
}

static int maildir_write(const char *path, struct view bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -1;
    int failed = write_whole(fd, bytes) || fsync(fd);
    int number = errno;
    if (close(fd) && !failed) {
        failed = -1;
        number = errno;
    }
    if (failed) {
        unlink(path);
        errno = number;
    }
    return failed ? -1 : 0;
}

static void maildir_put(const struct maildir *maildir, struct arena *arena,
                        struct deliver_mail *mail)
{
    const char *name = maildir_name(arena, mail);
    const char *from = arena_print(arena, "%s/tmp/%s", maildir->path, name);
    const char *to = arena_print(arena, "%s/new/%s", maildir->path, name);
    if (maildir_write(from, with_newlines(arena, mail->bytes)))
        mail->verdict = maildir_fault("cannot be written", from, errno);
    else if (rename(from, to))
        mail->verdict = maildir_fault("cannot be put in place", to, errno);
    else
        mail->verdict = verdict_ok();
}

static int folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int failed = fsync(fd);
    int number = errno;
    close(fd);
    errno = number;
    return failed;
}

static bool maildir_send(void *state, struct deliver_mail **mails, int count)
{
    const struct maildir *maildir = state;
    struct arena *arena = arena_new();
    struct verdict verdict;
    bool made = !maildir_make(maildir, arena, &verdict);
    for (int i = 0; i < count; i++) {
        if (made)
            maildir_put(maildir, arena, mails[i]);
        else
            mails[i]->verdict = verdict;
        arena_reset(arena);
    }
    const char *folder = arena_print(arena, "%s/new", maildir->path);
    /* Only now are the names on disk; a mail that is there already is replaced the next time. */
    if (made && folder_sync(folder))
        for (int i = 0, number = errno; i < count; i++)
            if (mails[i]->verdict.kind == VERDICT_OK)
                mails[i]->verdict = maildir_fault("cannot be synchronised", folder, number);
    arena_free(&arena);
    return true;
}

static struct verdict maildir_check(void *state)
{
    const struct maildir *maildir = state;
    struct arena *arena = arena_new();
    struct verdict verdict = verdict_ok();
    if (!maildir_make(maildir, arena, &verdict)) {
        const char *path = arena_print(arena, "%s/tmp/cabas-check", maildir->path);
        if (maildir_write(path, VIEW("check\n")) || unlink(path))
            verdict = maildir_fault("cannot be written", path, errno);
    }
    arena_free(&arena);
    return verdict;
}

const struct deliver_backend deliver_maildir = {
    .name = "maildir",
    .open = maildir_open,
    .close = maildir_close,
    .send = maildir_send,
    .check = maildir_check,
};
