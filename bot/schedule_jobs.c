/* schedule_jobs: the jobs that time triggers, in the order in which they are tried. */
#include "bot/schedule.h"

extern const struct schedule_job job_expiry, job_picklists, job_picklist_corrections, job_reminders,
    job_reminders_again, job_invoices, job_invoice_letters, job_digest, job_purge;

const struct schedule_job *const schedule_jobs[] = {
    &job_expiry,          &job_picklists, &job_picklist_corrections, &job_reminders,
    &job_reminders_again, &job_invoices,  &job_invoice_letters,      &job_digest,
    &job_purge,           NULL,
};
