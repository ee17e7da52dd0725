/* Any bytes as a text and as a mail: what comes out holds no account number, and text stays text. */
#include "parsers/charset.h"
#include "parsers/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct view raw = view_make((const char *)data, size);
    struct view text = charset_utf8(arena, view_of(""), raw);
    struct view out = redact_text(arena, text);
    if (redact_holds(out) || !view_is_utf8(out) || out.len > text.len + text.len / 2)
        __builtin_trap();
    struct view mail = redact_mail(arena, raw, false);
    if (redact_finds(arena, mail))
        __builtin_trap();
    redact_finds(arena, raw);
    arena_free(&arena);
    return 0;
}
