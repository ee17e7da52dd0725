#include "parsers/arena.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

static char trace[16];

static void note(void *thing)
{
    strncat(trace, thing, sizeof trace - strlen(trace) - 1);
}

static void test_memory(struct arena *arena)
{
    int aligned = 0, zeroed = 0;
    for (size_t size = 0; size < 3000; size++) {
        unsigned char *at = arena_alloc(arena, size);
        aligned += (uintptr_t)at % 16 == 0;
        size_t sum = 0;
        for (size_t i = 0; i < size; i++)
            sum += at[i];
        zeroed += sum == 0;
        memset(at, 0xFF, size);
    }
    CHECK(aligned == 3000 && zeroed == 3000, "aligned %d, zeroed %d", aligned, zeroed);
    char *big = arena_alloc(arena, 5 << 20);
    big[(5 << 20) - 1] = 'x';
    CHECK(big[0] == 0, "a block larger than any other");
    arena_reset(arena);
    char *again = arena_alloc(arena, 10000);
    size_t sum = 0;
    for (size_t i = 0; i < 10000; i++)
        sum += (unsigned char)again[i];
    CHECK(sum == 0, "memory used before is zeroed again");
}

static void test_texts(struct arena *arena)
{
    CHECK_TEXT(arena_text(arena, NULL), "", "no text");
    CHECK_TEXT(arena_text(arena, "é"), "é", "a text");
    char *copy = arena_copy(arena, "a\0bc", 4);
    CHECK(!memcmp(copy, "a\0bc", 5), "a copy with a NUL, terminated");
    CHECK_TEXT(arena_copy(arena, NULL, 0), "", "a copy of nothing");
    CHECK_TEXT(arena_print(arena, "%d %s", 7, "x"), "7 x", "print");
    char long_[4000];
    memset(long_, 'y', sizeof long_ - 1);
    long_[sizeof long_ - 1] = '\0';
    CHECK_TEXT(arena_print(arena, "%s", long_), long_, "a long print");
}

static void test_lists(struct arena *arena)
{
    int *items = NULL, count = 0, wrong = 0, *first = NULL;
    for (int i = 0; i < 5000; i++) {
        *(int *)arena_one_more(arena, &items, &count, sizeof *items) = i;
        first = i ? first : items;
    }
    for (int i = 0; i < count; i++)
        wrong += items[i] != i;
    CHECK(count == 5000 && !wrong, "a list grows, %d wrong", wrong);
    CHECK(first && *first == 0, "its old place stays");
    int *fewer = arena_grow(arena, items, 10, 20, sizeof *items);
    CHECK(fewer[9] == 9 && fewer[10] == 0, "what is new is zeroed");
    CHECK(arena_grow(arena, NULL, 0, 4, 8) != NULL, "from nothing");
}

static void test_release(void)
{
    char a[] = "a", b[] = "b", c[] = "c";
    struct arena *arena = arena_new();
    arena_defer(arena, note, a);
    arena_defer(arena, note, b);
    arena_reset(arena);
    CHECK_TEXT(trace, "ba", "last first");
    arena_defer(arena, note, c);
    for (int i = 0; i < 100; i++)
        arena_alloc(arena, 100000);
    arena_free(&arena);
    CHECK_TEXT(trace, "bac", "once each");
    CHECK(arena == NULL, "and gone");
    arena_free(&arena);
    CHECK_TEXT(trace, "bac", "freeing nothing is fine");
}

/* A product that overflows must stop the program, not give a small piece. */
static void test_overflow(struct arena *arena)
{
    fflush(stdout);
    pid_t child = fork();
    if (!child) {
        signal(SIGABRT, SIG_DFL);
        if (freopen("/dev/null", "w", stderr))
            arena_array(arena, SIZE_MAX / 8, 16);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "an overflow stops the program");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_memory(arena);
    test_texts(arena);
    test_lists(arena);
    test_release();
    test_overflow(arena);
    arena_free(&arena);
    return tap_done();
}
