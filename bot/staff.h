/* staff: what the farm's own people tell the bot to do by mail (SPEC section 4).
 *
 * Caller: handle_decide, in the open transaction, for a proven staff address whose mail has commands. Promise:
 * each command is a block of the answer and stands alone; what it changes is in the journal under the address
 * that wrote it, and the subscribers concerned are told by mail in the same transaction.
 */
#ifndef BOT_STAFF_H
#define BOT_STAFF_H

#include "bot/handle.h"

enum { STAFF_BLOCKS = 8 }; /* as many as one command may add; CONVERSE_BLOCKS is the mail's limit */

int staff_run(struct handling *handling, struct error *error);
/* A number or OUI to a question that a POUR of theirs made us ask: whose subscriber it is about, 0: none waits. */
int staff_asked(struct handling *handling, int64_t *subscriber, struct error *error);

/* One file each: a command that has no problem. The block's line is the command as written. */
int staff_settle(struct handling *handling, const struct staff_command *command,
                 struct error *error); /* ACCEPTER, REFUSER */
int staff_for(struct handling *handling, const struct staff_command *command, struct error *error);
/* The requests of `command` for that subscriber, and the subscriber told what they changed. */
int staff_ask_for(struct handling *handling, int64_t subscriber, const struct request *requests,
                  int count, bool force, struct error *error);
int staff_close(struct handling *handling, const struct staff_command *command,
                struct error *error); /* FERMETURE, OUVERTURE */
int staff_digest(struct handling *handling, const struct staff_command *command,
                 struct error *error);
int staff_list(struct handling *handling, const struct staff_command *command, struct error *error);
int staff_card(struct handling *handling, const struct staff_command *command, struct error *error);
int staff_search(struct handling *handling, const struct staff_command *command,
                 struct error *error);
int staff_erase(struct handling *handling, const struct staff_command *command,
                struct error *error);
int staff_import(struct handling *handling, const struct staff_command *command,
                 struct error *error);

/* "Camille Roux" */
char *staff_name(struct arena *arena, const struct subscriber *subscriber);
struct tree *staff_say(struct handling *handling, const struct staff_command *command,
                       enum result result, const char *template);

#endif
