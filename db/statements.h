/* statements: every SQL statement of the program, by number (the list is statements.def).
 *
 * The SQL stays in what SQLite and PostgreSQL share (upsert, returning, common table expressions);
 * values are always bound.
 */
#ifndef DB_STATEMENTS_H
#define DB_STATEMENTS_H

enum sql {
#define S(name, text) SQL_##name,
#include "db/statements.def"
#undef S
    SQL_MAX
};

const char *statement_text(enum sql sql);
const char *statement_name(enum sql sql); /* "OUTBOX_ADD", for errors */

#endif
