#include "parsers/regex.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { MATCH_LIMIT = 100000, HEAP_KIB = 1024 };

static const char *const patterns[REGEX_MAX] = {
#define R(name, pattern) [REGEX_##name] = pattern,
#include "parsers/regex.def"
#undef R
};

static pcre2_code *codes[REGEX_MAX];
static pthread_once_t compiled = PTHREAD_ONCE_INIT;

/* The patterns are ours: one that does not compile is a bug, which every test run meets. */
static void compile(void)
{
    for (int i = 0; i < REGEX_MAX; i++) {
        int error;
        PCRE2_SIZE at;
        codes[i] = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED,
                                 PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF,
                                 &error, &at, NULL);
        if (!codes[i]) {
            fprintf(stderr, "cabas: pattern %d: wrong at %zu\n", i, at);
            abort();
        }
        pcre2_jit_compile(codes[i], PCRE2_JIT_COMPLETE); /* refused: matched without it */
    }
}

enum regex_result regex_find(enum regex regex, struct view text, size_t start,
                             struct view groups[REGEX_GROUPS])
{
    pthread_once(&compiled, compile);
    if (start > text.len)
        return REGEX_NONE;
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(REGEX_GROUPS, NULL);
    if (!context || !data)
        abort();
    pcre2_set_match_limit(context, MATCH_LIMIT);
    pcre2_set_heap_limit(context, HEAP_KIB);
    int count = pcre2_match(codes[regex], (PCRE2_SPTR)(text.at ? text.at : ""), text.len, start, 0,
                            data, context);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    for (int i = 0; groups && i < REGEX_GROUPS; i++)
        groups[i] = i < count && ends[2 * i] != PCRE2_UNSET
                        ? view_cut(text, ends[2 * i], ends[2 * i + 1])
                        : (struct view){NULL, 0};
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return count >= 0 ? REGEX_FOUND : count == PCRE2_ERROR_NOMATCH ? REGEX_NONE : REGEX_FAILED;
}
