#include "bot/picklist_files.h"

#include "bot/picklist_csv.h"
#include "bot/picklist_pdf.h"
#include "parsers/date.h"

int picklist_files(struct arena *arena, const struct config *config, const struct picklist *list,
                   int64_t now, struct compose_file files[PICKLIST_FILES], struct error *error)
{
    const char *day = date_iso(arena, list->day);
    files[0] = (struct compose_file){.type = "application/pdf",
                                     .name = arena_print(arena, "liste-%s.pdf", day)};
    files[1] = (struct compose_file){.type = "text/csv; charset=utf-8",
                                     .name = arena_print(arena, "liste-%s.csv", day)};
    return picklist_pdf(arena, config, list, now, &files[0].bytes, error) ||
                   picklist_csv(arena, config, list, &files[1].bytes, error)
               ? -1
               : 0;
}
