#include "bot/digest.h"

#include "bot/say.h"
#include "parsers/zone.h"
#include "templates/render.h"

const char *digest_name(struct digest *digest, int64_t subscriber)
{
    const struct snapshot *member = subscriber ? roster_find(digest->roster, subscriber) : NULL;
    if (!member)
        return "";
    const struct subscriber *who = &member->subscriber;
    return arena_print(digest->arena, "%s%s%s", who->first_name,
                       *who->first_name && *who->last_name ? " " : "", who->last_name);
}

const char *digest_reason(struct digest *digest, const char *reason)
{
    struct view words = view_trim(render_section(digest->config->farm.language, "reasons", reason));
    return words.len ? arena_copy(digest->arena, words.at, words.len) : reason;
}

int digest_make(struct arena *arena, struct db *db, const struct config *config,
                const struct farm *farm, int64_t from, int64_t to, int64_t now,
                struct letter *letter, struct error *error)
{
    config = config_staff(arena, config);
    struct digest digest = {.arena = arena,
                            .db = db,
                            .config = config,
                            .from = from,
                            .to = to,
                            .now = now,
                            .today = zone_local(to).day,
                            .model = tree_new(arena)};
    struct compose_file *chart = arena_alloc(arena, sizeof *chart);
    *chart = (struct compose_file){.type = NULL};
    digest.roster = roster_load(arena, db, farm, digest.today, error);
    if (!digest.roster)
        return -1;
    tree_put_text(digest.model, "date", say_day(arena, config, digest.today, digest.today));
    tree_put_text(digest.model, "since", say_instant(arena, config, from));
    if (digest_put_waiting(&digest, error) || digest_put_changes(&digest, error) ||
        digest_put_counts(&digest, error) || digest_put_deliveries(&digest, chart, error))
        return -1;
    tree_put_int(digest.model, "todo", digest.todo);
    tree_put_bool(digest.model, "nothing", !digest.todo && !digest.news);
    *letter = (struct letter){
        .kind = "digest",
        .template = "digest",
        .model = digest.model,
        .seed = arena_print(arena, "%lld", (long long)to),
        .files = chart,
        .file_count = chart->type && (digest.todo || digest.news),
        .now = now,
    };
    return 0;
}
