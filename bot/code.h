/* code: what changes a contact waits for proof.
 *
 * The answer to the address on file carries a token in its subject (as a confirmation mail does); for a new
 * address a code goes there, and the OUI must hold it: so both mailboxes are the sender's. All such
 * requests of one message wait together. Only digests are stored.
 */
#ifndef BOT_CODE_H
#define BOT_CODE_H

#include "bot/converse.h"
#include "db/question.h"

/* The decision's one option waits; false: the message has a new address to prove already. */
bool code_keep(struct conversation *talk, struct decision *decision);
/* Once the message is decided: stores the question, and completes the blocks with the token. */
int code_store(struct conversation *talk, struct error *error);

/* Whether a confirmation mail's question is one of these, and whether `code` (NULL: none was given) is
 * all that it still needs. */
bool code_waits(const struct question_row *question);
bool code_fits(struct arena *arena, const struct question_row *question, const char *code);

#endif
