/* digest_changes: what changed, by kind and with names, net of what was undone.
 *
 * What was taken back within the span is not told, nor is a delivery that was suspended and resumed in it.
 */
#include <string.h>

#include "bot/digest.h"
#include "bot/say.h"
#include "db/change.h"
#include "db/farm.h"
#include "parsers/zone.h"
#include "templates/render.h"

enum { CHANGES_MOST = 20000, SHOWN = 300, REFUSED_SHOWN = 100 };

struct entry {
    int64_t id, subscriber;
    const char *actor;
    struct change change;
    bool late, told;
};

struct entries {
    struct entry *items;
    int count;
};

static int load(struct digest *digest, struct entries *entries, struct error *error)
{
    struct rows rows = db_rows(digest->db, SQL_DIGEST_CHANGES, error, "iii", digest->from,
                               digest->to, (int64_t)CHANGES_MOST);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct entry entry = {.id = rows_int(&rows, 0),
                              .subscriber = rows_int(&rows, 3),
                              .actor = rows_text(&rows, 2, digest->arena),
                              .late = rows_int(&rows, 6) != 0};
        struct error unread;
        if (change_read(digest->arena, rows_text(&rows, 4, digest->arena),
                        rows_text(&rows, 5, digest->arena), &entry.change, &unread))
            continue; /* of a kind that says nothing here */
        *(struct entry *)arena_one_more(digest->arena, &entries->items, &entries->count,
                                        sizeof entry) = entry;
    }
    return more;
}

static bool is_pause(const struct entry *entry)
{
    return entry->change.kind == CHANGE_SUSPEND || entry->change.kind == CHANGE_RESUME;
}

/* Off and on again, or on and off: nothing. */
static void drop_pairs(struct entries *entries)
{
    for (int i = 0; i < entries->count; i++) {
        struct entry *one = &entries->items[i];
        for (int j = i + 1; is_pause(one) && !one->told && j < entries->count; j++) {
            struct entry *other = &entries->items[j];
            if (!is_pause(other) || other->told || other->subscriber != one->subscriber ||
                other->change.kind == one->change.kind ||
                other->change.subscription != one->change.subscription ||
                date_monday(other->change.day) != date_monday(one->change.day))
                continue;
            one->told = other->told = true;
        }
    }
}

static const char *word(struct digest *digest, const char *group, const char *name)
{
    const char *section = arena_print(digest->arena, "%s.%s", group, name);
    struct view found = view_trim(render_section(digest->config->farm.language, "words", section));
    return found.len ? arena_copy(digest->arena, found.at, found.len) : name;
}

static const char *day(struct digest *digest, int value)
{
    return say_day(digest->arena, digest->config, value, digest->today);
}

/* "Grand panier, Gap – Gare"; what the pair leaves as it is, is left out. */
static const char *pair(struct digest *digest, const char *text)
{
    const char *formula_code, *depot_code;
    change_read_pair(digest->arena, text, &formula_code, &depot_code);
    const struct formula *formula =
        formula_code ? farm_formula(digest->roster->farm, formula_code) : NULL;
    const struct depot *depot = depot_code ? farm_depot(digest->roster->farm, depot_code) : NULL;
    return arena_print(digest->arena, "%s%s%s", formula ? formula->name : "",
                       formula && depot ? ", " : "", depot ? depot->name : "");
}

/* What the change says besides its kind. */
static const char *detail(struct digest *digest, const struct change *change)
{
    struct arena *arena = digest->arena;
    switch (change->kind) {
    case CHANGE_SUSPEND:
    case CHANGE_RESUME:
        return day(digest, change->day);
    case CHANGE_END:
        return change->end == DATE_NONE ? "" : day(digest, change->end);
    case CHANGE_TERM:
    case CHANGE_EXCEPTION:
    case CHANGE_SUBSCRIBE:
        return arena_print(arena, "%s%s%s", change->text ? pair(digest, change->text) : "",
                           change->text && *pair(digest, change->text) ? ", " : "",
                           day(digest, change->day));
    case CHANGE_ORDER:
    case CHANGE_UNORDER:
        return arena_print(arena, "n° %lld, %s", (long long)change->purchase,
                           change->day == DATE_NONE ? "" : day(digest, change->day));
    case CHANGE_PURCHASE:
        return arena_print(arena, "n° %lld, %s", (long long)change->purchase,
                           word(digest, "state", change->text ? change->text : ""));
    case CHANGE_CARRY:
        return arena_print(arena, "n° %lld", (long long)change->purchase);
    case CHANGE_SET:
    case CHANGE_ADD:
    case CHANGE_DROP:
        return word(digest, "field", change->field ? change->field : "");
    default:
        return "";
    }
}

static struct tree *put_item(struct digest *digest, struct tree *list, const struct entry *entry)
{
    struct tree *item = tree_push_object(list);
    tree_put_int(item, "number", entry->subscriber);
    tree_put_text(item, "name", digest_name(digest, entry->subscriber));
    return item;
}

