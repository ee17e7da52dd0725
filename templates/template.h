/* template: a template's source as a list of tags.
 *
 * Job: find a template's file and its sections, cut a source into text and tags, pair each section
 * with its end. Caller: render.c and check.c. Promise: what is wrong is named with file and line; a
 * tag that stands alone on its line takes the line with it (mustache "standalone"); the number of
 * tags and the depth are bounded, whatever the source. Views point into the source.
 */
#ifndef TEMPLATES_TEMPLATE_H
#define TEMPLATES_TEMPLATE_H

#include <stdbool.h>

#include "parsers/arena.h"
#include "parsers/error.h"
#include "parsers/view.h"

enum {
    TEMPLATE_BYTES_MAX = 256 * 1024,
    TEMPLATE_TAGS_MAX = 10000,
    TEMPLATE_DEPTH_MAX = 16,
    TEMPLATE_NAME_MAX = 64, /* bytes of a name, its end included */
};

enum template_kind {
    TEMPLATE_TEXT,
    TEMPLATE_VALUE,    /* {{name}} */
    TEMPLATE_RAW,      /* {{{name}}} {{&name}} */
    TEMPLATE_SECTION,  /* {{#name}} */
    TEMPLATE_INVERTED, /* {{^name}} */
    TEMPLATE_END,      /* {{/name}} */
    TEMPLATE_PART,     /* {{> name}} */
    TEMPLATE_COMMENT,  /* only while reading */
};

struct template_tag {
    enum template_kind kind;
    int line;           /* in the file */
    struct view text;   /* the text, or the tag's name */
    size_t end;         /* SECTION, INVERTED: index of their END */
    struct view indent; /* PART alone on its line: what stands before it */
    bool alone;
};

struct template {
    const char *name; /* for errors: "fr/suspend.txt" */
    struct template_tag *tags;
    size_t count;
};

/* Where a source is from, for errors. */
struct template_place {
    const char *name;
    int line; /* of the source's first byte */
};

/* Cuts `source`. -1: bad syntax, or over a limit. */
int template_read(struct arena *arena, struct view source, struct template_place place,
                  struct template *template, struct error *error);

/* The file templates/LANGUAGE/NAME.txt; {NULL, 0} when there is none. */
struct view template_file(const char *language, struct view name);
/* Its part under the line "== section", without the blank lines around; {NULL, 0} when there is
 * none. */
struct view template_section(struct view file, const char *section);
/* Whether the file is cut in sections at all. */
bool template_has_sections(struct view file);
/* The number of the line that holds `at`, a pointer into `file`; the first is 1. */
int template_line(struct view file, const char *at);

#endif
