/* The bytes are a raw mail: read it, then cut the reply. */
#include "parsers/mail.h"
#include "parsers/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct error error;
    if (!mail_read(arena, view_make((const char *)data, size), &mail, &error)) {
        struct reply reply;
        reply_read(arena, view_of(mail.subject), mail.text, &reply);
        if (!view_is_utf8(mail.text) || !view_is_utf8(view_of(mail.subject)) ||
            !view_is_utf8(reply.text) || reply.text.len > mail.text.len)
            __builtin_trap();
    }
    arena_free(&arena);
    return 0;
}
