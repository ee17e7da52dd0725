/* attach_list: a day's pick list goes with LISTE: the PDF to print and the CSV. */
#include "bot/attach_makers.h"
#include "bot/picklist_files.h"
#include "parsers/date.h"

int attach_list(struct attach *attach, const char *day, struct error *error)
{
    struct compose_file files[PICKLIST_FILES];
    struct picklist list;
    int which = date_read_iso(view_of(day));
    const struct roster *roster =
        roster_load(attach->arena, attach->db, attach->farm, which, error);
    if (!roster || picklist_full(attach->arena, attach->db, roster, which, &list, error) ||
        picklist_files(attach->arena, attach->config, &list, attach->now, files, error))
        return -1;
    for (int i = 0; i < PICKLIST_FILES; i++)
        if (attach_add(attach, &files[i], error))
            return -1;
    return 0;
}
