/* The first line is a subject, the rest a mail's text. */
#include "parsers/charset.h"
#include "parsers/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct view text = charset_utf8(arena, view_of(""), view_make((const char *)data, size));
    struct view subject = view_of("");
    struct reply reply;
    view_line(&text, &subject);
    reply_read(arena, subject, text, &reply);
    if (!view_is_utf8(reply.text) || reply.text.len > text.len)
        __builtin_trap();
    arena_free(&arena);
    return 0;
}
