/* import: a CSV file of the farm's becomes rows of the database (SPEC, "CSV", contract).
 *
 * Job: read, check everything, then write all rows or none. Callers: `cabas import`, staff's IMPORT mail.
 * Promise: every bad row is named (file, line, column, value, cure) and nothing is written then; importing
 * the same file again changes nothing, also when a subscriber has changed something since; a file with
 * changed cells changes those. The file is untrusted.
 *
 * Natural keys: formules, depots, produits by code; abonnes by numero; abonnements by numero_abonne, formule
 * and debut; compositions by livraison and formule (a file's list replaces the one there was); fermetures by
 * date; reglements by the whole row (two equal rows of one file are two payments).
 * A subscription's new depot counts from the Monday after, so that no week is delivered twice or skipped.
 */
#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include "db/db.h"

enum import_kind {
    IMPORT_FORMULAS,
    IMPORT_DEPOTS,
    IMPORT_SUBSCRIBERS,
    IMPORT_SUBSCRIPTIONS,
    IMPORT_PRODUCTS,
    IMPORT_COMPOSITIONS,
    IMPORT_PAYMENTS,
    IMPORT_CLOSURES,
    IMPORT_KINDS
};

enum { IMPORT_ERRORS = 500 }; /* kept; more are counted */

/* How it went. Texts belong to the arena; they begin with "FILE:LINE: ", and hold cells of the file. */
struct import {
    enum import_kind kind;
    const char *file; /* its name, for the texts */
    struct arena *arena;
    const char **errors; /* why it was refused; nothing was written then */
    int error_count, errors_more;
    const char **notes; /* it was done, and somebody should look at this */
    int note_count;
    int added, changed, unchanged, removed;
};

/* "formules"; -1 for another word. */
const char *import_kind_name(enum import_kind kind);
int import_kind_read(struct view name);
/* "formules, depots, …" */
const char *import_kind_list(struct arena *arena);

/* Everything, inside the caller's transaction. -1: refused (import->error_count > 0) or the database failed
 * (error is set, and the caller rolls back). `today` is the farm's civil date, `now` the instant of the
 * journal's entry, `actor` who brought the file. */
int import_csv(struct arena *arena, struct db *db, enum import_kind kind, const char *file,
               struct view bytes, int today, int64_t now, const char *actor, struct import *import,
               struct error *error);

#endif
