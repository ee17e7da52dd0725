/* inwords: rows of options, words and what they pick. */
#include "bot/inwords.h"

#include "tests/bot/sample.h"
#include "tests/corpus.h"

static const struct tree *options_of(struct arena *arena, struct view lines)
{
    struct tree *options = tree_new_list(arena);
    struct view line;
    while (view_item(&lines, '|', &line))
        tree_put_text(tree_push_object(options), "line", arena_copy(arena, line.at, line.len));
    return options;
}

static const char *say(struct arena *arena, const struct inwords *answer, size_t options)
{
    struct text text = text_in(arena);
    struct request ask = answer->other;
    if (answer->kind == INWORDS_NOT)
        return "-";
    if (answer->kind == INWORDS_NONE)
        return "none";
    if (answer->kind == INWORDS_OTHER)
        return arena_print(arena, "ask %s", request_print(arena, &ask));
    if (answer->count > 1 && (size_t)answer->count == options)
        return "all";
    for (int i = 0; i < answer->count; i++)
        text_print(&text, "%s%d", i ? "," : "", answer->picks[i] + 1);
    return text.at;
}

int main(void)
{
    struct arena *arena = arena_new();
    struct error error;
    sample_config(arena, "");
    struct db *db = sample_db(arena, ":memory:");
    const struct farm *farm = farm_load(arena, db, &error);
    struct view rest, cells[4];
    bool there = corpus_file(arena, "tests/data/requests/inwords.tsv", &rest);
    CHECK(there && farm, "the rows and the farm are there");
    while (there && farm && corpus_row(&rest, cells, 4)) {
        const struct tree *options = options_of(arena, cells[1]);
        struct message message = {
            .channel = CHANNEL_SMS, .today = sample_day("2026-03-09"), .text = cells[2]};
        struct inwords answer = inwords_read(arena, farm->vocabulary, &message, options);
        CHECK_TEXT(say(arena, &answer, tree_count(options)),
                   arena_copy(arena, cells[3].at, cells[3].len), "%.*s: %.*s", (int)cells[0].len,
                   cells[0].at, (int)cells[2].len, cells[2].at);
    }
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
