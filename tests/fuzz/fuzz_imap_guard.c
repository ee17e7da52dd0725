/* The guard sees the same whatever the network's pieces are, and never lets deep nesting through. */
#include <stdlib.h>
#include <string.h>

#include "bot/imap_guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct imap_guard whole = {0}, pieces = {0};
    const char *first = imap_guard_look(&whole, (const char *)bytes, size, 1000);
    const char *second = NULL;
    for (size_t at = 0; at < size && !second;) {
        size_t step = 1 + bytes[at] % 7;
        if (step > size - at)
            step = size - at;
        second = imap_guard_look(&pieces, (const char *)bytes + at, step, 1000);
        at += step;
    }
    if (first != second || whole.arrivals != pieces.arrivals || whole.depth != pieces.depth ||
        whole.literal != pieces.literal || strcmp(whole.last, pieces.last) != 0)
        abort();
    if (!first && (whole.depth > IMAP_GUARD_DEPTH || whole.literal > 1000))
        abort();
    return 0;
}
