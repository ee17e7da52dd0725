/* staff_import: IMPORT compositions, with the CSV attached: `cabas import` by mail. */
#include <string.h>

#include "bot/staff.h"
#include "db/farm.h"
#include "db/import.h"
#include "parsers/csv.h"
#include "parsers/fold.h"
#include "parsers/zone.h"

enum { ERRORS_SHOWN = 40, RAW_MOST = 1 << 20 };

static bool is_csv(const struct mail_part *part)
{
    size_t len = strlen(part->file);
    bool named = len > 4 && view_is_nocase(view_of(part->file + len - 4), ".csv");
    return named || !strcmp(part->type, "text/csv");
}

static const struct mail_part *find_csv(const struct mail *mail, int *count)
{
    const struct mail_part *found = NULL;
    *count = 0;
    for (int i = 0; i < mail->part_count; i++)
        if (is_csv(&mail->parts[i])) {
            found = &mail->parts[i];
            ++*count;
        }
    return found;
}

static int read_kind(struct handling *h, const struct staff_command *command)
{
    size_t len;
    struct view rest = view_of(fold_word(h->arena, view_of(command->text), &len)), word;
    view_item(&rest, ' ', &word);
    return import_kind_read(word);
}

static void put_texts(struct tree *model, const char *key, const char **texts, int count)
{
    struct tree *list = tree_put_list(model, key);
    for (int i = 0; i < count && i < ERRORS_SHOWN; i++)
        tree_push_text(list, texts[i]);
}

/* Why nothing can be read at all; NULL: it can. */
static const char *obstacle(struct handling *h, int kind, int files)
{
    if (kind < 0)
        return "kind";
    /* The middle of what is attached to a longer mail was left out while it was read (parsers/thin). */
    if (h->row->raw.len >= RAW_MOST)
        return "large";
    return files == 1 ? NULL : files ? "many" : "none";
}

static int run(struct handling *h, enum import_kind kind, const struct mail_part *part,
               struct tree *model, enum result *result, struct error *error)
{
    struct import import;
    int failed =
        import_csv(h->arena, h->db, kind, *part->file ? part->file : "fichier.csv", part->bytes,
                   zone_local(h->row->received).day, h->now, h->sender.address, &import, error);
    if (failed && !import.error_count)
        return -1;
    *result = failed ? RESULT_REFUSED : RESULT_APPLIED;
    put_texts(model, "errors", import.errors, import.error_count);
    int hidden = import.error_count > ERRORS_SHOWN ? import.error_count - ERRORS_SHOWN : 0;
    tree_put_int(model, "more", hidden + import.errors_more);
    put_texts(model, "notes", import.notes, import.note_count);
    tree_put_int(model, "added", import.added);
    tree_put_int(model, "changed", import.changed);
    tree_put_int(model, "unchanged", import.unchanged);
    tree_put_int(model, "removed", import.removed);
    return 0;
}

/* What follows in the same mail sees the farm as it is now. */
static int reload(struct handling *h, struct error *error)
{
    const struct farm *farm = farm_load(h->arena, h->db, error);
    if (!farm)
        return -1;
    h->farm = h->talk.farm = farm;
    return 0;
}

int staff_import(struct handling *h, const struct staff_command *command, struct error *error)
{
    int kind = read_kind(h, command), files;
    const struct mail_part *part = find_csv(&h->mail, &files);
    const char *why = obstacle(h, kind, files);
    struct tree *model = staff_say(h, command, RESULT_REFUSED, "staff_import");
    struct block *block = &h->talk.blocks[h->talk.block_count - 1];
    tree_put_text(model, "kinds", import_kind_list(h->arena));
    tree_put_text(model, "kind",
                  kind < 0 ? command->text : import_kind_name((enum import_kind)kind));
    tree_put_bool(tree_put_object(model, "why"), why ? why : "fine", true);
    tree_put_bool(model, "read", !why);
    if (why)
        return 0;
    if (run(h, (enum import_kind)kind, part, model, &block->result, error))
        return -1;
    tree_put_bool(model, "done", block->result == RESULT_APPLIED);
    return reload(h, error);
}
