/* picklist_job: the list of each delivery day, mailed to staff at the second of its cutoff; a correction when something
 * was changed after that (FORCER, a message applied late, an order accepted, a closure).
 *
 * Promise: each day's list once, also after an outage, while the delivery is still to come; a correction says what
 * differs from the list that was mailed, for everything that changed up to then, and never for what is past.
 */
#include "bot/letter.h"
#include "bot/picklist_files.h"
#include "bot/picklist_memo.h"
#include "bot/picklist_model.h"
#include "bot/say.h"
#include "bot/schedule.h"
#include "db/calendar.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum {
    DAY_SECONDS = 86400,
    CATCH_UP = 8 * DAY_SECONDS, /* a delivery is at most a week after its cutoff */
    KEPT_DAYS = 90,
    FEW = 100, /* people whose changes are looked at one by one before all lists are made anew */
    CHANGES_SAID = 200 /* of one correction */
};

/* A list that was mailed. */
struct mailed {
    int day;
    int64_t at;
    int64_t correction;
    struct memo memo;
};

static int store(struct schedule_run *run, const struct picklist *list, int64_t correction,
                 struct error *error)
{
    struct memo memo = memo_of(run->arena, list);
    return db_run(run->db, SQL_PICKLIST_PUT, error, "diit", list->day, run->now, correction,
                  memo_write(run->arena, &memo));
}

/* `model` holds what is said of the correction, if it is one. */
static int send(struct schedule_run *run, const struct picklist *list, struct tree *model,
                int64_t correction, struct error *error)
{
    struct compose_file files[PICKLIST_FILES];
    int count, today = zone_local(run->now).day;
    struct letter letter = {
        .kind = "picklist",
        .template = "picklist",
        .model = model,
        .seed = arena_print(run->arena, "%s %lld", date_iso(run->arena, list->day),
                            (long long)correction),
        .files = files,
        .file_count = PICKLIST_FILES,
        .now = run->now,
    };
    tree_put_bool(model, "correction", correction > 0);
    if (picklist_put(run->arena, run->config, list, today, true, model, error) ||
        picklist_files(run->arena, run->config, list, run->now, files, error) ||
        letter_send(run->arena, run->db, run->config, &letter, &count, error))
        return -1;
    run->effects += count;
    return store(run, list, correction, error);
}

static int next_list(const struct schedule_look *look, int64_t *due, struct error *error)
{
    (void)error;
    *due = moment_cutoff(look->config, 0, look->last, look->now - CATCH_UP);
    return 0;
}

static int run_list(struct schedule_run *run, struct error *error)
{
    int days[7], today = zone_local(run->now).day, failed = 0;
    int count = moment_cutoff_days(run->config, run->due, days);
    const struct roster *roster = NULL;
    if (db_run(run->db, SQL_PICKLIST_DROP, error, "d", today - KEPT_DAYS))
        return -1;
    for (int i = 0; i < count; i++) {
        struct picklist list;
        bool known = db_int(run->db, SQL_PICKLIST_GET, 0, &failed, error, "d", days[i]) != 0;
        if (failed)
            return -1;
        if (days[i] < today || known)
            continue;
        if (!roster)
            roster = roster_load(run->arena, run->db, run->farm, today, error);
        if (!roster || picklist_full(run->arena, run->db, roster, days[i], &list, error))
            return -1;
        if ((list.depot_count || list.suspended) &&
            send(run, &list, tree_new(run->arena), 0, error))
            return -1;
    }
    return 0;
}

const struct schedule_job job_picklists = {
    .name = "picklists", .after_mail = true, .next = next_list, .run = run_list};

/* Corrections. The position is the last journal entry that was looked at. */

static int begin_again(struct db *db, int64_t *position, struct error *error)
{
    int failed = 0;
    *position = db_int(db, SQL_JOURNAL_TOP, 0, &failed, error, "");
    return failed;
}

static int next_again(const struct schedule_look *look, int64_t *due, struct error *error)
{
    int failed = 0;
    int64_t at = db_int(look->db, SQL_PICKLIST_AFTER, -1, &failed, error, "i", look->position);
    *due = at < 0 ? MOMENT_NEVER : at;
    return failed;
}

static int load_mailed(struct schedule_run *run, struct mailed **mailed, int *count,
                       struct error *error)
{
    int more;
    struct rows rows = db_rows(run->db, SQL_PICKLISTS_MAILED, error, "d", zone_local(run->now).day);
    while ((more = rows_next(&rows)) == 1) {
        struct mailed *one = arena_one_more(run->arena, mailed, count, sizeof *one);
        *one = (struct mailed){
            .day = rows_day(&rows, 0), .at = rows_int(&rows, 1), .correction = rows_int(&rows, 2)};
        if (memo_read(run->arena, run->farm, rows_text(&rows, 3, run->arena), &one->memo, error)) {
            rows_end(&rows);
            return -1;
        }
    }
    return more;
}

