/* regex: patterns over untrusted text (PCRE2 is used in regex.c only).
 *
 * Job: find one of the program's patterns (regex.def). Promise: compiled once for all threads, any
 * case, Unicode; bounded by match and heap limits (LIBRARIES: a hostile text costs below a
 * millisecond); works with and without JIT (systemd's MemoryDenyWriteExecute forbids it).
 */
#ifndef PARSERS_REGEX_H
#define PARSERS_REGEX_H

#include "parsers/view.h"

enum regex {
#define R(name, pattern) REGEX_##name,
#include "parsers/regex.def"
#undef R
    REGEX_MAX
};

enum regex_result {
    REGEX_FAILED = -1, /* a limit was reached: never to be read as "no match" */
    REGEX_NONE = 0,
    REGEX_FOUND = 1,
};

enum { REGEX_GROUPS = 4 };

/* Looks from `start` on. groups[0] is the whole match, the others its parentheses; may be NULL. */
enum regex_result regex_find(enum regex regex, struct view text, size_t start,
                             struct view groups[REGEX_GROUPS]);

#endif
