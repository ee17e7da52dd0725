/* badfs: a preloaded library that makes writes to the farm's database fail, for disk.t.
 *
 * BADFS names a file. While it exists, its text "ERRNO PERCENT" says which error each write, fsync and
 * ftruncate on a file named *cabas.db* gets, and how often.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The error for this call, 0: none. Reads by system calls, so that nothing of ours is hooked. */
static int fault(int fd)
{
    const char *file = getenv("BADFS");
    char name[64], path[4096], text[64];
    int number = 0, percent = 100;
    if (!file)
        return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(name, path, sizeof path - 1);
    if (len <= 0)
        return 0;
    path[len] = '\0';
    if (!strstr(path, "cabas.db") || strstr(path, ".lock"))
        return 0;
    int flag = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
    if (flag < 0)
        return 0;
    len = syscall(SYS_read, flag, text, sizeof text - 1);
    syscall(SYS_close, flag);
    text[len > 0 ? len : 0] = '\0';
    if (sscanf(text, "%d %d", &number, &percent) < 1)
        return 0;
    static __thread unsigned int seed;
    if (!seed)
        seed = (unsigned int)gettid();
    return rand_r(&seed) % 100 < percent ? number : 0;
}

#define HOOK(result, name, parameters, arguments)                                                  \
    result name parameters                                                                         \
    {                                                                                              \
        static result(*real) parameters;                                                           \
        if (!real)                                                                                 \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                             \
        int number = fault(fd);                                                                    \
        if (number) {                                                                              \
            errno = number;                                                                        \
            return -1;                                                                             \
        }                                                                                          \
        return real arguments;                                                                     \
    }

HOOK(ssize_t, pwrite, (int fd, const void *at, size_t size, off_t offset), (fd, at, size, offset))
HOOK(ssize_t, pwrite64, (int fd, const void *at, size_t size, off64_t offset),
     (fd, at, size, offset))
HOOK(ssize_t, write, (int fd, const void *at, size_t size), (fd, at, size))
HOOK(int, fsync, (int fd), (fd))
HOOK(int, fdatasync, (int fd), (fd))
HOOK(int, ftruncate, (int fd, off_t size), (fd, size))
HOOK(int, ftruncate64, (int fd, off64_t size), (fd, size))
