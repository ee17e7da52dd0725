#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "parsers/date.h"
#include "parsers/embed.h"

enum { BUSY_MS = 10000, SCRUB_MS = 200 };

struct db {
    sqlite3 *handle;
    char *path;
    sqlite3_stmt *statements[SQL_MAX];
    int lock;
    int last_code;
    bool writing;
};

/* Writers of one process take turns, so that none starves in SQLite's busy handler. */
static pthread_mutex_t writer = PTHREAD_MUTEX_INITIALIZER;

static int fail(struct db *db, struct error *error, const char *what)
{
    db->last_code = sqlite3_extended_errcode(db->handle);
    return error_set(error, "database %s: %s (%.40s)", db->path, sqlite3_errmsg(db->handle), what);
}

bool db_may_retry(const struct db *db)
{
    int code = db->last_code & 0xFF;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL ||
           code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_CANTOPEN ||
           code == SQLITE_READONLY;
}

static int execute(struct db *db, const char *sql, struct error *error)
{
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(db, error, sql);
    return 0;
}

int db_schema_version(struct db *db)
{
    sqlite3_stmt *statement;
    int version = -1;
    if (sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK) {
        if (sqlite3_step(statement) == SQLITE_ROW)
            version = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
    }
    return version;
}

/* Each file of db/schema is one step; user_version counts the steps done. */
static int migrate_step(struct db *db, const struct embed *step, int version, struct error *error)
{
    struct arena *arena = arena_new();
    int result = execute(db, arena_copy(arena, step->bytes.at, step->bytes.len), error);
    if (!result)
        result = execute(db, arena_print(arena, "PRAGMA user_version = %d", version), error);
    arena_free(&arena);
    return result ? error_wrap(error, "migration %s", step->path) : 0;
}

/* The state before a migration, as a file of the database's owner. The caller holds the write lock, so that nobody
 * else makes one; a connection of its own reads what is committed. */
static int keep_copy(struct db *db, int version, struct error *error)
{
    struct db reader = {.path = db->path};
    struct stat about;
    char name[4096], fresh[4096];
    if (snprintf(name, sizeof name, "%s.schema-%d", db->path, version) >= (int)sizeof name ||
        snprintf(fresh, sizeof fresh, "%s.new", name) >= (int)sizeof fresh)
        return error_set(error, "database %s: name too long", db->path);
    unlink(fresh); /* of an upgrade that died */
    int result = sqlite3_open_v2(db->path, &reader.handle, SQLITE_OPEN_READWRITE, NULL)
                     ? error_set(error, "%s", sqlite3_errmsg(reader.handle))
                     : db_backup(&reader, fresh, error);
    sqlite3_close(reader.handle);
    if (!result && !geteuid() &&
        (stat(db->path, &about) || chown(fresh, about.st_uid, about.st_gid)))
        result = error_set(error, "%s: %s", fresh, strerror(errno));
    if (!result && rename(fresh, name))
        result = error_set(error, "%s: %s", name, strerror(errno));
    return result ? error_wrap(error, "the copy before the migration") : 0;
}

static int migrate(struct db *db, struct error *error)
{
    size_t count;
    const struct embed *files = embed_all(&count);
    int last = 0, version;
    for (size_t i = 0; i < count; i++)
        last += !strncmp(files[i].path, "db/schema/", 10);
    if (db_schema_version(db) == last)
        return 0;
    if (db_begin(db, error))
        return -1;
    version = db_schema_version(db); /* another process may have been quicker */
    if (version > last) {
        db_rollback(db);
        return error_set(error,
                         "database %s: made by a newer Cabas (schema %d, this one knows %d): "
                         "install the newer version",
                         db->path, version, last);
    }
    if (version > 0 && version < last && keep_copy(db, version, error)) {
        db_rollback(db);
        return -1;
    }
    for (size_t i = 0, step = 0; i < count; i++) {
        if (strncmp(files[i].path, "db/schema/", 10) || (int)++step <= version)
            continue;
        if (migrate_step(db, &files[i], (int)step, error)) {
            db_rollback(db);
            return -1;
        }
    }
    return db_commit(db, error);
}

