#include "bot/staff.h"

#include "bot/settle.h"
#include "db/question.h"
#include "parsers/redact.h"
#include "parsers/zone.h"

char *staff_name(struct arena *arena, const struct subscriber *subscriber)
{
    const char *space = *subscriber->first_name && *subscriber->last_name ? " " : "";
    return arena_print(arena, "%s%s%s", subscriber->first_name, space, subscriber->last_name);
}

struct tree *staff_say(struct handling *h, const struct staff_command *command, enum result result,
                       const char *template)
{
    const char *line = arena_copy(h->arena, command->line.at, command->line.len);
    return converse_say(&h->talk, line, result, template);
}

/* How each command is written, for what could not be read and for the help. */
static const char *const examples[STAFF_VERBS] = {
    [STAFF_ACCEPT] = "ACCEPTER 42",
    [STAFF_REFUSE] = "REFUSER 42 plus de pommes",
    [STAFF_LIST] = "LISTE 17/03",
    [STAFF_CARD] = "FICHE 1001",
    [STAFF_CLOSE] = "FERMETURE 14/07 : fête nationale",
    [STAFF_OPEN] = "OUVERTURE 14/07",
    [STAFF_FOR] = "POUR 1001 SUSPENDRE 17/03",
    [STAFF_IMPORT] = "IMPORT compositions",
    [STAFF_SEARCH] = "RECHERCHE roux",
    [STAFF_ERASE] = "EFFACER 1001",
    [STAFF_DIGEST] = "DIGEST",
    [STAFF_HELP] = "AIDE",
};

static int refuse(struct handling *h, const struct staff_command *command)
{
    static const char *const names[] = {[STAFF_FINE] = "fine",
                                        [STAFF_NO_NUMBER] = "number",
                                        [STAFF_NO_DATE] = "date",
                                        [STAFF_NO_TEXT] = "missing",
                                        [STAFF_NOT_CLEAR] = "unclear"};
    struct tree *model = staff_say(h, command, RESULT_REFUSED, "staff_problem");
    tree_put_view(model, "line", redact_text(h->arena, command->line));
    tree_put_bool(model, names[command->problem], true);
    tree_put_text(model, "example", examples[command->verb]);
    return 0;
}

static int help(struct handling *h, const struct staff_command *command, struct error *error)
{
    (void)error;
    staff_say(h, command, RESULT_ANSWERED, "staff_help");
    return 0;
}

static const struct {
    int (*run)(struct handling *h, const struct staff_command *command, struct error *error);
} commands[STAFF_VERBS] = {
    [STAFF_ACCEPT] = {staff_settle}, [STAFF_REFUSE] = {staff_settle},
    [STAFF_LIST] = {staff_list},     [STAFF_CARD] = {staff_card},
    [STAFF_CLOSE] = {staff_close},   [STAFF_OPEN] = {staff_close},
    [STAFF_FOR] = {staff_for},       [STAFF_IMPORT] = {staff_import},
    [STAFF_SEARCH] = {staff_search}, [STAFF_ERASE] = {staff_erase},
    [STAFF_DIGEST] = {staff_digest}, [STAFF_HELP] = {help},
};

int staff_asked(struct handling *h, int64_t *subscriber, struct error *error)
{
    int failed = 0;
    *subscriber = db_int(h->db, SQL_QUESTION_OWNER, 0, &failed, error, "ti", h->sender.address,
                         h->row->received);
    return failed;
}

int staff_run(struct handling *h, struct error *error)
{
    h->talk.proven = true;
    if (h->staff_subscriber)
        return staff_ask_for(h, h->staff_subscriber, h->requests, h->request_count, false, error);
    for (int i = 0; i < h->staff.count; i++) {
        const struct staff_command *command = &h->staff.items[i];
        if (h->talk.block_count >= CONVERSE_BLOCKS - STAFF_BLOCKS) {
            h->staff.more = true;
            break;
        }
        if (command->problem ? refuse(h, command) : commands[command->verb].run(h, command, error))
            return -1;
    }
    if (h->staff.more)
        converse_say(&h->talk, "HUMAN", RESULT_REFUSED, "staff_more");
    return 0;
}

/* One order each: what stands against one does not stop the next. */
static int settle_one(struct handling *h, const struct staff_command *command, int64_t number,
                      struct error *error)
{
    struct settled settled;
    struct settle settle = {.number = number,
                            .accept = command->verb == STAFF_ACCEPT,
                            .reason = command->text,
                            .actor = h->sender.address,
                            .batch = h->row->id,
                            .now = h->now};
    int failed = settle_order(h->arena, h->db, h->config, &settle, &settled, error);
    if (failed && settled.refusal == SETTLE_DONE)
        return -1;
    static const char *const names[] = {"done", "unknown", "decided", "past", "no_basket"};
    struct tree *model =
        staff_say(h, command, failed ? RESULT_REFUSED : RESULT_APPLIED, "staff_order");
    tree_put_int(model, "number", number);
    tree_put_bool(model, "accepted", settle.accept);
    tree_put_bool(model, names[settled.refusal], true);
    tree_put_bool(tree_put_object(model, "was"), *settled.state ? settled.state : "none", true);
    tree_put_text(model, "who", settled.name);
    tree_put_int(model, "subscriber", settled.subscriber);
    tree_put_text(model, "items", settled.items);
    tree_put_text(model, "total", settled.total);
    tree_put_text(model, "date", settled.date);
    tree_put_bool(model, "told", settled.told > 0);
    return 0;
}

int staff_settle(struct handling *h, const struct staff_command *command, struct error *error)
{
    for (int i = 0; i < command->number_count; i++) {
        if (h->talk.block_count >= CONVERSE_BLOCKS - STAFF_BLOCKS) {
            h->staff.more = true;
            return 0;
        }
        if (settle_one(h, command, command->numbers[i], error))
            return -1;
    }
    return 0;
}
