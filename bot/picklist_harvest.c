/* picklist_harvest: how much of each product the baskets and orders of a list need. */
#include <stdlib.h>
#include <string.h>

#include "bot/picklist.h"
#include "db/farm.h"
#include "parsers/fold.h"

struct need {
    const char *formula, *code, *name, *unit;
    int64_t thousandths; /* in one basket */
};

struct harvest {
    struct arena *arena;
    const struct farm *farm;
    struct picklist *list;
    struct need *needs;
    int need_count;
    const char **composed; /* formulas that have a content on some day */
    int composed_count;
};

static int load(struct harvest *harvest, struct db *db, struct error *error)
{
    int day = harvest->list->day, more;
    struct arena *arena = harvest->arena;
    struct rows rows = db_rows(db, SQL_FORECASTS, error, "dd", day, day);
    while ((more = rows_next(&rows)) == 1) {
        struct need *need =
            arena_one_more(arena, &harvest->needs, &harvest->need_count, sizeof *need);
        const char *written = rows_text(&rows, 2, arena);
        const struct product *product = farm_product(harvest->farm, written);
        *need = (struct need){
            .formula = rows_text(&rows, 1, arena),
            .code = written,
            .name = product ? product->name : written,
            .unit = rows_text(&rows, 3, arena),
            .thousandths = rows_int(&rows, 4),
        };
        if (!*need->unit && product)
            need->unit = product->unit;
    }
    if (more)
        return -1;
    rows = db_rows(db, SQL_COMPOSED, error, "");
    while ((more = rows_next(&rows)) == 1)
        *(const char **)arena_one_more(arena, &harvest->composed, &harvest->composed_count,
                                       sizeof *harvest->composed) = rows_text(&rows, 0, arena);
    return more;
}

static struct picklist_crop *crop_of(struct harvest *harvest, const char *code, const char *name,
                                     const char *unit)
{
    struct picklist *list = harvest->list;
    for (int i = 0; i < list->crop_count; i++)
        if (!strcmp(list->crop[i].code, code) && view_is_nocase(view_of(list->crop[i].unit), unit))
            return &list->crop[i];
    struct picklist_crop *new =
        arena_one_more(harvest->arena, &list->crop, &list->crop_count, sizeof *new);
    *new = (struct picklist_crop){.code = code, .name = name, .unit = unit};
    return new;
}

static void mark_unknown(struct harvest *harvest, const struct formula *formula)
{
    struct picklist *list = harvest->list;
    for (int i = 0; i < list->unknown_count; i++)
        if (list->unknown[i] == formula)
            return;
    *(const struct formula **)arena_one_more(harvest->arena, &list->unknown, &list->unknown_count,
                                             sizeof *list->unknown) = formula;
}

/* A basket's content; a formula that never has one (eggs, bread) is a product itself. */
static void add_formula(struct harvest *harvest, const struct formula *formula, int64_t thousandths,
                        bool ordered)
{
    bool known = false, composed = false;
    for (int i = 0; i < harvest->need_count; i++) {
        const struct need *need = &harvest->needs[i];
        if (strcmp(need->formula, formula->code))
            continue;
        struct picklist_crop *crop = crop_of(harvest, need->code, need->name, need->unit);
        int64_t amount = need->thousandths * thousandths / 1000;
        *(ordered ? &crop->orders : &crop->baskets) += amount;
        known = true;
    }
    for (int i = 0; i < harvest->composed_count; i++)
        composed |= !strcmp(harvest->composed[i], formula->code);
    if (known)
        return;
    if (composed) {
        mark_unknown(harvest, formula);
        return;
    }
    struct picklist_crop *crop = crop_of(harvest, formula->code, formula->name, "");
    *(ordered ? &crop->orders : &crop->baskets) += thousandths;
}

static int compare(const void *left, const void *right)
{
    const struct picklist_crop *a = left, *b = right;
    struct arena *arena = arena_new();
    size_t len;
    int order =
        strcmp(fold_word(arena, view_of(a->name), &len), fold_word(arena, view_of(b->name), &len));
    arena_free(&arena);
    return order ? order : strcmp(a->unit, b->unit);
}

int picklist_harvest(struct arena *arena, struct db *db, const struct farm *farm,
                     struct picklist *list, struct error *error)
{
    struct harvest harvest = {.arena = arena, .farm = farm, .list = list};
    if (load(&harvest, db, error))
        return -1;
    for (int i = 0; i < list->total_count; i++) {
        const struct picklist_item *item = &list->totals[i];
        const struct formula *formula = farm_formula(farm, item->code);
        const struct product *product = item->product ? farm_product(farm, item->code) : NULL;
        if (formula && !product)
            add_formula(&harvest, formula, item->thousandths, item->product);
        else
            crop_of(&harvest, item->code, item->name, item->unit)->orders += item->thousandths;
    }
    if (list->crop_count)
        qsort(list->crop, (size_t)list->crop_count, sizeof *list->crop, compare);
    return 0;
}
