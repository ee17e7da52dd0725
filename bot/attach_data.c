/* attach_data: "MES DONNEES" as two files, JSON for programs and a text for people. */
#include "bot/attach_makers.h"
#include "bot/say.h"
#include "db/mydata.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "templates/render.h"

/* An ISO day, perhaps with a time, with its weekday. */
static void add_day(struct attach *attach, struct text *out, const char *value)
{
    struct view view = view_of(value);
    int day = date_read_iso(view_cut(view, 0, 10));
    if (day == DATE_NONE) {
        text_add(out, value);
        return;
    }
    text_add(out, date_say(attach->arena, attach->config->farm.language, day, true));
    if (view.len > 11)
        text_print(out, " à %.2s h %.2s", value + 11, value + 14);
}

/* "suspend" as words.txt has it; what it does not know is shown as it is. */
static void add_change(struct attach *attach, struct text *out, const char *name)
{
    const char *section = arena_print(attach->arena, "change.%s", name);
    struct view word = view_trim(render_section(attach->config->farm.language, "words", section));
    text_add_view(out, word.len ? word : view_of(name));
}

/* What a change did, without the names that programs use. */
static void add_detail(struct attach *attach, struct text *out, const struct tree *detail)
{
    static const struct {
        const char *key, *label;
    } keys[] = {
        {"subscription", "abonnement"},
        {"order", "commande"},
        {"day", "date"},
        {"end", "fin"},
        {"old_end", "fin avant"},
        {"text", "maintenant"},
        {"old_text", "avant"},
        {"reason", "raison"},
    };
    bool first = true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct tree *value = tree_get(detail, keys[i].key);
        if (!value || (tree_kind(value) == TREE_TEXT && !*tree_text(value)))
            continue;
        text_print(out, "%s%s ", first ? "" : ", ", keys[i].label);
        first = false;
        if (tree_kind(value) == TREE_INT)
            text_print(out, "%lld", (long long)tree_int(value));
        else if (date_read_iso(view_of(tree_text(value))) != DATE_NONE)
            add_day(attach, out, tree_text(value));
        else
            for (const char *at = tree_text(value); *at; at++) /* lines are columns */
                text_add_byte(out, *at == '\n' ? ' ' : *at);
    }
    const struct tree *items = tree_get(detail, "items");
    for (size_t i = 0; i < tree_count(items); i++)
        text_print(out, "%s%s", first && !i ? "" : ", ",
                   tree_get_text(tree_at(items, i), "name", ""));
}

static void add_value(struct attach *attach, struct text *out, const struct mydata_column *column,
                      const struct tree *value)
{
    if (column->kind == MYDATA_MONEY)
        text_add(out,
                 number_say_money(attach->arena, attach->config->farm.language, tree_int(value)));
    else if (column->kind == MYDATA_NUMBER)
        text_print(out, "%lld", (long long)tree_int(value));
    else if (column->kind == MYDATA_TEXT)
        text_add(out, tree_text(value));
    else if (column->kind == MYDATA_CHANGE)
        add_change(attach, out, tree_text(value));
    else if (column->kind == MYDATA_DETAIL)
        add_detail(attach, out, value);
    else
        add_day(attach, out, tree_text(value));
}

static void add_row(struct attach *attach, struct text *out, const struct mydata_list *list,
                    const struct tree *row)
{
    bool first = true;
    for (int i = 0; list->columns[i].key; i++) {
        const struct mydata_column *column = &list->columns[i];
        const struct tree *value = tree_get(row, column->key);
        if (!value || (tree_kind(value) == TREE_TEXT && !*tree_text(value)))
            continue;
        text_print(out, "%s%s : ", first ? "- " : " ; ", column->label);
        add_value(attach, out, column, value);
        first = false;
    }
    if (!first)
        text_add(out, "\r\n");
}

static struct view readable(struct attach *attach, const struct tree *data)
{
    struct text out = text_in(attach->arena);
    text_print(&out, "%s : tout ce que nous savons de vous, le %s\r\n", attach->config->farm.name,
               say_instant(attach->arena, attach->config, attach->now));
    for (const struct mydata_list *list = mydata_lists(); list->key; list++) {
        const struct tree *rows = tree_get(data, list->key);
        size_t count = tree_count(rows);
        text_print(&out, "\r\n%s\r\n\r\n%s", list->label, count ? "" : "Rien.\r\n");
        for (size_t i = 0; i < count; i++)
            add_row(attach, &out, list, tree_at(rows, i));
    }
    return text_view(&out);
}

int attach_data(struct attach *attach, const char *what, struct error *error)
{
    (void)what;
    const struct tree *data = mydata_load(attach->arena, attach->db, attach->subscriber, error);
    if (!data)
        return -1;
    struct compose_file text = {.type = "text/plain; charset=utf-8",
                                .name = "mes-donnees.txt",
                                .bytes = readable(attach, data)};
    struct compose_file json = {.type = "application/json",
                                .name = "mes-donnees.json",
                                .bytes = view_of(tree_write_pretty(attach->arena, data))};
    return attach_add(attach, &text, error) || attach_add(attach, &json, error) ? -1 : 0;
}
