/* handle: one message on its way, stage by stage (bot/pipeline.c calls them in order).
 *
 * A stage returns 0 and may settle the message (state and reason): the stages after it are then skipped
 * until the result is stored. -1 is a database or template error, never something that a message holds.
 */
#ifndef BOT_HANDLE_H
#define BOT_HANDLE_H

#include "bot/bank.h"
#include "bot/converse.h"
#include "bot/trust.h"
#include "db/inbox.h"
#include "db/outbox.h"
#include "parsers/mail.h"
#include "parsers/message.h"
#include "parsers/staff.h"

enum {
    HANDLE_LETTERS = 12
}; /* mails that one message may cause: an answer and the household's notices */

struct handling {
    /* given */
    struct arena *arena;
    struct db *db;
    const struct config *config;
    const struct farm *farm;
    const struct inbox_row *row;
    const struct seal *seal; /* NULL: no key */
    int64_t now;
    bool replay;    /* nothing will be stored; that it came before does not count */
    const char *as; /* replay: taken as sent by this address or number, proven; NULL otherwise */
    /* found, stage by stage */
    bool sms; /* a text message: `mail` holds its text only, sender.address is a number */
    struct mail mail;
    bool too_long;      /* it was not read to its end: what is asked there is unknown */
    const char *digest; /* what makes it this message and no other */
    bool quiet;         /* a weak sign of a robot: no answer unless it is a subscriber's */
    struct sender sender;
    struct reply reply;
    struct message message;
    struct understanding understood;
    struct request requests[CONVERSE_BLOCKS]; /* what is decided: a token's, then the message's */
    int request_count;
    struct staff_commands staff; /* what one of the farm's own tells us to do */
    int64_t staff_subscriber;    /* or whose question of ours theirs answers, 0: none */
    bool staff_asked;            /* a command of theirs made us ask */
    bool token;                  /* a confirmation mail's token came with it and was right */
    int coded;                   /* so many of the first requests waited for that token's code */
    bool token_denied;           /* it came with a NON */
    const char *token_state; /* "used", "expired" or, without its code, "code"; NULL otherwise */
    struct conversation talk;
    struct view rest; /* by SMS: what goes on with an answer that was too long (PLUS) */
    bool silent;      /* by SMS: a second STOP is heard, and not answered */
    struct outbox_new letters[HANDLE_LETTERS];
    int letter_count;
    const char *answer; /* the first letter as text, NULL when nothing is answered */
    /* the end */
    bool redacted; /* account numbers were taken out of what is stored */
    bool settled;
    enum inbox_state state;
    const char *reason;
};

int handle_read(struct handling *handling,
                struct error *error); /* bytes to headers and text; twins */
int handle_trust(struct handling *handling,
                 struct error *error); /* robots, age, size, who, limits */
int handle_text(struct handling *handling, struct error *error); /* what the sender wrote */
int handle_requests(struct handling *handling,
                    struct error *error); /* what is asked, tokens included */
/* Parts of handle_requests: the question that a confirmation mail's token belongs to (NULL: none) is found
 * and the token cut out of subject and text; then it is used, once. */
struct question_row;
int handle_token_find(struct handling *handling, struct question_row **question,
                      struct error *error);
int handle_token_use(struct handling *handling, const struct question_row *question,
                     struct error *error);
int handle_decide(struct handling *handling, struct error *error); /* verdicts, changes committed */
/* Part of handle_decide: what nobody proved is kept until the address on file says OUI. */
int handle_confirm(struct handling *handling, struct error *error);
int handle_answer(struct handling *handling, struct error *error); /* letters, rendered */
int handle_store(struct handling *handling, struct error *error);  /* outbox and inbox */

/* The same stages for text messages (bot/handle_sms.c). */
int handle_sms_read(struct handling *handling, struct error *error);
int handle_sms_trust(struct handling *handling, struct error *error);
/* STOP, START and PLUS: *done when the message was one of them. */
int handle_sms_decide(struct handling *handling, bool *done, struct error *error);
int handle_sms_answer(struct handling *handling, struct error *error);

/* For both. A sender who writes very often, or a stranger who had today's answer, is read by a person. */
int handle_limits(struct handling *handling, struct error *error);
int handle_settle(struct handling *handling, enum inbox_state state, const char *reason);
/* Makes one mail more; the first letter of all is the answer that is shown. */
struct answer;
int handle_letter(struct handling *handling, const struct answer *answer, const char *cause,
                  struct error *error);
const char *handle_seed(struct handling *handling); /* what this message's letters are known by */
/* The token must be in the subject, whatever else the answer says. */
int handle_code_subject(struct handling *handling, const struct block *blocks, int count,
                        const char **subject, struct error *error);
int handle_send_code(struct handling *handling, struct error *error);
/* What the other contacts of a household are told: the blocks that changed something; *count 0: nothing. */
struct block *handle_notice(struct handling *handling, int *count);
int handle_tell_household(struct handling *handling, const struct snapshot *snapshot,
                          struct error *error);

#endif
