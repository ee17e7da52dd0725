/* Any text as a date expression: what comes out is in order and within the calendar. */
#include <stdlib.h>

#include "parsers/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct arena *arena = arena_new();
    struct when found[WHEN_MOST];
    int today = date_make(2026, 1, 1) + data[0] * 5;
    int count = when_read(arena, view_make((const char *)data + 1, size - 1), today, found);
    if (count < 0 || count > WHEN_MOST)
        abort();
    for (int i = 0; i < count; i++) {
        const struct when *when = &found[i];
        bool period =
            when->kind == WHEN_DAY || when->kind == WHEN_PERIOD || when->kind == WHEN_UNTIL;
        if (period && (when->from == DATE_NONE || when->to == DATE_NONE || when->to < when->from))
            abort();
        if ((when->kind == WHEN_NEXT || when->kind == WHEN_WEEKS) && when->n < 1)
            abort();
    }
    arena_free(&arena);
    return 0;
}
