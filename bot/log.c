#include "bot/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic int threshold = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    threshold = (int)level;
}

void log_event(enum log_level level, const char *id, const char *event, const char *format, ...)
{
    if ((int)level > threshold)
        return;
    int saved = errno;
    char detail[1024], line[1280];
    va_list list;
    va_start(list, format);
    vsnprintf(detail, sizeof detail, format, list);
    va_end(list);
    char priority[8] = "";
    if (getenv("JOURNAL_STREAM"))
        snprintf(priority, sizeof priority, "<%d>", (int)level);
    snprintf(line, sizeof line, "%s%s %s%s%s", priority, id ? id : "-", event, *detail ? " " : "",
             detail);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = '?';
    fprintf(stderr, "%s\n", line); /* one write: lines of threads do not mix */
    errno = saved;
}
