#include "db/farm.h"

#include <string.h>

#include "parsers/date.h"

static int load_formulas(struct arena *arena, struct db *db, struct farm *farm, struct error *error)
{
    struct rows rows = db_rows(db, SQL_FORMULAS, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct formula *formula =
            arena_one_more(arena, &farm->formulas, &farm->formula_count, sizeof *formula);
        *formula = (struct formula){
            .code = rows_text(&rows, 0, arena),
            .name = rows_text(&rows, 1, arena),
            .price = rows_int(&rows, 2),
            .vat = (int)rows_int(&rows, 3),
            .aliases = rows_text(&rows, 4, arena),
        };
    }
    return more;
}

static int load_depots(struct arena *arena, struct db *db, struct farm *farm, struct error *error)
{
    struct rows rows = db_rows(db, SQL_DEPOTS, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct depot *depot =
            arena_one_more(arena, &farm->depots, &farm->depot_count, sizeof *depot);
        *depot = (struct depot){
            .code = rows_text(&rows, 0, arena),
            .name = rows_text(&rows, 1, arena),
            .address = rows_text(&rows, 2, arena),
            .postcode = rows_text(&rows, 3, arena),
            .town = rows_text(&rows, 4, arena),
            .weekday = (int)rows_int(&rows, 5),
            .opening = rows_text(&rows, 6, arena),
            .placed = !rows_null(&rows, 7) && !rows_null(&rows, 8),
            .latitude = rows_real(&rows, 7),
            .longitude = rows_real(&rows, 8),
            .aliases = rows_text(&rows, 9, arena),
        };
    }
    return more;
}

static int load_products(struct arena *arena, struct db *db, struct farm *farm, struct error *error)
{
    struct rows rows = db_rows(db, SQL_PRODUCTS, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct product *product =
            arena_one_more(arena, &farm->products, &farm->product_count, sizeof *product);
        *product = (struct product){
            .code = rows_text(&rows, 0, arena),
            .name = rows_text(&rows, 1, arena),
            .price = rows_int(&rows, 2),
            .unit = rows_text(&rows, 3, arena),
            .vat = (int)rows_int(&rows, 4),
            .available = rows_int(&rows, 5) != 0,
            .aliases = rows_text(&rows, 6, arena),
        };
    }
    return more;
}

static int load_closures(struct arena *arena, struct db *db, struct farm *farm, struct error *error)
{
    struct rows rows = db_rows(db, SQL_CLOSURES, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct closure *closure =
            arena_one_more(arena, &farm->closures, &farm->closure_count, sizeof *closure);
        *closure = (struct closure){rows_day(&rows, 0), rows_text(&rows, 1, arena)};
    }
    return more;
}

static struct vocabulary *make_vocabulary(struct arena *arena, const struct farm *farm)
{
    int count = farm->formula_count + farm->depot_count + farm->product_count, at = 0;
    struct name *names = arena_array(arena, (size_t)count, sizeof *names);
    for (int i = 0; i < farm->formula_count; i++) {
        const struct formula *formula = &farm->formulas[i];
        names[at++] = (struct name){.kind = NAME_FORMULA,
                                    .code = formula->code,
                                    .name = formula->name,
                                    .aliases = formula->aliases};
    }
    for (int i = 0; i < farm->depot_count; i++) {
        const struct depot *depot = &farm->depots[i];
        names[at++] = (struct name){.kind = NAME_DEPOT,
                                    .code = depot->code,
                                    .name = depot->name,
                                    .aliases = depot->aliases,
                                    .town = depot->town};
    }
    for (int i = 0; i < farm->product_count; i++) {
        const struct product *product = &farm->products[i];
        names[at++] = (struct name){.kind = NAME_PRODUCT,
                                    .code = product->code,
                                    .name = product->name,
                                    .aliases = product->aliases,
                                    .unit = product->unit};
    }
    return vocabulary_new(arena, names, count);
}

struct farm *farm_load(struct arena *arena, struct db *db, struct error *error)
{
    struct farm *farm = arena_alloc(arena, sizeof *farm);
    if (load_formulas(arena, db, farm, error) || load_depots(arena, db, farm, error) ||
        load_products(arena, db, farm, error) || load_closures(arena, db, farm, error))
        return NULL;
    farm->spoken = farm->vocabulary = make_vocabulary(arena, farm);
    return farm;
}

void farm_speak(struct arena *arena, struct farm *farm, const char *language)
{
    farm->spoken = vocabulary_in(arena, farm->vocabulary, language);
}

const struct formula *farm_formula(const struct farm *farm, const char *code)
{
    for (int i = 0; code && i < farm->formula_count; i++)
        if (!strcmp(farm->formulas[i].code, code))
            return &farm->formulas[i];
    return NULL;
}

const struct depot *farm_depot(const struct farm *farm, const char *code)
{
    for (int i = 0; code && i < farm->depot_count; i++)
        if (!strcmp(farm->depots[i].code, code))
            return &farm->depots[i];
    return NULL;
}

const struct product *farm_product(const struct farm *farm, const char *code)
{
    for (int i = 0; code && i < farm->product_count; i++)
        if (!strcmp(farm->products[i].code, code))
            return &farm->products[i];
    return NULL;
}
