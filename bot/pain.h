/* pain: a direct debit run as the bank's file: ISO 20022 pain.008, version 001.02 or 001.08, SEPA CORE (EPC130-08).
 *
 * Pure. Caller: bot/sepa. Promise: valid against the version's schema whatever the names hold (bot/sepa made them
 * parsers/sepa's characters); the same run gives the same bytes; sums are computed from the amounts written.
 */
#ifndef BOT_PAIN_H
#define BOT_PAIN_H

#include "db/debit.h"
#include "parsers/text.h"

enum pain_version { PAIN_02, PAIN_08 };

/* "CABAS-2026-03-1": the message; "…-1001": one debit of it (its end-to-end id). */
char *pain_id(struct arena *arena, const struct debit_run *run);
char *pain_debit_id(struct arena *arena, const struct debit_run *run, int64_t subscriber);
/* Reads a debit's id again. False: it is none. */
bool pain_read_id(const char *id, int *month, int *nth, int64_t *subscriber);
/* `ibans`: of the accounts debited, in the run's order. */
struct view pain_write(struct arena *arena, const struct debit_run *run, const char *const *ibans,
                       enum pain_version version);

#endif
