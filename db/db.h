/* db: the one way to the database (SQLite; sqlite3.h is included by db.c only).
 *
 * Job: open, migrate, transactions, statements by number with bound values. Promise: WAL with
 * synchronous=FULL, foreign keys on, every write transaction IMMEDIATE, one process at a time may be
 * the daemon (db_lock). A busy or full database is an error that leaves nothing half done.
 * One connection belongs to one thread.
 *
 * Values are bound by a letter each: i int64_t, d day (int; DATE_NONE is NULL; stored as ISO text),
 * t C string (NULL is NULL), v struct view as text, b struct view as blob, f double.
 *     db_run(db, SQL_SUSPEND, &error, "id", subscription, day)
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "db/statements.h"
#include "parsers/error.h"
#include "parsers/text.h"

struct db;

/* Opens and migrates. `create`: make the file when there is none; without it a missing file is an error. Before a
 * database moves to a newer schema it is copied beside itself, as PATH.schema-N (the version it had). */
struct db *db_open(const char *path, bool create, struct error *error);
void db_close(struct db **db);
/* The daemon's exclusive lock beside the file. -1: another process holds it. */
int db_lock(struct db *db, struct error *error);
/* A consistent copy while others write. */
int db_backup(struct db *db, const char *path, struct error *error);
int db_schema_version(struct db *db);
/* What was overwritten or deleted leaves the files as well: it is zeros in the database at once, and the WAL is
 * emptied here. Outside a transaction; false: somebody reads right now, try again. */
bool db_scrub(struct db *db);
/* Whether the last failure was a lock or a full disk, so that trying later is right. */
bool db_may_retry(const struct db *db);

int db_begin(struct db *db,
             struct error *error); /* waits for other threads of this process in turn */
int db_commit(struct db *db, struct error *error);
void db_rollback(struct db *db); /* fine when no transaction is open */
/* Inside a transaction: a message's own part, undone alone. */
int db_savepoint(struct db *db, struct error *error);
int db_release(struct db *db, struct error *error);
void db_undo(struct db *db);

/* Runs a statement without rows. */
int db_run(struct db *db, enum sql sql, struct error *error, const char *types, ...);
/* Rows changed by the last db_run. */
int db_changed(const struct db *db);
int64_t db_last_id(const struct db *db);

/* Rows: `while ((more = rows_next(&rows)) == 1) …`; more is -1 with the error set on failure. One
 * statement can be read at one place at a time. Texts and blobs are valid until the next rows_next. */
struct rows {
    struct db *db;
    void *statement;
    struct error *error;
};
struct rows db_rows(struct db *db, enum sql sql, struct error *error, const char *types, ...);
int rows_next(struct rows *rows);
void rows_end(struct rows *rows);                      /* stop before the last row */
int64_t rows_int(const struct rows *rows, int column); /* 0 for NULL */
double rows_real(const struct rows *rows, int column);
bool rows_null(const struct rows *rows, int column);
int rows_day(const struct rows *rows, int column); /* DATE_NONE for NULL */
struct view rows_view(const struct rows *rows, int column);
char *rows_text(const struct rows *rows, int column, struct arena *arena); /* a copy; "" for NULL */

/* The first column of the first row, or `none`. -1 in *failed when it could not be read. */
int64_t db_int(struct db *db, enum sql sql, int64_t none, int *failed, struct error *error,
               const char *types, ...);

#endif