/* One line a subscriber and kind: "Camille Roux (1001) : mardi 17 mars ; mardi 24 mars". */
static void put_person(struct digest *digest, struct entries *entries, struct tree *list, int first)
{
    const struct entry *head = &entries->items[first];
    struct text what = text_in(digest->arena);
    for (int i = first; i < entries->count; i++) {
        struct entry *entry = &entries->items[i];
        if (entry->told || entry->subscriber != head->subscriber ||
            entry->change.kind != head->change.kind)
            continue;
        const char *text = detail(digest, &entry->change);
        if (*text)
            text_print(&what, "%s%s", what.len ? " ; " : "", text);
        entry->told = true;
    }
    tree_put_text(put_item(digest, list, head), "what", what.at);
}

static void put_kind(struct digest *digest, struct entries *entries, struct tree *groups,
                     enum change_kind kind)
{
    struct tree *group = NULL, *list = NULL;
    int people = 0;
    for (int i = 0; i < entries->count; i++) {
        if (entries->items[i].told || entries->items[i].change.kind != kind)
            continue;
        if (!group) {
            group = tree_push_object(groups);
            tree_put_text(group, "title", word(digest, "change", change_name(kind)));
            list = tree_put_list(group, "people");
        }
        if (++people <= SHOWN)
            put_person(digest, entries, list, i);
        else
            entries->items[i].told = true;
        digest->news++;
    }
    if (group)
        tree_put_int(group, "more", people > SHOWN ? people - SHOWN : 0);
}

static const char *reason_of(const struct entries *entries, int64_t subscriber)
{
    for (int i = entries->count - 1; i >= 0; i--)
        if (entries->items[i].change.kind == CHANGE_REASON &&
            entries->items[i].subscriber == subscriber && entries->items[i].change.text)
            return entries->items[i].change.text;
    return "";
}

/* Who leaves, with the last day and the reason, given then or later. */
static void put_ends(struct digest *digest, struct entries *entries)
{
    struct tree *list = tree_put_list(digest->model, "ends");
    for (int i = 0; i < entries->count; i++) {
        struct entry *entry = &entries->items[i];
        if (entry->change.kind != CHANGE_END || entry->change.end == DATE_NONE || entry->told)
            continue;
        struct tree *item = put_item(digest, list, entry);
        tree_put_text(item, "last", day(digest, entry->change.end));
        tree_put_text(item, "reason", reason_of(entries, entry->subscriber));
        entry->told = true;
        digest->news++;
    }
    for (int i = 0; i < entries->count; i++) { /* a reason that came later */
        struct entry *entry = &entries->items[i];
        if (entry->change.kind != CHANGE_REASON)
            continue;
        bool said = false;
        for (int j = 0; j < entries->count; j++)
            said |= entries->items[j].change.kind == CHANGE_END &&
                    entries->items[j].subscriber == entry->subscriber;
        entry->told = true;
        if (said)
            continue;
        struct tree *item = put_item(digest, list, entry);
        tree_put_text(item, "last", "");
        tree_put_text(item, "reason", entry->change.text ? entry->change.text : "");
        digest->news++;
    }
}

/* What came in time and was done after its cutoff, and what staff forced. */
static void put_marked(struct digest *digest, const struct entries *entries, const char *key,
                       bool forced)
{
    struct tree *list = tree_put_list(digest->model, key);
    for (int i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        if (forced ? !entry->change.forced : !entry->late)
            continue;
        struct tree *item = put_item(digest, list, entry);
        tree_put_text(item, "what",
                      arena_print(digest->arena, "%s, %s",
                                  word(digest, "change", change_name(entry->change.kind)),
                                  detail(digest, &entry->change)));
        tree_put_text(item, "actor", entry->actor);
    }
}

static int put_refused(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "refused");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_REFUSED, error, "iii", digest->from,
                               digest->to, (int64_t)REFUSED_SHOWN);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int64_t subscriber = rows_int(&rows, 3), received = rows_int(&rows, 2);
        struct request request;
        struct error unread;
        const char *line = rows_text(&rows, 0, digest->arena);
        bool known = !request_read(digest->arena, view_of(line), &request, &unread);
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", subscriber);
        tree_put_text(item, "name",
                      subscriber ? digest_name(digest, subscriber)
                                 : rows_text(&rows, 4, digest->arena));
        tree_put_bool(item, "partial", view_is(rows_view(&rows, 1), "partial"));
        tree_put_text(item, "when", say_instant(digest->arena, digest->config, received));
        tree_put_text(item, "what",
                      known ? say_request(digest->arena, digest->config, digest->roster->farm,
                                          &request, zone_local(received).day)
                            : line);
        digest->news++;
    }
    return more;
}

int digest_put_changes(struct digest *digest, struct error *error)
{
    struct entries entries = {0};
    if (load(digest, &entries, error))
        return -1;
    put_marked(digest, &entries, "late", false);
    put_marked(digest, &entries, "forced", true);
    drop_pairs(&entries);
    put_ends(digest, &entries);
    struct tree *groups = tree_put_list(digest->model, "changes");
    for (int kind = CHANGE_NONE + 1; kind < CHANGE_MAX; kind++)
        put_kind(digest, &entries, groups, (enum change_kind)kind);
    return put_refused(digest, error);
}
