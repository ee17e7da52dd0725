/* sample: the sample farm (db/demo) in a database of a test's own, with its configuration.
 *
 * Everything belongs to the arena; days and instants are those of the farm's zone. Failures end the test.
 */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include <stdlib.h>

#include <sqlite3.h>

#include "bot/config.h"
#include "db/farm.h"
#include "db/import.h"
#include "db/snapshot.h"
#include "parsers/date.h"
#include "parsers/embed.h"
#include "parsers/zone.h"
#include "tests/tap.h"

static const char sample_settings[] = "[farm]\n"
                                      "name = Les Jardins du Buëch\n"
                                      "[mail]\n"
                                      "from = Les Jardins du Buëch <paniers@example.org>\n"
                                      "staff = ferme@example.org\n"
                                      "[inbox]\n"
                                      "url = maildir:inbox\n"
                                      "authserv_id = mx.exemple.net\n"
                                      "[smtp]\n"
                                      "url = maildir:outbox\n"
                                      "[database]\n"
                                      "url = sqlite:cabas.db\n";

static inline void sample_die(const char *what, const char *why)
{
    printf("Bail out! %s: %s\n", what, why);
    exit(1);
}

/* The configuration with more lines at its end ("" for none). */
static inline struct config *sample_config(struct arena *arena, const char *more)
{
    struct config *config = arena_alloc(arena, sizeof *config);
    struct error error;
    const char *text = arena_print(arena, "%s%s", sample_settings, more);
    if (config_parse(arena, view_of(text), "/tmp/sample.conf", config, &error) ||
        zone_set(config->farm.timezone, &error))
        sample_die("configuration", error.text);
    return config;
}

static inline int64_t sample_time(const char *text)
{
    int64_t instant = 0;
    if (zone_read(view_of(text), &instant))
        sample_die("time", text);
    return instant;
}

static inline int sample_day(const char *iso)
{
    int day = date_read_iso(view_of(iso));
    if (day == DATE_NONE)
        sample_die("day", iso);
    return day;
}

/* The farm's CSV files, imported as at the first day of 2026. */
static inline void sample_import(struct arena *arena, struct db *db)
{
    struct error error;
    int64_t now = sample_time("2026-01-01T08:00");
    for (int kind = 0; kind < IMPORT_KINDS; kind++) {
        const char *file =
            arena_print(arena, "db/demo/%s.csv", import_kind_name((enum import_kind)kind));
        struct view bytes = embed_find(file);
        struct import import;
        if (!bytes.at)
            continue;
        if (db_begin(db, &error) ||
            import_csv(arena, db, (enum import_kind)kind, file, bytes, zone_local(now).day, now,
                       "test", &import, &error) ||
            db_commit(db, &error))
            sample_die(file, error.text);
    }
}

static inline struct db *sample_db(struct arena *arena, const char *path)
{
    struct error error;
    struct db *db = db_open(path, true, &error);
    if (!db)
        sample_die(path, error.text);
    sample_import(arena, db);
    return db;
}

/* A folder of the test's own, in memory where there is some: these tests do not test the disk. */
static inline const char *sample_folder(struct arena *arena)
{
    char *path = arena_text(arena, "/dev/shm/cabas-test-XXXXXX");
    if (!mkdtemp(path))
        path = arena_text(arena, "/tmp/cabas-test-XXXXXX");
    if (strncmp(path, "/dev", 4) && !mkdtemp(path))
        sample_die("/tmp", "no folder");
    return path;
}

static inline void sample_remove(struct arena *arena, const char *folder)
{
    if (system(arena_print(arena, "rm -rf '%s'", folder)))
        sample_die(folder, "not removed");
}

/* What no change of the bot's makes yet, straight into the file. */
static inline void sample_sql(const char *path, const char *sql)
{
    sqlite3 *handle;
    char *why = NULL;
    if (sqlite3_open(path, &handle) || sqlite3_busy_timeout(handle, 5000) ||
        sqlite3_exec(handle, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) ||
        sqlite3_exec(handle, sql, NULL, NULL, &why))
        sample_die(sql, why ? why : sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

/* One value of the database as text, "" for none. */
static inline const char *sample_value(struct arena *arena, const char *path, const char *sql)
{
    sqlite3 *handle;
    sqlite3_stmt *statement;
    struct text text = text_in(arena);
    if (sqlite3_open(path, &handle) || sqlite3_busy_timeout(handle, 5000) ||
        sqlite3_prepare_v2(handle, sql, -1, &statement, NULL))
        sample_die(sql, sqlite3_errmsg(handle));
    for (int row = 0; sqlite3_step(statement) == SQLITE_ROW; row++)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const unsigned char *value = sqlite3_column_text(statement, i);
            text_print(&text, "%s%s", i ? " " : row ? "\n" : "", value ? (const char *)value : "-");
        }
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return text.at ? text.at : "";
}

#endif
