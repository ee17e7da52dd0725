#include "bot/say.h"

#include <string.h>

#include "db/farm.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/number.h"
#include "parsers/phone.h"
#include "parsers/tree.h"
#include "parsers/zone.h"
#include "templates/render.h"

char *say_day(struct arena *arena, const struct config *config, int day, int today)
{
    bool other_year = date_parts(day).year != date_parts(today).year;
    return date_say(arena, config->farm.language, day, other_year);
}

char *say_instant(struct arena *arena, const struct config *config, int64_t instant)
{
    struct civil civil = zone_local(instant);
    bool english = !strcmp(config->farm.language, "en");
    return arena_print(arena, english ? "%s at %d:%02d" : "%s à %d h %02d",
                       date_say(arena, config->farm.language, civil.day, false),
                       civil.seconds / 3600, civil.seconds / 60 % 60);
}

static void put_day(struct arena *arena, const struct config *config, struct tree *model,
                    const char *key, int day, int today)
{
    if (day != DATE_NONE)
        tree_put_text(model, key, say_day(arena, config, day, today));
}

static void put_items(struct arena *arena, const struct config *config, const struct farm *farm,
                      const struct request *request, struct tree *model)
{
    struct tree *items = tree_put_list(model, "items");
    for (int i = 0; i < request->item_count; i++) {
        const struct product *product = farm_product(farm, request->items[i].code);
        const struct formula *formula = farm_formula(farm, request->items[i].code);
        struct tree *item = tree_push_object(items);
        tree_put_text(
            item, "quantity",
            number_say_quantity(arena, config->farm.language, request->items[i].thousandths));
        tree_put_text(item, "unit", item_say_unit(product ? product->unit : ""));
        tree_put_text(item, "name",
                      product   ? product->name
                      : formula ? formula->name
                                : request->items[i].code);
    }
}

char *say_month(struct arena *arena, const struct config *config, int month)
{
    struct date_parts parts = date_parts(month);
    return arena_print(arena, "%s %d", date_month_name(config->farm.language, parts.month),
                       parts.year);
}

/* Which detail, and the new value as people write it. */
static void put_field(struct arena *arena, const struct request *request, struct tree *model)
{
    static const char *const fields[] = {"address", "name", "email", "phone"};
    for (size_t i = 0; request->field && i < sizeof fields / sizeof *fields; i++)
        if (!strcmp(request->field, fields[i]))
            tree_put_bool(tree_put_object(model, "is"), fields[i], true);
    if (!request->value)
        return;
    bool phone = request->field && !strcmp(request->field, "phone");
    const char *e164 = phone ? phone_read(arena, view_of(request->value)) : NULL;
    tree_put_text(model, "value", e164 ? phone_say(arena, e164) : request->value);
}

char *say_request(struct arena *arena, const struct config *config, const struct farm *farm,
                  const struct request *request, int today)
{
    const char *language = config->farm.language;
    struct tree *model = tree_new(arena);
    enum verb verb = request->verb == VERB_ASK ? request->about : request->verb;
    bool one = request->from != DATE_NONE && request->from == request->to;
    put_day(arena, config, model, "date", one ? request->from : request->date, today);
    if (!one) {
        put_day(arena, config, model, "from", request->from, today);
        put_day(arena, config, model, "to", request->to, today);
    }
    if (request->next)
        tree_put_int(model, "next", request->next);
    if (request->weeks)
        tree_put_int(model, "weeks", request->weeks);
    if (request->order)
        tree_put_int(model, "order", request->order);
    const struct formula *formula = farm_formula(farm, request->type);
    const struct depot *depot = farm_depot(farm, request->place);
    if (request->type)
        tree_put_text(model, "type", formula ? formula->name : request->type);
    if (request->place)
        tree_put_text(model, "place", depot ? depot->name : request->place);
    if (request->number)
        tree_put_text(model, "number", request->number);
    if (request->month != DATE_NONE)
        tree_put_text(model, "month", say_month(arena, config, request->month));
    if (verb == VERB_SET)
        put_field(arena, request, model);
    tree_put_bool(model, "on", request->on);
    put_items(arena, config, farm, request, model);
    struct text section = text_in(arena), out = text_in(arena);
    for (const char *at = verb_name(verb); *at; at++)
        text_add_byte(&section, byte_lower(*at));
    struct view source = render_section(language, "describe", section.at);
    if (!source.len)
        source = render_section(language, "describe", "any");
    struct error error;
    if (render_source(language, source, RENDER_LINE, model, &out, &error))
        text_cut(&out, 0);
    struct view trimmed = view_trim(text_view(&out));
    return arena_copy(arena, trimmed.at, trimmed.len);
}
