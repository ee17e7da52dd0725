/* db: migrations, transactions, savepoints, values, busy, backup while another writes, the daemon's lock. */
#include "db/db.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "parsers/date.h"
#include "parsers/embed.h"
#include "tests/tap.h"

static char folder[] = "/tmp/cabas-db-XXXXXX";

static char *path_of(struct arena *arena, const char *name)
{
    return arena_print(arena, "%s/%s", folder, name);
}

static struct db *open_new(const char *path)
{
    struct error error = {""};
    struct db *db = db_open(path, true, &error);
    if (!db)
        printf("Bail out! %s\n", error.text);
    return db;
}

static int64_t count_settings(struct db *db)
{
    struct error error;
    struct rows rows = db_rows(db, SQL_SETTING_GET, &error, "t", "count");
    int64_t value = rows_next(&rows) == 1 ? rows_int(&rows, 0) : -1;
    rows_end(&rows);
    return value;
}

static int set(struct db *db, const char *key, const char *value)
{
    struct error error;
    return db_run(db, SQL_SETTING_SET, &error, "tt", key, value);
}

static bool has(struct db *db, const char *key)
{
    struct error error;
    struct rows rows = db_rows(db, SQL_SETTING_GET, &error, "t", key);
    bool found = rows_next(&rows) == 1;
    rows_end(&rows);
    return found;
}

/* Straight into the file, as another program would. */
static int raw_sql(const char *path, const char *sql)
{
    sqlite3 *handle;
    int code = sqlite3_open(path, &handle);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    sqlite3_close(handle);
    return code;
}

static void check_open(struct arena *arena)
{
    struct error error = {""};
    char *path = path_of(arena, "open.db");
    struct db *db = db_open(path, false, &error);
    CHECK(!db && strstr(error.text, "cabas init"), "no file: %s", error.text);
    db = open_new(path);
    int version = db_schema_version(db);
    CHECK(version > 0, "a new one is migrated (schema %d)", version);
    CHECK(!set(db, "kept", "1"), "it takes values");
    db_close(&db);
    CHECK(db == NULL, "closed");
    db_close(&db);
    db = db_open(path, false, &error);
    CHECK(db && db_schema_version(db) == version && has(db, "kept"), "opened again: all there");
    db_close(&db);
    raw_sql(path, "PRAGMA user_version = 99");
    db = db_open(path, false, &error);
    CHECK(!db && strstr(error.text, "newer"), "made by a newer one: %s", error.text);
    char *text = path_of(arena, "text.db");
    FILE *file = fopen(text, "w");
    fputs("this is no database, whatever its name says, not at all, really\n", file);
    fclose(file);
    db = db_open(text, true, &error);
    CHECK(!db && *error.text, "no database: %s", error.text);
    db = db_open("/nowhere/at/all.db", true, &error);
    CHECK(!db && *error.text, "no folder: %s", error.text);
}

/* A database as the first version made it is brought forward with its rows. */
static void check_migration(struct arena *arena)
{
    struct error error = {""};
    struct db *db = open_new(path_of(arena, "new.db"));
    int last = db_schema_version(db);
    db_close(&db);
    char *path = path_of(arena, "old.db");
    struct view first = embed_find("db/schema/001-farm.sql");
    CHECK(first.at && !raw_sql(path, arena_copy(arena, first.at, first.len)) &&
              !raw_sql(path, "PRAGMA user_version = 1; INSERT INTO setting VALUES ('kept', '1')"),
          "the first schema");
    db = db_open(path, false, &error);
    CHECK(db && db_schema_version(db) == last && has(db, "kept"), "migrated to schema %d %s", last,
          error.text);
    db_close(&db);
    char *broken = path_of(arena, "broken.db");
    raw_sql(broken, "CREATE TABLE formula (x)"); /* the first step can't be done */
    db = db_open(broken, true, &error);
    CHECK(!db && strstr(error.text, "migration"), "a step that fails: %s", error.text);
    db = NULL;
    CHECK(raw_sql(broken, "SELECT x FROM formula; CREATE TABLE setting (y)") == SQLITE_OK,
          "leaves nothing half done");
}

