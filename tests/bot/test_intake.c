/* intake: a maildir's mails into the database and out of the inbox again, whatever their files are called. */
#include <time.h>
#include <unistd.h>

#include "bot/intake.h"
#include "tests/bot/sample.h"

static const char *const names[] = {
    "1773000001.M1P1.host,S=12",
    "1773000002.a#b",
    "1773000003.a#0123456789abcdef#c",
    "1773000004.é ü",
};
enum { NAMES = sizeof names / sizeof *names };

static void drop(struct arena *arena, const char *box, int i)
{
    FILE *file = fopen(arena_print(arena, "%s/new/%s", box, names[i]), "wb");
    if (!file)
        sample_die(names[i], "not written");
    fprintf(file, "From: a%d@example.org\n\nBonjour\n", i);
    fclose(file);
}

static bool lies(struct arena *arena, const char *box, const char *where, int i)
{
    return !access(
        arena_print(arena, "%s/%s/%s%s", box, where, names[i], *where == '.' ? ":2," : ""), F_OK);
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena), *box = arena_print(arena, "%s/box", folder);
    const char *path = arena_print(arena, "%s/cabas.db", folder);
    struct config *config = sample_config(arena, "");
    struct error error;
    struct db *db = db_open(path, true, &error);
    if (!db)
        sample_die(path, error.text);
    config->inbox.url.path = box;
    struct source *source = source_open(config);
    int64_t now = (int64_t)time(NULL);
    int taken = 0, filed = 0;
    CHECK(intake_fetch(source, db, config, now, &taken).kind == VERDICT_OK && !taken, "empty");
    for (int i = 0; i < NAMES; i++)
        drop(arena, box, i);
    CHECK(intake_fetch(source, db, config, now, &taken).kind == VERDICT_OK && taken == NAMES,
          "%d taken", taken);
    CHECK(intake_file(source, db, &filed).kind == VERDICT_OK && !filed, "none is filed undecided");
    sample_sql(path, "UPDATE inbox SET state = CASE id % 2 WHEN 0 THEN 'STAFF' ELSE 'DONE' END");
    CHECK(intake_file(source, db, &filed).kind == VERDICT_OK && filed == NAMES, "%d filed", filed);
    for (int i = 0; i < NAMES; i++)
        CHECK(!lies(arena, box, "new", i) &&
                  lies(arena, box, i % 2 ? ".Cabas.A-traiter/cur" : ".Cabas.Traites/cur", i),
              "%s lies in its folder", names[i]);
    source_close(&source);
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
