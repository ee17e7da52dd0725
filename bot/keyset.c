#include "bot/keyset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. File names come from our own server's delivery agent: nobody outside chooses them. */
static size_t home(const struct keyset *set, const char *key)
{
    uint64_t hash = 14695981039346656037U;
    for (const char *at = key; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211U;
    return (size_t)(hash ^ hash >> 32) & (set->size - 1);
}

/* Where the key lies, or the free place where it would. */
static size_t place_of(const struct keyset *set, const char *key)
{
    size_t place = home(set, key);
    while (set->keys[place] && strcmp(set->keys[place], key) != 0)
        place = (place + 1) & (set->size - 1);
    return place;
}

static void grow(struct keyset *set)
{
    struct keyset bigger = {.size = set->size ? set->size * 2 : 256, .count = set->count};
    bigger.keys = calloc(bigger.size, sizeof *bigger.keys);
    if (!bigger.keys)
        abort();
    for (size_t i = 0; i < set->size; i++)
        if (set->keys[i])
            bigger.keys[place_of(&bigger, set->keys[i])] = set->keys[i];
    free(set->keys);
    *set = bigger;
}

bool keyset_has(const struct keyset *set, const char *key)
{
    return set->size && set->keys[place_of(set, key)];
}

void keyset_add(struct keyset *set, const char *key)
{
    if (set->count * 2 >= set->size)
        grow(set);
    size_t place = place_of(set, key);
    if (set->keys[place])
        return;
    set->keys[place] = strdup(key);
    if (!set->keys[place])
        abort();
    set->count++;
}

void keyset_remove(struct keyset *set, const char *key)
{
    size_t hole = set->size ? place_of(set, key) : 0;
    if (!set->size || !set->keys[hole])
        return;
    free(set->keys[hole]);
    set->keys[hole] = NULL;
    set->count--;
    /* Those behind it that had to step over it move up, or they would not be found again. */
    for (size_t at = (hole + 1) & (set->size - 1); set->keys[at]; at = (at + 1) & (set->size - 1)) {
        char *moved = set->keys[at];
        set->keys[at] = NULL;
        set->keys[place_of(set, moved)] = moved;
    }
}

void keyset_clear(struct keyset *set)
{
    for (size_t i = 0; i < set->size; i++)
        free(set->keys[i]);
    free(set->keys);
    *set = (struct keyset){0};
}