/* Whose entries are new since the position; *all: the whole farm's, or too many. */
static int load_changed(struct schedule_run *run, int64_t numbers[FEW], int *count, bool *all,
                        struct error *error)
{
    int more;
    struct rows rows =
        db_rows(run->db, SQL_PICKLIST_CHANGED, error, "ii", run->position, (int64_t)FEW);
    *all = false;
    while ((more = rows_next(&rows)) == 1) {
        numbers[*count] = rows_int(&rows, 0);
        *all |= !numbers[*count];
        ++*count;
    }
    *all |= *count == FEW;
    return more;
}

/* The part of a list that these people are. */
static struct memo part_of(struct arena *arena, const struct memo *memo, const int64_t *numbers,
                           int count)
{
    struct memo part = {0};
    for (int i = 0, j = 0; i < memo->count; i++) {
        while (j < count && numbers[j] < memo->entries[i].number)
            j++;
        if (j < count && numbers[j] == memo->entries[i].number)
            *(struct memo_entry *)arena_one_more(arena, &part.entries, &part.count,
                                                 sizeof *part.entries) = memo->entries[i];
    }
    return part;
}

/* 1: one of these people's part of a mailed list is otherwise now. */
static int is_changed(struct schedule_run *run, const struct roster *few, const int64_t *numbers,
                      const struct mailed *mailed, struct error *error)
{
    struct picklist list;
    int count;
    if (picklist_of(run->arena, run->db, few, mailed->day, &list, error))
        return -1;
    struct memo now = memo_of(run->arena, &list);
    struct memo then = part_of(run->arena, &mailed->memo, numbers, few->count);
    memo_compare(run->arena, run->config, run->farm, &then, &now, &count);
    return count > 0;
}

static void put_changes(struct schedule_run *run, const struct roster *roster, struct tree *model,
                        const struct memo_change *changes, int count)
{
    struct tree *list = tree_put_list(model, "changes");
    for (int i = 0; i < count && i < CHANGES_SAID; i++) {
        const struct snapshot *member = roster_find(roster, changes[i].number);
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", changes[i].number);
        tree_put_text(item, "name", member ? picklist_name(run->arena, &member->subscriber) : "");
        tree_put_text(item, "before", changes[i].before);
        tree_put_text(item, "after", changes[i].after);
    }
    tree_put_int(model, "more", count > CHANGES_SAID ? count - CHANGES_SAID : 0);
}

static int correct(struct schedule_run *run, const struct roster *roster,
                   const struct mailed *mailed, struct error *error)
{
    struct picklist list;
    int count;
    if (picklist_full(run->arena, run->db, roster, mailed->day, &list, error))
        return -1;
    struct memo now = memo_of(run->arena, &list);
    const struct memo_change *changes =
        memo_compare(run->arena, run->config, run->farm, &mailed->memo, &now, &count);
    if (!count)
        return 0;
    struct tree *model = tree_new(run->arena);
    const struct closure *closure = calendar_closure(run->farm, mailed->day);
    bool closed = closure && !list.depot_count;
    tree_put_text(model, "since", say_instant(run->arena, run->config, mailed->at));
    tree_put_bool(model, "closed", closed);
    tree_put_text(model, "reason", closure ? closure->reason : "");
    tree_put_int(model, "gone", count);
    put_changes(run, roster, model, changes, closed ? 0 : count);
    return send(run, &list, model, mailed->correction + 1, error);
}

static int run_again(struct schedule_run *run, struct error *error)
{
    struct mailed *mailed = NULL;
    int64_t numbers[FEW], top;
    int count = 0, people = 0, today = zone_local(run->now).day;
    bool all;
    if (begin_again(run->db, &top, error) || load_mailed(run, &mailed, &count, error) ||
        load_changed(run, numbers, &people, &all, error))
        return -1;
    const struct roster *few = NULL, *roster = NULL;
    if (count && !all) {
        few = roster_load_some(run->arena, run->db, run->farm, numbers, people, today, error);
        if (!few)
            return -1;
    }
    for (int i = 0; i < count; i++) {
        int changed = all ? 1 : is_changed(run, few, numbers, &mailed[i], error);
        if (changed > 0 && !roster) {
            roster = roster_load(run->arena, run->db, run->farm, today, error);
            changed = roster ? 1 : -1;
        }
        if (changed < 0 || (changed && correct(run, roster, &mailed[i], error)))
            return -1;
    }
    run->position = top;
    return 0;
}

const struct schedule_job job_picklist_corrections = {
    .name = "picklist-corrections", .begin = begin_again, .next = next_again, .run = run_again};
