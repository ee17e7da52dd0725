/* tap: the test library. Each test file is a small program whose lines `prove` reads (TAP 13).
 *
 *     int main(void) { CHECK(1 + 1 == 2, "sums"); CHECK_TEXT(got, "want", "row %d", 3); return tap_done(); }
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

static inline bool tap_check(bool good, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static inline bool tap_check(bool good, const char *file, int line, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    char text[2048];
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    for (char *at = text; *at; at++)
        putchar(*at == '\n' || *at == '\r' ? ' ' : *at == '#' ? '~' : *at);
    putchar('\n');
    if (!good) {
        tap_failed++;
        printf("# %s:%d\n", file, line);
    }
    return good;
}

static inline void tap_note(const char *label, const char *value)
{
    printf("# %s: ", label);
    for (const char *at = value; *at; at++)
        if (*at == '\n')
            printf("\n#   ");
        else
            putchar(*at);
    putchar('\n');
}

static inline bool tap_check_text(const char *got, const char *want, const char *file, int line,
                                  const char *format, ...) __attribute__((format(printf, 5, 6)));

static inline bool tap_check_text(const char *got, const char *want, const char *file, int line,
                                  const char *format, ...)
{
    char name[1024];
    va_list list;
    va_start(list, format);
    vsnprintf(name, sizeof name, format, list);
    va_end(list);
    bool good = tap_check(!strcmp(got, want), file, line, "%s", name);
    if (!good) {
        tap_note("got ", got);
        tap_note("want", want);
    }
    return good;
}

#define CHECK(good, ...) tap_check((good), __FILE__, __LINE__, __VA_ARGS__)
#define CHECK_TEXT(got, want, ...) tap_check_text((got), (want), __FILE__, __LINE__, __VA_ARGS__)

static inline int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#endif
