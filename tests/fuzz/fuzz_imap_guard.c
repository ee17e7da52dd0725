/* The guard sees the same whatever the network's pieces are, and never lets deep nesting through. */
#include <stdlib.h>
#include <string.h>

#include "bot/imap_guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct imap_guard whole = {0}, pieces = {0};
    char *one = malloc(2 * size + 1), *two = one + size;
    if (!one)
        return 0;
    memcpy(one, bytes, size);
    memcpy(two, bytes, size);
    const char *first = imap_guard_look(&whole, one, size, 1000);
    const char *second = NULL;
    for (size_t at = 0; at < size && !second;) {
        size_t step = 1 + bytes[at] % 7;
        if (step > size - at)
            step = size - at;
        second = imap_guard_look(&pieces, two + at, step, 1000);
        at += step;
    }
    if (first != second || whole.arrivals != pieces.arrivals || whole.depth != pieces.depth ||
        whole.literal != pieces.literal || strcmp(whole.last, pieces.last) != 0 ||
        (!first && memcmp(one, two, size) != 0))
        abort();
    if (!first && (whole.depth > IMAP_GUARD_DEPTH || whole.literal > 1000))
        abort();
    free(one);
    return 0;
}
