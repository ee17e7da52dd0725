/* staff: the commands that the farm's own people write by mail (SPEC section 4).
 *
 * Job: subject and text become commands, one a line: ACCEPTER 42, REFUSER 42 plus de pommes, LISTE mardi,
 * FICHE 1001, FERMETURE 14/07 : fête nationale, OUVERTURE 14/07, POUR 1001 SUSPENDRE 12/03 FORCER,
 * IMPORT compositions, RECHERCHE roux, EFFACER 1001 OUI, AIDE. Case, accents and politeness around them do not matter.
 * Caller: bot/pipeline, for proven mail of a staff address only. Promise: pure, bounded; what is in doubt is a
 * command with a problem, never a guess; a mail without any command is people talking and gives none.
 */
#ifndef PARSERS_STAFF_H
#define PARSERS_STAFF_H

#include "parsers/understand.h"

enum staff_verb {
    STAFF_ACCEPT,
    STAFF_REFUSE,
    STAFF_LIST,
    STAFF_CARD,
    STAFF_CLOSE,
    STAFF_OPEN,
    STAFF_FOR,
    STAFF_IMPORT,
    STAFF_SEARCH,
    STAFF_ERASE,
    STAFF_DIGEST,
    STAFF_HELP,
    STAFF_VERBS
};

enum staff_problem {
    STAFF_FINE,
    STAFF_NO_NUMBER,
    STAFF_NO_DATE,
    STAFF_NO_TEXT, /* a name to look for, a kind to import */
    STAFF_NOT_CLEAR, /* POUR: the request itself is not certain, or nothing that staff can do for somebody */
};

enum {
    STAFF_COMMANDS = 30,
    STAFF_NUMBERS = 30,
    STAFF_PERIOD = 400, /* days from the first to the last of a date: more is a slip of the pen */
};

struct staff_command {
    enum staff_verb verb;
    enum staff_problem problem;
    struct view line;               /* as written, trimmed */
    int64_t numbers[STAFF_NUMBERS]; /* ACCEPTER 3, 4: orders; else the subscriber's number */
    int number_count;
    int from, to;                                 /* days, inclusive */
    const char *text;                             /* reason, name, kind; "" when none */
    struct request requests[UNDERSTAND_REQUESTS]; /* POUR */
    int request_count;
    bool force; /* FORCER: past the cutoff as well; EFFACER … OUI: it shall be done */
};

struct staff_commands {
    struct staff_command *items;
    int count;
    bool more; /* than STAFF_COMMANDS: the rest was not read */
};

/* `message`: today, subject, text without quotes. The result belongs to the arena. */
void staff_read(struct arena *arena, const struct vocabulary *vocabulary,
                const struct message *message, struct staff_commands *commands);
const char *staff_verb_name(
    enum staff_verb verb); /* "accepter", as help texts and the journal name it */

#endif
