/* The bytes are the HTML of a mail, once made UTF-8. */
#include "parsers/charset.h"
#include "parsers/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct view html = charset_utf8(arena, view_of(""), view_make((const char *)data, size));
    if (!view_is_utf8(html) || !view_is_utf8(html_text(arena, html)))
        __builtin_trap();
    arena_free(&arena);
    return 0;
}