static void check_transactions(struct arena *arena)
{
    struct error error = {""};
    struct db *db = open_new(path_of(arena, "tx.db"));
    CHECK(!db_begin(db, &error) && !set(db, "a", "1"), "begin");
    db_rollback(db);
    CHECK(!has(db, "a"), "rolled back: gone");
    db_rollback(db);
    CHECK(!db_begin(db, &error) && !set(db, "a", "1") && !db_commit(db, &error) && has(db, "a"),
          "committed: there");
    CHECK(!db_begin(db, &error) && !set(db, "b", "1") && !db_savepoint(db, &error) &&
              !set(db, "c", "1"),
          "a part begins");
    db_undo(db);
    CHECK(!db_savepoint(db, &error) && !set(db, "d", "1") && !db_release(db, &error) &&
              !db_commit(db, &error),
          "the part was undone, another one kept");
    CHECK(has(db, "b") && !has(db, "c") && has(db, "d"), "the rest stays");
    CHECK(!db_begin(db, &error) && db_run(db, SQL_SUSPEND, &error, "id", (int64_t)999, 20524) == -1,
          "a foreign key holds: %s", error.text);
    CHECK(!db_may_retry(db), "that is not a thing of waiting");
    CHECK(!set(db, "e", "1"), "and the transaction lives");
    db_rollback(db);
    db_close(&db);
}

static void check_values(struct arena *arena)
{
    struct error error = {""};
    struct db *db = open_new(path_of(arena, "values.db"));
    const char nasty[] = "a'; DROP TABLE setting; --\0b";
    db_run(db, SQL_SETTING_SET, &error, "tv", "nul", view_make(nasty, sizeof nasty - 1));
    struct rows rows = db_rows(db, SQL_SETTING_GET, &error, "t", "nul");
    CHECK(rows_next(&rows) == 1 &&
              view_equal(rows_view(&rows, 0), view_make(nasty, sizeof nasty - 1)),
          "a text with a NUL and a quote comes back whole");
    rows_end(&rows);
    CHECK(!db_run(db, SQL_SETTING_SET, &error, "tv", "empty", (struct view){NULL, 0}) &&
              has(db, "empty"),
          "the empty view is a text");
    CHECK(db_run(db, SQL_SETTING_SET, &error, "tt", "null", NULL) == -1, "NULL is NULL: %s",
          error.text);
    db_run(db, SQL_CLOSURE_PUT, &error, "dt", date_make(2026, 3, 12), "x");
    rows = db_rows(db, SQL_CLOSURES, &error, "");
    CHECK(rows_next(&rows) == 1 && rows_day(&rows, 0) == date_make(2026, 3, 12),
          "days are ISO texts");
    rows_end(&rows);
    int failed = 0;
    CHECK(db_int(db, SQL_CONTACT_OWNER, 7, &failed, &error, "tt", "email", "x") == 7 && !failed,
          "no row: the value for none");
    CHECK(db_int(db, SQL_OUTBOX_NEXT_DUE, -3, &failed, &error, "") == -3 && !failed,
          "a NULL: the value for none");
    CHECK(db_changed(db) >= 0 &&
              db_run(db, SQL_CLOSURE_PUT, &error, "dt", date_make(2026, 3, 12), "x") == 0 &&
              db_changed(db) == 0,
          "the same again changes nothing");
    db_close(&db);
}

/* Two connections of two processes: who comes second waits, and is told when it is too long. */
static void check_busy(struct arena *arena)
{
    struct error error = {""};
    char *path = path_of(arena, "busy.db");
    struct db *db = open_new(path);
    sqlite3 *other;
    sqlite3_open(path, &other);
    sqlite3_exec(other, "BEGIN IMMEDIATE; INSERT INTO setting VALUES ('other', '1')", NULL, NULL,
                 NULL);
    CHECK(!has(db, "other"), "a reader sees what is committed, and does not wait");
    sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
    CHECK(has(db, "other"), "then the new");
    CHECK(!db_begin(db, &error), "its turn");
    CHECK(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_BUSY,
          "the other one is kept out");
    db_rollback(db);
    sqlite3_close(other);
    db_close(&db);
}

