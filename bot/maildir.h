/* maildir: the files of a maildir (one mail a file, new/ cur/ tmp/; subfolders as Maildir++).
 *
 * Job: open, read, move. Caller: bot/source_maildir. Promise: nothing is ever overwritten; a move is one
 * rename, and its folders are on disk before it is told; keys come from outside and are checked before
 * they are used as names; symbolic links are not followed.
 */
#ifndef BOT_MAILDIR_H
#define BOT_MAILDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "parsers/arena.h"
#include "parsers/error.h"
#include "parsers/view.h"

struct maildir {
    int new, cur; /* descriptors of the two folders */
};

/* `make`: the folder itself (its parent must exist) and new/, cur/, tmp/ are made when missing. */
int maildir_open(struct maildir *box, const char *path, bool make, struct error *error);
void maildir_close(struct maildir *box);
/* The unique part of a file's name (before ":2,"); NULL for what is no mail: hidden, or not a plain name. */
const char *maildir_key(struct arena *arena, const char *name);
/* A long file as parsers/thin.h leaves it, in `most` bytes; *cut: it did not fit. Result as maildir_read. */
int maildir_thin(struct arena *arena, int dir, const char *name, size_t most, struct view *raw,
                 bool *cut);
/* The bytes of a file; more than `most`: only the first `start`, and *cut is set. 0, or errno's value
 * (EINVAL: no regular file). */
int maildir_read(struct arena *arena, int dir, const char *name, int64_t most, size_t start,
                 struct view *raw, bool *cut);
/* The header block (`header` bytes at most) and `body` bytes of what follows. */
struct view maildir_start(struct view raw, size_t header, size_t body);
/* Moves mails of `box` into cur/ of the subfolder ("Cabas/Traites" is path/.Cabas.Traites), made when missing.
 * gone[i]: keys[i] lies there now, or nowhere in `box`. -1: some could not be moved, the error names one. */
int maildir_move(const struct maildir *box, const char *path, const char *folder,
                 const char *const *keys, int count, bool *gone, struct error *error);

#endif
