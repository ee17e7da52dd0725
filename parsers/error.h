/* error: why something failed, with nothing to free.
 *
 * Functions that can fail return 0 or -1 and take a `struct error *` as their last argument,
 * which the caller owns. It is set on every failure and untouched on success. The text names
 * the thing, the place and the cure, in one line, without the program's name.
 */
#ifndef PARSERS_ERROR_H
#define PARSERS_ERROR_H

struct error {
    char text[512];
};

/* Sets the text (cut at its size, control characters made '?'); returns -1. */
int error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts "context: " before the text; returns -1. */
int error_wrap(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
