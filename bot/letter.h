/* letter: a mail to the farm's own people that nobody's message caused: the digest, a pick list, an alarm.
 *
 * Caller: the jobs of bot/schedule, the command line. One template (subject, text, html) around one model; each
 * staff address gets the same mail, with a Message-ID made from the seed, so that the same letter is the same mail.
 */
#ifndef BOT_LETTER_H
#define BOT_LETTER_H

#include "bot/config.h"
#include "db/db.h"
#include "parsers/compose.h"
#include "parsers/tree.h"

struct letter {
    const char *kind; /* of the outbox: "digest", "picklist" */
    const char *template;
    struct tree *model; /* "farm" {"name", "email"} is added */
    const char *seed;
    const char *only; /* one of the staff addresses; NULL: all of them */
    const struct compose_file *files;
    int file_count;
    int64_t now;
};

/* To every staff address; *count: how many (0: nobody is configured). */
int letter_send(struct arena *arena, struct db *db, const struct config *config,
                const struct letter *letter, int *count, struct error *error);
/* The subject and the text, for a terminal. */
int letter_print(struct arena *arena, const struct config *config, const struct letter *letter,
                 const char **text, struct error *error);

#endif
