/* arena: memory that is freed in one place.
 *
 * Job: everything that belongs to one message (or one command) is allocated here
 * and freed together. Caller: everybody. Promise: never returns NULL; the program
 * stops when the machine has no memory left, which no message may cause because
 * every reader of outside bytes is bounded first.
 * Not thread-safe: one arena belongs to one thread at a time.
 */
#ifndef PARSERS_ARENA_H
#define PARSERS_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Frees everything, runs what was deferred (last first) and sets the pointer to NULL. NULL is fine. */
void arena_free(struct arena **arena);
/* Empties the arena and keeps its first block: for loops over millions of rows. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` zeroed items of `size` bytes; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Grows an array from `old` to `count` items: the items move, the old place stays until the end. */
void *arena_grow(struct arena *arena, const void *items, size_t old, size_t count, size_t size);
/* Room for one more item at the end of `*items` (grown by doubling); counts it and returns it, zeroed:
 *     struct thing *thing = arena_one_more(arena, &list->items, &list->count, sizeof *thing);  */
void *arena_one_more(struct arena *arena, void *items, int *count, size_t size);
/* A NUL-terminated copy of `len` bytes. */
char *arena_copy(struct arena *arena, const char *at, size_t len);
/* A NUL-terminated copy of a C string; NULL gives "". */
char *arena_text(struct arena *arena, const char *text);
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Calls `release(thing)` when the arena is freed or reset: for objects of outside libraries. */
void arena_defer(struct arena *arena, void (*release)(void *), void *thing);

#endif
