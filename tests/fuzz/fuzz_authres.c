/* The bytes are the headers of a mail. What passes must be named, and be of the From domain's family. */
#include "parsers/authres.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct error error;
    if (!mail_read(arena, view_make((const char *)data, size), &mail, &error)) {
        struct authres got = authres_read(arena, &mail, "mx.example.net", "a@example.org");
        if (got.result == AUTHRES_PASS &&
            (!*got.method || !view_ends(view_of(got.domain), "example.org")))
            __builtin_trap();
    }
    arena_free(&arena);
    return 0;
}
