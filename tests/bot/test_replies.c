/* replies: a person answers one of our mails with thanks; our own subject asks nothing in their name.
 *
 * The subjects are those of every template with the models of tests/data/render.
 */
#include <dirent.h>

#include "parsers/message.h"
#include "parsers/understand.h"
#include "templates/render.h"
#include "tests/bot/sample.h"

static const char *const marks[] = {"Re: ", "RE : ", "Re: Re: "};
static const char *const bodies[] = {"Merci beaucoup !",
                                     "Parfait, merci.\n\nCordialement,\nCamille",
                                     "Bonne journée\n\nLe lun. 9 mars 2026 à 09:04, Les Jardins "
                                     "<paniers@example.org> a écrit :\n> C'est noté."};

static struct view read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = text_in(arena);
    char buffer[4096];
    size_t got;
    while (file && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_add_view(&text, view_make(buffer, got));
    if (file)
        fclose(file);
    return text_view(&text);
}

static void check_reply(struct arena *arena, const struct farm *farm, const char *subject,
                        const char *body)
{
    struct message message = {.channel = CHANNEL_MAIL, .today = sample_day("2026-03-09")};
    struct reply reply;
    struct understanding understood;
    message_read(arena, view_of(subject), view_of(body), &reply, &message);
    understand(arena, farm->vocabulary, &message, false, &understood);
    struct text lines = text_in(arena);
    bool asks = false;
    for (int i = 0; i < understood.count; i++) {
        asks |= understood.requests[i].verb != VERB_HUMAN;
        text_print(&lines, "%s; ", request_print(arena, &understood.requests[i]));
    }
    CHECK(!asks, "\"%s\", \"%.12s\": %s", subject, body, lines.at);
}

static void check_model(struct arena *arena, const struct farm *farm, const char *file)
{
    struct error error;
    struct text subject = text_in(arena);
    struct view name = view_of(file);
    const struct tree *model = tree_read(
        arena, read_file(arena, arena_print(arena, "tests/data/render/%s", file)), &error);
    size_t end = view_find_byte(name, '-'), dot = view_find_byte(name, '.');
    const char *template = arena_copy(arena, file, end < dot ? end : dot);
    if (!model || !render_section("fr", template, "subject").len ||
        render("fr", template, "subject", RENDER_LINE, model, &subject, &error))
        return; /* not a mail to a subscriber; what does not render is test_check's */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (size_t j = 0; j < sizeof bodies / sizeof *bodies; j++)
            check_reply(arena, farm, arena_print(arena, "%s%s", marks[i], subject.at), bodies[j]);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct error error;
    sample_config(arena, "");
    struct db *db = sample_db(arena, ":memory:");
    const struct farm *farm = farm_load(arena, db, &error);
    DIR *folder = opendir("tests/data/render");
    struct dirent *entry;
    CHECK(folder && farm, "the models and the farm are read");
    while (folder && farm && (entry = readdir(folder)))
        if (view_ends(view_of(entry->d_name), ".json"))
            check_model(arena, farm, entry->d_name);
    if (folder)
        closedir(folder);
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