struct db *db_open(const char *path, bool create, struct error *error)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db || !(db->path = strdup(path)))
        abort();
    db->lock = -1;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        error_set(error, "database %s: %s%s", path, sqlite3_errmsg(db->handle),
                  access(path, F_OK) ? ": `cabas init` makes it" : "");
        db_close(&db);
        return NULL;
    }
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    sqlite3_extended_result_codes(db->handle, 1);
    if (execute(db, "PRAGMA journal_mode = WAL", error) ||
        execute(db, "PRAGMA synchronous = FULL", error) ||
        execute(db, "PRAGMA wal_autocheckpoint = 4000", error) || /* 16 MB */
        execute(db, "PRAGMA cache_size = -512", error) ||         /* KiB, a connection */
        execute(db, "PRAGMA secure_delete = ON", error) ||        /* db_scrub does the WAL */
        execute(db, "PRAGMA foreign_keys = ON", error) ||
        execute(db, "PRAGMA trusted_schema = OFF", error) || migrate(db, error))
        db_close(&db);
    return db;
}

void db_close(struct db **db)
{
    if (!*db)
        return;
    db_rollback(*db);
    for (int i = 0; i < SQL_MAX; i++)
        sqlite3_finalize((*db)->statements[i]);
    sqlite3_close((*db)->handle);
    if ((*db)->lock >= 0)
        close((*db)->lock);
    free((*db)->path);
    free(*db);
    *db = NULL;
}

int db_lock(struct db *db, struct error *error)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s.lock", db->path) >= (int)sizeof path)
        return error_set(error, "database %s: name too long", db->path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    /* Root may run a command before the daemon's user does: the lock is the database's owner's, as SQLite's own
     * files are. */
    struct stat about;
    if (!geteuid() && !stat(db->path, &about) && fchown(fd, about.st_uid, about.st_gid))
        error_set(error, "%s: %s", path, strerror(errno)); /* its owner will be told in time */
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        close(fd);
        return error_set(error, "database %s: another cabas works on it: stop it first", db->path);
    }
    db->lock = fd;
    return 0;
}

bool db_scrub(struct db *db)
{
    pthread_mutex_lock(&writer);
    sqlite3_busy_timeout(db->handle, SCRUB_MS);
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    pthread_mutex_unlock(&writer);
    return code == SQLITE_OK;
}

int db_backup(struct db *db, const char *path, struct error *error)
{
    if (!access(path, F_OK))
        return error_set(error, "%s exists already: name a new file", path);
    sqlite3 *copy;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    close(fd);
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", db->handle, "main");
        if (backup) { /* all pages in one step: one moment's state */
            while ((code = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED)
                sqlite3_sleep(50);
            sqlite3_backup_finish(backup);
        }
        code = code == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(copy);
        /* A copy that is one file: no WAL beside it to forget. */
        if (code == SQLITE_OK)
            code = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        error_set(error, "%s: %s", path, sqlite3_errmsg(copy));
        sqlite3_close(copy);
        unlink(path);
        return -1;
    }
    sqlite3_close(copy);
    return 0;
}

int db_begin(struct db *db, struct error *error)
{
    pthread_mutex_lock(&writer);
    db->last_code = 0;
    if (execute(db, "BEGIN IMMEDIATE", error)) {
        pthread_mutex_unlock(&writer);
        return -1;
    }
    db->writing = true;
    return 0;
}

int db_commit(struct db *db, struct error *error)
{
    int result = execute(db, "COMMIT", error);
    if (result) {
        int code = db->last_code;
        db_rollback(db);
        db->last_code = code;
        return -1;
    }
    db->writing = false;
    pthread_mutex_unlock(&writer);
    return 0;
}

void db_rollback(struct db *db)
{
    if (!db->writing)
        return;
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    db->writing = false;
    pthread_mutex_unlock(&writer);
}

int db_savepoint(struct db *db, struct error *error)
{
    return execute(db, "SAVEPOINT part", error);
}

int db_release(struct db *db, struct error *error)
{
    return execute(db, "RELEASE part", error);
}

void db_undo(struct db *db)
{
    sqlite3_exec(db->handle, "ROLLBACK TO part", NULL, NULL, NULL);
    sqlite3_exec(db->handle, "RELEASE part", NULL, NULL, NULL);
}

