#include "bot/picklist_csv.h"

#include <string.h>

#include "bot/picklist_words.h"
#include "parsers/number.h"
#include "parsers/phone.h"

/* Controls are dropped: a tab or a line end could begin a formula as well. */
static void add_cell(struct text *out, const char *cell, const char *after)
{
    struct view view = view_trim(view_of(cell));
    bool quoted = memchr(view.at, ';', view.len) || memchr(view.at, '"', view.len);
    if (quoted)
        text_add_byte(out, '"');
    if (view.len && strchr("=+-@", view.at[0]))
        text_add_byte(out, '\'');
    for (size_t i = 0; i < view.len; i++) {
        if (view.at[i] == '"')
            text_add_byte(out, '"');
        if ((unsigned char)view.at[i] >= ' ' && view.at[i] != 127)
            text_add_byte(out, view.at[i]);
        else
            text_add_byte(out, ' ');
    }
    if (quoted)
        text_add_byte(out, '"');
    text_add(out, after);
}

static void add_item(struct arena *arena, const struct config *config, struct text *out,
                     const struct picklist_depot *depot, const struct picklist_person *person,
                     const struct picklist_item *item, const char *note)
{
    add_cell(out, depot->depot ? depot->depot->name : "", ";");
    text_print(out, "%lld;", (long long)person->number);
    add_cell(out, person->name, ";");
    add_cell(out, *person->phone ? phone_say(arena, person->phone) : "", ";");
    add_cell(out, item->name, ";");
    add_cell(out, number_say_quantity(arena, config->farm.language, item->thousandths), ";");
    add_cell(out, item->unit, ";");
    add_cell(out, note, "\r\n");
}

int picklist_csv(struct arena *arena, const struct config *config, const struct picklist *list,
                 struct view *bytes, struct error *error)
{
    config = config_staff(arena, config);
    struct text out = text_in(arena);
    text_add(&out, "\xEF\xBB\xBF"
                   "depot;numero;nom;telephone;article;quantite;unite;note\r\n");
    for (int i = 0; i < list->depot_count; i++)
        for (int j = 0; j < list->depots[i].person_count; j++) {
            const struct picklist_person *person = &list->depots[i].people[j];
            const char *notes = picklist_say_notes(arena, config, person, error);
            if (!notes)
                return -1;
            for (int k = 0; k < person->item_count; k++)
                add_item(arena, config, &out, &list->depots[i], person, &person->items[k],
                         k ? "" : notes);
        }
    *bytes = text_view(&out);
    return 0;
}
