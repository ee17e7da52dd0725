#include "db/import.h"

#include <stdarg.h>
#include <stdio.h>

#include "db/import_rows.h"
#include "parsers/tree.h"

static const char *const names[IMPORT_KINDS] = {
    [IMPORT_FORMULAS] = "formules",   [IMPORT_DEPOTS] = "depots",
    [IMPORT_SUBSCRIBERS] = "abonnes", [IMPORT_SUBSCRIPTIONS] = "abonnements",
    [IMPORT_PRODUCTS] = "produits",   [IMPORT_COMPOSITIONS] = "compositions",
    [IMPORT_PAYMENTS] = "reglements", [IMPORT_CLOSURES] = "fermetures",
};

const char *import_kind_name(enum import_kind kind)
{
    return names[kind];
}

int import_kind_read(struct view name)
{
    for (int kind = 0; kind < IMPORT_KINDS; kind++)
        if (view_is_nocase(name, names[kind]))
            return kind;
    return -1;
}

const char *import_kind_list(struct arena *arena)
{
    struct text text = text_in(arena);
    for (int kind = 0; kind < IMPORT_KINDS; kind++)
        text_print(&text, "%s%s", kind ? ", " : "", names[kind]);
    return text.at;
}

static const char *place(struct import *import, int line)
{
    return line ? arena_print(import->arena, "%s:%d: ", import->file, line)
                : arena_print(import->arena, "%s: ", import->file);
}

static const char *print(struct import *import, int line, const char *column, const char *format,
                         va_list list) __attribute__((format(printf, 4, 0)));

static const char *print(struct import *import, int line, const char *column, const char *format,
                         va_list list)
{
    char what[sizeof((struct error *)0)->text];
    vsnprintf(what, sizeof what, format, list);
    struct error clean; /* no control character of a cell reaches a terminal */
    error_set(&clean, "%s", what);
    return arena_print(import->arena, "%s%s%s%s%s", place(import, line), column ? "column " : "",
                       column ? column : "", column ? ": " : "", clean.text);
}

void import_error(struct import *import, int line, const char *column, const char *format, ...)
{
    if (import->error_count == IMPORT_ERRORS) {
        import->errors_more++;
        return;
    }
    va_list list;
    va_start(list, format);
    const char *text = print(import, line, column, format, list);
    va_end(list);
    *(const char **)arena_one_more(import->arena, &import->errors, &import->error_count,
                                   sizeof *import->errors) = text;
}

void import_note(struct import *import, int line, const char *format, ...)
{
    if (import->note_count == IMPORT_ERRORS)
        return;
    va_list list;
    va_start(list, format);
    const char *text = print(import, line, NULL, format, list);
    va_end(list);
    *(const char **)arena_one_more(import->arena, &import->notes, &import->note_count,
                                   sizeof *import->notes) = text;
}

static int write_journal(struct import *import, struct db *db, int64_t now, const char *actor,
                         struct error *error)
{
    struct tree *detail = tree_new(import->arena);
    tree_put_text(detail, "kind", names[import->kind]);
    tree_put_text(detail, "file", import->file);
    tree_put_int(detail, "added", import->added);
    tree_put_int(detail, "changed", import->changed);
    tree_put_int(detail, "unchanged", import->unchanged);
    tree_put_int(detail, "removed", import->removed);
    return db_run(db, SQL_IMPORT_JOURNAL, error, "itt", now, actor,
                  tree_write(import->arena, detail));
}

int import_csv(struct arena *arena, struct db *db, enum import_kind kind, const char *file,
               struct view bytes, int today, int64_t now, const char *actor, struct import *import,
               struct error *error)
{
    *import = (struct import){.kind = kind, .file = file, .arena = arena};
    struct import_rows rows;
    import_read(import, bytes, &rows);
    if (import_check(import, db, &rows, error))
        return -1;
    if (import->error_count) {
        import->note_count = 0;
        return -1;
    }
    if (import_apply(import, db, &rows, today, error))
        return -1;
    if (!import->added && !import->changed && !import->removed)
        return 0;
    if (db_run(db, SQL_FARM_CHANGED, error, ""))
        return -1;
    return write_journal(import, db, now, actor, error);
}
