#include "parsers/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 16 * 1024, ARENA_BLANK = 128 * 1024, ARENA_ALIGN = 16 };

struct block {
    struct block *next;
    size_t size, used;
    bool blank; /* what is not used yet is zero: pages that nobody writes to cost nothing */
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *);
    void *thing;
};

struct arena {
    struct block *blocks; /* newest first; the last one is the first made */
    struct deferred *deferred;
};

static void arena_out_of_memory(void)
{
    fputs("cabas: memory: the machine has none left\n", stderr);
    abort();
}

static struct block *block_new(size_t size, struct block *next)
{
    if (size > SIZE_MAX - sizeof(struct block))
        arena_out_of_memory();
    bool blank = size >= ARENA_BLANK;
    struct block *block = blank ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (!block)
        arena_out_of_memory();
    *block = (struct block){.next = next, .size = size, .blank = blank};
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        arena_out_of_memory();
    arena->blocks = block_new(ARENA_BLOCK, NULL);
    return arena;
}

void arena_reset(struct arena *arena)
{
    for (struct deferred *item = arena->deferred; item; item = item->next)
        item->release(item->thing);
    arena->deferred = NULL;
    while (arena->blocks->next) {
        struct block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->blocks->used = 0;
}

void arena_free(struct arena **arena)
{
    if (!*arena)
        return;
    arena_reset(*arena);
    free((*arena)->blocks);
    free(*arena);
    *arena = NULL;
}

static void *arena_take(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ARENA_ALIGN)
        arena_out_of_memory();
    size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    struct block *block = arena->blocks;
    if (size > block->size - block->used) {
        size_t wanted = block->size < 1024 * 1024 ? block->size * 2 : block->size;
        arena->blocks = block = block_new(size > wanted ? size : wanted, block);
    }
    void *at = block->bytes + block->used;
    block->used += size;
    return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *at = arena_take(arena, size);
    return arena->blocks->blank ? at : memset(at, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        arena_out_of_memory();
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, const void *items, size_t old, size_t count, size_t size)
{
    void *grown = arena_array(arena, count, size);
    if (old)
        memcpy(grown, items, old * size);
    return grown;
}

/* `items` points at a pointer to any type; it is read and written by its bytes. The array is full when
 * the count is a power of two (or 0). */
void *arena_one_more(struct arena *arena, void *items, int *count, size_t size)
{
    void *at;
    memcpy(&at, items, sizeof at);
    if ((*count & (*count - 1)) == 0) {
        at = arena_grow(arena, at, (size_t)*count, *count ? (size_t)*count * 2 : 1, size);
        memcpy(items, &at, sizeof at);
    }
    return (char *)at + (size_t)(*count)++ * size;
}

char *arena_copy(struct arena *arena, const char *at, size_t len)
{
    if (len == SIZE_MAX)
        arena_out_of_memory();
    char *copy = arena_take(arena, len + 1);
    if (len)
        memcpy(copy, at, len);
    copy[len] = '\0';
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_copy(arena, text ? text : "", text ? strlen(text) : 0);
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (len < 0)
        return arena_text(arena, "");
    char *text = arena_take(arena, (size_t)len + 1);
    va_start(list, format);
    vsnprintf(text, (size_t)len + 1, format, list);
    va_end(list);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *), void *thing)
{
    struct deferred *item = arena_alloc(arena, sizeof *item);
    *item = (struct deferred){arena->deferred, release, thing};
    arena->deferred = item;
}
