/* sentence: a text's sentences and what phrases were found in them.
 *
 * Job: cut units into sentences, list the marks (intents, guards, governors…) of each. What a mark
 * means for a request is decided in clause.c.
 */
#ifndef PARSERS_SENTENCE_H
#define PARSERS_SENTENCE_H

#include "parsers/chunk.h"
#include "parsers/pattern.h"
#include "parsers/request.h"

enum mark_kind {
    MARK_INTENT,
    MARK_KEEP,
    MARK_ABSENT,
    MARK_EXCEPT,
    MARK_GOVERNOR,
    MARK_AWAY,
    MARK_KEPT,
    MARK_GUARD
};

enum mood { MOOD_DO, MOOD_IMP, MOOD_INF, MOOD_NOUN, MOOD_ASK, MOOD_INFO };

enum guard {
    GUARD_OTHER = 1 << 0,  /* somebody else wishes */
    GUARD_BLOCK = 1 << 1,  /* "savoir comment": the infinitive is no request */
    GUARD_HYP = 1 << 2,    /* a condition, a thought */
    GUARD_POLITE = 1 << 3, /* "si possible": lifts GUARD_HYP at its place */
    GUARD_NEG = 1 << 4,
    GUARD_COMPLAINT = 1 << 5,
    GUARD_THIRD = 1 << 6,    /* somebody else's basket */
    GUARD_QUESTION = 1 << 7, /* about a rule: whether, how, how much */
    GUARD_AUTO = 1 << 8,     /* written by a machine */
    GUARD_NEWSLETTER = 1 << 9,
    GUARD_EMPTIES = 1 << 10,
    GUARD_CHOICE = 1 << 11, /* "un des deux", "sauf": which ones is not said */
    GUARD_PAST = 1 << 12,   /* tells what happened */
    /* Those caution.c reads. */
    GUARD_UNSURE = 1 << 13,   /* not decided, or to be told later */
    GUARD_REVOKED = 1 << 14,  /* taken back */
    GUARD_TOLD = 1 << 15,     /* a wish that was made before */
    GUARD_STRANGER = 1 << 16, /* the writer is no subscriber */
    GUARD_FAMILY = 1 << 17,   /* not written to the farm */
    GUARD_MONEY = 1 << 18,    /* payments, mails: no delivery */
    GUARD_EXCEPT = 1 << 19,   /* all but some of it */
    GUARD_PRESENT = 1 << 20,  /* somebody is there to take the basket */
    GUARD_FOREIGN = 1 << 21,  /* another house's services */
    GUARD_STAYS = 1 << 22,    /* nobody is away after all */
};

struct mark {
    enum mark_kind kind;
    enum verb verb; /* MARK_INTENT */
    enum mood mood;
    enum guard guard;   /* MARK_GUARD */
    struct view detail; /* the section's second word */
    int start, end;     /* units, [start, end) */
    int governor;       /* where its governor begins; start when it has none */
    bool dropped;
};

struct sentence {
    int first, last; /* units */
    int first_mark, last_mark;
    bool subject;           /* the mail's subject */
    bool question, command; /* command: was read as a keyword line */
    unsigned guards;
};

struct sentences {
    struct sentence *items;
    int count;
    struct mark *marks;
    int mark_count;
};

/* `subject_units`: how many units belong to the mail's subject. */
void sentences_read(struct arena *arena, struct chunked *chunked, int subject_units,
                    struct sentences *sentences);

#endif
