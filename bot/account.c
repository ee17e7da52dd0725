#include "bot/account.h"

#include <stdlib.h>
#include <string.h>

#include "db/calendar.h"
#include "parsers/address.h"
#include "parsers/date.h"
#include "parsers/fold.h"
#include "parsers/number.h"
#include "parsers/phone.h"
#include "templates/render.h"

char *account_money(const struct situation *situation, int64_t cents)
{
    return number_say_money(situation->arena, situation->config->farm.language, cents);
}

char *account_word(const struct situation *situation, const char *group, const char *name)
{
    const char *section = arena_print(situation->arena, "%s.%s", group, name);
    struct view word =
        view_trim(render_section(situation->config->farm.language, "words", section));
    return word.len ? arena_copy(situation->arena, word.at, word.len) : NULL;
}

char *account_how(const struct situation *situation, const char *field)
{
    const char *section = arena_print(situation->arena, "set.%s.how", field);
    struct view how =
        view_trim(render_section(situation->config->farm.language, "questions", section));
    return arena_copy(situation->arena, how.at, how.len);
}

void account_put_balance(const struct situation *situation, struct tree *model)
{
    int64_t balance = situation->snapshot->balance;
    struct tree *object = tree_put_object(model, "balance");
    tree_put_text(object, "amount", account_money(situation, balance < 0 ? -balance : balance));
    tree_put_bool(object, "owed", balance < 0);
    tree_put_bool(object, "credit", balance > 0);
    tree_put_bool(object, "zero", balance == 0);
}

const struct term *account_term(const struct situation *situation,
                                const struct subscription *subscription)
{
    if (subscription->end != DATE_NONE &&
        (subscription->end < situation->today || subscription->end < subscription->start))
        return NULL;
    return calendar_term(subscription, situation->today);
}

char *account_address(struct arena *arena, const char *street, const char *postcode,
                      const char *town)
{
    struct text text = text_in(arena);
    text_add(&text, street);
    if (*postcode)
        text_print(&text, "%s%s", text.len ? ", " : "", postcode);
    if (*town)
        text_print(&text, "%s%s", *postcode ? " " : text.len ? ", " : "", town);
    return text.at;
}

char *account_detail(struct arena *arena, const struct subscriber *subscriber, const char *field)
{
    if (field && !strcmp(field, "address"))
        return arena_print(arena, "%s\n%s\n%s", subscriber->address, subscriber->postcode,
                           subscriber->town);
    if (field && !strcmp(field, "name"))
        return arena_print(arena, "%s\n%s", subscriber->first_name, subscriber->last_name);
    if (field && !strcmp(field, "reminders"))
        return arena_text(arena, subscriber->reminders ? "on" : "off");
    return arena_text(arena, "");
}

/* A detail's lines as one line for people. */
static char *say_detail(const struct situation *situation, const char *field, const char *detail)
{
    struct arena *arena = situation->arena;
    struct view rest = view_of(detail), line;
    const char *parts[3] = {"", "", ""};
    if (!strcmp(field, "phone"))
        return phone_say(arena, detail);
    if (!strcmp(field, "reminders"))
        return account_word(situation, "value", detail);
    for (int i = 0; i < 3 && view_item(&rest, '\n', &line); i++)
        parts[i] = arena_copy(arena, line.at, line.len);
    if (!strcmp(field, "name"))
        return arena_print(arena, "%s%s%s", parts[0], *parts[0] && *parts[1] ? " " : "", parts[1]);
    return account_address(arena, parts[0], parts[1], parts[2]);
}

void account_put_detail(const struct situation *situation, struct tree *model,
                        const struct change *change)
{
    const char *field = change->field ? change->field : "";
    const char *name = account_word(situation, "field", field);
    const char *now = change->kind == CHANGE_DROP ? NULL : change->text;
    const char *old = change->kind == CHANGE_DROP ? change->text : change->old_text;
    tree_put_text(model, "field", name ? name : field);
    tree_put_text(model, "new", now ? say_detail(situation, field, now) : "");
    tree_put_text(model, "old", old ? say_detail(situation, field, old) : "");
}

const char *account_contact(struct arena *arena, const char *field, const char *value)
{
    struct view view = view_trim(view_of(value));
    if (field && !strcmp(field, "phone"))
        return phone_read(arena, view);
    if (!field || strcmp(field, "email") || !address_good(view))
        return NULL;
    char *lower = arena_copy(arena, view.at, view.len);
    for (char *at = lower; *at; at++)
        *at = byte_lower(*at);
    return lower;
}

const char *account_name(struct arena *arena, const char *name)
{
    size_t len;
    return fold_word(arena, view_of(name), &len);
}

static int compare(const void *left, const void *right)
{
    const struct account_item *a = left, *b = right;
    if (a->own != b->own)
        return a->own ? -1 : 1;
    if (a->measure < b->measure || a->measure > b->measure)
        return a->measure < b->measure ? -1 : 1;
    return strcmp(a->name, b->name);
}

void account_sort(struct account_item *items, int count)
{
    if (count)
        qsort(items, (size_t)count, sizeof *items, compare);
}
