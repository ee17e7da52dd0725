/* converse: the requests of one message, one after the other, in the light of what we asked before.
 *
 * Job: OUI, NON and numbers become the requests that they stand for; each request is decided on a fresh
 * snapshot (so that it sees what the ones before it changed), its changes are committed to the open
 * transaction, its question is stored. Caller: bot/pipeline. Promise: only database errors are errors.
 */
#ifndef BOT_CONVERSE_H
#define BOT_CONVERSE_H

#include "bot/decide.h"
#include "db/db.h"

enum { CONVERSE_BLOCKS = 2 * UNDERSTAND_REQUESTS };

/* What was said to one request: a block of the answer. */
struct block {
    const char *line; /* the request as it was understood */
    enum result result;
    const char *template;
    const struct tree *model;
    int changes; /* how many it made */
    const struct attachment *attachments;
    int attachment_count;
};

struct conversation {
    /* given */
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const struct farm *farm;
    int64_t subscriber;
    const char
        *sender; /* address or number: whose question is answered, who is named in the journal */
    enum channel channel;
    int64_t received, now;
    int64_t inbox;
    struct view said;              /* the message's own text: a reason, when we asked for one */
    const struct message *message; /* the whole of it, for an answer in words; NULL: none */
    const char *answers;     /* Message-ID of the mail that theirs replies to; NULL or "": none */
    bool proven;             /* the sender is who they say: authenticated, or by a token */
    bool forced;             /* staff: past a cutoff as well */
    bool token_confirmed;    /* a confirmation mail's token came with it */
    int coded;               /* so many of the first requests are what a code confirmed */
    const char *token_state; /* a token that is right but "used" or "expired"; NULL otherwise */
    const char
        *mail; /* by SMS: the address on file, for what must go by mail; NULL: there is none */
    /* made */
    struct block blocks[CONVERSE_BLOCKS];
    int block_count;
    bool late;                  /* something was applied that is past its cutoff by now */
    struct tree *coded_options; /* what waits for a code (bot/code.h) */
    const char *contact, *code; /* the new address that gets a letter with this code; NULL: none */
    int64_t code_expires;
    struct tree *choices; /* what this message made us ask: the options of all its questions */
    struct block
        mailed[CONVERSE_BLOCKS]; /* by SMS: what goes to the address on file (bot/bymail.h) */
    int mailed_count;
    struct tree *confirm_options; /* by SMS: what waits for that address's OUI */
    const char *confirm_token;
    int64_t confirm_expires;
};

int converse(struct conversation *conversation, const struct request *requests, int count,
             struct error *error);
/* The line that an answer (OUI, a number) to our open question stands for; NULL: no question, or no choice
 * of it, or a NON. */
int converse_meant(struct conversation *conversation, const struct request *answer,
                   const char **line, struct error *error);
/* Adds a block that no request file makes (a template and its model). */
struct tree *converse_say(struct conversation *conversation, const char *line, enum result result,
                          const char *template);

#endif
