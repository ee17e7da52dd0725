/* staff_list: LISTE 17/03: what leaves for each depot that day, and for whom. */
#include "bot/picklist_model.h"
#include "bot/staff.h"
#include "parsers/date.h"
#include "parsers/zone.h"

enum {
    DAYS_MOST = 7,
    LISTS_MOST = 8
}; /* a week's; files of one answer are limited (bot/attach.h) */

static int listed(const struct handling *h)
{
    int count = 0;
    for (int i = 0; i < h->talk.block_count; i++)
        for (int j = 0; j < h->talk.blocks[i].attachment_count; j++)
            count += h->talk.blocks[i].attachments[j].kind == ATTACHMENT_LIST;
    return count;
}

/* Of the block that was just said. */
static void attach_to(struct handling *h, int day)
{
    struct block *block = &h->talk.blocks[h->talk.block_count - 1];
    struct attachment *file = arena_alloc(h->arena, sizeof *file);
    *file = (struct attachment){.kind = ATTACHMENT_LIST, .what = date_iso(h->arena, day)};
    block->attachments = file;
    block->attachment_count = 1;
}

static int list_day(struct handling *h, const struct staff_command *command, int day,
                    struct error *error)
{
    struct picklist list;
    int today = zone_local(h->row->received).day;
    const struct roster *roster = roster_load(h->arena, h->db, h->farm, day, error);
    if (!roster || picklist_full(h->arena, h->db, roster, day, &list, error))
        return -1;
    bool files = list.depot_count && listed(h) < LISTS_MOST;
    struct tree *model = staff_say(h, command, RESULT_ANSWERED, "staff_list");
    if (files)
        attach_to(h, day);
    return picklist_put(h->arena, h->config, &list, today, files, model, error);
}

int staff_list(struct handling *h, const struct staff_command *command, struct error *error)
{
    int to = command->to < command->from + DAYS_MOST ? command->to : command->from + DAYS_MOST - 1;
    for (int day = command->from; day <= to; day++) {
        bool served = command->from == command->to;
        for (int i = 0; i < h->farm->depot_count; i++)
            served |= h->farm->depots[i].weekday == date_weekday(day);
        if (served && list_day(h, command, day, error))
            return -1;
    }
    return 0;
}
