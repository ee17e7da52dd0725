/* pattern: phrases over token classes.
 *
 * A phrase is a line of the lexicon; its elements, separated by blanks:
 *     word          that word            <class>       a word of that class
 *     a|b|<c>       one of these         x?            may be missing
 *     ..  ..5       a gap of up to 3 (5) tokens that crosses no sentence mark
 *     ^  $          start, end of a sentence     !x    here no x (looks, takes nothing)
 * The section's header names what it means: [SUSPEND do], [guard past], [class basket] …
 * Promise: time bounded by the number of tokens times the longest phrase.
 */
#ifndef PARSERS_PATTERN_H
#define PARSERS_PATTERN_H

#include "parsers/lexicon.h"
#include "parsers/token.h"

enum { PATTERN_ELEMENTS = 14, PATTERN_ALTERNATIVES = 16 };

enum element_kind { ELEMENT_ONE, ELEMENT_GAP, ELEMENT_START, ELEMENT_END, ELEMENT_NOT };

struct element {
    enum element_kind kind;
    bool optional;
    int gap;
    int count;
    uint16_t words[PATTERN_ALTERNATIVES]; /* 0 where it is a class */
    uint16_t classes[PATTERN_ALTERNATIVES];
};

struct pattern {
    struct view meaning, detail; /* "SUSPEND", "do" */
    int section;                 /* number of its section */
    int count, next;             /* next pattern with the same first key, -1 */
    struct element elements[PATTERN_ELEMENTS];
};

struct match {
    int pattern;
    int start, end; /* tokens; [start, end) */
};

struct patterns;
struct lexicon_build;

struct patterns *patterns_new(struct arena *arena);
/* Reads one line; NULL or what is wrong with it. */
const char *patterns_add(struct patterns *patterns, struct lexicon_build *build,
                         struct view meaning, struct view detail, int section, struct view line);
const struct pattern *pattern_at(const struct patterns *patterns, int index);
/* All matches of phrases whose meaning is "class" add that class to their tokens' first word; the
 * others are listed by start; of one section the longest at a start. */
int patterns_match(const struct patterns *patterns, struct arena *arena, struct tokens *tokens,
                   struct match **matches);

/* For pattern.c: ids of words and classes while the lexicon is built (made when new). */
uint16_t lexicon_intern(struct lexicon_build *build, struct view word);
int lexicon_intern_class(struct lexicon_build *build, struct view name);

#endif