/* No room on the disk: an error that may be tried again, nothing half done, and then it goes on. */
static void check_full(struct arena *arena)
{
    struct error error = {""};
    struct db *db = open_new(path_of(arena, "full.db"));
    struct rlimit old, small = {1 << 20, 1 << 20};
    char *big = arena_alloc(arena, 1 << 20);
    memset(big, 'x', 1 << 20);
    struct view huge = view_make(big, 1 << 20);
    set(db, "first", "1");
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    int result = db_begin(db, &error) || set(db, "before", "1");
    CHECK(!result, "begins");
    for (int i = 0; i < 3 && !result; i++)
        result = db_run(db, SQL_SETTING_SET, &error, "tv", arena_print(arena, "k%d", i), huge);
    if (!result)
        result = db_commit(db, &error);
    CHECK(result == -1 && db_may_retry(db), "no room: %s", error.text);
    db_rollback(db);
    setrlimit(RLIMIT_FSIZE, &old);
    CHECK(!has(db, "before") && !has(db, "k0") && has(db, "first"), "nothing of it is there");
    CHECK(!db_begin(db, &error) && !set(db, "after", "1") && !db_commit(db, &error) &&
              has(db, "after"),
          "and with room it goes on %s", error.text);
    db_close(&db);
}

struct writer {
    const char *path;
    atomic_bool stop;
    int written, failed;
};

/* Always two rows that belong together. */
static void *write_on(void *data)
{
    struct writer *writer = data;
    struct error error;
    struct db *db = db_open(writer->path, false, &error);
    for (int i = 1; db && !atomic_load(&writer->stop); i++) {
        struct arena *arena = arena_new();
        char *value = arena_print(arena, "%d", i);
        if (db_begin(db, &error) || set(db, "count", value) || set(db, "same", value) ||
            db_commit(db, &error))
            writer->failed++;
        else
            writer->written++;
        arena_free(&arena);
    }
    db_close(&db);
    return NULL;
}

static void check_backup(struct arena *arena)
{
    struct error error = {""};
    char *path = path_of(arena, "live.db");
    struct db *db = open_new(path);
    struct writer writer = {.path = path};
    pthread_t thread;
    set(db, "count", "0");
    set(db, "same", "0");
    pthread_create(&thread, NULL, write_on, &writer);
    while (count_settings(db) < 3)
        usleep(1000);
    int whole = 0, wrong = 0;
    for (int i = 0; i < 5; i++) {
        char *copy = path_of(arena, arena_print(arena, "copy%d.db", i));
        int result = db_backup(db, copy, &error);
        struct db *read = result ? NULL : db_open(copy, false, &error);
        int failed = 0;
        if (read) {
            char *sql_same = NULL;
            struct rows rows = db_rows(read, SQL_SETTING_GET, &error, "t", "same");
            if (rows_next(&rows) == 1)
                sql_same = rows_text(&rows, 0, arena);
            rows_end(&rows);
            whole += sql_same && atoi(sql_same) == count_settings(read);
        } else {
            wrong++;
        }
        wrong += failed;
        struct stat info;
        wrong += stat(copy, &info) || (info.st_mode & 077);
        db_close(&read);
    }
    atomic_store(&writer.stop, true);
    pthread_join(thread, NULL);
    CHECK(whole == 5 && !wrong, "five copies while %d were written: each one moment, 0600 (%s)",
          writer.written, error.text);
    CHECK(!writer.failed, "the writer was never sent away");
    CHECK(db_backup(db, path_of(arena, "copy0.db"), &error) == -1 && strstr(error.text, "exists"),
          "no file is written over: %s", error.text);
    CHECK(db_backup(db, "/nowhere/copy.db", &error) == -1, "no folder: %s", error.text);
    char *wal = path_of(arena, "copy0.db-wal");
    CHECK(access(wal, F_OK) == -1, "a copy is one file");
    db_close(&db);
}

static void check_lock(struct arena *arena)
{
    struct error error = {""};
    char *path = path_of(arena, "lock.db");
    struct db *db = open_new(path), *other = open_new(path);
    CHECK(!db_lock(db, &error), "the daemon's lock");
    CHECK(db_lock(other, &error) == -1 && strstr(error.text, "another cabas"), "held: %s",
          error.text);
    CHECK(!set(other, "x", "1"), "the command line still works beside it");
    db_close(&db);
    CHECK(!db_lock(other, &error), "free again when the daemon is gone");
    db_close(&other);
}

int main(void)
{
    struct arena *arena = arena_new();
    if (!mkdtemp(folder))
        return 1;
    check_open(arena);
    check_migration(arena);
    check_transactions(arena);
    check_values(arena);
    check_busy(arena);
    check_full(arena);
    check_backup(arena);
    check_lock(arena);
    if (system(arena_print(arena, "rm -rf '%s'", folder)))
        return 1;
    arena_free(&arena);
    return tap_done();
}
