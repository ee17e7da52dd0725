/* file: a whole file, bounded. */
#ifndef BOT_FILE_H
#define BOT_FILE_H

#include "parsers/error.h"
#include "parsers/text.h"

/* At most `limit` bytes; "-" is standard input. NUL-terminated after len. -1: error names the file. */
int file_read(struct arena *arena, const char *path, size_t limit, struct view *bytes,
              struct error *error);
/* Writes a new file (mode 0600) and syncs it; an existing one is an error. */
int file_write_new(const char *path, struct view bytes, struct error *error);

#endif
