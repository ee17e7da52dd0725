/* decide: what one request comes to, as a value.
 *
 * Job: (request, snapshot, moment) -> verdict, changes, the answer's block, a question that waits.
 * Caller: bot/pipeline. Promise: pure: no SQL, no mail, no clock; everything belongs to the arena.
 * Each verb is one file of bot/requests/ with one const struct request_kind.
 */
#ifndef BOT_DECIDE_H
#define BOT_DECIDE_H

#include "bot/config.h"
#include "db/change.h"
#include "db/snapshot.h"
#include "parsers/request.h"
#include "parsers/understand.h"

enum result {
    RESULT_APPLIED,
    RESULT_PARTIAL,
    RESULT_REFUSED,
    RESULT_ASKED,
    RESULT_CONFIRM,
    RESULT_ANSWERED,
    RESULT_HUMAN,
    RESULT_IGNORED,
};
const char *result_name(enum result result); /* "applied", as `cabas replay` prints it */

/* What the decision may look at. */
struct situation {
    struct arena *arena;
    const struct config *config;
    const struct snapshot *snapshot;
    const struct request *request;
    enum channel channel;
    struct view said;   /* the message's own words: untrusted, never read as a request here */
    const char *sender; /* address or number */
    int64_t received;   /* what the cutoffs are measured by */
    int64_t now;        /* when it is processed */
    int today;          /* farm's civil date of receipt */
    bool proven;        /* the sender is who they say: what is theirs may be shown */
    bool coded;         /* this very request was confirmed by its token and code (bot/code.h) */
    bool taken;         /* SET of a contact: it is on another subscriber's file */
    bool forced;        /* staff ask, also past a cutoff: anything from today on can change */
    bool confirmed;     /* the sender answered OUI or a number to our question about it */
};

enum question_kind { QUESTION_NONE, QUESTION_CHOICE, QUESTION_YES, QUESTION_REASON, QUESTION_CODE };

enum { QUESTION_OPTIONS = 9 };

/* A question to the sender; each option is a request line that the answer runs, and its label. */
struct question {
    enum question_kind kind;
    const char *options[QUESTION_OPTIONS];
    const char *labels[QUESTION_OPTIONS];
    int count;
    int64_t expires; /* 0: 7 days from now */
};

/* A file that goes with the answer: its bytes are made when the answer is written, from what the database
 * holds then (bot/attach.h). */
enum attachment_kind {
    ATTACHMENT_CALENDAR, /* the subscriber's deliveries to come, RFC 5545 */
    ATTACHMENT_MAP,      /* a picture of all depots, shown in the mail */
    ATTACHMENT_INVOICE,  /* `what`: its number */
    ATTACHMENT_DATA,     /* all that is held about the subscriber */
    ATTACHMENT_LIST,     /* staff: a day's pick list, PDF and CSV; `what`: the day, ISO */
    ATTACHMENT_KINDS
};

struct attachment {
    enum attachment_kind kind;
    const char *what;   /* "" where the kind says it all */
    int64_t subscriber; /* whose it is */
};

struct decision {
    enum result result;
    struct change *changes;
    int change_count;
    const char *template; /* templates/LANGUAGE/NAME.txt, one block of the answer */
    struct tree *model;
    struct question question;
    const char *contact; /* QUESTION_CODE: a new address, whose code must come back; NULL: none */
    struct attachment *attachments;
    int attachment_count;
};

/* One verb. `needs`: enum snapshot_need bits. `sensitive`: never without a confirmation by mail when asked by
 * SMS. `public`: reads nothing of the subscriber, so anybody whom we answer may ask. */
struct request_kind {
    enum verb verb;
    const char *name; /* file of bot/requests, template and rows */
    int needs;
    bool sensitive, public;
    void (*plan)(const struct situation *situation, struct decision *decision);
};

/* The kind for a verb; never NULL: what no file claims is handed to staff. */
const struct request_kind *decide_kind(enum verb verb);
struct decision decide(const struct situation *situation);
const struct request_kind *const *decide_kinds(int *count);

/* For the files of bot/requests. */
struct change *decision_change(const struct situation *situation, struct decision *decision,
                               enum change_kind kind);
void decision_attach(const struct situation *situation, struct decision *decision,
                     enum attachment_kind kind, const char *what);
/* Offers one more answer; beyond QUESTION_OPTIONS it is not offered (false). */
bool decision_offer(const struct situation *situation, struct decision *decision,
                    const struct request *request, const char *label);

#endif
