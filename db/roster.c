#include "db/roster.h"

#include "db/snapshot.h"

static int load_numbers(struct arena *arena, struct db *db, int64_t **numbers, int *count,
                        struct error *error)
{
    struct rows rows = db_rows(db, SQL_SUBSCRIBER_NUMBERS, error, "");
    int more;
    while ((more = rows_next(&rows)) == 1)
        *(int64_t *)arena_one_more(arena, numbers, count, sizeof **numbers) = rows_int(&rows, 0);
    return more;
}

struct roster *roster_load_some(struct arena *arena, struct db *db, const struct farm *farm,
                                const int64_t *numbers, int count, int from, struct error *error)
{
    struct roster *roster = arena_alloc(arena, sizeof *roster);
    *roster = (struct roster){.farm = farm, .count = count};
    roster->members = arena_array(arena, (size_t)count + 1, sizeof *roster->members);
    for (int i = 0; i < count; i++) {
        roster->members[i] = snapshot_load(arena, db, farm, numbers[i], from, SNAPSHOT_BASE, error);
        if (!roster->members[i])
            return NULL;
    }
    return roster;
}

struct roster *roster_load(struct arena *arena, struct db *db, const struct farm *farm, int from,
                           struct error *error)
{
    int64_t *numbers = NULL;
    int count = 0;
    if (load_numbers(arena, db, &numbers, &count, error))
        return NULL;
    return roster_load_some(arena, db, farm, numbers, count, from, error);
}

const struct snapshot *roster_find(const struct roster *roster, int64_t number)
{
    int low = 0, high = roster->count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        int64_t here = roster->members[middle]->subscriber.number;
        if (here == number)
            return roster->members[middle];
        if (here < number)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}
