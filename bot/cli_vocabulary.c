#include <unistd.h>

#include "bot/cli.h"
#include "db/farm.h"

#include "parsers/embed.h"

enum { NAMES_MOST = 4096 };

/* Columns of the sample farm's files, by place. */
static const struct {
    const char *path;
    enum name_kind kind;
    int code, name, alias, town, unit;
} samples[] = {
    {"db/demo/formules.csv", NAME_FORMULA, 0, 1, 4, -1, -1},
    {"db/demo/depots.csv", NAME_DEPOT, 0, 1, 9, 4, -1},
    {"db/demo/produits.csv", NAME_PRODUCT, 0, 1, 6, -1, 3},
};

static const char *cell(struct arena *arena, const struct view *cells, int count, int index)
{
    return index >= 0 && index < count ? arena_copy(arena, cells[index].at, cells[index].len) : "";
}

static int read_sample(struct arena *arena, size_t sample, struct name *names, int count)
{
    struct view rest = embed_find(samples[sample].path), line, cells[16], row;
    for (int number = 0; view_line(&rest, &line); number++) {
        int width = 0;
        row = line;
        while (width < 16 && view_item(&row, ';', &cells[width]))
            width++;
        if (!number || width < 3 || count == NAMES_MOST)
            continue;
        names[count++] = (struct name){
            .kind = samples[sample].kind,
            .code = cell(arena, cells, width, samples[sample].code),
            .name = cell(arena, cells, width, samples[sample].name),
            .aliases = cell(arena, cells, width, samples[sample].alias),
            .town = cell(arena, cells, width, samples[sample].town),
            .unit = cell(arena, cells, width, samples[sample].unit),
        };
    }
    return count;
}

static struct vocabulary *sample(struct arena *arena, struct error *error)
{
    struct name *names = arena_array(arena, NAMES_MOST, sizeof *names);
    int count = 0;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        count = read_sample(arena, i, names, count);
    if (count)
        return vocabulary_new(arena, names, count);
    error_set(error, "sample farm: its files are not part of this program");
    return NULL;
}

const struct vocabulary *cli_vocabulary(struct cli *cli, struct arena *arena, struct error *error)
{
    if (!cli->config_given && access(cli->config_file, F_OK))
        return sample(arena, error);
    struct cli_farm farm;
    if (cli_open(cli, &farm, false, error))
        return NULL;
    const struct farm *shared = farm_load(arena, farm.db, error);
    const struct vocabulary *vocabulary =
        shared ? vocabulary_in(arena, shared->vocabulary, farm.config.farm.language) : NULL;
    cli_close(&farm);
    return vocabulary;
}
