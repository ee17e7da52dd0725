/* ini: a settings file becomes entries with their lines.
 *
 * Job: "[section]", "key = value", comments on lines of their own (';' or '#') or behind a value (" # "). inih is used in ini.c
 * only. Caller: bot/config. Promise: no value is ever cut or joined silently: what inih would drop (text
 * behind a section, what might be a comment behind a value, an indented line, a long line) is an error with its line.
 * A value may stand in double quotes, with \" and \\ inside; it must when it holds " #" or " ;".
 * Quotes that are not the whole value belong to it: "Les Jardins" <paniers@example.org>.
 */
#ifndef PARSERS_INI_H
#define PARSERS_INI_H

#include "parsers/error.h"
#include "parsers/text.h"

enum {
    INI_BYTES = 256 * 1024,
    INI_LINE_BYTES = 4000,
    INI_NAME_BYTES = 40, /* of a section or a key */
    INI_ENTRIES = 1000,
};

struct ini_entry {
    int line;                          /* 1 first */
    const char *section, *key, *value; /* without quotes; "" is possible for a value */
};

struct ini {
    struct ini_entry *entries; /* as written */
    int count;
};

/* The whole file, UTF-8. -1: the error begins with the line's number, "14: …". */
int ini_read(struct arena *arena, struct view bytes, struct ini *ini, struct error *error);

#endif