static void bind_day(sqlite3_stmt *statement, int at, int day)
{
    if (day == DATE_NONE) {
        sqlite3_bind_null(statement, at);
        return;
    }
    struct date_parts parts = date_parts(day);
    char iso[48];
    snprintf(iso, sizeof iso, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
    sqlite3_bind_text(statement, at, iso, -1, SQLITE_TRANSIENT);
}

static void bind_all(sqlite3_stmt *statement, const char *types, va_list list)
{
    for (int at = 1; types[at - 1]; at++) {
        struct view view;
        switch (types[at - 1]) {
        case 'i':
            sqlite3_bind_int64(statement, at, va_arg(list, int64_t));
            break;
        case 'd':
            bind_day(statement, at, va_arg(list, int));
            break;
        case 'f':
            sqlite3_bind_double(statement, at, va_arg(list, double));
            break;
        case 't':
            sqlite3_bind_text(statement, at, va_arg(list, const char *), -1, SQLITE_TRANSIENT);
            break;
        case 'v':
        case 'b':
            view = va_arg(list, struct view);
            if (types[at - 1] == 'v')
                sqlite3_bind_text64(statement, at, view.at ? view.at : "", view.len,
                                    SQLITE_TRANSIENT, SQLITE_UTF8);
            else
                /* The caller's until the statement is reset, which db_run does: a mail is not copied. */
                sqlite3_bind_blob64(statement, at, view.at ? view.at : "", view.len, SQLITE_STATIC);
            break;
        default:
            abort(); /* a letter that is none: a bug in our own source */
        }
    }
}

static sqlite3_stmt *prepare(struct db *db, enum sql sql, struct error *error, const char *types,
                             va_list list)
{
    sqlite3_stmt **statement = &db->statements[sql];
    if (!*statement &&
        sqlite3_prepare_v3(db->handle, statement_text(sql), -1, SQLITE_PREPARE_PERSISTENT,
                           statement, NULL) != SQLITE_OK) {
        fail(db, error, statement_name(sql));
        return NULL;
    }
    sqlite3_reset(*statement);
    bind_all(*statement, types, list);
    return *statement;
}

int db_run(struct db *db, enum sql sql, struct error *error, const char *types, ...)
{
    va_list list;
    va_start(list, types);
    sqlite3_stmt *statement = prepare(db, sql, error, types, list);
    va_end(list);
    if (!statement)
        return -1;
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        fail(db, error, statement_name(sql));
        sqlite3_reset(statement);
        return -1;
    }
    sqlite3_reset(statement);
    return 0;
}

int db_changed(const struct db *db)
{
    return sqlite3_changes(db->handle);
}

int64_t db_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

struct rows db_rows(struct db *db, enum sql sql, struct error *error, const char *types, ...)
{
    va_list list;
    va_start(list, types);
    struct rows rows = {db, prepare(db, sql, error, types, list), error};
    va_end(list);
    return rows;
}

int rows_next(struct rows *rows)
{
    if (!rows->statement)
        return -1;
    int code = sqlite3_step(rows->statement);
    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        fail(rows->db, rows->error, sqlite3_sql(rows->statement));
    rows_end(rows);
    return code == SQLITE_DONE ? 0 : -1;
}

void rows_end(struct rows *rows)
{
    if (rows->statement)
        sqlite3_reset(rows->statement);
    rows->statement = NULL;
}

int64_t rows_int(const struct rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

double rows_real(const struct rows *rows, int column)
{
    return sqlite3_column_double(rows->statement, column);
}

bool rows_null(const struct rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

struct view rows_view(const struct rows *rows, int column)
{
    const void *at = sqlite3_column_blob(rows->statement, column);
    return view_make(at, at ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0);
}

int rows_day(const struct rows *rows, int column)
{
    return date_read_iso(rows_view(rows, column));
}

char *rows_text(const struct rows *rows, int column, struct arena *arena)
{
    struct view view = rows_view(rows, column);
    return arena_copy(arena, view.at, view.len);
}

int64_t db_int(struct db *db, enum sql sql, int64_t none, int *failed, struct error *error,
               const char *types, ...)
{
    va_list list;
    va_start(list, types);
    struct rows rows = {db, prepare(db, sql, error, types, list), error};
    va_end(list);
    int more = rows_next(&rows);
    if (more < 0)
        *failed = -1;
    int64_t value = more == 1 && !rows_null(&rows, 0) ? rows_int(&rows, 0) : none;
    rows_end(&rows);
    return value;
}
