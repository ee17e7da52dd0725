#include "parsers/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What is cut is cut between characters, and nothing untrusted can break a line of the log. */
static void error_clean(struct error *error)
{
    size_t len = strlen(error->text), last = len;
    while (last && len == sizeof error->text - 1 &&
           ((unsigned char)error->text[--last] & 0xC0) == 0x80)
        ;
    /* The last character's first byte says how many follow it. */
    unsigned char first = (unsigned char)error->text[last];
    size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (last + wanted > len && last < len)
        error->text[len = last] = '\0';
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)error->text[i] < 0x20 || error->text[i] == 0x7F)
            error->text[i] = '?';
}

int error_set(struct error *error, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(error->text, sizeof error->text, format, list);
    va_end(list);
    error_clean(error);
    return -1;
}

int error_wrap(struct error *error, const char *format, ...)
{
    char before[sizeof error->text];
    va_list list;
    va_start(list, format);
    vsnprintf(before, sizeof before, format, list);
    va_end(list);
    char whole[2 * sizeof error->text + 4];
    snprintf(whole, sizeof whole, "%s: %s", before, error->text);
    snprintf(error->text, sizeof error->text, "%.*s", (int)sizeof error->text - 1, whole);
    error_clean(error);
    return -1;
}
