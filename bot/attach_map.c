/* attach_map: the picture of all depots, shown in the mail (bot/places.h, bot/map.h). `what` is "own" when the
 * subscriber's own points may be marked. */
#include <string.h>

#include "bot/attach_makers.h"
#include "bot/map.h"
#include "bot/places.h"
#include "db/snapshot.h"
#include "parsers/zone.h"
#include "templates/render.h"

_Static_assert((int)PLACES_SHOWN <= (int)MAP_POINTS, "every mark has a point");

static const char *word(struct attach *attach, const char *name)
{
    struct view text = view_trim(render_section(attach->config->farm.language, "words", name));
    return arena_copy(attach->arena, text.at, text.len);
}

static const struct snapshot *nobody(struct attach *attach)
{
    struct snapshot *snapshot = arena_alloc(attach->arena, sizeof *snapshot);
    snapshot->farm = attach->farm;
    return snapshot;
}

int attach_map(struct attach *attach, const char *what, struct error *error)
{
    int today = zone_local(attach->received).day;
    bool own = !strcmp(what, "own") && attach->subscriber;
    const struct snapshot *snapshot =
        own ? snapshot_load(attach->arena, attach->db, attach->farm, attach->subscriber, today,
                            SNAPSHOT_BASE, error)
            : nobody(attach);
    if (!snapshot)
        return -1;
    struct situation situation = {.arena = attach->arena,
                                  .config = attach->config,
                                  .snapshot = snapshot,
                                  .received = attach->received,
                                  .now = attach->now,
                                  .today = today};
    struct places places = places_list(&situation, own);
    struct map map = {arena_array(attach->arena, PLACES_SHOWN, sizeof *map.points), 0, 0, 0, 0};
    for (int i = 0; i < places.count; i++) {
        const struct place *place = &places.items[i];
        if (!*place->mark)
            continue;
        map.points[map.count++] = (struct map_point){.latitude = place->depot->latitude,
                                                     .longitude = place->depot->longitude,
                                                     .mark = place->mark,
                                                     .name = place->depot->name,
                                                     .own = place->own};
    }
    if (!map.count)
        return 0;
    struct map_words words = {word(attach, "map.own"), word(attach, "map.kilometres")};
    struct compose_file file = {.type = "image/png", .name = "lieux.png"};
    file.content_id = arena_print(attach->arena, "lieux-%s", attach->config->mail.from_address);
    if (map_picture(&map, attach->arena, &words, &file.bytes, error))
        return -1;
    return attach_add(attach, &file, error);
}
