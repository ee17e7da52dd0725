/* bymail: what somebody asks by SMS and only a mail may carry (SPEC, "Who may ask what").
 *
 * Caller: bot/converse, for messages by SMS. A sensitive request is kept until the address on file says OUI to
 * a mail; an answer with invoices or personal data goes to that address whole, and the text says so. Where there is
 * no address on file, staff do it. What is kept becomes one mail with one token, made by bot/handle_sms.
 */
#ifndef BOT_BYMAIL_H
#define BOT_BYMAIL_H

#include "bot/converse.h"

/* Whether this may not be done without a mail: by SMS, sensitive, and no token of a mail came with it. */
bool bymail_is_needed(const struct conversation *talk, const struct request_kind *kind,
                      const struct request *request);
/* Says so and keeps it. false: it is a change of contact or of an account, which is decided as if by mail (bot/code.h). */
bool bymail_confirm(struct conversation *talk, const struct request *request);
/* A decision's part for the mail, and what is left for the text. */
void bymail_divide(struct conversation *talk, const struct situation *situation,
                   struct decision *decision);
/* Whether a OUI by SMS can only mean a confirmation mail that waits at the address on file. */
int bymail_waits(struct conversation *talk, bool *waits, struct error *error);
/* Stores the question of what was kept, and its token. */
int bymail_store(struct conversation *talk, struct error *error);

#endif
