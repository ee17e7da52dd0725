#include "bot/picklist_words.h"

#include "db/item.h"
#include "parsers/number.h"
#include "templates/render.h"

static const char *const marks[] = {
    [PICKLIST_FIRST] = "note.first", [PICKLIST_LAST] = "note.last",
    [PICKLIST_ONCE] = "note.once",   [PICKLIST_VISIT] = "note.visit",
    [PICKLIST_ALONE] = "note.alone", [PICKLIST_PENDING] = "note.pending",
};

static const char *const turns[] = {
    [PICKLIST_NEW] = "news.new",     [PICKLIST_ARRIVED] = "news.arrived",
    [PICKLIST_BACK] = "news.back",   [PICKLIST_CHANGED] = "news.changed",
    [PICKLIST_LEFT] = "news.left",   [PICKLIST_SUSPENDED] = "news.suspended",
    [PICKLIST_ENDED] = "news.ended",
};

char *picklist_say_quantity(struct arena *arena, const struct config *config, const char *unit,
                            int64_t thousandths)
{
    return arena_print(arena, "%s %s",
                       number_say_quantity(arena, config->farm.language, thousandths),
                       item_say_unit(unit));
}

char *picklist_say_items(struct arena *arena, const struct config *config,
                         const struct picklist_item *items, int count)
{
    struct text text = text_in(arena);
    for (int i = 0; i < count; i++)
        text_print(&text, "%s%s %s", i ? ", " : "",
                   picklist_say_quantity(arena, config, items[i].unit, items[i].thousandths),
                   items[i].name);
    return text.at;
}

static const char *say(struct arena *arena, const struct config *config, const char *section,
                       const struct tree *model, struct error *error)
{
    struct text text = text_in(arena);
    if (render(config->farm.language, "picklist_words", section, RENDER_LINE, model, &text, error))
        return NULL;
    struct view trimmed = view_trim(text_view(&text));
    return arena_copy(arena, trimmed.at, trimmed.len);
}

const char *picklist_say_note(struct arena *arena, const struct config *config,
                              const struct picklist_note *note, struct error *error)
{
    struct tree *model = tree_new(arena);
    tree_put_text(model, "what", note->what);
    tree_put_text(model, "usual", note->usual);
    tree_put_int(model, "order", note->order);
    return say(arena, config, marks[note->mark], model, error);
}

const char *picklist_say_notes(struct arena *arena, const struct config *config,
                               const struct picklist_person *person, struct error *error)
{
    struct text text = text_in(arena);
    for (int i = 0; i < person->note_count; i++) {
        const char *note = picklist_say_note(arena, config, &person->notes[i], error);
        if (!note)
            return NULL;
        text_print(&text, "%s%s", i ? " ; " : "", note);
    }
    return text.at;
}

const char *picklist_say_news(struct arena *arena, const struct config *config,
                              const struct picklist_news *news, struct error *error)
{
    struct tree *model = tree_new(arena);
    tree_put_text(model, "what", news->what);
    tree_put_text(model, "other", news->other);
    return say(arena, config, turns[news->turn], model, error);
}
