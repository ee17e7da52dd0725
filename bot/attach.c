#include "bot/attach.h"

#include <string.h>

#include "bot/attach_makers.h"

/* By kind. */
static int (*const makers[ATTACHMENT_KINDS])(struct attach *attach, const char *what,
                                             struct error *error) = {
    [ATTACHMENT_CALENDAR] = attach_calendar,
    [ATTACHMENT_MAP] = attach_map,
    [ATTACHMENT_INVOICE] = attach_invoice,
    [ATTACHMENT_DATA] = attach_data,
    [ATTACHMENT_LIST] = attach_list,
};

int attach_add(struct attach *attach, const struct compose_file *file, struct error *error)
{
    if (attach->count == ATTACH_FILES)
        return error_set(error, "answer: more than %d files", ATTACH_FILES);
    attach->files[attach->count++] = *file;
    return 0;
}

static bool same(const struct attachment *left, const struct attachment *right)
{
    return left->kind == right->kind && left->subscriber == right->subscriber && !strcmp(left->what, right->what);
}

static bool made_before(const struct block *blocks, int block, int index)
{
    const struct attachment *wanted = &blocks[block].attachments[index];
    for (int i = 0; i <= block; i++)
        for (int j = 0; j < (i < block ? blocks[i].attachment_count : index); j++)
            if (same(&blocks[i].attachments[j], wanted))
                return true;
    return false;
}

int attach_make(struct attach *attach, const struct block *blocks, int count, struct error *error)
{
    for (int i = 0; i < count; i++)
        for (int j = 0; j < blocks[i].attachment_count; j++) {
            const struct attachment *wanted = &blocks[i].attachments[j];
            if (made_before(blocks, i, j))
                continue;
            if (!makers[wanted->kind])
                return error_set(error, "answer: no maker for file kind %d", (int)wanted->kind);
            attach->subscriber = wanted->subscriber;
            if (makers[wanted->kind](attach, wanted->what, error))
                return -1;
        }
    return 0;
}
