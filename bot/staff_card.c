/* staff_card: FICHE 1001: all that a person of the farm needs to answer a subscriber on the telephone.
 *
 * What the subscriber would be answered to INFOS, PLANNING, COMMANDES and SOLDE, by the same code, then the last
 * changes and messages. RECHERCHE roux finds the number.
 */
#include <string.h>

#include "bot/say.h"
#include "bot/staff.h"
#include "db/snapshot.h"
#include "parsers/fold.h"
#include "parsers/phone.h"
#include "parsers/zone.h"
#include "templates/render.h"

enum { CARD_CHANGES = 12, CARD_MESSAGES = 8, SEARCH_MOST = 30, WORD_MOST = 80 };

/* "suspend" as people say it. */
static const char *say_kind(struct handling *h, const char *kind)
{
    const char *section = arena_print(h->arena, "change.%s", kind);
    struct view word = view_trim(render_section(h->config->farm.language, "words", section));
    return word.len ? arena_copy(h->arena, word.at, word.len) : kind;
}

static int put_changes(struct handling *h, int64_t number, struct tree *model, struct error *error)
{
    struct tree *list = tree_put_list(model, "changes");
    struct rows rows = db_rows(h->db, SQL_CARD_CHANGES, error, "ii", number, (int64_t)CARD_CHANGES);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct tree *item = tree_push_object(list);
        struct error unread;
        const struct tree *detail = tree_read(h->arena, rows_view(&rows, 3), &unread);
        int day = date_read_iso(view_of(detail ? tree_get_text(detail, "day", "") : ""));
        tree_put_text(item, "when", say_instant(h->arena, h->config, rows_int(&rows, 0)));
        tree_put_text(item, "who", rows_text(&rows, 1, h->arena));
        tree_put_text(item, "what", say_kind(h, rows_text(&rows, 2, h->arena)));
        tree_put_text(item, "day",
                      day == DATE_NONE
                          ? ""
                          : say_day(h->arena, h->config, day, zone_local(h->row->received).day));
        tree_put_bool(item, "undone", rows_int(&rows, 4) != 0);
    }
    return more;
}

static int put_messages(struct handling *h, int64_t number, struct tree *model, struct error *error)
{
    struct tree *list = tree_put_list(model, "messages");
    struct rows rows =
        db_rows(h->db, SQL_CARD_MESSAGES, error, "ii", number, (int64_t)CARD_MESSAGES);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct tree *item = tree_push_object(list);
        tree_put_text(item, "when", say_instant(h->arena, h->config, rows_int(&rows, 0)));
        tree_put_text(item, "who", rows_text(&rows, 1, h->arena));
        tree_put_text(item, "subject", rows_text(&rows, 2, h->arena));
        tree_put_bool(item, "waits", view_is(rows_view(&rows, 3), "STAFF"));
    }
    return more;
}

static int show(struct handling *h, const struct staff_command *command, int64_t number,
                struct error *error)
{
    static const enum verb verbs[] = {VERB_INFO, VERB_PLANNING, VERB_ORDERS, VERB_BALANCE};
    struct request requests[sizeof verbs / sizeof *verbs];
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        requests[i] = request_make(verbs[i]);
    struct tree *model = staff_say(h, command, RESULT_ANSWERED, "staff_card");
    tree_put_int(model, "number", number);
    if (put_changes(h, number, model, error) || put_messages(h, number, model, error))
        return -1;
    int head = h->talk.block_count;
    h->talk.subscriber = number;
    int failed = converse(&h->talk, requests, sizeof verbs / sizeof *verbs, error);
    h->talk.subscriber = h->sender.subscriber;
    for (int i = head; i < h->talk.block_count; i++)
        h->talk.blocks[i].attachment_count = 0;
    return failed;
}

int staff_card(struct handling *h, const struct staff_command *command, struct error *error)
{
    int failed = 0;
    int64_t number = command->numbers[0];
    if (db_int(h->db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", number))
        return show(h, command, number, error);
    if (failed)
        return -1;
    tree_put_int(staff_say(h, command, RESULT_REFUSED, "staff_unknown"), "number", number);
    return 0;
}

/* Every word of what is looked for is in what is known of the person; both folded. */
static bool matches(struct arena *arena, const char *known, struct view wanted)
{
    struct view rest = wanted, word;
    size_t len;
    bool any = false;
    const char *folded = fold_word(arena, view_of(known), &len);
    while (view_item(&rest, ' ', &word)) {
        if (!word.len)
            continue;
        any = true;
        if (view_find(view_make(folded, len), arena_copy(arena, word.at, word.len)) == SIZE_MAX)
            return false;
    }
    return any;
}

int staff_search(struct handling *h, const struct staff_command *command, struct error *error)
{
    struct view wanted = view_of(command->text);
    wanted = view_cut(wanted, 0, wanted.len < WORD_MOST ? wanted.len : WORD_MOST);
    size_t len;
    const char *folded = fold_word(h->arena, wanted, &len);
    struct tree *model = staff_say(h, command, RESULT_ANSWERED, "staff_found");
    tree_put_view(model, "wanted", wanted);
    struct tree *list = tree_put_list(model, "people");
    struct rows rows = db_rows(h->db, SQL_PEOPLE, error, "");
    int more, found = 0;
    while ((more = rows_next(&rows)) == 1) {
        const char *known = rows_text(&rows, 1, h->arena), *town = rows_text(&rows, 2, h->arena);
        const char *contacts = rows_text(&rows, 3, h->arena);
        const char *all = arena_print(h->arena, "%lld %s %s %s", (long long)rows_int(&rows, 0),
                                      known, town, contacts);
        if (!matches(h->arena, all, view_make(folded, len)) || ++found > SEARCH_MOST)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", rows_int(&rows, 0));
        tree_put_text(item, "name", known);
        tree_put_text(item, "town", town);
        tree_put_text(item, "contacts", contacts);
    }
    tree_put_bool(model, "more", found > SEARCH_MOST);
    return more;
}
