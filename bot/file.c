#include "bot/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int file_read(struct arena *arena, const char *path, size_t limit, struct view *bytes,
              struct error *error)
{
    bool input = !strcmp(path, "-");
    int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    struct text text = text_in(arena);
    char buffer[64 * 1024];
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0 && text.len <= limit)
        text_add_view(&text, view_make(buffer, (size_t)got));
    int failure = errno;
    if (!input)
        close(fd);
    if (got < 0)
        return error_set(error, "%s: %s", path, strerror(failure));
    if (text.len > limit)
        return error_set(error, "%s: larger than %zu bytes", path, limit);
    *bytes = text_view(&text);
    return 0;
}

int file_write_new(const char *path, struct view bytes, struct error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t wrote = write(fd, bytes.at + done, bytes.len - done);
        if (wrote < 0) {
            error_set(error, "%s: %s", path, strerror(errno));
            close(fd);
            return -1;
        }
        done += (size_t)wrote;
    }
    if (fsync(fd) || close(fd))
        return error_set(error, "%s: %s", path, strerror(errno));
    return 0;
}
