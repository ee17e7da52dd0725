/* bank: what a message says of bank accounts goes no further in clear.
 *
 * Job: right after a message is understood its account numbers are sealed (bot/seal.h) and cut out of every
 * other text that may be stored; when it is decided, its stored bytes are replaced. Caller: bot/handle, before
 * anything is decided, and bot/pipeline. Promise: questions, journal, letters and logs never see more than the
 * last four digits; without a key nothing is stored at all, and staff are told.
 */
#ifndef BOT_BANK_H
#define BOT_BANK_H

#include "bot/seal.h"
#include "db/inbox.h"
#include "parsers/request.h"

/* `show`: the line may be printed with its number, since nothing will be stored (replay). A message names one
 * account: another one is for a person. */
void bank_keep(struct arena *arena, const struct seal *seal, int64_t subscriber, bool show,
               struct request *requests, int *count);
/* Whether a request says that the message holds an account number, or tried to. */
bool bank_named(const struct request *requests, int count);
/* Replaces what was received when it holds an account number, or `named` says so; *changed: it did. */
int bank_redact(struct arena *arena, struct db *db, const struct inbox_row *row, bool named,
                bool *changed, struct error *error);

#endif
