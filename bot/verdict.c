#include "bot/verdict.h"

#include <stdarg.h>
#include <stdio.h>

const char *verdict_name(enum verdict_kind kind)
{
    static const char *const names[] = {"ok", "retry", "never", "unsure"};
    return names[kind];
}

struct verdict verdict_ok(void)
{
    return (struct verdict){.kind = VERDICT_OK};
}

struct verdict verdict_make(enum verdict_kind kind, const char *format, ...)
{
    struct verdict verdict = {.kind = kind};
    va_list list;
    va_start(list, format);
    vsnprintf(verdict.reason, sizeof verdict.reason, format, list);
    va_end(list);
    for (char *at = verdict.reason; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = ' ';
    return verdict;
}
