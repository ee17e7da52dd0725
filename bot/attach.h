/* attach: the files that go with an answer.
 *
 * Job: what decisions named (struct attachment) becomes bytes, by one maker a kind. Caller: handle_answer,
 * in the open transaction, after the changes of the message: a file shows what the answer says. A new kind is
 * a line of decide.h, a maker here, and a file bot/attach_NAME.c.
 */
#ifndef BOT_ATTACH_H
#define BOT_ATTACH_H

#include "bot/converse.h"
#include "parsers/compose.h"

enum { ATTACH_FILES = 24 };

struct attach {
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const struct farm *farm;
    int64_t subscriber; /* of the file that is being made */
    int64_t received, now;
    struct compose_file files[ATTACH_FILES]; /* made so far */
    int count;
};

/* One more file; beyond ATTACH_FILES it is an error. Everything belongs to the arena. */
int attach_add(struct attach *attach, const struct compose_file *file, struct error *error);
/* The makers, by kind. */
int attach_invoice(struct attach *attach, const char *number, struct error *error);
/* All files of these blocks; the same file asked for twice is made once. */
int attach_make(struct attach *attach, const struct block *blocks, int count, struct error *error);

#endif
