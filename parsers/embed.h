/* embed: the data files that are part of the program.
 *
 * Templates, lexicon, schema and the sample farm are written as files and built into the binary,
 * so that program and data can never be of two versions. The table is made by the Makefile.
 */
#ifndef PARSERS_EMBED_H
#define PARSERS_EMBED_H

#include "parsers/view.h"

struct embed {
    const char *path; /* "templates/fr/help.txt" */
    struct view bytes;
};

/* All files, sorted by path. */
const struct embed *embed_all(size_t *count);
/* The file's bytes; {NULL, 0} when there is no such file. */
struct view embed_find(const char *path);

#endif
