#include "parsers/embed.h"

#include <string.h>

/* Made by the Makefile into build/embed_data.c. */
extern const struct embed_entry {
    const char *path, *start, *end;
} embed_entries[];
extern const size_t embed_entry_count;

enum { EMBED_MAX = 512 };

const struct embed *embed_all(size_t *count)
{
    static struct embed table[EMBED_MAX];
    static size_t filled;
    if (!filled)
        for (; filled < embed_entry_count && filled < EMBED_MAX; filled++)
            table[filled] =
                (struct embed){embed_entries[filled].path,
                               {embed_entries[filled].start,
                                (size_t)(embed_entries[filled].end - embed_entries[filled].start)}};
    *count = filled;
    return table;
}

struct view embed_find(const char *path)
{
    for (size_t i = 0; i < embed_entry_count; i++)
        if (!strcmp(embed_entries[i].path, path))
            return (struct view){embed_entries[i].start,
                                 (size_t)(embed_entries[i].end - embed_entries[i].start)};
    return (struct view){NULL, 0};
}
