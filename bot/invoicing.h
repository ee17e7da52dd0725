/* invoicing: issues invoices, once, and writes the mails that bring them.
 *
 * Callers: `cabas invoice`, the schedule. Promise: a month is issued once: subscribers are billed by number, a batch
 * and how far it got is one transaction, so that a run that died goes on where it stopped and two runs at the same
 * time never bill anybody twice. A mail is owed from the moment of issue (table invoice_letter) and is written in
 * a transaction of its own, after its PDF was made: nobody waits for the database meanwhile.
 * Invoices and credit notes share one sequence of numbers: prefix, year of issue, "-", four digits or more.
 * An invoice goes to the subscriber's first mail address on file; without one it is issued and can be asked for.
 */
#ifndef BOT_INVOICING_H
#define BOT_INVOICING_H

#include "bot/config.h"
#include "db/db.h"

struct invoicing {
    struct db *db;
    const struct config *config;
    int64_t now;
    /* Called for each one after it is committed; total in cents, below zero for a credit note. May be NULL. */
    void (*issued)(void *context, const char *number, int64_t subscriber, int64_t total);
    void *context;
};

struct invoicing_done {
    int issued;
    bool before; /* the month's run was finished already */
};

/* `month`: its first day. -1: refused (it is not over) or failed; what was issued until then is kept. */
int invoicing_month(const struct invoicing *run, int month, struct invoicing_done *done,
                    struct error *error);
/* The same by parts, for whoever has a transaction open (bot/invoicing_job.c): one batch of a month that is over. */
struct invoicing_part {
    int issued;
    bool over; /* the month is finished, now or before */
};
int invoicing_part(const struct invoicing *run, int month, struct invoicing_part *part,
                   struct error *error);
/* Credits what is left of an invoice, for good: it is not billed again. `reason`: staff's, "" for none. */
int invoicing_credit(const struct invoicing *run, const char *number, const char *reason,
                     const char *actor, struct error *error);

/* Writes the mails that are owed. *written: mails; *unaddressed: documents of subscribers without an address. A PDF
 * that can't be made is an error that names its number, after all others were tried; its mail stays owed. */
struct invoicing_mailed {
    int written, unaddressed;
};
int invoicing_mail(const struct invoicing *run, struct invoicing_mailed *mailed,
                   struct error *error);
/* Up to `most` of them in the transaction that is open. *failed: PDFs that could not be made, logged; their mails
 * stay owed. */
int invoicing_mail_part(const struct invoicing *run, int most, struct invoicing_mailed *mailed,
                        int *failed, struct error *error);

#endif
